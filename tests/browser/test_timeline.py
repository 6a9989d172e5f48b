"""The past in a real notebook: every text as it was; decided is only what is there now."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import CELLS, VALUES
from tests.browser.harness import Notebook, Server

SHOWN = """() => Object.fromEntries([...document.querySelectorAll('.tgw')].at(-1)
  .querySelectorAll('.tgw-card').values().map((card) => [
    card.dataset.card, card.querySelector('.tgw-text')?.textContent]))"""
SLOWLY = """with tg.Run("slowly"):
    tg.BlackboxLLM("simulated")(tg.Variable("How do shirts dry?", role_description="question"))"""
WATCH = """() => {
  window.lengths = new Set();
  new MutationObserver(() => {
    const text = document.querySelector('.tgw .tgw-stream')?.textContent ?? '';
    if (text !== '') window.lengths.add(text.length);
  }).observe(document.querySelector('.tgw'), {subtree: true, childList: true, characterData: true});
}"""
PLACE = """(state) => {
  const handle = [...document.querySelectorAll('.tgw [role=slider]')].at(-1);
  return handle && handle.getAttribute('aria-valuetext').startsWith(state);
}"""


@pytest.fixture
def notebook(serve: Callable[[str], Server], context: BrowserContext) -> Iterator[Notebook]:
    """A notebook that has set up a run of three steps."""
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

    marks = notebook.page.locator(".tgw-step-mark")
    fates = [mark.get_attribute("data-fate") for mark in marks.all()]
    assert fates == ["start", "accepted", "accepted", "rejected"]


def test_a_replay_after_a_reload_lets_texts_grow_again(notebook: Notebook) -> None:
    notebook.run(len(CELLS), 60)
    notebook.save()
    notebook.reload()
    notebook.wait_state("ended", seconds=60)
    notebook.page.evaluate(WATCH)
    notebook.click("replay")
    notebook.wait(PLACE, "step 1, forward")
    notebook.wait("() => window.lengths.size > 2")
    notebook.wait(PLACE, "now")
    assert notebook.state() == "ended"
