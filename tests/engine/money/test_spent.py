"""What was spent is what was taken: by calls that failed, too, and by nobody for what is free."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import tgwidget as tg
from tests.clock import Clock
from tests.conftest import Scripted
from tests.engine.asking import once, request
from tests.engine.money.paid import RATE, WORST, Paid, at_once, many, one
from tgwidget import errors, runtime
from tgwidget.engine.base import Delta, Ended, Request, Usage
from tgwidget.engine.cache import Cache
from tgwidget.engine.direct.wire import Chunks
from tgwidget.engine.failures import Place
from tgwidget.engine.litellm import adapter as litellm
from tgwidget.engine.money import holding
from tgwidget.engine.money.budget import Spent
from tgwidget.engine.money.holding import paying
from tgwidget.engine.money.ledger import Ledger
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner


def test_a_call_is_booked_as_it_was() -> None:
    ledger = Ledger()
    assert ledger.spent == Spent(0, 0, 0.0, 0.0)
    assert one(Runner(Paid(), None, many()), ledger).cost == pytest.approx(15 * RATE)
    spent = ledger.spent
    assert (spent.calls, spent.tokens) == (1, 15)
    assert spent.usd == pytest.approx(15 * RATE)


BROKEN = errors.UnreachableError("broke", retryable=False)


@pytest.mark.parametrize(
    ("script", "tokens"),
    [
        ((errors.AuthError("no"),), 0),
        ((Delta("x" * 40), BROKEN), 3 + 10),
        ((Delta("x" * 40),), 3 + 10),
        ((Usage(100, 7), Ended("stop")), 107),
        ((10.0,), 3),
    ],
    ids=["refused", "broke off", "cut", "empty but counted", "stalled"],
)
def test_a_failed_attempt_costs_what_it_took(script: tuple[object, ...], tokens: int) -> None:
    engine, ledger = Paid(*script), Ledger()
    with pytest.raises(errors.EngineError):
        one(Runner(engine, None, Policy(retries=0, first_token=0.05)), ledger)
    assert (ledger.spent.calls, ledger.spent.tokens) == (1, tokens)
    assert ledger.spent.usd == pytest.approx(tokens * RATE)


def test_a_reply_says_what_its_failed_attempts_cost_too() -> None:
    class Once(Paid):
        async def stream(self, request: Request) -> AsyncGenerator[Delta | Usage | Ended, None]:
            self.asked += 1
            yield Delta("x" * 40)
            if self.asked == 1:
                raise errors.UnreachableError("broke", retryable=True)
            yield Usage(10, 5)
            yield Ended("stop")

    ledger = Ledger()
    reply = one(Runner(Once(), None, many()), ledger)
    assert reply.cost == pytest.approx((13 + 15) * RATE) == ledger.spent.usd


def test_a_cancelled_call_costs_its_prompt_and_what_was_heard() -> None:
    engine, ledger = Paid(Delta("x" * 40), 10.0), Ledger(tg.Budget(usd=10))
    runner = Runner(engine, None, many())

    async def cancelled() -> None:
        with paying(ledger):
            call = asyncio.create_task(runner.reply(request("call 0000")))
        await asyncio.sleep(0.05)
        call.cancel()
        await asyncio.wait((call,))

    runtime.run(cancelled())
    assert ledger.spent.tokens == 13
    assert engine.open == 0
    one(Runner(Paid(), None, many()), ledger)  # nothing is held back for it any more
    assert ledger.spent.calls == 2


def test_a_hit_and_a_joined_flight_cost_nothing(tmp_path: Path) -> None:
    engine = Paid(0.02, Delta("yes"), Usage(10, 5), Ended("stop"))
    runner, ledger = Runner(engine, Cache(tmp_path / "c"), many()), Ledger(tg.Budget(calls=1))

    async def twice() -> None:
        with paying(ledger):
            await asyncio.gather(runner.reply(request()), runner.reply(request()))
            await runner.reply(request())

    runtime.run(twice())
    assert (ledger.spent.calls, ledger.spent.tokens) == (1, 15)


def test_the_seconds_are_those_in_which_a_call_is_in_flight(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Clock(monkeypatch)
    engine, ledger = Paid(50.0, Delta("yes"), Ended("stop")), Ledger(tg.Budget(seconds=500))
    with once(lambda: engine.open == 20, lambda: clock.forward(100)):
        at_once(Runner(engine, None, many()), ledger, 20)
    assert 100 <= ledger.spent.seconds < 200
    clock.forward(1_000)
    assert ledger.spent.seconds < 200


def test_an_engine_of_ones_own_counts_calls_and_tokens_by_estimate() -> None:
    mine = Scripted(lambda *_: "x" * 300)
    mine.budget = tg.Budget(calls=3)
    replies = [runtime.run(mine.complete(request())) for _ in range(3)]
    assert mine.ledger
    assert mine.ledger.spent.tokens == 3 * (request().weight() + 100)
    assert {reply.cost for reply in replies} == {None}
    assert mine.ledger.spent.usd is None
    with pytest.raises(errors.BudgetError):
        runtime.run(mine.complete(request()))
    assert len(mine.asked) == 3


@pytest.mark.parametrize(
    ("said", "usage"),
    [
        ({"prompt_tokens": 7, "completion_tokens": 2}, Usage(7, 2)),
        ({"prompt_tokens": -9_000_000, "completion_tokens": 2}, None),
        ({"prompt_tokens": 7, "completion_tokens": float("nan")}, None),
        ({"prompt_tokens": 7, "completion_tokens": float("inf")}, None),
        ({"prompt_tokens": "7", "completion_tokens": 2}, None),
        ({"prompt_tokens": 0, "completion_tokens": 0}, None),
    ],
)
def test_counts_that_cannot_be_are_none(said: dict[str, object], usage: Usage | None) -> None:
    chunks = Chunks(Place("http://h/v1", "m"))
    chunks.chunk({"usage": said, "choices": []})
    assert chunks.usage == usage
    told = SimpleNamespace(**said, prompt_tokens_details=None)
    assert litellm._usage(SimpleNamespace(usage=told)) == usage


def test_tokens_that_the_provider_had_kept_are_told_by_both_adapters() -> None:
    told: dict[str, Any] = {"prompt_tokens": 9, "completion_tokens": 2, "prompt_tokens_details": {}}
    for details, cached in (({"cached_tokens": 4}, 4), ({}, 0), (None, 0)):
        chunks = Chunks(Place("here", "fake", None))
        told["prompt_tokens_details"] = details
        chunks.chunk({"usage": told, "choices": []})
        assert chunks.usage == Usage(9, 2, cached=cached)
        kept = details and SimpleNamespace(**details)
        usage = SimpleNamespace(prompt_tokens=9, completion_tokens=2, prompt_tokens_details=kept)
        assert litellm._usage(SimpleNamespace(usage=usage)) == Usage(9, 2, cached=cached)


def test_nothing_is_reserved_where_nobody_pays() -> None:
    assert holding.payers() == ()
    assert one(Runner(Paid(), None, many()), Ledger()).text == "yes"


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -1.0])
def test_a_price_that_is_none_is_unknown_and_spoils_no_sum(wrong: float) -> None:
    class Odd(Paid):
        def price(self, usage: Usage) -> float | None:
            return wrong

    ledger = Ledger(tg.Budget(usd=1))
    assert one(Runner(Odd(), None, many()), ledger).cost is None
    assert ledger.spent.usd is None
    assert one(Runner(Paid(), None, many()), ledger, max_tokens=5).cost == pytest.approx(15 * RATE)
    with pytest.raises(errors.BudgetError):
        one(Runner(Paid(rate=1.0), None, many()), ledger)


def test_a_price_that_fails_in_the_end_keeps_nothing_held_back() -> None:
    class Failing(Paid):
        def price(self, usage: Usage) -> float | None:
            if usage == Usage(10, 5):
                raise ZeroDivisionError
            return 0.0

    ledger = Ledger(tg.Budget(calls=1))
    with pytest.raises(ZeroDivisionError):
        one(Runner(Failing(), None, many()), ledger)
    assert (ledger.spent.calls, ledger.spent.usd, ledger._held("calls")) == (1, None, 0)


def test_an_unknown_price_is_not_zero_and_tokens_count_all_the_same() -> None:
    engine = Paid(rate=None)
    ledger = Ledger(tg.Budget(usd=0.0, tokens=WORST))
    one(Runner(engine, None, many()), ledger, max_tokens=50)
    assert (ledger.spent.usd, ledger.spent.tokens) == (None, 15)
    with pytest.raises(errors.BudgetError, match=f"15 tokens of {WORST} tokens"):
        one(Runner(engine, None, many()), ledger, max_tokens=100)


def test_what_is_free_is_free_when_the_dollars_are_spent() -> None:
    ledger = Ledger(tg.Budget(usd=0))
    assert one(Runner(Paid(rate=0.0), None, many()), ledger).cost == 0.0
    with pytest.raises(errors.BudgetError, match="US dollars of 0"):
        one(Runner(Paid(), None, many()), ledger)


def test_a_person_may_say_the_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tgwidget.engine.money.prices._TOLD", {})
    tg.set_price("paid", input=10, output=20, cached_input=1)
    engine = Paid(Delta("yes"), Usage(1_000_000, 500_000, cached=400_000), Ended("stop"))
    reply = one(Runner(engine, None, many()), Ledger())
    assert reply.cost == pytest.approx(6 + 0.4 + 10)
    mine = Scripted(lambda *_: "x" * 300)
    assert mine.price(Usage(1, 1)) is None
    tg.set_price("Scripted", input=1, output=1)
    assert mine.price(Usage(500_000, 500_000)) == pytest.approx(1.0)
    for wrong in (-1, float("nan"), "2", True):
        with pytest.raises(errors.InputError, match="price of 'paid'"):
            tg.set_price("paid", input=wrong, output=1)  # type: ignore[arg-type] # not everybody checks types
