"""While a question is open: reload, a second tab, a slider, an interrupt, Stop."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Callable, Iterator

import pytest

from tests.browser.harness import Notebook

# Kernels that give every comm a thread of its own when the notebook asks, as JupyterLab does.
SUBSHELLS = ("ipykernel-7.3",)

DEAF = """() => {
  const socket = notebook.sessionContext.session.kernel._ws;
  const [held, listen] = [[], socket.onmessage];
  socket.onmessage = (message) => held.push(message);
  window.hear = () => {
    socket.onmessage = listen;
    for (const message of held) listen.call(socket, message);
  };
}"""

STREAMING = ".tgw-stream, .tgw-review[data-proposal]"
"""Text that arrives; a page that stood still meanwhile may find it has."""


@pytest.fixture
def nameless(notebook: Notebook) -> Iterator[None]:
    """Whatever name is given in this browser is forgotten again."""
    yield
    notebook.page.evaluate("() => localStorage.clear()")


def test_a_reloaded_page_brings_the_question_back_and_can_answer(notebook: Notebook) -> None:
    notebook.run(7)
    notebook.start(1)
    asked = notebook.wait_question()
    notebook.save()
    notebook.reload()
    assert notebook.wait_question() == asked
    notebook.click("accept")
    notebook.wait_answered(asked)
    notebook.wait_idle()
    assert notebook.run(3).startswith("([('accept', ")


def test_of_two_tabs_the_first_answer_wins_and_the_second_is_told(
    notebook: Notebook, beside: Callable[[Notebook], Notebook], nameless: None
) -> None:
    notebook.run(7)
    notebook.start(1)
    asked = notebook.wait_question()
    notebook.save()
    other = beside(notebook)
    assert other.wait_question() == asked
    other.click("you")
    other.page.get_by_role("textbox", name="Your name").fill("Ana")
    other.page.keyboard.press("Enter")
    other.page.locator(".tgw-you").wait_for(state="detached")
    # This tab does not hear of the other's answer before it has sent its own.
    notebook.page.evaluate(DEAF)
    other.click("accept")
    other.wait_answered(asked)
    notebook.click("reject")
    notebook.page.evaluate("() => hear()")
    notebook.wait(
        "() => [...document.querySelectorAll('.tgw-message')]"
        ".some((node) => /already decided: accepted by Ana/.test(node.textContent))"
    )
    notebook.wait_done(1)
    assert notebook.run(3).startswith("([('accept', ")


def test_a_slider_moved_meanwhile_is_heard_after_the_cell(notebook: Notebook, kernel: str) -> None:
    notebook.run(7)
    notebook.start(1)
    asked = notebook.wait_question()
    notebook.page.locator(".noUi-handle, .ui-slider-handle").first.focus()
    notebook.page.keyboard.press("ArrowRight")
    if kernel in SUBSHELLS:
        notebook.page.get_by_text("heard", exact=True).wait_for()
    notebook.click("accept")  # which goes the same way as the slider's move, after it
    notebook.wait_answered(asked)
    notebook.wait_done(1)
    notebook.wait_idle()
    moves = literal_eval(notebook.run(5))
    assert len(moves) == 1, "the callback ran once"
    thread, value, events_before = moves[0]
    assert value == 1
    if kernel in SUBSHELLS:
        # The kernel itself runs it at once, on that thread: our wait has no part in it.
        assert thread.startswith("subshell-")
        assert events_before == 1
    else:
        assert thread == "MainThread"
        assert events_before == 2, "after the end of the cell"


@pytest.mark.parametrize("moment", ["streaming", "paused"])
def test_an_interrupt_gives_the_cell_back(notebook: Notebook, moment: str) -> None:
    notebook.start(1)
    if moment == "streaming":
        notebook.page.wait_for_selector(STREAMING)
    else:
        notebook.wait_question()
    notebook.interrupt()
    notebook.wait_done(1)
    assert "KeyboardInterrupt" in notebook.output(1)
    assert notebook.run(2).strip() == "['run begins', 'next cell']"
    assert notebook.run(4).split() == ["RunEnded", "interrupted"]
    notebook.wait_state("ended")


@pytest.mark.parametrize("moment", ["streaming", "paused"])
def test_stop_ends_the_run(notebook: Notebook, moment: str) -> None:
    notebook.start(1)
    if moment == "streaming":
        notebook.page.wait_for_selector(STREAMING)
    else:
        notebook.wait_question()
    notebook.click("stop")
    notebook.wait_done(1)
    assert "StoppedError" in notebook.output(1)
    assert notebook.run(2).strip() == "['run begins', 'next cell']"
    assert notebook.run(4).split() == ["RunEnded", "stopped"]
    notebook.wait_state("ended")
