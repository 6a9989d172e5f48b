"""A run that goes on by itself: the notebook stays usable, and its question waits in the widget."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.harness import Notebook
from tests.browser.reviewer import decide
from tests.browser.server import Server

SETUP = """%load_ext tgwidget
import re, time
import tgwidget as tg
class Writer(tg.EngineLM):
    drafts = 0
    def generate(self, prompt, system_prompt=None, **kwargs):
        opening, closing = re.findall(r"<(?:/)?IMPROVED_VARIABLE-[0-9a-f]{6}>", prompt)[-2:]
        self.drafts += 1
        return f"{opening}draft {self.drafts}{closing}"
letter = tg.Variable("Dear {name}, no.", role_description="letter to a customer")
def work():
    optimizer = tg.TGD([letter], engine=Writer())
    while True:
        letter.gradients.add("Say it kindly.")
        optimizer.step()"""
START = "run = tg.start(work, name='letter')"
OTHER = "print(run, run.outcome, letter.value)"
RESULT = "print('begun'); run.result(60)"
ASYNC = "import asyncio\nprint('begun')\nfor _ in range(2000): await asyncio.sleep(0.05)"
ASK = "run.to_review('review.html')"
APPLY = "print(run.apply_review('letter-review.json'))"
OVER = f"run.wait(30)\n{OTHER}"
COMMITTED = f"while letter.value != 'draft 5': time.sleep(0.01)\n{OTHER}"
CELLS = (SETUP, START, OTHER, RESULT, ASYNC, ASK, APPLY, OVER, COMMITTED)
BEGUN = """(index) =>
  /begun/.test(JSON.stringify(notebook.content.widgets[index].model.outputs.toJSON()))"""
SECONDS = 30


@pytest.mark.parametrize("kernel", ["newest", "colab"])
def test_other_cells_run_while_it_asks_and_its_page_is_answered_between_and_in_cells(
    kernel: str, serve: Callable[[str], Server], browser: Browser, context: BrowserContext
) -> None:
    server = serve(kernel)
    server.write(f"starting-{kernel}", CELLS, kernel)
    notebook = Notebook(server, f"starting-{kernel}", context)
    notebook.wait_idle(60)
    notebook.run(0, 60)
    notebook.run(1, SECONDS)
    first = notebook.wait_question(seconds=SECONDS)
    assert notebook.run(2, SECONDS).strip() == "Run('letter') None Dear {name}, no."
    notebook.click("accept")  # between cells
    second = notebook.wait_question(first, SECONDS)
    notebook.wait_idle(SECONDS)
    assert "draft 1" in notebook.run(2, SECONDS)
    notebook.start(4)  # while a cell awaits something else
    notebook.wait(BEGUN, 4, SECONDS)
    notebook.click("accept")
    third = notebook.wait_question(second, SECONDS)
    notebook.interrupt()
    notebook.wait_done(4, SECONDS)
    notebook.start(3)  # while a cell waits for the run
    notebook.wait(BEGUN, 3, SECONDS)
    notebook.click("accept")
    fourth = notebook.wait_question(third, SECONDS)
    notebook.interrupt()  # which ends the waiting, and not the run
    notebook.wait_done(3, SECONDS)
    assert "KeyboardInterrupt" in notebook.output(3)

    # Somebody else decides, on a page of their own; a second time it is too late.
    notebook.run(5, SECONDS)
    decide(browser, server.notebooks / "review.html", "Ann", "a")
    assert "Review by Ann: 1 of 1 applied" in notebook.run(6, SECONDS)
    fifth = notebook.wait_question(fourth, SECONDS)
    told = notebook.page.locator(".tgw-decision-who").first
    expect(told).to_have_text(re.compile("by Ann, on a review page$"), timeout=60_000)
    assert "refused: it has been applied already" in notebook.run(6, SECONDS)

    # Paused, no call begins, whatever is decided; other cells run all the same.
    notebook.click("pause")
    notebook.click("accept")
    notebook.wait_answered(fifth, SECONDS)
    notebook.wait_state("paused", seconds=SECONDS)
    assert "draft 5" in notebook.run(8, SECONDS)  # decided first, and committed a moment later
    assert notebook.state() == "paused"
    notebook.click("resume")
    notebook.wait_question(fifth, SECONDS)
    notebook.click("stop")
    notebook.wait_state("ended", seconds=SECONDS)
    assert notebook.run(7, SECONDS).strip() == "Run('letter') stopped draft 5"
    assert "StoppedError" in notebook.run(3, SECONDS)
    assert notebook.errors == []
    notebook.shut()
