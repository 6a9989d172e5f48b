"""One run in a real notebook: text arrives, three questions are answered, the work goes on."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Callable

from playwright.sync_api import BrowserContext

from tests.browser.conftest import CELLS, NEXT
from tests.browser.harness import Notebook
from tests.browser.server import Server


def grows(notebook: Notebook) -> bool:
    """Whether a stream that stood there is seen to become longer, before it asks."""
    seen = """() => {
      window.lengths = window.lengths || new Map();
      if (document.querySelector('.tgw-review[data-proposal]')) return 'asked';
      for (const stream of document.querySelectorAll('.tgw-stream')) {
        const length = stream.textContent.length;
        const before = window.lengths.get(stream) ?? length;
        if (before > 0 && length > before) return 'grown';
        window.lengths.set(stream, length);
      }
      return false;
    }"""
    return notebook.page.wait_for_function(seen).json_value() == "grown"


def begin(notebook: Notebook) -> None:
    """Start the run, text being seen to arrive; a page that stood still meanwhile begins again."""
    for _ in range(9):
        notebook.start(1)
        if grows(notebook):
            return
        notebook.calm()
        notebook.run(6)
    raise AssertionError("no text is seen arriving")


def accept_edit_reject(notebook: Notebook) -> None:
    """Answer three questions: by key, by key and typing, by mouse."""
    first = notebook.wait_question()
    notebook.key("a")
    second = notebook.wait_question(after=first)
    notebook.key("e")
    notebook.page.locator(".tgw-edit").last.fill("typed by <b>hand</b>")
    notebook.click("accept-edit")
    notebook.wait_question(after=second)
    notebook.click("reject")


def test_three_questions_in_one_running_cell(notebook: Notebook) -> None:
    begin(notebook)
    notebook.start(2)
    accept_edit_reject(notebook)
    notebook.wait_done(1)
    notebook.wait_done(2)
    assert notebook.output(2).strip() == "['run begins', 'run ends', 'next cell']"

    (accepted, edited, rejected), values = literal_eval(notebook.run(3))
    assert [accepted[0], edited[0], rejected[0]] == ["accept", "edit", "reject"]
    assert values[0][1] == accepted[1] != values[0][0], "accepted: the value is the proposal's"
    assert values[1][1] == edited[1] == "typed by <b>hand</b>"
    assert values[2][0] == values[2][1], "rejected: nothing has changed"
    notebook.wait_state("ended")
    assert notebook.run(4).split() == ["RunEnded", "done"]
    assert notebook.page.locator(".tgw b", has_text="hand").count() == 0, "text stays text"


def test_the_same_in_notebook_7(
    serve: Callable[[str, str], Server], context: BrowserContext
) -> None:
    server = serve("newest", "notebook")
    server.write("seven", CELLS, "newest")
    notebook = Notebook(server, "seven", context)
    notebook.wait_idle(60)
    notebook.run(0)
    begin(notebook)
    notebook.start(2)
    accept_edit_reject(notebook)
    notebook.wait_done(2)
    assert NEXT.startswith("order")
    assert notebook.output(2).strip() == "['run begins', 'run ends', 'next cell']"
    notebook.shut()
