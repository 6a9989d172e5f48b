"""Money: nobody spends what is not there, whoever asks at the same time, and whatever breaks."""

from __future__ import annotations

import asyncio
import pickle
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tgwidget as tg
from tests.conftest import Scripted
from tests.engine.asking import request, until
from tests.fake_openai import FakeServer
from tgwidget import errors, runtime
from tgwidget.engine.base import Delta, Ended, Engine, Reply, Request, Retrying, Usage
from tgwidget.engine.cache import Cache
from tgwidget.engine.direct.wire import Chunks
from tgwidget.engine.failures import Place
from tgwidget.engine.litellm import adapter as litellm
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.money import holding
from tgwidget.engine.money.budget import Spent, amount
from tgwidget.engine.money.charge import ASSUMED_REPLY
from tgwidget.engine.money.holding import paying, reserve
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


@pytest.fixture(autouse=True)
def nothing_global() -> Iterator[None]:
    yield
    tg.set_budget(None)


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


WORST = request("call 0000").weight() + 100
"""Tokens that a call may take which asks for a reply of at most 100."""


def test_a_call_is_booked_as_it_was() -> None:
    ledger = Ledger()
    assert ledger.spent == Spent(0, 0, 0.0, 0.0)
    assert one(Runner(Paid(), None, many()), ledger).cost == pytest.approx(15 * RATE)
    spent = ledger.spent
    assert (spent.calls, spent.tokens) == (1, 15)
    assert spent.usd == pytest.approx(15 * RATE)


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


def test_what_waits_for_others_goes_on_when_they_took_less() -> None:
    engine = Paid(0.01, Delta("yes"), Usage(1, 1), Ended("stop"))
    room_for_two = Ledger(tg.Budget(usd=2.5 * WORST * RATE))
    replies = at_once(Runner(engine, None, many()), room_for_two, 20, max_tokens=100)
    assert all(isinstance(reply, Reply) for reply in replies)


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


def test_a_limit_in_whole_numbers_is_raised_to_a_whole_one() -> None:
    assert tg.Budget(calls=1).raised("calls", 1.5) == tg.Budget(calls=2)


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


def test_who_joined_a_flight_is_not_ended_by_anothers_budget(tmp_path: Path) -> None:
    engine = Paid(0.05, Delta("yes"), Usage(1, 1), Ended("stop"))
    runner = Runner(engine, Cache(tmp_path / "c"), many())
    poor, heard = Ledger(tg.Budget(seconds=0.02)), list[Delta | Retrying]()

    async def both() -> list[Reply | BaseException]:
        with paying(poor):
            first = asyncio.create_task(runner.reply(request()))
            await asyncio.sleep(0)
        rich = runner.reply(request(), heard.append)
        return await asyncio.gather(first, rich, return_exceptions=True)

    failed, reply = runtime.run(both())
    assert isinstance(failed, errors.BudgetError)
    assert isinstance(reply, Reply)
    assert isinstance(heard[0], Retrying)
    assert engine.asked == 2


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
            tg.set_price("paid", input=wrong, output=1)  # type: ignore[arg-type]


def test_the_seconds_are_those_in_which_a_call_is_in_flight() -> None:
    engine, ledger = Paid(0.1, Delta("yes"), Ended("stop")), Ledger(tg.Budget(seconds=0.5))
    at_once(Runner(engine, None, many()), ledger, 20)
    assert 0.1 <= ledger.spent.seconds < 0.3
    time.sleep(0.3)
    assert ledger.spent.seconds < 0.3


def test_a_stalled_server_is_left_when_the_seconds_are_over(server: FakeServer) -> None:
    engine = tg.get_engine(f"{server.url}#fake,fault=hang", cache=False)
    engine.budget = tg.Budget(seconds=0.2)
    began = time.monotonic()
    with pytest.raises(errors.BudgetError, match=r"seconds of 0\.2 seconds"):
        engine("hello")
    assert 0.2 <= time.monotonic() - began < 1.0
    assert until(lambda: not server.stats().open) < 0.2


def test_reaching_it_closes_the_sockets_of_all_calls_that_it_pays_for(server: FakeServer) -> None:
    ledger = Ledger(tg.Budget(tokens=50_000))
    stalled = tg.get_engine(f"{server.url}#fake,fault=stall,id=a", cache=False, max_tokens=100)
    dear = tg.get_engine(f"{server.url}#fake,id=b", cache=False, max_tokens=60_000)

    async def reach() -> tuple[float, list[Reply | BaseException]]:
        with paying(ledger):
            asked = [asyncio.create_task(stalled.complete(request(f"{n}"))) for n in range(8)]
            await asyncio.to_thread(until, lambda: server.stats().active == 8)
            began = time.monotonic()
            with pytest.raises(errors.BudgetError):
                await dear.complete(request())
            await asyncio.to_thread(until, lambda: not server.stats().open)
            return time.monotonic() - began, await asyncio.gather(*asked, return_exceptions=True)

    seconds, replies = runtime.run(reach())
    assert [type(reply) for reply in replies] == [errors.BudgetError] * 8
    assert seconds < 0.5


def test_an_engine_has_a_budget_of_its_own_for_all_who_ask_it() -> None:
    engine = tg.get_engine("simulated", budget=tg.Budget(calls=2))
    assert engine.budget == tg.Budget(calls=2)
    engine("one")
    engine("two")
    with pytest.raises(errors.BudgetError, match="budget of the engine simulated is reached"):
        engine("three")
    engine.budget = tg.Budget(calls=1)
    assert engine("three")
    engine.budget = None
    assert engine("four")
    assert tg.get_engine(lambda prompt: prompt, budget=tg.Budget(calls=1)).budget
    with pytest.raises(errors.InputTypeError, match=r"write tg\.Budget"):
        engine.budget = 2  # type: ignore[assignment]


def test_a_budget_for_everything_holds_for_every_engine() -> None:
    tg.set_budget(tg.Budget(calls=2))
    tg.get_engine("simulated")("one")
    mine = Scripted(lambda *_: "yes")
    runtime.run(mine.complete(request()))
    for engine in (tg.get_engine("simulated"), mine):
        with pytest.raises(errors.BudgetError, match=r"all runs.*\n→ raise it: tg.set_budget"):
            runtime.run(engine.complete(request("three")))
    tg.set_budget(None)
    assert tg.get_engine("simulated")("three")


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


def test_an_engine_that_asks_another_is_counted_once_and_does_not_wait_for_itself() -> None:
    inner = ModelEngine(Runner(Paid(), None, many()))
    outer = Scripted(lambda _, prompt: inner(prompt))
    ledger = Ledger(tg.Budget(calls=1, usd=5))

    async def ask() -> Reply:
        with paying(ledger):
            return await asyncio.wait_for(outer.complete(request()), 5)

    assert runtime.run(ask()).text == "yes"
    spent = ledger.spent
    assert (spent.calls, spent.tokens) == (1, 15)
    assert spent.usd == pytest.approx(15 * RATE)


def test_who_waits_for_money_lets_others_have_their_turn() -> None:
    runner = Runner(Paid(0.05, Delta("yes"), Usage(1, 1), Ended("stop")), None, Policy())
    runner._turn = asyncio.Semaphore(1)
    runner._loop = runtime.loop()
    held = asyncio.Event()

    class Host:
        def budgeted(self, budget: object, by_default: bool = False) -> None: ...

        async def reached(self, full: object) -> float | None:
            await held.wait()
            return None

    async def both() -> Reply:
        with paying(Ledger(tg.Budget(calls=0), host=Host())):
            waits = asyncio.create_task(runner.reply(request()))
            await asyncio.sleep(0.01)
        reply = await asyncio.wait_for(runner.reply(request()), 2)
        assert not waits.done()
        held.set()
        with pytest.raises(errors.BudgetError):
            await waits
        return reply

    assert runtime.run(both()).text == "yes"


def test_a_refusal_is_for_all_who_wait_and_is_asked_for_once() -> None:
    class Host:
        asked = 0

        def budgeted(self, budget: object, by_default: bool = False) -> None: ...

        async def reached(self, full: object) -> float | None:
            self.asked += 1
            await asyncio.sleep(0.01)
            return None

    host = Host()
    replies = at_once(Runner(Paid(), None, many()), Ledger(tg.Budget(calls=2), host=host), 12)
    assert sum(isinstance(reply, Reply) for reply in replies) == 2
    assert host.asked == 1


def test_a_stored_engine_keeps_its_budget_and_not_what_was_spent() -> None:
    engine = tg.get_engine("simulated", budget=tg.Budget(calls=1))
    engine("one")
    again = tg.get_engine(pickle.loads(pickle.dumps(engine)))
    assert again.budget == tg.Budget(calls=1)
    assert again("one")


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


def test_amounts_are_said_in_words() -> None:
    assert str(tg.Budget(usd=1, calls=2)) == "1.00 US dollar and 2 calls"
    assert repr(tg.Budget(usd=1, calls=2)) == "Budget(usd=1, calls=2)"
    assert amount("usd", 12.5) == "12.50 US dollars"
    assert amount("usd", 0.00012) == "0.00012 US dollars"
    assert amount("usd", 0) == "0.00 US dollars"
    assert (amount("calls", 1), amount("tokens", 12_000)) == ("1 call", "12,000 tokens")
    assert str(Spent(2, 30, None)) == "2 calls, 30 tokens, US dollars unknown"


def test_nothing_is_reserved_where_nobody_pays() -> None:
    assert holding.payers() == ()
    assert one(Runner(Paid(), None, many()), Ledger()).text == "yes"


@pytest.mark.parametrize("make", [tg.Recorder, tg.Fallback], ids=["Recorder", "Fallback"])
def test_an_engine_around_others_has_a_budget_and_a_price_too(make: Any, tmp_path: Path) -> None:
    paid = ModelEngine(Runner(Paid(), None, many()))
    around = make(paid, str(tmp_path / "it.jsonl") if make is tg.Recorder else "simulated")
    assert around.price(Usage(1, 1)) == pytest.approx(2 * RATE)
    around.budget = tg.Budget(calls=1)
    assert around("one")
    with pytest.raises(errors.BudgetError):
        around("two")


def test_what_a_lost_loop_had_in_flight_is_void() -> None:
    ledger = Ledger(tg.Budget(calls=1))

    async def leave() -> None:
        with paying(ledger):
            holding.reserve({"usd": 0.0, "tokens": 1, "calls": 1})

    asyncio.run(leave())
    asyncio.run(asyncio.wait_for(leave(), 2))
    assert ledger.spent.calls == 0


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


def test_room_that_one_leaves_goes_to_the_next() -> None:
    ledger = Ledger(tg.Budget(tokens=100))

    async def leave() -> None:
        with paying(ledger):
            hold = holding.reserve({"usd": 0.0, "tokens": 100, "calls": 1})
        first, second = (asyncio.create_task(ledger.room({"tokens": 100})) for _ in range(2))
        await asyncio.sleep(0)
        assert len(ledger._waiting) == 2
        hold.settle({"usd": 0.0, "tokens": 0, "calls": 1})
        await asyncio.sleep(0)
        assert len(ledger._waiting) == 1  # the first was told, and has not moved yet
        first.cancel()
        await asyncio.wait_for(second, 2)

    runtime.run(leave())


def test_who_waits_in_two_places_keeps_nobody_waiting_in_one() -> None:
    first, second = Ledger(tg.Budget(tokens=100)), Ledger(tg.Budget(tokens=100))
    turn, went = asyncio.Semaphore(9), list[str]()

    async def call(name: str, *ledgers: Ledger) -> holding.Hold:
        async def work() -> holding.Hold:
            with ExitStack() as stack:
                for ledger in ledgers:
                    stack.enter_context(paying(ledger))
                hold = holding.reserve({"tokens": 100})
            went.append(name)
            return hold

        return await holding.in_turn(turn, work)

    async def meet() -> None:
        held = await call("a", first), await call("b", second)
        both = asyncio.create_task(call("both", first, second))
        await asyncio.sleep(0)
        one = asyncio.create_task(call("one", first))
        await asyncio.sleep(0)
        held[0].settle({"tokens": 0})
        (await asyncio.wait_for(one, 2)).settle({"tokens": 0})
        held[1].settle({"tokens": 0})
        await asyncio.wait_for(both, 2)

    runtime.run(meet())
    assert went == ["a", "b", "one", "both"]


def test_whoever_is_refused_after_a_wait_leaves_nobody_waiting_behind() -> None:
    async def told() -> list[object]:
        ledger = Ledger(tg.Budget(tokens=100))
        with paying(ledger):
            held = reserve({"tokens": 60})
        waits = [asyncio.create_task(ledger.room({"tokens": 50}))]
        await asyncio.sleep(0)
        with pytest.raises(errors.BudgetError):
            await ledger.room({"tokens": 200})
        waits.append(asyncio.create_task(ledger.room({"tokens": 50})))
        await asyncio.sleep(0.01)
        held.settle({"tokens": 90})
        done, _ = await asyncio.wait(waits, timeout=5)
        return [type(one.exception()) for one in done]

    assert runtime.run(told()) == [errors.BudgetError] * 2
