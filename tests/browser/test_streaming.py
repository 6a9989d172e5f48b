"""Many texts at once, over a wire that loses messages: in the end everything is there, in order."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, WebSocketRoute, expect

from tests.browser.harness import Notebook
from tests.browser.server import Server
from tests.fake_openai import FakeServer

STREAMS, WORDS, PAUSE = 32, 150, 0.02
"""Calls at once, words of each, and the seconds between two words: 50 a second."""

TRIES = 5
LONG = 250
"""Words of each of a few that go on for longer."""

SETUP = """%load_ext tgwidget
import asyncio
import tgwidget as tg
from tgwidget import observe
from tgwidget.engine.direct import DirectEngine
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner
def ask(url, count, words):
    engine = DirectEngine(f"fake,words={words},pause=PAUSE", url)
    model = tg.BlackboxLLM(ModelEngine(Runner(engine, None, Policy(concurrency=count))))
    asked = [tg.Variable(f"question {n}", role_description=f"question {n}", requires_grad=False)
             for n in range(count)]
    async def all_asked():
        await asyncio.gather(*(model.acall(one) for one in asked))
    with tg.Run("streams") as run:
        observe.blocking(all_asked())
    return run""".replace("PAUSE", str(PAUSE))


WORDS_OF_VALUE = """() => document.querySelector('.tgw-detail .tgw-part .tgw-words')
  .textContent.trim().split(/\\s+/).length"""


class Wire:
    """What the server sends to the page: kept, and lost where a test wants it."""

    def __init__(self) -> None:
        self.batches: list[dict[str, Any]] = []
        self.hellos: list[int] = []
        self.clients: set[str] = set()
        self.lose: set[int] = set()
        """Places, among the batches of events, of those that never arrive."""
        self.lost = 0

    def open(self, route: WebSocketRoute) -> None:
        """Stand between a page and its kernel."""
        server = route.connect_to_server()

        def down(message: str | bytes) -> None:
            content = inside(message)
            if content and content.get("kind") == "events":
                self.batches.append(content)
                if len(self.batches) in self.lose:
                    self.lost += 1
                    return
            route.send(message)

        def up(message: str | bytes) -> None:
            content = inside(message)
            if content and content.get("type") == "Hello":
                self.hellos.append(content["since"])
                self.clients.add(content["client"])
            server.send(message)

        server.on_message(down)
        route.on_message(up)


def inside(message: str | bytes) -> dict[str, Any] | None:
    """The custom message of a widget that a message of the wire holds, if it does."""
    text = message if isinstance(message, str) else message.decode("utf-8", "replace")
    at = text.find('"content": {"kind"')
    at = at if at >= 0 else text.find('"content":{"kind"')
    at = at if at >= 0 else text.find('"content":{"type":"Hello"')
    if at < 0:
        return None
    start = text.index("{", at + len('"content"'))
    found: dict[str, Any] = json.JSONDecoder().raw_decode(text[start:])[0]
    return found


@pytest.fixture(scope="module")
def listened(serve: Callable[[str], Server], browser: Browser) -> Iterator[tuple[Notebook, Wire]]:
    """A notebook in a tab whose wire we hold, with a server of 32 streams."""
    server, context, wire = serve("newest"), browser.new_context(), Wire()
    context.route_web_socket(re.compile(r"/api/kernels/.*/channels"), wire.open)
    with FakeServer() as fake:
        ask = f"run = ask({fake.url!r}, {{}}, {{}})"
        cells = [SETUP, ask.format(STREAMS, WORDS), "print(run.log[-1].seq)", ask.format(4, LONG)]
        server.write("streams", cells, "newest")
        notebook = Notebook(server, "streams", context)
        notebook.wait_idle(60)
        notebook.run(0, 60)
        yield notebook, wire
    context.close()


@pytest.fixture
def wire(listened: tuple[Notebook, Wire]) -> Wire:
    """The wire, with nothing heard yet."""
    vars(listened[1]).update(vars(Wire()))
    return listened[1]


@pytest.fixture
def notebook(listened: tuple[Notebook, Wire]) -> Iterator[Notebook]:
    """The notebook, in which nothing has failed afterwards."""
    yield listened[0]
    assert listened[0].errors == []


def all_arrived(notebook: Notebook) -> None:
    """Everything the run logged is on the page."""
    last = int(notebook.run(2))
    notebook.wait(
        "(last) => [...document.querySelectorAll('.tgw')].pop().dataset.lastSeq === String(last)",
        last,
    )


def test_nothing_is_lost_or_out_of_order_at_32_streams(notebook: Notebook, wire: Wire) -> None:
    for _ in range(TRIES):
        vars(wire).update(vars(Wire()))
        notebook.run(1, 60)
        notebook.wait_state("ended")
        all_arrived(notebook)
        if len(wire.hellos) == 1:
            break  # else the kernel stood still for two seconds, and was rightly asked again
    assert len(wire.clients) == 1, "a page is one session, whatever its host makes of it"
    assert set(wire.hellos) == {1}, "and asks for nothing again"
    followed = 0
    arrived: dict[str, str] = {}
    finished: dict[str, str] = {}
    for batch in wire.batches:
        if batch["first"] <= 2:  # what a page is given when it opens
            followed = batch["first"] - 1
            arrived.clear(), finished.clear()
        assert batch["first"] == followed + 1, "a batch follows on the one before it"
        followed = batch["last"]
        for event in batch["events"]:
            if event["type"] == "CallDelta":
                assert event["call"] not in finished
                arrived[event["call"]] = arrived.get(event["call"], "") + event["text"]
            elif event["type"] == "CallFinished":
                finished[event["call"]] = event["text"]
    assert len(finished) == STREAMS
    assert {len(text.split()) for text in finished.values()} == {WORDS}
    assert arrived == finished


def test_what_is_lost_on_the_way_is_asked_for_again(notebook: Notebook, wire: Wire) -> None:
    wire.lose = {3, 9, 10, 11, 20}
    notebook.start(3)
    arriving = ".tgw [data-kind=response][data-status=running] .tgw-card-open"
    notebook.page.locator(arriving).last.click()
    notebook.wait_done(3, 60)
    assert wire.lost == len(wire.lose)
    assert max(wire.hellos) > 1
    all_arrived(notebook)
    notebook.wait_equal(WORDS_OF_VALUE, LONG)


def test_a_tab_that_was_frozen_catches_up(notebook: Notebook, wire: Wire) -> None:
    notebook.start(3)
    notebook.page.wait_for_selector(".tgw-stream")
    devtools = notebook.page.context.new_cdp_session(notebook.page)
    devtools.send("Page.setWebLifecycleState", {"state": "frozen"})
    before = len(wire.batches)
    while len(wire.batches) < before + 15:
        notebook.page.wait_for_timeout(100)
    devtools.send("Page.setWebLifecycleState", {"state": "active"})
    notebook.wait_done(3, 60)
    all_arrived(notebook)
    widget = notebook.page.locator(".tgw").last
    done = widget.locator("[data-kind=response][data-status=done]")
    expect(done).to_have_count(4, timeout=60_000)
