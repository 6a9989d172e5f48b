"""What the runner promises, whoever the engine is."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.asking import ask, request
from tgwidget import errors, runtime
from tgwidget.engine.base import Delta, Ended, Engine, Reply, Request, Retrying, Usage
from tgwidget.engine.cache import Cache
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner, cooldown


class Spoken(Engine):
    """Says what a test tells it to.

    A number is a pause in seconds, an event is waited for, an exception is raised.
    """

    name = model = identity = "spoken"
    provenance = "live"

    def __init__(self, *script: object) -> None:
        self.script = script or (Delta("yes"), Usage(3, 4), Ended("stop"))
        self.asked = self.closed = self.at_once = self.most = 0

    async def stream(self, request: Request) -> AsyncGenerator[Delta | Usage | Ended, None]:
        self.asked += 1
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        try:
            for item in self.script:
                if isinstance(item, Exception):
                    raise item
                if isinstance(item, float):
                    await asyncio.sleep(item)
                elif isinstance(item, asyncio.Event):
                    await item.wait()
                else:
                    assert isinstance(item, Delta | Usage | Ended)
                    yield item
        finally:
            self.at_once -= 1
            self.closed += 1

    def price(self, usage: Usage) -> float | None:
        return usage.prompt + usage.completion


async def reached(so: Callable[[], object]) -> None:
    """Wait, on the loop, until it is so."""
    async with asyncio.timeout(30):
        while not so():  # noqa: ASYNC110 - what is awaited knows of no event
            await asyncio.sleep(0.001)


SLOW = (Delta("a"), 0.05, Delta("b"), 0.05, Delta("c"), Usage(1, 1), Ended("stop"))


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "replies")


def test_a_reply_says_what_it_took(quick: Policy) -> None:
    reply = ask(Spoken(0.02, Delta("yes"), 0.02, Usage(3, 4), Ended("stop")), quick)
    assert (reply.text, reply.usage, reply.cost, reply.attempts) == ("yes", Usage(3, 4), 7, 1)
    assert 0.02 <= reply.first_token < reply.seconds


def test_an_unknown_price_is_unknown(quick: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Spoken, "price", lambda *_: None)
    assert ask(Spoken(), quick).cost is None


def test_a_hit_costs_nothing_and_says_what_it_saved(quick: Policy, cache: Cache) -> None:
    engine = Spoken()
    first = ask(engine, quick, cache)
    again = ask(engine, quick, cache)
    assert engine.asked == 1
    assert (first.cost, first.saved, first.cached) == (7, None, False)
    assert (again.cost, again.saved, again.cached, again.text) == (0.0, 7, True, "yes")


def test_without_a_cache_every_request_is_asked(quick: Policy) -> None:
    engine = Spoken(*SLOW)
    runner = Runner(engine, None, quick)

    async def twice() -> None:
        await asyncio.gather(runner.reply(request()), runner.reply(request()))

    runtime.run(twice())
    assert engine.asked == 2


@pytest.mark.parametrize("finish", ["content_filter", "length", "stop"])
def test_only_complete_replies_are_kept(quick: Policy, cache: Cache, finish: str) -> None:
    engine = Spoken(Delta("some"), Ended(finish))
    ask(engine, quick, cache)
    ask(engine, quick, cache)
    assert engine.asked == (2 if finish == "content_filter" else 1)


def test_failures_are_not_kept(quick: Policy, cache: Cache) -> None:
    engine = Spoken(Delta("half"), errors.EngineError("no"))
    for _ in range(2):
        with pytest.raises(errors.EngineError):
            ask(engine, quick, cache)
    assert engine.asked == 2


def test_equal_requests_share_one_flight(quick: Policy, cache: Cache) -> None:
    on = asyncio.Event()
    engine = Spoken(Delta("a"), Delta("b"), on, Delta("c"), Usage(1, 1), Ended("stop"))
    runner = Runner(engine, cache, replace(quick, between_tokens=30, first_token=30))
    early: list[Delta | Retrying] = []
    late: list[Delta | Retrying] = []

    async def both() -> list[Reply]:
        first = asyncio.create_task(runner.reply(request(), early.append))
        await reached(lambda: len(early) == 2)
        second = asyncio.create_task(runner.reply(request(), late.append))
        await reached(lambda: late)
        on.set()
        return await asyncio.gather(first, second)

    one, two = runtime.run(both())
    assert engine.asked == 1
    assert early == [Delta("a"), Delta("b"), Delta("c")]
    assert late == [Delta("ab"), Delta("c")]
    assert (one.cost, one.cached) == (2, False)
    assert (two.cost, two.saved, two.cached, two.attempts) == (0.0, 2, True, 0)


def test_many_that_ask_at_once_before_the_cache_is_open_share_one_flight(cache: Cache) -> None:
    engine = Spoken()
    runner = Runner(engine, cache)

    async def many() -> list[Reply]:
        return await asyncio.gather(*(runner.reply(request()) for _ in range(40)))

    assert sum(not reply.cached for reply in runtime.run(many())) == 1
    assert engine.asked == 1


def test_one_cancelled_caller_does_not_cancel_the_others(quick: Policy, cache: Cache) -> None:
    on = asyncio.Event()
    engine = Spoken(Delta("a"), on, Delta("bc"), Usage(1, 1), Ended("stop"))
    runner = Runner(engine, cache, replace(quick, between_tokens=30, first_token=30))
    heard: list[Delta | Retrying] = []

    async def one_leaves() -> Reply:
        first = asyncio.create_task(runner.reply(request()))
        second = asyncio.create_task(runner.reply(request(), heard.append))
        await reached(lambda: heard)
        first.cancel()
        await asyncio.wait((first,))
        on.set()
        return await second

    reply = runtime.run(one_leaves())
    assert reply.text == "abc"
    assert (reply.cost, reply.cached) == (2, False)
    assert engine.asked == 1


def test_the_last_cancelled_caller_cancels_the_request(cache: Cache) -> None:
    engine = Spoken(Delta("a"), asyncio.Event())
    runner = Runner(engine, cache, Policy())
    heard: list[Delta | Retrying] = []

    async def all_leave() -> None:
        tasks = [asyncio.create_task(runner.reply(request(), heard.append)) for _ in range(3)]
        await reached(lambda: len(heard) == 3)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    runtime.run(all_leave())
    assert (engine.asked, engine.closed) == (1, 1)
    assert cache.stats().entries == 0
    engine.script = (Delta("now"), Ended("stop"))
    assert runtime.run(runner.reply(request())).text == "now"


def test_all_callers_of_a_flight_hear_of_its_failure(quick: Policy, cache: Cache) -> None:
    runner = Runner(Spoken(0.02, errors.AuthError("no")), cache, quick)

    async def both() -> list[object]:
        calls = (runner.reply(request()), runner.reply(request()))
        return list(await asyncio.gather(*calls, return_exceptions=True))

    assert [type(one) for one in runtime.run(both())] == [errors.AuthError] * 2


def test_a_listener_that_fails_takes_only_its_own_caller_down(quick: Policy, cache: Cache) -> None:
    runner = Runner(Spoken(*SLOW), cache, quick)

    def broken(_: object) -> None:
        raise errors.StoppedError("enough")

    async def both() -> list[object]:
        calls = (runner.reply(request(), broken), runner.reply(request()))
        return list(await asyncio.gather(*calls, return_exceptions=True))

    failed, reply = runtime.run(both())
    assert isinstance(failed, errors.StoppedError)
    assert isinstance(reply, Reply)
    assert reply.text == "abc"


def test_no_more_requests_at_once_than_allowed() -> None:
    engine = Spoken(0.01, Delta("x"), Ended("stop"))
    runner = Runner(engine, None, Policy(concurrency=3))

    async def many() -> None:
        await asyncio.gather(*(runner.reply(request(str(i))) for i in range(12)))

    runtime.run(many())
    assert (engine.asked, engine.most) == (12, 3)


def test_an_error_that_cannot_pass_is_not_retried(quick: Policy) -> None:
    engine = Spoken(errors.AuthError("no"))
    with pytest.raises(errors.AuthError):
        ask(engine, quick)
    assert engine.asked == 1


def test_waits_double_up_to_the_longest(quick: Policy) -> None:
    runner = Runner(Spoken(), None, Policy(retries=9, wait=1.0, longest_wait=5.0))
    passing = errors.EngineError("busy", retryable=True)
    waits = [runner._wait(passing, attempt) or 0.0 for attempt in [*range(1, 10)] + [9] * 50]
    assert all(0.5 * 2**i <= wait <= 1.5 * 2**i for i, wait in enumerate(waits[:2]))
    assert max(waits) == 5.0
    assert runner._wait(passing, 10) is None


@pytest.mark.parametrize(("told", "least", "most"), [(0.2, 0.2, 0.22), (100.0, 5.0, 5.0)])
def test_retry_after_is_honoured_up_to_a_cap(told: float, least: float, most: float) -> None:
    runner = Runner(Spoken(), None, Policy(wait=0.01, longest_wait=5.0))
    wait = runner._wait(errors.RateLimitError("slow", retryable=True, retry_after=told), 1)
    assert wait
    assert least <= wait <= most


class Busy(Spoken):
    """Asks to slow down for 0.3 s, once, and says when each request came."""

    def __init__(self, account: str) -> None:
        super().__init__()
        self.identity = account
        self.came: list[float] = []

    async def stream(self, request: Request) -> AsyncGenerator[Delta | Usage | Ended, None]:
        self.came.append(time.monotonic())
        if len(self.came) == 1:
            raise errors.RateLimitError("slow", retryable=True, retry_after=0.3)
        yield Delta("yes")
        yield Ended("stop")


def test_all_callers_of_a_provider_wait_when_one_is_told_to() -> None:
    told, other = Busy("busy:1"), Busy("busy:1")
    other.came.append(0.0)  # it is not told anything
    heard: list[Delta | Retrying] = []
    policy = Policy(retries=1, wait=0.01)

    async def all_ask() -> None:
        first = asyncio.create_task(Runner(told, None, policy).reply(request("a")))
        await reached(lambda: told.came)
        await asyncio.sleep(0)
        calls = [Runner(told, None, policy).reply(request(str(i))) for i in range(5)]
        calls += [Runner(other, None, policy).reply(request(), heard.append)]
        await asyncio.gather(first, *calls)

    runtime.run(all_ask())
    began, *later = told.came + other.came[1:]
    assert len(later) == 7
    assert all(came - began >= 0.3 for came in later)
    assert isinstance(heard[0], Retrying)
    assert (heard[0].attempt, heard[0].discard) == (0, False)
    assert "asked its callers to slow down" in heard[0].reason


def test_a_pause_that_outlasts_the_deadline_is_an_error() -> None:
    cooldown.begin("busy:2", 9.0)
    engine = Busy("busy:2")
    with pytest.raises(errors.RateLimitError, match="asked its callers to slow down"):
        ask(engine, Policy(total=0.5))
    assert engine.came == []
    assert ask(Spoken(), Policy()).text  # another provider is not concerned


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    cooldown.begin("busy:3", 5.0)
    cooldown.begin("busy:3", 1.0)
    assert 1.0 < cooldown.left("busy:3") <= 5.0
    assert cooldown.left("busy:4") == 0.0
    cooldown.begin("busy:4", 0.0)
    assert cooldown.left("busy:4") == 0.0


def test_retries_leave_a_notebooks_random_numbers_alone(quick: Policy) -> None:
    random.seed(7)
    expected = random.Random(7).random()
    with pytest.raises(errors.EngineError):
        ask(Spoken(errors.EngineError("busy", retryable=True)), quick)
    assert random.random() == expected


@pytest.mark.parametrize(
    ("script", "limits", "said"),
    [
        ((10.0,), {"first_token": 0.05}, "said nothing for 0.05 s"),
        ((Delta("a"), 10.0), {"between_tokens": 0.05}, "fell silent for 0.05 s"),
        (tuple([Delta("a"), 0.02] * 99), {"total": 0.1}, "not done after 0.1 s"),
        ((Delta("think", "reasoning"), 10.0), {"between_tokens": 0.05}, "fell silent"),
        # A short patience between pieces holds also where the first or the whole may take long.
        ((Delta("a"), 10.0), {"between_tokens": 0.05, "first_token": 60.0}, "fell silent"),
        ((Delta("a"), 10.0), {"between_tokens": 0.05, "first_token": 60.0, "total": 60.0}, "fell"),
    ],
)
def test_every_deadline_holds(
    script: tuple[object, ...], limits: dict[str, float], said: str
) -> None:
    engine = Spoken(*script)
    with pytest.raises(errors.StalledError, match=said):
        ask(engine, Policy(retries=0, **limits))
    assert engine.closed == 1


def test_a_retry_that_would_end_after_the_deadline_is_not_begun() -> None:
    engine = Spoken(errors.EngineError("busy", retryable=True, retry_after=9.0))
    engine.identity = "busy:5"  # those who come later are not to wait
    with pytest.raises(errors.EngineError, match="busy"):
        ask(engine, Policy(total=0.5))
    assert engine.asked == 1


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ((Ended("stop"),), "empty"),
        ((Delta(" \n"), Ended("stop")), "empty"),
        ((Delta("thought", "reasoning"), Ended("length")), "used up its tokens"),
        ((Ended("content_filter"),), "filter withheld"),
        ((Delta("half"),), "cut off"),
        ((Delta("x" * 101), Ended("stop")), "longer than 100 characters"),
    ],
)
def test_what_is_not_an_answer_is_an_error(script: tuple[object, ...], said: str) -> None:
    kinds = (errors.BadReplyError, errors.RequestRefusedError)
    with pytest.raises(kinds, match=said):
        ask(Spoken(*script), Policy(retries=0, max_characters=100))


def test_an_engines_own_failure_names_the_engine(quick: Policy) -> None:
    for failure in (KeyError("x"), TimeoutError("t")):
        with pytest.raises(errors.EngineError, match="spoken failed") as raised:
            ask(Spoken(failure), quick)
        assert raised.value.__cause__ is failure


def test_half_characters_never_leave_the_runner(quick: Policy) -> None:
    reply = ask(Spoken(Delta("\ud83d"), Delta("\ud83d\ude00"), Ended("stop")), quick)
    assert reply.text == "\ufffd😀"


def test_two_loops_do_not_trip_over_each_other(cache: Cache) -> None:
    runner = Runner(Spoken(0.01, Delta("x"), Ended("stop")), cache, Policy(concurrency=1))

    async def some(text: str) -> None:
        replies = await asyncio.gather(*(runner.reply(request(f"{text}{i}")) for i in range(3)))
        assert [reply.text for reply in replies] == ["x"] * 3

    asyncio.run(some("here"))
    runtime.run(some("there"))
