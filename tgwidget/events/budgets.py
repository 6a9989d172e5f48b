"""What happens about money: the events of a run's budget."""

from __future__ import annotations

from dataclasses import dataclass

from tgwidget.events.records import Event, Limited


@dataclass(frozen=True, slots=True)
class BudgetSet(Event):
    """What this run may spend on models from here on; ``None`` is no limit."""

    usd: float | None
    tokens: int | None
    calls: int | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class BudgetReached(Event):
    """There is no room for the next call in a budget, the run's own or another that holds for it.

    ``whose`` says which, in words; ``spent`` and ``limit`` are in the unit of ``what``, and
    ``need`` is the most that the next call may take. ``waiting`` tells that the run waits for
    RaiseBudget or Stop.
    """

    ask: str
    whose: str
    what: Limited
    spent: float
    limit: float
    need: float
    waiting: bool


@dataclass(frozen=True, slots=True)
class BudgetAnswered(Event):
    """A budget that was waited on was raised to ``limit``, or was not (``None``).

    ``by`` names the page; it is empty where the run was stopped or interrupted instead.
    """

    ask: str
    limit: float | None
    by: str
