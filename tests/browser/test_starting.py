"""A run that goes on by itself: the notebook stays usable, and its question waits in the widget."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.harness import Notebook, Server

SETUP = """%load_ext tgwidget
import re, time
import tgwidget as tg
class Writer(tg.EngineLM):
    def generate(self, prompt, system_prompt=None, **kwargs):
        opening, closing = re.findall(r"<(?:/)?IMPROVED_VARIABLE-[0-9a-f]{6}>", prompt)[-2:]
        return opening + "Dear {name}, soon." + closing
letter = tg.Variable("Dear {name}, no.", role_description="letter to a customer")
def shirts():
    optimizer = tg.TGD([letter], engine=Writer())
    for _ in range(4):
        letter.gradients.add("Say it kindly.")
        optimizer.step()
    return letter.value"""
START = "run = tg.start(shirts, name='letter')"
OTHER = "print(run, run.outcome, letter.value)"
RESULT = "print(run.result(30), run.outcome)"
ASYNC = "import asyncio\nfor _ in range(500): await asyncio.sleep(0.05)"
CELLS = (SETUP, START, OTHER, RESULT, ASYNC)
SECONDS = 30


@pytest.mark.parametrize("kernel", ["newest", "colab"])
def test_other_cells_run_while_it_asks_and_its_page_is_answered_between_and_in_cells(
    kernel: str, serve: Callable[[str], Server], context: BrowserContext
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
    assert "Dear {name}, soon." in notebook.run(2, SECONDS)
    notebook.start(4)  # while a cell awaits something else
    notebook.click("accept")
    third = notebook.wait_question(second, SECONDS)
    notebook.interrupt()
    notebook.wait_done(4, SECONDS)
    notebook.start(3)  # while a cell waits for the run
    notebook.click("accept")
    fourth = notebook.wait_question(third, SECONDS)
    notebook.interrupt()  # which ends the waiting, and not the run
    notebook.wait_done(3, SECONDS)
    assert "KeyboardInterrupt" in notebook.output(3)
    notebook.click("reject")
    notebook.wait_answered(fourth, SECONDS)
    assert notebook.run(3, SECONDS).strip() == "Dear {name}, soon. done"
    notebook.wait_state("ended", seconds=SECONDS)
    assert notebook.errors == []
    notebook.shut()
