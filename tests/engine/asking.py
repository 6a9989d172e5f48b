"""Short ways to ask, for tests."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from tests.fake_openai import FakeServer
from tgwidget import runtime
from tgwidget.engine.base import Delta, Engine, Message, Reply, Request, Retrying
from tgwidget.engine.cache import Cache
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner

SECRET = "sk-this-is-planted-0123456789"
MakeEngine = Callable[[FakeServer, str], Engine]


def request(text: str = "hello", **params: object) -> Request:
    return Request((Message("user", (text,)),), params)


def ask(
    engine: Engine,
    policy: Policy,
    cache: Cache | None = None,
    asked: Request | None = None,
    heard: list[Delta | Retrying] | None = None,
) -> Reply:
    """One request through a runner, on the runtime's loop."""
    runner = Runner(engine, cache, policy)
    listener = None if heard is None else heard.append
    return runtime.run(runner.reply(asked or request(), listener))


def until(reached: Callable[[], bool], seconds: float = 3.0) -> float:
    """Wait until it is so; the seconds that took."""
    began = time.monotonic()
    while not reached():
        assert time.monotonic() - began < seconds, "did not happen in time"
        time.sleep(0.002)
    return time.monotonic() - began


async def leave_in_flight(runner: Runner, server: FakeServer, calls: int) -> float:
    """Start calls, wait until all stream, cancel them; the seconds until all sockets are closed."""
    tasks = [asyncio.create_task(runner.reply(request(f"call {i}"))) for i in range(calls)]
    await asyncio.to_thread(until, lambda: server.stats().active == calls)
    await asyncio.sleep(0.05)
    began = time.monotonic()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.to_thread(until, lambda: not server.stats().open)
    return time.monotonic() - began
