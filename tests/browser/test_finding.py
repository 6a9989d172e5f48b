"""Finding one's way in a run by keys alone, in a real notebook, wide and narrow."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.harness import Notebook
from tests.browser.server import Server

SETUP = """%load_ext tgwidget
import tgwidget as tg
tg.set_backward_engine("simulated", override=True)
def learn(samples):
    with tg.Run("plates", review="accept") as run:
        prompt = tg.Variable("Be brief.", role_description="system prompt", requires_grad=True)
        model, loss = tg.BlackboxLLM("simulated", prompt), tg.TextLoss("Be critical.")
        questions = [tg.Variable(f"I have {n} plates. How many plates do I have?",
                                 role_description="question", requires_grad=False)
                     for n in range(samples)]
        def sample(question):
            answer = model(question)
            answer.set_role_description("answer")
            return loss(answer)
        tg.sum(tg.map(sample, questions)).backward()"""
FEW, MANY = "learn(4)", "learn(14)"

SOURCES = "() => notebook.content.widgets.map((cell) => cell.model.sharedModel.getSource())"
ROW = "() => document.activeElement.dataset.row ?? null"
CARD = "() => document.activeElement.closest('[data-card]')?.dataset.card ?? null"
CLASS = "() => document.activeElement.className"
"""What has the focus."""

OVERFLOWING = """(el) => {
  const box = el.getBoundingClientRect();
  const clipped = (one) => {
    for (let up = one.parentElement; up !== el; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== 'visible') return true;
    }
    return one.closest('.tgw-hidden') !== null;
  };
  return [...el.querySelectorAll('*')].filter((one) => {
    const {left, right, width} = one.getBoundingClientRect();
    return width > 0 && !clipped(one) && (left < box.left - 1 || right > box.right + 1);
  }).map((one) => one.outerHTML.slice(0, 200));
}"""


LYING = """(el) => {
  const told = [...el.querySelectorAll('.tgw-header > * > *')].map((one) =>
    [one.className, one.getBoundingClientRect()]).filter(([, box]) => box.width > 0);
  return told.flatMap(([name, a], at) => told.slice(at + 1).filter(([, b]) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1).map(([other]) => [name, other]));
}"""


@pytest.fixture(scope="module")
def opened(serve: Callable[[str], Server], browser: Browser) -> Iterator[Notebook]:
    """A notebook with these cells, set up."""
    server = serve("newest")
    server.write("finding", (SETUP, FEW, MANY), "newest")
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    notebook = Notebook(server, "finding", context)
    notebook.wait_idle(60)
    notebook.run(0, 60)
    yield notebook
    assert notebook.errors == []
    notebook.shut()
    context.close()


def ran(notebook: Notebook, cell: int) -> Locator:
    """The widget of a cell that has run, with the focus on it."""
    notebook.page.set_viewport_size({"width": 1400, "height": 1000})
    notebook.run(cell, 60)
    notebook.wait_state("ended")
    notebook.wait_still()
    widget = notebook.page.locator(".tgw").last
    widget.focus()
    return widget


def test_a_person_finds_opens_and_filters_by_keys_alone(opened: Notebook) -> None:
    sources, page = opened.page.evaluate(SOURCES), opened.page
    widget = ran(opened, 1)
    press = page.keyboard.press
    press("/")
    page.keyboard.type("have 2 PLATES")
    expect(widget.locator(".tgw-count")).to_have_text(re.compile("^1 of "), timeout=60_000)
    expect(widget.locator("mark").first).to_have_text("have 2 plates", timeout=60_000)
    press("Escape")
    found = widget.locator("[data-role-text=question]", has_text="have 2 plates")
    opened.wait_equal(CARD, found.get_attribute("data-card"))
    press("Enter")
    widget.locator(".tgw-detail h3", has_text="question").wait_for()
    widget.locator(".tgw-only select").focus()
    page.keyboard.type("only what")
    widget.locator(".tgw-filtered").wait_for()
    for role in ("question", "answer"):
        expect(widget.locator(f".tgw-card[data-role-text={role}]")).to_have_count(1, timeout=60_000)
    widget.get_by_role("button", name="Show everything again").press("Enter")
    expect(widget.locator("[data-role-text=question]")).to_have_count(4, timeout=60_000)
    opened.wait_equal(CLASS, "tgw-quiet")  # the focus is not lost
    assert page.evaluate(SOURCES) == sources, "no key came through to the notebook"


def test_the_outline_is_walked_by_keys_and_says_what_the_picture_shows(opened: Notebook) -> None:
    page, widget = opened.page, ran(opened, 1)
    cards = {one.get_attribute("data-card") for one in widget.locator(".tgw-card").all()}
    page.keyboard.press("o")
    lines = widget.locator("[role=treeitem]")
    lines.first.wait_for()
    opened.wait_equal(ROW, "lane 0")
    opened.wait_still()
    rows = {one.get_attribute("data-card") for one in lines.all()} - {None}
    assert rows == cards
    page.keyboard.type("sys")
    heard = re.compile("^system prompt, parameter.*, done, 4 gradients$")
    expect(widget.locator("[role=treeitem]:focus")).to_have_attribute(
        "aria-label", heard, timeout=60_000
    )
    page.keyboard.press("End")
    opened.wait_still()
    last = page.evaluate(ROW)
    page.keyboard.press("Enter")
    widget.locator(".tgw-detail").wait_for()
    page.keyboard.press("Escape")
    opened.wait_equal(ROW, last)  # the focus is on its line again
    assert last


def test_a_large_batch_is_one_card_that_opens_and_closes_by_keys(opened: Notebook) -> None:
    page, widget = opened.page, ran(opened, 2)
    group = widget.locator(".tgw-group .tgw-card-open", has_text="answer")
    expect(group).to_have_attribute("aria-label", "14 × answer, 14 done", timeout=60_000)
    group.focus()
    page.keyboard.press("Enter")
    fold = widget.get_by_role("button", name="Fold these 14 into one card")
    fold.wait_for()
    opened.wait_equal(CARD, fold.evaluate("(el) => el.closest('[data-card]').dataset.card"))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    group.wait_for()
    expect(group).to_be_focused(timeout=60_000)


@pytest.mark.parametrize("view", ["graph", "outline", "search", "path"])
def test_nothing_is_wider_than_a_narrow_notebook(opened: Notebook, view: str) -> None:
    page, widget = opened.page, ran(opened, 2)
    if view == "outline":
        page.keyboard.press("o")
    elif view == "search":
        page.keyboard.press("/")
        page.keyboard.type("plates")
    elif view == "path":
        widget.locator(".tgw-card-open").first.press("Enter")
        widget.locator(".tgw-only select").select_option(index=2)
    page.evaluate("() => jupyterapp.shell.collapseLeft()")
    page.set_viewport_size({"width": 520, "height": 900})
    opened.wait("() => [...document.querySelectorAll('.tgw')].at(-1).clientWidth < 420")
    opened.wait_still()
    assert widget.evaluate(OVERFLOWING) == []


def test_nothing_in_the_header_lies_on_another_however_wide(opened: Notebook) -> None:
    page, widget = opened.page, ran(opened, 1)
    page.evaluate("() => jupyterapp.shell.collapseLeft()")
    for width in (1350, 1100, 700, 520, 440, 300):
        page.set_viewport_size({"width": width, "height": 900})
        opened.wait(
            "(most) => [...document.querySelectorAll('.tgw')].at(-1).clientWidth < most", width - 40
        )
        opened.wait_still()
        assert widget.evaluate(LYING) == [], f"{width} wide"
