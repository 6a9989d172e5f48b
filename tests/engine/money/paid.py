"""An engine that costs, and short ways to ask it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from tests.engine.asking import request
from tgwidget import runtime
from tgwidget.engine.base import Delta, Ended, Engine, Reply, Request, Usage
from tgwidget.engine.money.holding import paying
from tgwidget.engine.money.ledger import Ledger
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner

RATE = 0.001
"""US dollars that a token of ``Paid`` costs."""


class Paid(Engine):
    """An engine that costs: says its script, and what it took as the script has it."""

    name = model = identity = "paid"
    provenance = "live"

    def __init__(self, *script: object, rate: float | None = RATE) -> None:
        self.script = script or (Delta("yes"), Usage(10, 5), Ended("stop"))
        self.rate = rate
        self.asked = self.open = 0
        self.failing: list[Exception] = []

    async def stream(self, request: Request) -> AsyncGenerator[Delta | Usage | Ended, None]:
        self.asked += 1
        self.open += 1
        try:
            if self.failing:
                raise self.failing.pop(0)
            for item in self.script:
                if isinstance(item, float):
                    await asyncio.sleep(item)
                elif isinstance(item, Exception):
                    raise item
                else:
                    assert isinstance(item, Delta | Usage | Ended)
                    yield item
        finally:
            self.open -= 1

    def price(self, usage: Usage) -> float | None:
        return None if self.rate is None else self.rate * (usage.prompt + usage.completion)


WORST = request("call 0000").weight() + 100
"""Tokens that a call may take which asks for a reply of at most 100."""


def at_once(
    runner: Runner, ledger: Ledger, calls: int, **params: object
) -> list[Reply | BaseException]:
    """So many different requests together, paid by one ledger."""

    async def all_of_them() -> list[Reply | BaseException]:
        with paying(ledger):
            asked = (runner.reply(request(f"call {n:04}", **params)) for n in range(calls))
            return await asyncio.gather(*asked, return_exceptions=True)

    return runtime.run(all_of_them())


def one(runner: Runner, ledger: Ledger, text: str = "call 0000", **params: object) -> Reply:
    async def ask() -> Reply:
        with paying(ledger):
            return await runner.reply(request(text, **params))

    return runtime.run(ask())


def many(**limits: float) -> Policy:
    return Policy(retries=2, wait=0.01, longest_wait=0.05, concurrency=64, **limits)
