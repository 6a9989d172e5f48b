"""Many replies at once are read together: no first word is late, no word is lost."""

from __future__ import annotations

import asyncio

import pytest

from tests.engine.asking import ask, request, until
from tests.fake_openai import FakeServer
from tgwidget import runtime
from tgwidget.engine.direct import DirectEngine, together
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner

NEVER = 1e9


async def goes_on(server: FakeServer, calls: int) -> bool:
    """Whether some replies, of which all have begun, are heard on and on."""
    heard: list[str] = []
    runner = Runner(DirectEngine("fake,words=100000,pause=0.02", server.url))

    def call(name: str) -> asyncio.Task[object]:
        return asyncio.create_task(runner.reply(request(name), lambda _: heard.append(name)))

    tasks = [call(str(number)) for number in range(calls)]
    await asyncio.to_thread(until, lambda: len(set(heard)) == calls, 30)
    more = True
    for _ in range(5):
        known, sent = len(heard), server.stats().tokens
        await asyncio.to_thread(
            until, lambda sent=sent: server.stats().tokens > sent + 10 * calls, 30
        )
        more = more and len(heard) > known
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.to_thread(until, lambda: server.stats().active == 0)
    return more


def test_only_many_wait_for_the_tick_and_then_after_their_first_word(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "FEW", 2)
    monkeypatch.setattr(together, "TICK", NEVER)
    assert runtime.run(goes_on(server, 2))
    assert not runtime.run(goes_on(server, 3))


def test_what_came_between_two_ticks_is_whole_and_its_connection_is_used_again(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "FEW", 0)
    engine = DirectEngine("fake,words=40,pause=0.005", server.url)
    for _ in range(2):
        assert len(ask(engine, Policy(retries=0)).text.split()) == 40
    assert server.stats().connections == 1
