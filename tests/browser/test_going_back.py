"""What a person does beyond one answer: the tree, the rest, a blend, words taken back, and after a
kernel was killed; in one page, each from where the last one left it."""

from __future__ import annotations

import os
import signal
from ast import literal_eval
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.harness import Notebook
from tests.browser.server import Server

SETUP = """%load_ext tgwidget
import os, re, threading
import tgwidget as tg
go = threading.Event()
class Writer(tg.EngineLM):
    texts, asked = [], []
    def generate(self, prompt, system_prompt=None, **kwargs):
        self.asked.append(prompt)
        tags = re.findall(r"<(?:/)?IMPROVED_VARIABLE-[0-9a-f]{6}>", prompt)
        if not tags:
            return "say it kindly."
        text = self.texts.pop(0)
        if text == "late":
            go.wait(60)
        return tags[-2] + text + tags[-1]
tg.set_backward_engine(Writer(), override=True)
letter = tg.Variable("old", role_description="letter")
def work():
    optimizer = tg.TGD([letter], engine=Writer())
    while Writer.texts:
        letter.gradients.add("Shorter.")
        optimizer.step()
print(os.getpid())"""

TREE = """Writer.texts = ["one", "two", "three", "four", "five", "six", "seven"] + ["more"] * 9
run = tg.start(work, name="tree", resume=False)"""
VALUE = "print((letter.value, run.history.head, letter.constraints, run.outcome))"
MAGIC = """%tg undo
%tg log"""

REST = """letter.set_value("old"); Writer.texts = ["good", "better", "late", "worse"]
run = tg.start(work, name="rest", resume=False)"""
GO = "go.set()"

BLEND = """Writer.texts = ["Hello {name}, no.", "Dear {name}, not yet."]
said = tg.Variable("Dear {name}, no.", role_description="reply")
with tg.Run("blend", resume=False) as run:
    said.gradients.add("Kindly.")
    tg.TGD([said], engine=Writer(), n_candidates=2).step()
[told] = [e.event for e in run.log if type(e.event).__name__ == "Decided"]
print((said.value, told.action, told.blend))"""

STOP = """Writer.texts = ["look well", "look twice", "look up"]
system = tg.Variable("look", role_description="system prompt")
model = tg.BlackboxLLM(None, system)
Writer.asked.clear()
with tg.Run("stop", resume=False) as run:
    optimizer = tg.TGD([system], engine=Writer())
    for _ in range(3):
        optimizer.zero_grad()
        asked = tg.Variable("What is it?", role_description="question", requires_grad=False)
        answer = model(asked)
        answer.set_role_description("the answer")
        tg.TextLoss("judge")(answer).backward()
        optimizer.step()"""
TOLD = """upstream = [p for p in Writer.asked if "my own words" in p and "IMPROVED" not in p]
first, again = [p for p in Writer.asked if "IMPROVED" in p][:2]
[muted] = [g.text for e in run.log if type(e.event).__name__ == "GradientChanged"
           and e.event.action == "mute" for g in [e.event]]
left = [e.event.passed for e in run.log if type(e.event).__name__ == "BreakpointLeft"]
print((len(upstream), muted in first, muted in again, "be kind" in again, left, system.value))"""

CUT = """Writer.texts = ["first", "second", "third"]
letter = tg.Variable("old", role_description="letter")
with tg.Run("cut off") as run:
    optimizer = tg.TGD([letter], engine=Writer())
    for _ in range(3):
        letter.gradients.add("Shorter.")
        optimizer.step()
print((letter.value, Writer.texts))"""

THERE = "%tg checkout 3"

CELLS = (SETUP, TREE, VALUE, MAGIC, REST, GO, BLEND, STOP, TOLD, CUT, THERE)
SECONDS = 40


@pytest.fixture(scope="module")
def notebook(serve: Callable[[str], Server], context: BrowserContext) -> Iterator[Notebook]:
    """A notebook of these cells, set up."""
    server = serve("newest")
    server.write("going-back", CELLS, "newest")
    opened = Notebook(server, "going-back", context)
    opened.page.set_default_timeout(SECONDS * 1000)
    opened.wait_idle(60)
    opened.run(0, 60)
    yield opened
    assert opened.errors == []
    opened.shut()


def asked(notebook: Notebook, text: str) -> None:
    """Wait until this text is proposed, and nothing else."""
    notebook.wait(
        """(text) => {
          const all = [...document.querySelectorAll('.tgw-review ins')].map((x) => x.textContent);
          return all.length === 1 && all[0].replace(/^\\+/, '').trim() === text;
        }""",
        text,
        SECONDS,
    )


def stands(notebook: Notebook) -> tuple[str, int, tuple[str, ...], str | None]:
    """The value, the commit it is of, the constraints, and how the run ended."""
    return literal_eval(notebook.run(2, SECONDS))


def commit(notebook: Notebook, number: int) -> None:
    """Look at a commit in the tree."""
    notebook.page.locator(f".tgw-tree [data-commit='{number}']").last.click()


def test_through_the_tree_of_steps(notebook: Notebook) -> None:
    page = notebook.page
    notebook.start(1)
    for text in ("one", "two"):
        asked(notebook, text)
        notebook.key("a")
    asked(notebook, "three")
    notebook.key("h")
    expect(page.locator(".tgw-tree .tgw-commit")).to_have_count(3, timeout=60_000)
    notebook.key("u")
    asked(notebook, "four")
    assert stands(notebook)[:2] == ("one", 1)
    notebook.key("a")
    asked(notebook, "five")

    # Two branches: the other is named, looked at, and a text of it taken over.
    commit(notebook, 2)
    expect(page.locator(".tgw-commit-about ins")).to_contain_text("two", timeout=60_000)
    notebook.click("rename")
    page.keyboard.type("short & kind")
    page.keyboard.press("Enter")
    page.locator(".tgw-commit[data-commit='2']", has_text="short & kind").wait_for()
    notebook.click("merge")
    page.get_by_text("and leave the question undecided").first.wait_for()
    notebook.click("merge")
    asked(notebook, "six")
    assert stands(notebook)[:2] == ("two", 4)

    # The same by key: to a commit, and there.
    page.locator(".tgw-commit[data-commit='4']").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    asked(notebook, "seven")
    assert stands(notebook)[:2] == ("two", 2)
    notebook.key("u")
    page.locator(".tgw-undone", has_text="step 1").wait_for()
    notebook.key("y")
    page.locator(".tgw-undone", has_text="short & kind").wait_for()
    assert stands(notebook)[:2] == ("two", 2)


def test_by_magic_beside_it(notebook: Notebook) -> None:
    told = notebook.run(3, SECONDS)
    assert "those of commit 1 again" in told
    assert "short & kind" in told
    asked(notebook, "more")
    assert "those of commit 3 again" in notebook.run(10, SECONDS)
    assert stands(notebook)[:2] == ("four", 3)
    here = notebook.page.locator(".tgw-commit[data-here=true]")
    expect(here).to_have_attribute("data-commit", "3", timeout=60_000)
    notebook.click("stop")
    notebook.wait_state("ended", seconds=SECONDS)
    assert stands(notebook)[3] == "stopped"


def test_the_rest_is_accepted_until_it_is_asked_about_again(notebook: Notebook) -> None:
    page = notebook.page
    notebook.start(4)
    asked(notebook, "good")
    notebook.key("w")
    page.keyboard.type("never late")
    page.keyboard.press("Control+Enter")
    asked(notebook, "better")
    held = page.locator(".tgw-review .tgw-constraints", has_text="never late")
    held.get_by_role("button").click()
    held.wait_for(state="detached")
    assert stands(notebook)[2] == ()
    notebook.click("rest")
    notebook.click("accept-rest")
    page.locator(".tgw-accepting").wait_for()
    notebook.click("ask-again")
    page.locator(".tgw-accepting").wait_for(state="detached")
    notebook.run(5)
    asked(notebook, "late")
    notebook.key("s")
    asked(notebook, "worse")
    notebook.key("r")
    notebook.wait_state("ended", seconds=SECONDS)
    assert stands(notebook)[0] == "better"


def test_two_candidates_are_blended(notebook: Notebook) -> None:
    notebook.start(6)
    notebook.wait_question(seconds=SECONDS)
    notebook.key("x")
    places = notebook.page.locator(".tgw-blend-site")
    places.nth(0).locator("[role=radio]", has_text="Hello").click()
    places.nth(1).locator("[role=radio]", has_text="not yet").focus()
    notebook.page.keyboard.press("Enter")
    notebook.key("a")
    notebook.wait_done(6, SECONDS)
    assert literal_eval(notebook.output(6)) == ("Hello {name}, not yet.", "edit", (0, 1))


def test_criticism_in_the_hand_and_held_up_at_a_card_that_was_clicked(notebook: Notebook) -> None:
    page = notebook.page
    notebook.start(7)

    # At the question the person adds a criticism, mutes the model's, and has it drawn again.
    first = notebook.wait_question(seconds=SECONDS)
    notebook.click("change-criticism")
    notebook.click("add-criticism")
    page.keyboard.type("be kind")
    page.keyboard.press("Control+Enter")
    page.locator(".tgw-gradient[data-author=human]").wait_for()
    page.locator("[data-action=mute-gradient]").first.click()
    page.locator(".tgw-gradient[data-muted=true]").wait_for()
    notebook.key("Escape")
    page.locator(".tgw-since").wait_for()
    notebook.key("g")
    second = notebook.wait_question(first, SECONDS)

    # The next pass stops at the card that is clicked now, and goes on with what is written there.
    page.locator(".tgw-card-open", has_text="the answer").last.click()
    notebook.click("breakpoint")
    page.locator(".tgw-breakpoint").first.wait_for()
    notebook.key("Escape")
    notebook.key("a")
    notebook.wait_answered(second)
    stop = page.locator(".tgw-review[data-ask]")
    stop.wait_for()
    notebook.key("e")
    field = stop.locator("[data-gradient] textarea")
    field.fill("my own words")
    field.press("Control+Enter")
    third = notebook.wait_question(second, SECONDS)
    notebook.key("a")
    notebook.wait_answered(third)

    # In the one after it waits there again; without it, nothing is left to read.
    notebook.click("lift-breakpoint")
    page.locator("[data-action=lift-breakpoint]").wait_for(state="detached")
    stop.locator("[data-action=remove-gradient]").click()
    page.get_by_text("Nothing of it is left to read.").first.wait_for()
    notebook.click("stop-here")
    notebook.wait_state("ended", seconds=SECONDS)
    notebook.wait_done(7, SECONDS)
    assert "StoppedError" in notebook.output(7)
    told = literal_eval(notebook.run(8, SECONDS))
    assert told == (1, True, False, True, [True, False], "look up")


def test_a_reload_keeps_what_is_written_and_a_killed_kernel_what_is_decided(
    notebook: Notebook,
) -> None:
    page = notebook.page
    process = int(notebook.output(0).split()[-1])
    notebook.start(9)
    asked(notebook, "first")
    notebook.key("a")
    asked(notebook, "second")
    notebook.key("w")
    page.keyboard.type("half a sen")
    notebook.save()
    notebook.reload()
    field = page.locator(".tgw-why textarea")
    expect(field).to_have_value("half a sen", timeout=60_000)

    os.kill(process, signal.SIGKILL)
    page.get_by_text("The kernel of this run is gone").first.wait_for()
    assert field.input_value() == "half a sen"
    page.locator(".jp-Dialog-button").last.click()
    notebook.wait_idle(60)
    notebook.run(0, 60)
    notebook.start(9)
    asked(notebook, "second")
    expect(page.locator(".tgw-notices").last).to_contain_text("goes on where", timeout=60_000)
    expect(page.locator(".tgw-decisions").last).to_contain_text("accepted after", timeout=60_000)
    notebook.key("a")
    asked(notebook, "first")  # of its engine nothing was asked for the steps before
    notebook.key("a")
    notebook.wait_done(9, SECONDS)
    assert literal_eval(notebook.output(9)) == ("first", ["second", "third"])
