"""The past in a real notebook: every text as it was; decided is only what is there now."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import CELLS, VALUES
from tests.browser.harness import Notebook
from tests.browser.server import Server

SHOWN = """() => Object.fromEntries([...document.querySelectorAll('.tgw')].at(-1)
  .querySelectorAll('.tgw-card').values().map((card) => [
    card.dataset.card, card.querySelector('.tgw-text')?.textContent]))"""
SLOWLY = """with tg.Run("slowly"):
    tg.BlackboxLLM("simulated")(tg.Variable("How do shirts dry?", role_description="question"))"""
WATCH = """() => {
  [window.lengths, window.cut, window.ends] = [new Set(), [], {}];
  window.places = new Set();
  const widget = [...document.querySelectorAll('.tgw')].at(-1);
  new MutationObserver(() => {
    const stream = widget.querySelector('.tgw-stream');
    if (!stream?.textContent) return;
    window.lengths.add(stream.textContent.length);
    const lines = stream.clientHeight / parseFloat(getComputedStyle(stream).lineHeight);
    if (Math.abs(lines - Math.round(lines)) > 0.1) window.cut.push(lines);
    const [room, words] = [stream, stream.firstChild].map((one) => one.getBoundingClientRect());
    const [end, gap] = words.height > room.height + 1
      ? ['long', words.bottom - room.bottom] : ['short', words.top - room.top];
    (window.ends[end] ??= []).push(Math.round(gap));
    window.places.add(widget.querySelector('[role=slider]').getAttribute('aria-valuetext'));
  }).observe(widget, {subtree: true, childList: true, characterData: true, attributes: true});
}"""
HIGH = """() => [...document.querySelectorAll('.tgw')].at(-1)
  .querySelector('.tgw-main > *').offsetHeight"""
TIGHT = """() => {
  const panel = [...document.querySelectorAll('.tgw-panel')].at(-1);
  const last = panel.querySelector('.tgw-panel-inner > :last-child');
  const bottom = (one) => one.getBoundingClientRect().bottom;
  return bottom(last) > 0 && bottom(panel) - bottom(last) < 2;
}"""
BARE = """() => {
  const widget = [...document.querySelectorAll('.tgw')].at(-1);
  const told = widget.querySelector('.tgw-past').getBoundingClientRect();
  return told.width > 200 && ['.tgw-graph', '.tgw-panel', '.tgw-timeline'].every((one) => {
    const { left, top, right, bottom } = widget.querySelector(one).getBoundingClientRect();
    return right <= told.left || told.right <= left || bottom <= told.top || told.bottom <= top;
  });
}"""
FATES = "() => [...document.querySelectorAll('.tgw-step-mark')].map((one) => one.dataset.fate)"
PLACE = """(state) => {
  const handle = [...document.querySelectorAll('.tgw [role=slider]')].at(-1);
  return handle && handle.getAttribute('aria-valuetext').startsWith(state);
}"""


@pytest.fixture(scope="module")
def notebook(serve: Callable[[str], Server], context: BrowserContext) -> Iterator[Notebook]:
    """A notebook that has set up a run of three steps; the lowest widget is the one looked at."""
    server = serve("newest")
    server.write("timeline", (*CELLS, SLOWLY), "newest")
    notebook = Notebook(server, "timeline", context)
    notebook.wait_idle(60)
    notebook.run(0, 60)
    yield notebook
    assert notebook.errors == []
    notebook.calm()
    notebook.shut()


def shown(notebook: Notebook) -> Any:
    """The text of each card that is drawn, by its key."""
    notebook.wait_still()
    return notebook.page.evaluate(SHOWN)


def press(notebook: Notebook, *keys: str) -> None:
    """Press keys on the handle of the timeline."""
    notebook.page.locator(".tgw [role=slider]").last.focus()
    for key in keys:
        notebook.page.keyboard.press(key)


def test_the_past_is_seen_as_it_was_and_the_present_is_decided(notebook: Notebook) -> None:
    notebook.start(1)
    first = notebook.wait_question()
    before = shown(notebook)
    notebook.key("a")
    second = notebook.wait_question(after=first)
    notebook.key("a")
    third = notebook.wait_question(after=second)
    present = shown(notebook)

    press(notebook, "Home")
    notebook.wait(PLACE, "beginning")
    assert shown(notebook) == {}
    press(notebook, "PageUp", "ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowLeft")
    notebook.wait(PLACE, "step 1, question")
    assert shown(notebook) == before != present
    assert notebook.page.evaluate(BARE), "nothing is covered by what says that it is the past"

    notebook.key("a")
    notebook.page.wait_for_timeout(300)
    assert notebook.state() == "asking", "a key decides nothing in the past"
    assert notebook.page.locator(f".tgw-review[data-proposal='{third}']").is_hidden()
    notebook.click("now")
    notebook.wait(PLACE, "now")
    assert shown(notebook) == present
    notebook.key("r")
    notebook.wait_done(1)
    decided, values = literal_eval(notebook.run(3))
    assert VALUES.endswith("values))")
    assert [action for action, _ in decided] == ["accept", "accept", "reject"]
    assert values[2][0] == values[2][1]

    notebook.wait_equal(FATES, ["start", "accepted", "accepted", "rejected"])


def test_the_past_is_as_high_as_the_present_and_keeps_no_height_of_another_width(
    notebook: Notebook,
) -> None:
    notebook.wait_still()
    high = notebook.page.evaluate(HIGH)
    press(notebook, "Home")
    notebook.wait(PLACE, "beginning")
    notebook.wait_equal(HIGH, high)  # where nothing is there yet
    press(notebook, "PageUp")
    notebook.wait(PLACE, "after step 1")
    notebook.wait_equal(HIGH, high)
    notebook.page.set_viewport_size({"width": 700, "height": 1000})
    notebook.wait(f"() => ({TIGHT})() && ({BARE})()")
    notebook.wait_still()
    assert notebook.page.evaluate(BARE), "nor does it cover anything in a narrow window"
    notebook.page.set_viewport_size({"width": 1400, "height": 1000})
    press(notebook, "End")
    notebook.wait(PLACE, "now")


def test_a_replay_after_a_reload_lets_texts_grow_again(notebook: Notebook) -> None:
    notebook.run(len(CELLS), 60)
    notebook.save()
    notebook.reload()
    notebook.wait_state("ended", seconds=60)
    notebook.page.evaluate(WATCH)
    notebook.click("replay")
    notebook.wait("() => window.lengths.size > 2")
    notebook.wait(PLACE, "now")
    assert notebook.page.evaluate("() => [...places].some((one) => one.startsWith('step 1, f'))")
    assert notebook.state() == "ended"
    assert notebook.page.evaluate("() => window.cut") == [], "no line of it is cut in half"
    ends = notebook.page.evaluate("() => window.ends")
    assert not any(gap for gaps in ends.values() for gap in gaps), (
        f"what is short begins at the top; of what is long the end is seen: {ends}"
    )
