"""A run that cannot go on, for want of a server or of money, waits for a person in its cell; on a
page that opened late, too, which all of these are."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import SETUP
from tests.browser.harness import Notebook
from tests.browser.server import Server, free_port

ASK = """question = tg.Variable("Is 7 prime?", role_description="question", requires_grad=False)
with tg.Run("primes") as run:
    answer = tg.BlackboxLLM("http://127.0.0.1:{port}/v1#fake,words=5")(question)
print("ANSWER", len(answer.value) > 0)"""
NEXT = "print('next')"

BUY = """tg.set_price("simulated", input=0, output=100)  # 0.40 US dollars are held back for a call
with tg.Run("objects", budget=tg.Budget(usd=0.3)) as run:
    for n in range(2):
        question = tg.Variable(f"I have {n + 2} cups. How many objects do I have?",
                               role_description="question", requires_grad=False)
        answer = tg.BlackboxLLM("simulated")(question)
print("ANSWER", answer.value, "of", run.budget)"""


# What anywidget allows a page to open a widget.
IMPATIENT = """{
  const known = AbortSignal.timeout;
  AbortSignal.timeout = (ms) => known.call(AbortSignal, ms === 2000 ? 0 : ms);
}"""


@contextmanager
def fake_server(port: int) -> Iterator[None]:
    """The fake server, on a port of our choice, from when it listens."""
    command = [sys.executable, "-m", "tests.fake_openai", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout
            assert process.stdout.readline()
            yield
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def port() -> int:
    """Where the server will be."""
    return free_port()


@pytest.fixture(scope="module")
def notebook(serve: Callable[[str], Server], browser: Browser, port: int) -> Iterator[Notebook]:
    """A notebook of these cells, set up; a test looks at the lowest widget, which opens late."""
    server = serve("newest")
    cells = [SETUP, ASK.format(port=port), NEXT, BUY, NEXT, ASK.format(port=free_port())]
    server.write("failure", cells, "newest")
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.add_init_script(IMPATIENT)
    opened = Notebook(server, "failure", context)
    opened.wait_idle(60)
    opened.run(0, 60)
    yield opened
    opened.shut()
    context.close()


def test_retry_goes_on_where_the_call_failed(notebook: Notebook, port: int) -> None:
    notebook.start(1)
    notebook.start(2)
    notebook.wait_state("waiting-retry", seconds=40)
    expect(notebook.page.locator(".tgw").last).to_contain_text("127.0.0.1", timeout=60_000)
    with fake_server(port):
        notebook.click("retry")
        notebook.wait_done(2, 80)
    assert "ANSWER True" in notebook.output(1)
    assert notebook.output(2).strip() == "next"
    notebook.wait_state("ended")


def test_a_person_raises_the_budget_or_stops(notebook: Notebook) -> None:
    notebook.start(3)
    notebook.start(4)
    notebook.wait_state("asking", seconds=40)
    widget = notebook.page.locator(".tgw").last
    expect(widget.locator(".tgw-review")).to_contain_text("$0.00 of $0.30", timeout=60_000)
    expect(widget.locator(".tgw-cost")).to_contain_text("of $0.30", timeout=60_000)
    notebook.click("raise")
    notebook.wait_done(4, 40)
    assert "ANSWER" in notebook.output(3)
    assert "0.60 US dollars" in notebook.output(3)
    notebook.wait_state("ended")
    notebook.start(3)
    notebook.wait_state("asking", seconds=40)
    notebook.click("stop-here")
    notebook.wait_done(3)
    assert "StoppedError" in notebook.output(3)
    notebook.wait_state("ended")


def test_stop_gives_a_failed_call_up(notebook: Notebook) -> None:
    notebook.start(5)
    notebook.wait_state("waiting-retry", seconds=40)
    notebook.click("stop")
    notebook.wait_done(5)
    assert "StoppedError" in notebook.output(5)
    notebook.wait_state("ended")
