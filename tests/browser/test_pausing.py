"""Pause on the page: nothing new begins, a reload and a second tab find it, Stop still stops."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import SETUP
from tests.browser.harness import Notebook
from tests.browser.server import Server
from tests.fake_openai import FakeServer

CALLS = 20
ASK = f"""engine = tg.get_engine("URL#fake,words=20,pause=0.02", cache=False)
with tg.Run("counted", resume=False) as run:
    for _ in run.steps({CALLS}):
        question = tg.Variable(f"question {{_}}", role_description="question", requires_grad=False)
        answer = tg.BlackboxLLM(engine)(question)
print("ANSWERS", len([e for e in run.log if type(e.event).__name__ == "CallFinished"]))"""


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeServer]:
    """The server that every run asks."""
    with FakeServer() as running:
        yield running


@pytest.fixture
def asked(fake: FakeServer) -> Callable[[], int]:
    """How many requests this test has made."""
    before = fake.stats().requests
    return lambda: fake.stats().requests - before


@pytest.fixture(scope="module")
def opened(
    serve: Callable[[str], Server], context: BrowserContext, fake: FakeServer
) -> Iterator[Notebook]:
    """A notebook of these cells, set up."""
    server = serve("newest")
    server.write("pausing", [SETUP, ASK.replace("URL", fake.url), "print('next')"], "newest")
    notebook = Notebook(server, "pausing", context)
    notebook.wait_idle(60)
    notebook.run(0, 60)
    yield notebook
    assert notebook.errors == []
    notebook.shut()


@pytest.fixture
def paused(opened: Notebook, asked: Callable[[], int]) -> Iterator[Notebook]:
    """The notebook, whose run was paused in its first call, which has ended."""
    opened.start(1)
    opened.page.wait_for_selector(".tgw-stream", timeout=40_000)
    opened.click("pause")
    opened.wait_state("paused")
    opened.wait("() => !document.querySelector('.tgw-calls').textContent")
    opened.save()
    yield opened
    opened.calm()


def test_a_pause_holds_and_a_reload_finds_it(paused: Notebook, asked: Callable[[], int]) -> None:
    before = asked()
    assert before < CALLS
    assert f"of {CALLS}" in paused.page.locator(".tgw-step").inner_text()
    paused.reload()
    paused.wait_state("paused", seconds=90)
    assert asked() == before
    paused.click("resume")
    paused.wait_state("ended", seconds=90)
    assert asked() == CALLS


def test_another_tab_goes_on(paused: Notebook, beside: Callable[[Notebook], Notebook]) -> None:
    other = beside(paused)
    other.wait_state("paused", seconds=90)
    other.click("resume")
    paused.wait_done(1, 40)
    assert paused.output(1).strip() == f"ANSWERS {CALLS}"
    paused.wait_state("ended")
    other.wait_state("ended")


@pytest.mark.parametrize("end", ["stop", "interrupt"])
def test_a_paused_cell_is_given_back(paused: Notebook, asked: Callable[[], int], end: str) -> None:
    before = asked()
    paused.start(2)
    if end == "stop":
        paused.click("stop")
    else:
        paused.interrupt()
    paused.wait_done(1)
    assert ("StoppedError" if end == "stop" else "KeyboardInterrupt") in paused.output(1)
    paused.wait_state("ended")
    assert asked() == before
