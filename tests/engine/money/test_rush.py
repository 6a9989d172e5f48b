"""A rush of callers that are refused and told to wait, and clocks that jump: no cent too much."""

from __future__ import annotations

import asyncio
import itertools
import time

import pytest

import tgwidget as tg
from tests.engine.asking import request
from tests.fake_openai import FakeServer
from tgwidget import errors, runtime
from tgwidget.engine.base import Reply
from tgwidget.engine.money.holding import paying
from tgwidget.engine.money.ledger import Ledger
from tgwidget.engine.policy import Policy

REFUSED = 40
LIMITS = tg.Budget(calls=90), tg.Budget(usd=0.002), tg.Budget(tokens=4000)
HASTY = Policy(retries=9, wait=0.01, longest_wait=0.2, concurrency=64)


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Prices that a test sets are its own."""
    monkeypatch.setattr("tgwidget.engine.money.prices._TOLD", {})


@pytest.mark.parametrize("fault", ["http429,after=0.05", "http503", "cut", "ends"])
@pytest.mark.parametrize(
    "limit", [tg.Budget(calls=90), tg.Budget(usd=0.002), tg.Budget(tokens=4000)]
)
def test_64_callers_who_are_refused_and_wait_spend_no_more_than_there_is(
    server: FakeServer, fault: str, limit: tg.Budget
) -> None:
    script = f"fake,words=3,at=2,times={REFUSED},fault={fault}"
    engine = tg.get_engine(f"{server.url}#{script}", cache=False, policy=HASTY, max_tokens=20)
    tg.set_price(engine.name, input=1, output=2)
    ledger = Ledger(limit)

    async def rush() -> list[Reply | BaseException]:
        with paying(ledger):
            calls = (engine.complete(request(f"call {n:02}")) for n in range(64))
            return await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), 60)

    ends = runtime.run(rush())
    done = [one for one in ends if isinstance(one, Reply)]
    spent = ledger.spent
    for what, most in limit.limits().items():
        assert ledger.amount(what) <= most * (1 + 1e-9)
    assert spent.calls == server.stats().requests
    assert {type(one) for one in ends if not isinstance(one, Reply)} <= {errors.BudgetError}
    if limit.calls:
        assert (spent.calls, len(done)) == (limit.calls, limit.calls - REFUSED)
    known = sum(one.cost or 0.0 for one in done)
    assert known <= (spent.usd or 0.0) * (1 + 1e-9)


def test_a_clock_that_jumps_changes_no_wait_no_budget_and_no_hit(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, jumps = time.time, itertools.cycle((86_400.0, -86_400.0))
    monkeypatch.setattr(time, "time", lambda: real() + next(jumps))
    model = "fake,latency=0.05,times=1,fault=http429,after=0.2"
    engine = tg.get_engine(f"{server.url}#{model}", budget=tg.Budget(seconds=20))
    first = runtime.run(engine.complete(request()))
    assert (first.attempts, first.cached) == (2, False)
    assert 0.2 < first.seconds < 10
    assert runtime.run(engine.complete(request())).cached
    assert engine.ledger
    assert 0.05 <= engine.ledger.spent.seconds < 10
