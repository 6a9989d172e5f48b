"""Short ways to ask, for tests."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

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


def until(reached: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until it is so."""
    began = time.monotonic()
    while not reached():
        assert time.monotonic() - began < seconds, "did not happen in time"
        time.sleep(0.002)


@contextlib.contextmanager
def once(so: Callable[[], bool], act: Callable[[], object]) -> Iterator[None]:
    """Act, on another thread, when it is so."""

    def wait() -> None:
        until(so)
        time.sleep(0.05)
        act()

    thread = threading.Thread(target=wait)
    thread.start()
    yield
    thread.join(60)


async def leave_in_flight(runner: Runner, server: FakeServer, calls: int) -> None:
    """Start calls, wait until all stream, cancel them, wait until all sockets are closed."""
    tasks = [asyncio.create_task(runner.reply(request(f"call {i}"))) for i in range(calls)]
    await asyncio.to_thread(until, lambda: server.stats().active == calls)
    await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.to_thread(until, lambda: not server.stats().open)


SILENT = ("hang", "silence", "drip", "stall")
"""Faults of a server that keeps its connection and says no more."""


def patience(policy: Policy, fault: str) -> Policy:
    """The policy for a fault: short where a server is silent; a busy machine is none."""
    if fault == "stall":
        return replace(policy, between_tokens=0.2)
    # After "drop" the server closes the connection a little later; then it is not used again.
    wait = 0.3 if fault == "drop" else policy.wait
    first = 0.3 if fault in SILENT else policy.first_token
    return replace(policy, wait=wait, longest_wait=wait, first_token=first)
