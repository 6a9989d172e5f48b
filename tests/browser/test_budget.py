"""A budget is reached in the middle of a cell: the person raises it, or stops."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from tests.browser.harness import Notebook, Server

SETUP = """%load_ext tgwidget
import tgwidget as tg
tg.set_price("simulated", input=0, output=100)  # 0.40 US dollars are held back for a call
def ask(count):
    with tg.Run("objects", budget=tg.Budget(usd=0.3)) as run:
        for n in range(count):
            question = tg.Variable(f"I have {n + 2} cups. How many objects do I have?",
                                   role_description="question", requires_grad=False)
            answer = tg.BlackboxLLM("simulated")(question)
    print("ANSWER", answer.value, "of", run.budget)"""


def test_a_person_raises_the_budget_or_stops(
    serve: Callable[[str], Server], context: BrowserContext
) -> None:
    server = serve("newest")
    server.write("budget", [SETUP, "ask(2)", "print('next')"], "newest")
    notebook = Notebook(server, "budget", context)
    notebook.wait_idle(60)
    notebook.run(0, 60)
    notebook.start(1)
    notebook.start(2)
    notebook.wait_state("asking", seconds=40)
    widget = notebook.page.locator(".tgw").last
    assert "$0.00 of $0.30" in widget.locator(".tgw-review").inner_text()
    assert "of $0.30" in widget.locator(".tgw-cost").inner_text()
    notebook.click("raise")
    notebook.wait_done(2, 40)
    assert "ANSWER" in notebook.output(1)
    assert "0.60 US dollars" in notebook.output(1)
    notebook.wait_state("ended")
    notebook.start(1)
    notebook.wait_state("asking", seconds=40)
    notebook.click("stop-here")
    notebook.wait_done(1)
    assert "StoppedError" in notebook.output(1)
    notebook.wait_state("ended")
    notebook.shut()
