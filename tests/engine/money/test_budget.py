"""A budget is never passed, whoever asks at the same time; what might not fit does not begin."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tgwidget as tg
from tests.engine.asking import request, until
from tests.engine.money.paid import RATE, WORST, Paid, at_once, many, one
from tests.fake_openai import FakeServer
from tgwidget import errors, runtime
from tgwidget.engine.base import Delta, Ended, Reply, Request, Usage
from tgwidget.engine.cache import Cache
from tgwidget.engine.money.budget import Spent, amount
from tgwidget.engine.money.charge import ASSUMED_REPLY
from tgwidget.engine.money.holding import paying
from tgwidget.engine.money.ledger import Ledger
from tgwidget.engine.runner import Runner


@pytest.mark.parametrize("calls", [0, 1, 5])
def test_64_callers_make_no_more_calls_than_allowed_and_keep_what_they_got(
    calls: int, tmp_path: Path
) -> None:
    engine, cache = Paid(0.02, Delta("yes"), Usage(1, 1), Ended("stop")), Cache(tmp_path / "c")
    replies = at_once(Runner(engine, cache, many()), Ledger(tg.Budget(calls=calls)), 64)
    done = [reply for reply in replies if isinstance(reply, Reply)]
    assert (engine.asked, len(done)) == (calls, calls)
    assert all(type(r) is errors.BudgetError for r in replies if not isinstance(r, Reply))
    assert cache.stats().entries == calls


@settings(max_examples=40, deadline=None)
@given(
    limit=st.integers(0, 6 * WORST),
    took=st.lists(st.integers(0, WORST), min_size=8, max_size=8),
    pause=st.lists(st.sampled_from([0.0, 0.001, 0.003]), min_size=8, max_size=8),
)
def test_callers_together_never_pass_the_limit(
    limit: int, took: list[int], pause: list[float]
) -> None:
    class Varied(Paid):
        async def stream(self, request: Request) -> AsyncGenerator[Delta | Usage | Ended, None]:
            place = int(request.prompt()[-4:]) % 8
            await asyncio.sleep(pause[place])
            yield Delta("yes")
            yield Usage(took[place], 0)
            yield Ended("stop")

    for budget in (tg.Budget(tokens=limit), tg.Budget(usd=limit * RATE)):
        ledger = Ledger(budget)
        replies = at_once(Runner(Varied(), None, many()), ledger, 24, max_tokens=100)
        assert ledger.spent.tokens <= limit
        done = sum(isinstance(reply, Reply) for reply in replies)
        assert ledger.spent.calls == done
        # It gave up only where the next call might not have fitted.
        assert done == 24 or ledger.spent.tokens + WORST > limit


def test_a_reply_without_a_limit_is_assumed_to_be_long_and_the_error_says_so() -> None:
    ledger = Ledger(tg.Budget(tokens=ASSUMED_REPLY), "this run", "raise it")
    with pytest.raises(errors.BudgetError, match=r"up to 4,011 tokens\n→ raise it, or set max_"):
        one(Runner(Paid(), None, many()), ledger)
    assert ledger.spent.calls == 0
    one(Runner(Paid(), None, many()), ledger, max_tokens=50)


def test_a_reply_that_outgrows_what_is_left_is_stopped() -> None:
    words = [Delta("word " * 200)] * 60
    engine = Paid(*words, Ended("stop"))
    ledger = Ledger(tg.Budget(tokens=6_000))
    with pytest.raises(errors.BudgetError):
        one(Runner(engine, None, many()), ledger)
    assert (engine.asked, engine.open) == (1, 0)
    assert ledger.spent.tokens <= 6_000
    roomy = Ledger(tg.Budget(tokens=50_000))
    assert len(one(Runner(engine, None, many()), roomy).text) == 60_000


def test_what_took_more_than_was_held_back_stops_the_youngest_that_no_longer_fit() -> None:
    thinks = Paid(Delta("x"), 0.05, Usage(10, 900), Ended("stop"))
    others = Paid(Delta("x"), 0.3, Usage(10, 5), Ended("stop"))
    ledger = Ledger(tg.Budget(tokens=1_020 + WORST))

    async def all_of_them() -> list[Reply | BaseException]:
        runners = [Runner(thinks, None, many()), *(Runner(others, None, many()) for _ in range(4))]
        with paying(ledger):
            asked = (one.reply(request("call 0000", max_tokens=100)) for one in runners)
            return await asyncio.gather(*asked, return_exceptions=True)

    first, second, *rest = runtime.run(all_of_them())
    assert isinstance(first, Reply)
    assert isinstance(second, Reply)
    assert second.attempts == 1
    assert all(one.attempts == 2 for one in rest if isinstance(one, Reply))
    assert ledger.spent.tokens <= 1_020 + WORST
    assert others.open == 0


def test_a_long_reply_that_comes_whole_is_held_back_for_whole() -> None:
    whole = Paid(Delta("word " * 6_000), Usage(10, 9_000), Ended("stop"))
    seen: list[float] = []
    ledger = Ledger(tg.Budget(tokens=50_000))

    async def ask() -> None:
        with paying(ledger):
            await Runner(whole, None, many()).reply(
                request(), lambda _: seen.append(ledger._held("tokens"))
            )

    runtime.run(ask())
    assert seen[0] > 10_000


def test_every_attempt_is_counted_and_held_to_the_budget() -> None:
    passing = errors.UnreachableError("gone", retryable=True)
    engine = Paid()
    engine.failing = [passing, passing]
    ledger = Ledger(tg.Budget(calls=3))
    assert one(Runner(engine, None, many()), ledger).attempts == 3
    assert ledger.spent.calls == 3
    engine.failing = [passing, passing]
    ledger = Ledger(tg.Budget(calls=2))
    with pytest.raises(errors.BudgetError):
        one(Runner(engine, None, many()), ledger)
    assert ledger.spent.calls == 2


def test_a_stalled_server_is_left_when_the_seconds_are_over(server: FakeServer) -> None:
    engine = tg.get_engine(f"{server.url}#fake,fault=hang", cache=False)
    engine.budget = tg.Budget(seconds=0.2)
    with pytest.raises(errors.BudgetError, match=r"seconds of 0\.2 seconds"):
        engine("hello")
    until(lambda: not server.stats().open)


def test_reaching_it_closes_the_sockets_of_all_calls_that_it_pays_for(server: FakeServer) -> None:
    ledger = Ledger(tg.Budget(tokens=50_000))
    stalled = tg.get_engine(f"{server.url}#fake,fault=stall,id=a", cache=False, max_tokens=100)
    dear = tg.get_engine(f"{server.url}#fake,id=b", cache=False, max_tokens=60_000)

    async def reach() -> list[Reply | BaseException]:
        with paying(ledger):
            asked = [asyncio.create_task(stalled.complete(request(f"{n}"))) for n in range(8)]
            await asyncio.to_thread(until, lambda: server.stats().active == 8)
            with pytest.raises(errors.BudgetError):
                await dear.complete(request())
            await asyncio.to_thread(until, lambda: not server.stats().open)
            return await asyncio.gather(*asked, return_exceptions=True)

    assert [type(reply) for reply in runtime.run(reach())] == [errors.BudgetError] * 8


@pytest.mark.parametrize(
    "limits",
    [
        {"usd": -1}, {"usd": float("nan")}, {"usd": "1"}, {"calls": 1.5}, {"calls": True},
        {"tokens": -5}, {"seconds": float("inf")},
    ],
)  # fmt: skip
def test_a_limit_is_a_number_that_is_not_negative(limits: dict[str, object]) -> None:
    (name,) = limits
    with pytest.raises(errors.InputError, match=f"{name}=.* is not a limit"):
        tg.Budget(**limits)  # type: ignore[arg-type]


def test_a_limit_in_whole_numbers_is_raised_to_a_whole_one() -> None:
    assert tg.Budget(calls=1).raised("calls", 1.5) == tg.Budget(calls=2)


def test_amounts_are_said_in_words() -> None:
    assert str(tg.Budget(usd=1, calls=2)) == "1.00 US dollar and 2 calls"
    assert repr(tg.Budget(usd=1, calls=2)) == "Budget(usd=1, calls=2)"
    assert amount("usd", 12.5) == "12.50 US dollars"
    assert amount("usd", 0.00012) == "0.00012 US dollars"
    assert amount("usd", 0) == "0.00 US dollars"
    assert (amount("calls", 1), amount("tokens", 12_000)) == ("1 call", "12,000 tokens")
    assert str(Spent(2, 30, None)) == "2 calls, 30 tokens, US dollars unknown"
