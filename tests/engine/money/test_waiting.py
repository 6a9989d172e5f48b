"""Who waits for money gets it when there is some, in turn, and keeps nobody else waiting."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import pytest

import tgwidget as tg
from tests.engine.asking import request
from tests.engine.money.paid import RATE, WORST, Paid, at_once, many
from tgwidget import errors, runtime
from tgwidget.engine.base import Delta, Ended, Reply, Usage
from tgwidget.engine.money import holding
from tgwidget.engine.money.holding import paying, reserve
from tgwidget.engine.money.ledger import Ledger
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner


def test_what_waits_for_others_goes_on_when_they_took_less() -> None:
    engine = Paid(0.01, Delta("yes"), Usage(1, 1), Ended("stop"))
    room_for_two = Ledger(tg.Budget(usd=2.5 * WORST * RATE))
    replies = at_once(Runner(engine, None, many()), room_for_two, 20, max_tokens=100)
    assert all(isinstance(reply, Reply) for reply in replies)


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
        await asyncio.wait_for(second, 60)

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
        (await asyncio.wait_for(one, 60)).settle({"tokens": 0})
        held[1].settle({"tokens": 0})
        await asyncio.wait_for(both, 60)

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
        done, _ = await asyncio.wait(waits, timeout=60)
        return [type(one.exception()) for one in done]

    assert runtime.run(told()) == [errors.BudgetError] * 2


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
        reply = await asyncio.wait_for(runner.reply(request()), 60)
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


def test_what_a_lost_loop_had_in_flight_is_void() -> None:
    ledger = Ledger(tg.Budget(calls=1))

    async def leave() -> None:
        with paying(ledger):
            holding.reserve({"usd": 0.0, "tokens": 1, "calls": 1})

    asyncio.run(leave())
    asyncio.run(asyncio.wait_for(leave(), 60))
    assert ledger.spent.calls == 0
