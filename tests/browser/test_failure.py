"""A server that is not there: the widget waits for Retry, and the same cell goes on."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import SETUP
from tests.browser.harness import Notebook, Server, free_port

ASK = """question = tg.Variable("Is 7 prime?", role_description="question", requires_grad=False)
with tg.Run("primes") as run:
    answer = tg.BlackboxLLM("http://127.0.0.1:{port}/v1#fake,words=5")(question)
print("ANSWER", len(answer.value) > 0)"""


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


def test_retry_goes_on_where_the_call_failed(
    serve: Callable[[str], Server], context: BrowserContext
) -> None:
    port = free_port()
    server = serve("newest")
    server.write("failure", [SETUP, ASK.format(port=port), "print('next')"], "newest")
    notebook = Notebook(server, "failure", context)
    notebook.wait_idle(60)
    notebook.run(0, 60)
    notebook.start(1)
    notebook.start(2)
    notebook.wait_state("waiting-retry", seconds=40)
    assert "127.0.0.1" in notebook.page.locator(".tgw").last.inner_text()
    with fake_server(port):
        notebook.click("retry")
        notebook.wait_done(2, 80)
    assert "ANSWER True" in notebook.output(1)
    assert notebook.output(2).strip() == "next"
    notebook.wait_state("ended")
    notebook.shut()


# What anywidget allows a page to open a widget.
IMPATIENT = """{
  const known = AbortSignal.timeout;
  AbortSignal.timeout = (ms) => known.call(AbortSignal, ms === 2000 ? 0 : ms);
}"""


def test_stop_gives_a_failed_call_up_on_a_page_that_opened_late(
    serve: Callable[[str], Server], browser: Browser
) -> None:
    server = serve("newest")
    server.write("given-up", [SETUP, ASK.format(port=free_port())], "newest")
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.add_init_script(IMPATIENT)
    notebook = Notebook(server, "given-up", context)
    notebook.wait_idle(60)
    notebook.run(0, 60)
    notebook.start(1)
    notebook.wait_state("waiting-retry", seconds=40)
    notebook.click("stop")
    notebook.wait_done(1)
    assert "StoppedError" in notebook.output(1)
    notebook.wait_state("ended")
    notebook.shut()
    context.close()
