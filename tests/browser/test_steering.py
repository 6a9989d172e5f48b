"""More than yes and no: a person chooses, mends, takes a part, goes about, and criticises."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.harness import Notebook
from tests.browser.server import Server

SETUP = """%load_ext tgwidget
import re
import tgwidget as tg
class Writer(tg.EngineLM):
    texts = []
    def generate(self, prompt, system_prompt=None, **kwargs):
        opening, closing = re.findall(r"<(?:/)?IMPROVED_VARIABLE-[0-9a-f]{6}>", prompt)[-2:]
        return opening + self.texts.pop() + closing
def rewrite(texts, **settings):
    Writer.texts = list(texts)
    letter = tg.Variable("Dear {name}, no.", role_description="letter to a customer")
    with tg.Run("a letter to a customer who has waited for it since last week") as run:
        letter.gradients.add("Say it kindly.")
        tg.TGD([letter], engine=Writer(), **settings).step()
    [made] = [e.event for e in run.log if type(e.event).__name__ == "ProposalMade"]
    [told] = [e.event for e in run.log if type(e.event).__name__ == "Decided"]
    print((letter.value, told.action, told.candidate, [c.text for c in made.candidates]))"""

CHOOSE = """texts = ["Dear {name}, sadly no.", "Dear {name}, not yet.", "Dear {name}, soon."]
rewrite(texts, n_candidates=3)"""
MEND = """rewrite(["Hello, not yet."] * 2, constraints=[tg.Placeholders()])"""
CRITICISE = """answer = tg.Variable("It takes 1.2 hours.", role_description="answer")
with tg.Run("by hand") as run:
    loss = tg.HumanLoss("Is it <b>true</b>?")(answer)
    loss.backward(engine="simulated")
    second = tg.HumanLoss()(answer)
print((loss.value, [(g.value, g.author) for g in answer.gradients], second.value))"""

PARTS = """rewrite(["Hello {name}, not yet."])"""
SEVERAL = """Writer.texts = ["three", "two", "one"]
letters = [tg.Variable(f"letter {n}", role_description=f"letter {n}") for n in range(3)]
with tg.Run("letters"):
    for letter in letters:
        letter.gradients.add("Shorter.")
    tg.TGD(letters, engine=Writer()).step()
print([letter.value == f"letter {n}" for n, letter in enumerate(letters)])"""

AGAIN = """Writer.texts = ["fourth", "third, polite", "second", "first"]
letter = tg.Variable("old", role_description="letter")
with tg.Run("letter") as run:
    optimizer = tg.TGD([letter], engine=Writer())
    for _ in range(2):
        letter.gradients.add("Shorter.")
        optimizer.step()
        print([letter.value, letter.constraints])
told = [e.event for e in run.log if type(e.event).__name__ == "Decided"]
print([(one.action, one.reason) for one in told])"""

ASKED = """() => {
  const widget = [...document.querySelectorAll('.tgw')].at(-1);
  widget.querySelector('.tgw-graph-box').style.height = '240px';
  const panel = widget.querySelector('.tgw-panel-inner');
  panel.scrollTop = 1e4;
  const [room, ask] = [panel, panel.querySelector('.tgw-ask')].map((one) =>
    one.getBoundingClientRect());
  return panel.scrollTop > 40 && room.top <= ask.top && ask.bottom <= room.bottom;
}"""
ONE_LINE = """(width) => {
  const widget = [...document.querySelectorAll('.tgw')].at(-1);
  widget.style.width = `${width}px`;
  const high = ['.tgw-where', '.tgw-run-controls', '.tgw-bar'].map((one) =>
    widget.querySelector(one).offsetHeight);
  widget.style.width = '';
  return Math.max(...high) < 40;
}"""

CELLS = (SETUP, CHOOSE, MEND, CRITICISE, PARTS, SEVERAL, AGAIN)


@pytest.fixture(scope="module")
def opened(serve: Callable[[str], Server], context: BrowserContext) -> Iterator[Notebook]:
    """A notebook of these cells, set up."""
    server = serve("newest")
    server.write("steering", CELLS, "newest")
    notebook = Notebook(server, "steering", context)
    notebook.wait_idle(60)
    notebook.run(0, 60)
    yield notebook
    assert notebook.errors == []
    notebook.shut()


@pytest.fixture
def notebook(opened: Notebook) -> Iterator[Notebook]:
    """The notebook, with nothing running afterwards."""
    yield opened
    opened.calm()


def test_a_person_looks_at_the_second_candidate_and_accepts_it(notebook: Notebook) -> None:
    notebook.start(1)
    asked = notebook.wait_question()
    notebook.key("2")
    radio = notebook.page.locator(".tgw [role=radio][aria-checked=true]").last
    expect(radio).to_have_attribute("data-candidate", "1", timeout=60_000)
    notebook.wait(ASKED)  # it stays in sight while its texts scroll
    notebook.wait(ONE_LINE, 502)  # nothing wraps above the picture
    notebook.key("a")
    notebook.wait_answered(asked)
    notebook.wait_done(1)
    value, action, candidate, texts = literal_eval(notebook.output(1))
    assert len(texts) == 3
    assert (action, candidate) == ("accept", 1)
    assert value == texts[1] != texts[0]


def test_a_broken_candidate_says_what_it_breaks_and_is_mended(notebook: Notebook) -> None:
    notebook.start(2)
    asked = notebook.wait_question()
    expect(notebook.page.locator(".tgw-breaks").last).to_contain_text("{name}", timeout=60_000)
    notebook.key("a")  # not enough for what is broken
    notebook.page.get_by_text("Accept anyway").first.wait_for()
    notebook.key("e")
    notebook.page.locator(".tgw-edit").last.fill("Dear {name}, not yet.")
    notebook.page.keyboard.press("Control+Enter")
    notebook.wait_answered(asked)
    notebook.wait_done(2)
    value, action, candidate, texts = literal_eval(notebook.output(2))
    assert texts == ["Hello, not yet."]
    assert (value, action, candidate) == ("Dear {name}, not yet.", "edit", 0)


def test_a_persons_criticism_is_the_gradient(notebook: Notebook) -> None:
    notebook.start(3)
    notebook.page.locator("[data-ask] textarea").fill("They dry at the same time.")
    for part in ("answer", "It takes 1.2 hours.", "Is it <b>true</b>?"):  # seen, and as text
        expect(notebook.page.locator(".tgw-review").last).to_contain_text(part, timeout=60_000)
    first = notebook.page.locator("[data-ask]").get_attribute("data-ask")
    notebook.page.locator("[data-ask] textarea").press("Control+Enter")
    notebook.page.locator(f"[data-ask]:not([data-ask='{first}'])").wait_for()
    told = notebook.page.locator(".tgw-decision-who").last
    expect(told).to_have_text(re.compile("^criticised after.*by you$"), timeout=60_000)
    notebook.page.locator("[data-ask] textarea").fill("never sent")
    notebook.click("nothing")
    notebook.wait_done(3)
    said = "They dry at the same time."
    assert literal_eval(notebook.output(3)) == (said, [(said, "human")], "")
    notebook.wait_state("ended")


def test_a_person_takes_one_change_and_leaves_the_other(notebook: Notebook) -> None:
    notebook.start(4)
    asked = notebook.wait_question()
    changes = notebook.page.locator(".tgw-review [role=checkbox]")
    expect(changes).to_have_count(2, timeout=60_000)
    changes.nth(0).focus()
    notebook.page.keyboard.press("ArrowRight")
    notebook.page.keyboard.press("Space")
    result = "Hello {name}, no."
    notebook.page.locator(".tgw-result", has_text=result).wait_for()
    notebook.page.get_by_role("button", name="Side by side").last.click()
    beside = notebook.page.locator(".tgw-diff-row").last.locator("> div")
    expect(beside).to_have_count(2, timeout=60_000)
    assert beside.first.bounding_box()["x"] < beside.last.bounding_box()["x"]  # type: ignore[index]
    for change, taken in zip(changes.all(), ("true", "false"), strict=True):
        expect(change).to_have_attribute("aria-checked", taken, timeout=60_000)
    changes.nth(0).click()
    changes.nth(0).click()
    notebook.click("accept")
    notebook.wait_answered(asked)
    notebook.wait_done(4)
    assert literal_eval(notebook.output(4))[:3] == (result, "edit", 0)


def test_the_diff_beside_the_editor_follows(notebook: Notebook) -> None:
    notebook.start(4)
    notebook.wait_question()
    notebook.key("e")
    notebook.page.locator(".tgw-edit").last.fill("Dear {name}, no and never.")
    notebook.page.locator(".tgw-editor ins", has_text="and never").wait_for()
    notebook.page.keyboard.press("Escape")
    notebook.key("r")
    notebook.wait_done(4)
    assert literal_eval(notebook.output(4))[1] == "reject"


FOCUSED = "() => document.activeElement.closest('[data-proposal]')?.dataset.proposal"
"""The proposal that has the focus."""


def test_keys_go_from_question_to_question_and_a_sheet_names_them(notebook: Notebook) -> None:
    notebook.start(5)
    notebook.page.locator(".tgw-review").nth(2).wait_for()
    ids = [one.get_attribute("data-proposal") for one in notebook.page.locator(".tgw-review").all()]
    notebook.key("n")
    notebook.wait_equal(FOCUSED, ids[1])
    notebook.page.keyboard.press("?")
    sheet = notebook.page.locator(".tgw dialog[open]")
    sheet.wait_for()
    for _ in range(3):  # the page behind the sheet is out of reach
        notebook.page.keyboard.press("Tab")
        within = "() => !document.activeElement.closest('.tgw-review, .jp-Cell-inputWrapper')"
        assert notebook.page.evaluate(within)
    notebook.page.keyboard.press("a")
    notebook.page.keyboard.press("Escape")
    sheet.wait_for(state="detached")
    notebook.wait_equal(FOCUSED, ids[1])
    notebook.page.keyboard.press("r")
    notebook.wait_answered(str(ids[1]))
    notebook.wait_equal(FOCUSED, ids[2])  # the focus goes on by itself
    notebook.page.keyboard.press("a")
    notebook.wait_answered(str(ids[2]))
    notebook.wait_equal(FOCUSED, ids[0])
    notebook.page.keyboard.press("a")
    notebook.wait_done(5)
    assert literal_eval(notebook.output(5)) == [False, True, False]


def test_arrows_lead_from_card_to_card_and_what_is_shown_can_be_copied(notebook: Notebook) -> None:
    page = notebook.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    notebook.start(5)
    page.locator(".tgw-review").nth(2).wait_for()
    page.locator(".tgw").last.locator(".tgw-card-open").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator(".tgw-detail h3", has_text="letter 1").wait_for()
    page.locator(".tgw-detail .tgw-copy").first.click()
    page.locator(".tgw-copy[data-copied=copied]").wait_for()
    assert page.evaluate("() => navigator.clipboard.readText()") == "letter 1"


# Last, since its cell is the last: the widget that is looked at is the lowest one.
def test_a_proposal_is_drawn_again_rejected_for_a_reason_and_a_step_undone(
    notebook: Notebook,
) -> None:
    def asked_about(text: str) -> None:
        notebook.page.locator(".tgw-review .tgw-diff", has_text=text).wait_for()

    notebook.start(6)
    asked_about("first")
    notebook.key("g")
    asked_about("second")
    notebook.key("w")
    field = notebook.page.locator(".tgw-why textarea")
    field.fill("be polite")
    notebook.page.keyboard.press("Control+Enter")
    asked_about("third, polite")
    held = notebook.page.locator(".tgw-review .tgw-constraints")
    expect(held).to_contain_text("be polite", timeout=60_000)
    notebook.key("a")
    asked_about("fourth")
    notebook.key("u")
    notebook.wait_done(6)
    first, second, told = map(literal_eval, notebook.output(6).splitlines())
    assert first == ["third, polite", ("be polite",)]
    assert second == ["old", ()]
    assert told == [
        ("regenerate", ""), ("reject", "be polite"), ("accept", ""), ("skip", ""),
    ]  # fmt: skip
    undone = notebook.page.locator(".tgw-undone").last
    expect(undone).to_contain_text("the beginning", timeout=60_000)
