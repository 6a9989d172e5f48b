"""A ledger: what a run, an engine or the process may spend, holds back and has spent.

All of it runs on the runtime's loop.
"""

from __future__ import annotations

import asyncio
from collections import deque
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol

from tgwidget.engine.money.budget import Budget, Spent, amount
from tgwidget.errors import BudgetError
from tgwidget.events import Limited

if TYPE_CHECKING:
    from tgwidget.engine.money.holding import Hold

_SLACK = 1e-9
"""What sums of floating numbers may be off, and seconds on a clock."""


_OPEN = Budget()

Amounts = dict[Limited, float | None]
"""US dollars, tokens and calls; ``None`` where a price is unknown."""


class Host(Protocol):
    """Whom a ledger belongs to: a run."""

    def budgeted(self, budget: Budget, by_default: bool = False) -> None:
        """Tell what the budget is from now on."""
        ...

    async def reached(self, full: NoRoom) -> float | None:
        """Ask whether to raise the limit that was reached; the new one, or ``None``."""
        ...


class Ledger:
    """What one run, engine or process may spend, holds back and has spent.

    Args:
        budget: The limits.
        whose: Whose it is, in words: ``"this run"``.
        change: How to raise it, as a sentence.
        host: The run that it belongs to.
        default: Limits that hold from the first call on that costs money, unless another budget in
            US dollars is in force.
    """

    def __init__(
        self,
        budget: Budget | None = None,
        whose: str = "this engine",
        change: str = "raise it: engine.budget = tg.Budget(…)",
        host: Host | None = None,
        default: Budget | None = None,
    ) -> None:
        self.budget = budget or _OPEN
        self.whose = whose
        self.change = change
        self.host = host
        self._default = default
        self._spent: dict[Limited, float] = {"usd": 0.0, "tokens": 0, "calls": 0, "seconds": 0.0}
        self._unpriced = 0
        self._forget()

    def __repr__(self) -> str:
        return f"Ledger({self.budget}, {self.whose!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Ledger, (self.budget, self.whose, self.change)

    @property
    def spent(self) -> Spent:
        """What was spent so far; calls in flight are not in it yet."""
        said = self._spent
        usd = None if self._unpriced else said["usd"]
        return Spent(int(said["calls"]), int(said["tokens"]), usd, self._seconds())

    def amount(self, what: Limited) -> float:
        """How much was spent of one thing, as far as it is known."""
        return self._seconds() if what == "seconds" else self._spent[what]

    def carry(self, spent: Amounts) -> None:
        """Book what was spent elsewhere."""
        for what, much in spent.items():
            self._spent[what] += much or 0
        self._unpriced += spent.get("usd", 0.0) is None

    def lacks(self, need: Amounts) -> NoRoom | None:
        """Why there is no room for so much; ``None`` if there is.

        Args:
            need: What is to be held back.
        """
        found: NoRoom | None = None
        for what, limit in self.budget.limits().items():
            if what == "seconds":
                if self._seconds() >= limit - _SLACK:
                    return NoRoom(self, what, need, final=True)
            elif (much := need.get(what)) is not None:
                over = limit * (1 + _SLACK)
                if self._spent[what] + much > over and much:
                    return NoRoom(self, what, need, final=True)
                if self._spent[what] + self._held(what) + much > over and much:
                    found = found or NoRoom(self, what, need, final=False)
        return found

    def adopt(self) -> None:
        """Let the default budget hold."""
        self._default, self.budget = None, self._default or self.budget
        if self.host:
            self.host.budgeted(self.budget, by_default=True)

    @property
    def waits_for_default(self) -> bool:
        """Whether a default budget would hold from the first call on that costs money."""
        return self._default is not None

    def settle_on_loop(self) -> None:
        """A forked child has a loop of its own; what the old one had in flight is void."""
        if self._loop is not asyncio.get_running_loop():
            self._forget()
            self._loop = asyncio.get_running_loop()

    def hold(self, hold: Hold) -> None:
        """Hold back for a call."""
        if not self._holds:
            self._since = asyncio.get_running_loop().time()
        self._holds[hold] = None

    def let_go(self, hold: Hold, spent: Amounts | None) -> None:
        """Hold back no more for a call; book what it took, ``None`` for a call that is no call."""
        if hold not in self._holds:
            return
        del self._holds[hold]
        if not self._holds and self._loop:
            self._spent["seconds"] += self._loop.time() - self._since
        if spent is not None:
            for what, much in spent.items():
                self._spent[what] += much or 0
            self._unpriced += spent.get("usd") is None
            self._keep_to_limits()
        self.wake()

    def _keep_to_limits(self) -> None:
        """Where a call took more than was held back for it, stop as many others as that calls for.

        The youngest first: they have spent least. They wait for room, as if they had not begun.
        """
        for what, limit in self.budget.limits().items():
            over = 0.0 if what == "seconds" else self._spent[what] + self._held(what)
            for hold in reversed(self._holds):
                if over <= limit * (1 + _SLACK):
                    break
                if much := hold.amounts.get(what):
                    hold.stop(NoRoom(self, what, hold.amounts, final=True))
                    over -= much

    def deadline(self) -> float | None:
        """When the seconds will be used up, on the loop's clock, while a call is in flight."""
        limit = self.budget.seconds
        if limit is None or self._loop is None:
            return None
        return self._loop.time() + limit - self._seconds()

    async def room(self, need: Amounts) -> None:
        """Wait until there is room for so much, or until somebody has made some.

        Args:
            need: What is to be held back.

        Raises:
            BudgetError: If there is none and nobody makes some; then the calls in flight on this
                ledger are stopped as well.
        """
        refusals = self._refusals
        try:
            while full := self.lacks(need):
                if not full.final:
                    await self._change(need)
                    continue
                async with self._asking:
                    if self._refusals != refusals:
                        raise full.error()
                    full = self.lacks(need)
                    if full and full.final:
                        await self._raise(full)
        except BaseException:
            self.wake()  # what it was told of, room or the lack of it, others wait to hear
            raise

    async def _raise(self, full: NoRoom) -> None:
        host = self.host or next((one.host for one in reversed(scope.get()) if one.host), None)
        limit = await host.reached(full) if host else None
        if limit is None:
            self._refusals += 1
            error = full.error()
            for hold in tuple(self._holds):
                hold.stop(error)
            for _, change in self._waiting:
                _tell(change)
            self._waiting.clear()
            raise error
        self.budget = self.budget.raised(full.what, limit)
        if self.host:
            self.host.budgeted(self.budget)
        self.wake()

    async def _change(self, need: Amounts) -> None:
        change: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((need, change))
        await change

    def wake(self) -> None:
        """Tell those who wait for room, in their order, as far as there is room for them."""
        # Once for all that end together: what is promised is not held back yet.
        if self._waiting and not self._waking and self._loop:
            self._waking = True
            self._loop.call_soon(self._wake)

    def _wake(self) -> None:
        self._waking = False
        promised: Amounts = {}
        while self._waiting:
            need, change = self._waiting[0]
            if not change.done():
                together: Amounts = {
                    what: (promised.get(what) or 0.0) + (much or 0.0) for what, much in need.items()
                }
                full = self.lacks(together)
                if full and (promised or not full.final):
                    return
                promised = together
                _tell(change)
            self._waiting.popleft()

    def _held(self, what: Limited) -> float:
        return sum(hold.amounts.get(what) or 0 for hold in self._holds)

    def _seconds(self) -> float:
        running = self._loop.time() - self._since if self._holds and self._loop else 0.0
        return self._spent["seconds"] + running

    def _forget(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._since = 0.0
        self._holds: dict[Hold, None] = {}
        self._waiting: deque[tuple[Amounts, asyncio.Future[None]]] = deque()
        self._waking = False
        self._asking = asyncio.Lock()
        self._refusals = 0


def _tell(change: asyncio.Future[None]) -> None:
    if not change.done():
        change.set_result(None)


class NoRoom(BudgetError):  # noqa: N818 - waited for, mostly
    """A ledger has no room for a call.

    Args:
        ledger: Whose.
        what: What is short.
        need: What was to be held back.
        final: Whether waiting does not help: what is spent already leaves no room.
    """

    def __init__(self, ledger: Ledger, what: Limited, need: Amounts, final: bool) -> None:
        self.ledger = ledger
        self.what: Limited = what
        self.need = need
        self.final = final
        self.spent = ledger.amount(what)
        self.limit = ledger.budget.limits()[what]
        much = need.get(what) or 0.0
        message = (
            f"the budget of {ledger.whose} is reached: {amount(what, self.spent)} of "
            f"{amount(what, self.limit)}"
        )
        hint = ledger.change
        if what in ("usd", "tokens") and self.spent < self.limit:
            message += f", and the next call may take up to {amount(what, much)}"
            hint += ", or set max_tokens"
        super().__init__(message, hint, by=ledger)

    def error(self) -> BudgetError:
        """The error as a caller gets it."""
        return BudgetError(self.message, self.hint, by=self.ledger)

    async def room(self) -> None:
        """Wait for room; see ``Ledger.room``."""
        await self.ledger.room(self.need)


scope: ContextVar[tuple[Ledger, ...]] = ContextVar("tgwidget_ledgers", default=())
"""The ledgers of the runs and engines that a call is made in, the innermost last."""
