"""The states that a person meets, each from a run of its own: what `pictures` photographs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.browser.harness import Notebook

SETUP = """%load_ext tgwidget
import io, os, time
import tgwidget as tg
from PIL import Image, ImageDraw

def pace(tokens):
    "How many tokens a second the rules say from here on; 0 is at once."
    os.environ["TGWIDGET_SIMULATED_RATE"] = str(tokens)
    tg.set_backward_engine("simulated", override=True)

def shirts(name="shirts", steps=1, **settings):
    question = tg.Variable(
        "If it takes 1 hour to dry 25 shirts under the sun, how long will it take to dry 30 "
        "shirts?", role_description="question to the LLM", requires_grad=False)
    with tg.Run(name, review=settings.pop("review", None)) as run:
        answer = tg.BlackboxLLM("simulated")(question)
        answer.set_role_description("concise and accurate answer to the question")
        loss_fn = tg.TextLoss("Evaluate any given answer to this question, be very critical.")
        optimizer = tg.TGD(parameters=[answer], **settings)
        for step in range(steps):
            optimizer.zero_grad()
            loss_fn(answer).backward()
            optimizer.step()
            run.score(len(answer.value))"""

EMPTY = """with tg.Run("shirts"):
    time.sleep(60)"""
SLOW = "pace(14); tg.cache.clear(); shirts()"
ASK = "pace(0); shirts()"
CHOOSE = "pace(0); shirts(n_candidates=4, score=lambda text: round(100 / len(text), 2))"
IMAGES = """pace(0)
picture = Image.new("RGB", (480, 320), "white")
pen = ImageDraw.Draw(picture)
for colour, left, top, size in [("crimson", 40, 40, 120), ("crimson", 200, 40, 120),
                                ("royalblue", 40, 180, 120), ("seagreen", 400, 220, 40)]:
    pen.rectangle((left, top, left + size, top + size), fill=colour)
out = io.BytesIO()
picture.save(out, format="PNG")
image = tg.Variable(out.getvalue(), role_description="the picture", requires_grad=False)
question = tg.Variable("How many shapes are there?",
                       role_description="question about the picture", requires_grad=False)
with tg.Run("one answer"):
    answer = tg.autograd.MultimodalLLMCall("simulated")([image, question])
    answer.set_role_description("answer to the question about the picture")
    optimizer = tg.TGD(parameters=[answer])
    loss_fn = tg.loss.ImageQALoss("Is this a complete and right answer for the picture?")
    loss_fn(image=image, question=question, response=answer).backward()
    optimizer.step()"""
ERROR = """pace(0)
question = tg.Variable("Is 7 prime?", role_description="question", requires_grad=False)
with tg.Run("primes"):
    answer = tg.BlackboxLLM("http://127.0.0.1:9/v1#a-model")(question)"""
STEPS = """pace(0)
system = tg.Variable("You count.", role_description="system prompt", requires_grad=True)
model = tg.BlackboxLLM("simulated", system_prompt=system)
lists = ["two cups, a lamp and three pens", "four plates and a fork", "a cat, a dog and six hens"]
with tg.Run("counting", review="accept") as run:
    optimizer = tg.TGD(parameters=[system])
    for step in range(4):
        optimizer.zero_grad()
        losses = []
        for things in lists:
            asked = tg.Variable(f"I have {things}. How many objects do I have?",
                                role_description="question", requires_grad=False)
            losses.append(tg.TextLoss("Is the count right? Be critical.")(model(asked)))
        tg.sum(losses).backward()
        optimizer.step()
        run.score([0.42, 0.61, 0.58, 0.83][step])"""
THOUSAND = """pace(0)
with tg.Run("a thousand", review="accept"):
    model = tg.BlackboxLLM("simulated")
    judge = tg.TextLoss("Is it right? Be critical.")
    for topic in ["cups", "plates", "lamps", "pens", "hens"]:
        for n in range(67):
            asked = tg.Variable(f"I have {n + 2} {topic}. How many objects do I have?",
                                role_description=f"question about {topic}", requires_grad=False)
            said = model(asked)
            said.set_role_description(f"answer about {topic}")
            judge(said)"""

CELLS = (SETUP, EMPTY, SLOW, ASK, CHOOSE, IMAGES, ERROR, STEPS, THOUSAND)


def last(notebook: Notebook, selector: str) -> None:
    """Wait until the newest run shows something."""
    condition = """(selector) => {
      const all = document.querySelectorAll('.tgw');
      return all.length > 0 && all[all.length - 1].querySelector(selector) !== null;
    }"""
    notebook.wait(condition, selector, 60)


def speaking(phase: str) -> Callable[[Notebook], None]:
    """Until some text has arrived in a phase."""

    def wait(notebook: Notebook) -> None:
        last(notebook, f".tgw-phase[data-phase={phase}]")
        notebook.wait(
            """() => [...document.querySelectorAll('.tgw:last-of-type .tgw-stream')].some(
              (one) => one.textContent.length > 60)""",
            seconds=60,
        )

    return wait


def asked(notebook: Notebook) -> None:
    """Until the newest run asks."""
    notebook.wait_state("asking", seconds=60)


def editing(notebook: Notebook) -> None:
    """Editing the proposed text."""
    asked(notebook)
    notebook.key("e")
    last(notebook, ".tgw-edit")


def candidate(notebook: Notebook) -> None:
    """Looking at the second of several candidates."""
    asked(notebook)
    notebook.key("2")


def failed(notebook: Notebook) -> None:
    """Until a call waits to be tried again."""
    notebook.wait_state("waiting-retry", seconds=60)


def paused(notebook: Notebook) -> None:
    """Pause in the middle of a run."""
    speaking("forward")(notebook)
    notebook.click("pause")
    last(notebook, "[data-action=resume]")


def past(notebook: Notebook) -> None:
    """Looking at the second step of a run that is over."""
    notebook.wait_state("ended", seconds=60)
    notebook.page.locator(".tgw").last.locator(".tgw-step-mark").nth(2).click()
    last(notebook, ".tgw-past")


def ended(notebook: Notebook) -> None:
    """Until the run is over."""
    notebook.wait_state("ended", seconds=120)


@dataclass(frozen=True)
class State:
    """What is photographed: a cell, how to get there, and whether by night."""

    name: str
    cell: str
    reach: Callable[[Notebook], None]
    dark: bool = False


STATES = (
    State("empty", EMPTY, lambda notebook: last(notebook, ".tgw-empty")),
    State("forward", SLOW, speaking("forward")),
    State("backward", SLOW, speaking("backward")),
    State("question", ASK, asked),
    State("edit", ASK, editing),
    State("candidates", CHOOSE, candidate),
    State("images", IMAGES, asked),
    State("error", ERROR, failed),
    State("paused", SLOW, paused),
    State("timeline", STEPS, past),
    State("thousand", THOUSAND, ended),
    State("dark", ASK, asked, dark=True),
)
