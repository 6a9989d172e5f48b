"""Who pays: an engine of its own budget, all of them together, each once."""

from __future__ import annotations

import asyncio
import pickle
from pathlib import Path
from typing import Any

import pytest

import tgwidget as tg
from tests.conftest import Scripted
from tests.engine.asking import request
from tests.engine.money.paid import RATE, Paid, many
from tgwidget import errors, runtime
from tgwidget.engine.base import Delta, Ended, Reply, Retrying, Usage
from tgwidget.engine.cache import Cache
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.money.holding import paying
from tgwidget.engine.money.ledger import Ledger
from tgwidget.engine.runner import Runner


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
        engine.budget = 2  # type: ignore[assignment] # what a type checker would refuse


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


@pytest.mark.parametrize("make", [tg.Recorder, tg.Fallback], ids=["Recorder", "Fallback"])
def test_an_engine_around_others_has_a_budget_and_a_price_too(make: Any, tmp_path: Path) -> None:
    paid = ModelEngine(Runner(Paid(), None, many()))
    around = make(paid, str(tmp_path / "it.jsonl") if make is tg.Recorder else "simulated")
    assert around.price(Usage(1, 1)) == pytest.approx(2 * RATE)
    around.budget = tg.Budget(calls=1)
    assert around("one")
    with pytest.raises(errors.BudgetError):
        around("two")


def test_a_stored_engine_keeps_its_budget_and_not_what_was_spent() -> None:
    engine = tg.get_engine("simulated", budget=tg.Budget(calls=1))
    engine("one")
    again = tg.get_engine(pickle.loads(pickle.dumps(engine)))
    assert again.budget == tg.Budget(calls=1)
    assert again("one")


def test_who_joined_a_flight_is_not_ended_by_anothers_budget(tmp_path: Path) -> None:
    engine = Paid(0.3, Delta("yes"), Usage(1, 1), Ended("stop"))
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
