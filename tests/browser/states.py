"""The states that a person meets, each from a run of its own: what `pictures` photographs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator

from tests.browser.harness import Notebook

LONG = 120.0
"""Seconds that a run may take to get there."""

SETUP = """%load_ext tgwidget
import io, os, time
import tgwidget as tg
from PIL import Image, ImageDraw

def pace(tokens):
    "How many tokens a second the rules say from here on; 0 is at once."
    os.environ["TGWIDGET_SIMULATED_RATE"] = str(tokens)
    tg.set_backward_engine("simulated", override=True)

def dry(stop=False, **settings):
    question = tg.Variable(
        "If it takes 1 hour to dry 25 shirts under the sun, how long will it take to dry 30 "
        "shirts?", role_description="question to the LLM", requires_grad=False)
    answer = tg.BlackboxLLM("simulated")(question)
    answer.set_role_description("concise and accurate answer to the question")
    loss_fn = tg.TextLoss("Evaluate any given answer to this question, be very critical.")
    optimizer = tg.TGD(parameters=[answer], **settings)
    if stop:
        tg.breakpoint(answer)
    loss_fn(answer).backward()
    optimizer.step()

def shirts(**settings):
    with tg.Run("shirts", resume=False):
        dry(**settings)"""

EMPTY = """with tg.Run("shirts", resume=False):
    time.sleep(60)"""
SLOW = "pace(5); tg.cache.clear(); shirts()"
ASK = "pace(0); shirts()"
CHOOSE = "pace(0); shirts(n_candidates=4, score=lambda text: round(1 - len(text) / 400, 2))"
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
with tg.Run("one answer", resume=False):
    answer = tg.autograd.MultimodalLLMCall("simulated")([image, question])
    answer.set_role_description("answer to the question about the picture")
    optimizer = tg.TGD(parameters=[answer])
    loss_fn = tg.loss.ImageQALoss("Is this a complete and right answer for the picture?")
    loss_fn(image=image, question=question, response=answer).backward()
    optimizer.step()"""
ERROR = """pace(0)
question = tg.Variable("Is 7 prime?", role_description="question", requires_grad=False)
with tg.Run("primes", resume=False):
    answer = tg.BlackboxLLM("http://127.0.0.1:9/v1#a-model")(question)"""
COUNTING = """pace(0)
system = tg.Variable("You count.", role_description="system prompt", requires_grad=True)
model = tg.BlackboxLLM("simulated", system_prompt=system)
lists = ["two cups, a lamp and three pens", "four plates and a fork", "a cat, a dog and six hens"]
optimizer = tg.TGD(parameters=[system])
def learn(score):
    optimizer.zero_grad()
    losses = []
    for things in lists:
        asked = tg.Variable(f"I have {things}. How many objects do I have?",
                            role_description="question", requires_grad=False)
        losses.append(tg.TextLoss("Is the count right? Be critical.")(model(asked)))
    tg.sum(losses).backward()
    optimizer.step()
    run.score(score)
"""
STEPS = f"""{COUNTING}
with tg.Run("counting", review="accept", resume=False) as run:
    for score in (0.42, 0.61, 0.58, 0.83):
        learn(score)"""
BRANCHES = f"""{COUNTING}
with tg.Run("counting", review="accept", resume=False) as run:
    for score in (0.42, 0.61, 0.58):
        learn(score)
    run.history.name(2, "careful")
    run.checkout(1)
    for score in (0.66, 0.83):
        learn(score)"""
THOUSAND = """pace(0)
with tg.Run("a thousand", resume=False):
    model = tg.BlackboxLLM("simulated")
    for n in range(50):
        text = tg.Variable(f"I have {n + 2} cups. How many objects do I have?",
                           role_description=f"question {n + 1}", requires_grad=False)
        for draft in range(19):
            text = model(text)
            text.set_role_description(f"draft {draft + 1} of answer {n + 1}")"""
STOP = "pace(0); shirts(stop=True)"
REPLAY = "%tg demo"
REVIEW = """pace(0)
run = tg.start(lambda: dry(), name="shirts", resume=False)"""
WRITE = """run.to_review("review.html")"""


def widget(notebook: Notebook) -> Locator:
    """The run that is looked at."""
    return notebook.page.locator(".tgw").last


def until(selector: str) -> Callable[[Notebook], Locator]:
    """Until the run shows something."""

    def wait(notebook: Notebook) -> Locator:
        widget(notebook).locator(selector).first.wait_for(timeout=LONG * 1000)
        return widget(notebook)

    return wait


def speaking(phase: str) -> Callable[[Notebook], Locator]:
    """Until some text has arrived in a phase."""

    def wait(notebook: Notebook) -> Locator:
        until(f".tgw-phase[data-phase={phase}]")(notebook)
        arrived = """() => [...document.querySelectorAll('.tgw-stream')].some(
          (one) => one.textContent.length > 40)"""
        notebook.wait(arrived, seconds=LONG)
        return widget(notebook)

    return wait


asked = until(".tgw-review[data-proposal]")


def editing(notebook: Notebook) -> Locator:
    """Editing the proposed text."""
    asked(notebook)
    notebook.key("e")
    return until(".tgw-edit")(notebook)


def candidate(notebook: Notebook) -> Locator:
    """Looking at the second of several candidates."""
    asked(notebook)
    notebook.key("2")
    return until("[data-candidate='1'][aria-checked=true]")(notebook)


def paused(notebook: Notebook) -> Locator:
    """Pause in the middle of a run."""
    speaking("forward")(notebook)
    notebook.click("pause")
    return until("[data-action=resume]")(notebook)


def ended(notebook: Notebook) -> Locator:
    """Until the run is over."""
    notebook.wait_state("ended", seconds=LONG)
    return widget(notebook)


def tree(notebook: Notebook) -> Locator:
    """The tree of committed steps, with one of them looked at."""
    ended(notebook)
    widget(notebook).locator(".tgw-commit").first.click()
    return until(".tgw-commit-about")(notebook)


def afar(notebook: Notebook) -> Locator:
    """Over, and seen from some way off."""
    ended(notebook)
    for key in "0+++":
        notebook.key(key)
    return widget(notebook)


def past(notebook: Notebook) -> Locator:
    """Looking at the second step of a run that is over."""
    ended(notebook).locator(".tgw-step-mark").nth(2).click()
    return until(".tgw-past")(notebook)


def reviewed(notebook: Notebook) -> Locator:
    """The page for a reviewer, while the question waits."""
    asked(notebook)
    notebook.run(2, LONG)
    page = notebook.page.context.new_page()
    page.goto((notebook.server.notebooks / "review.html").as_uri())
    page.locator(".tgw-handover").wait_for()
    return page.locator("body")


@dataclass(frozen=True)
class State:
    """What is photographed: cells, how to get there after the first of them, whether by night."""

    name: str
    cells: tuple[str, ...]
    reach: Callable[[Notebook], Locator]
    dark: bool = False


STATES = (
    State("empty", (EMPTY,), until(".tgw-empty")),
    State("forward", (SLOW,), speaking("forward")),
    State("backward", (SLOW,), speaking("backward")),
    State("question", (ASK,), asked),
    State("edit", (ASK,), editing),
    State("candidates", (CHOOSE,), candidate),
    State("images", (IMAGES,), asked),
    State("error", (ERROR,), until("[data-action=retry]")),
    State("paused", (SLOW,), paused),
    State("timeline", (STEPS,), past),
    State("thousand", (THOUSAND,), afar),
    State("dark", (ASK,), asked, dark=True),
    State("tree", (BRANCHES,), tree),
    State("breakpoint", (STOP,), until(".tgw-review[data-ask]")),
    State("replay", (REPLAY,), asked),
    State("review", (REVIEW, WRITE), reviewed),
    State("review-dark", (REVIEW, WRITE), reviewed, dark=True),
)
