"""A run's budget: what is told of it, and the question whether to raise it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import inf

from tgwidget.engine.money.budget import Budget, checked
from tgwidget.engine.money.holding import run_ledger
from tgwidget.engine.money.ledger import Amounts, NoRoom
from tgwidget.events import BudgetSet, Event, Limited, Notice
from tgwidget.review import Desk


class Spending:
    """What a run may spend and has spent.

    Args:
        budget: What was given; ``None`` for 1 US dollar from the first call on that costs money.
        emit: Where its events go.
        desk: Where its question is laid.
        asks: Tells whether the run asks persons at all.

    Raises:
        InputTypeError: If the budget is none.
    """

    def __init__(
        self,
        budget: Budget | None,
        emit: Callable[[Event], None],
        desk: Desk,
        asks: Callable[[], bool],
    ) -> None:
        self._emit = emit
        self._desk = desk
        self._asks = asks
        self.ledger = run_ledger(checked(budget), self)

    def carry(self, spent: Amounts) -> None:
        """Count what a call took that the run had made before it went on."""
        self.ledger.carry(spent)

    def keep_raised(self, limits: Mapping[Limited, float]) -> None:
        """Hold to limits that were raised before the run went on."""
        for what, limit in limits.items():
            if what == "usd" and self.ledger.waits_for_default:
                self.ledger.adopt()
            if limit > self.ledger.budget.limits().get(what, inf):
                self.ledger.budget = self.ledger.budget.raised(what, limit)
                self.budgeted(self.ledger.budget)

    def begin(self) -> None:
        """Tell what the budget is, where one was given."""
        if self.ledger.budget.limits():
            self.budgeted(self.ledger.budget)

    def budgeted(self, budget: Budget, by_default: bool = False) -> None:
        """Tell what the budget is from now on."""
        self._emit(BudgetSet(budget.usd, budget.tokens, budget.calls, budget.seconds))
        if by_default:
            self._emit(Notice("info", f"Budget: {budget} (tg.Run(budget=…) changes it)"))

    async def reached(self, full: NoRoom) -> float | None:
        """Ask whether to raise the limit that was reached; the new one, or ``None``."""
        need = full.need.get(full.what) or 0.0
        whose = full.ledger.whose
        return await self._desk.budget(
            whose, full.what, full.spent, full.limit, need, wait=self._asks()
        )
