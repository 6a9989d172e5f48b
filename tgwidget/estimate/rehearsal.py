"""A rehearsal: what would be asked of models is counted, and stand-in words are the answer."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from textwrap import shorten
from typing import Any, cast

from tgwidget import observe
from tgwidget.content import tokens
from tgwidget.engine.base import MESSAGE, Reply, Request, Usage
from tgwidget.engine.keys import scrub
from tgwidget.engine.lm import EngineLM
from tgwidget.engine.money.budget import Budget
from tgwidget.engine.money.holding import paying
from tgwidget.engine.money.ledger import Ledger
from tgwidget.engine.telling.call import rehearsing
from tgwidget.errors import BudgetError, InputError, InputTypeError, TgError
from tgwidget.estimate.values import Cost
from tgwidget.events import Purpose
from tgwidget.variable import Variable

WORDS = 200
"""Tokens that an answer, or a criticism, is taken to have."""

Maker = Callable[[], Variable | Sequence[Variable]]
_FORWARD = ("answer", "loss", None)
_STAND_IN = "It is " + "so " * (WORDS - 2)


class Rehearsal:
    """Answers in the place of every engine, and counts what it is asked.

    Args:
        purposes: What may be asked for; anything by default.

    Attributes:
        cost: What all of it would take.
    """

    def __init__(self, purposes: Sequence[Purpose | None] = ()) -> None:
        self.cost = Cost()
        self._purposes = purposes

    def __call__(self, engine: EngineLM, request: Request, purpose: Purpose | None) -> Reply:
        """Count a request, and answer with so many words."""
        if self._purposes and purpose not in self._purposes:
            raise InputError(
                "a function that is estimated goes further than its loss",
                "let it return the loss; backward() and the step are counted without it",
            )
        said = engine.system_prompt
        own = MESSAGE + tokens(said) if said and not request.system() else 0
        self.count(engine, request.weight() + own, WORDS)
        return Reply(_STAND_IN, provenance="simulated", engine=engine.name)

    def count(self, engine: EngineLM, read: int, written: int) -> None:
        """Count a call that reads and writes so many tokens."""
        usd = engine.price(Usage(read, written, estimated=True))
        self.cost += Cost(1, read + written, usd)

    @contextmanager
    def going_on(self) -> Generator[None]:
        """Let it answer for all engines; nobody hears of what is done inside, and nobody pays.

        Raises:
            InputError: If an engine is asked past it all the same.
        """
        token, heard = rehearsing.set(self), observe.observer.set(_Audience())
        try:
            with paying(Ledger(Budget(calls=0))):
                yield
        except BudgetError as error:
            raise InputError(
                "an op of this graph asks an engine of its own, so what it will cost is not known",
                "let its backward ask criticism.engine",
            ) from error
        finally:
            observe.observer.reset(heard)
            rehearsing.reset(token)


class _Audience(observe.Nobody):
    async def criticism(self, variable: Variable, instruction: str) -> str:
        """A person's words are taken to be as long as a model's."""
        return _STAND_IN


def forward(makers: Sequence[Maker]) -> tuple[list[Variable], Cost]:
    """The losses that functions make of stand-in answers, and what making them would take.

    Args:
        makers: Functions without arguments, each of which returns a loss or several.

    Raises:
        InputTypeError: If one returns something else.
        InputError: If one fails on stand-in answers, or goes further than its loss.
    """
    rehearsal = Rehearsal(_FORWARD)
    losses = [loss for make in makers for loss in copy_context().run(_made, make, rehearsal)]
    return losses, rehearsal.cost


def _made(make: Maker, rehearsal: Rehearsal) -> list[Variable]:
    name = str(getattr(make, "__name__", type(make).__name__))
    try:
        with rehearsal.going_on():
            given: Any = make()
    except TgError:
        raise
    except Exception as error:
        said = f"{type(error).__name__}: {shorten(scrub(str(error)), 120)}"
        raise InputError(
            f"{name} failed on stand-in answers: {said}",
            "estimate its loss once that is made: run.estimate(loss)",
        ) from error
    losses = list(cast("list[Any]", given)) if isinstance(given, list | tuple) else [given]
    for one in losses:
        if not isinstance(one, Variable):
            raise InputTypeError(
                f"{name} returned a {type(one).__name__}, not a loss", "let it return the loss"
            )
    return losses
