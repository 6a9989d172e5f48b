"""Who pays for a call: what the ledgers of its context hold back for it, and what they settle.

A call first has the most that it may take held back on every ledger of its context, at once or not
at all; what it took in the end is booked instead. So calls at the same time cannot together spend
what is left only once.

When a budget is reached, calls whose money is held back go on while a person is asked. They are
stopped if nobody raises it, and at once if another call took more than was held back for it (it
may have thought without showing it), so that there is no room for theirs any more.

All of it runs on the runtime's loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from contextvars import ContextVar
from typing import TypeVar

from tgwidget import gate
from tgwidget.engine.money.budget import DEFAULT, Budget, checked
from tgwidget.engine.money.ledger import Amounts, Host, Ledger, NoRoom, scope
from tgwidget.errors import BudgetError

T = TypeVar("T")


class Hold:
    """What is held back for one call, on all ledgers that pay for it.

    Args:
        ledgers: Who pays.
        amounts: The most that it may take, as far as that is known.
    """

    def __init__(self, ledgers: tuple[Ledger, ...], amounts: Amounts) -> None:
        self.amounts = amounts
        self._ledgers = ledgers
        self._stopped: BudgetError | None = None
        self._timer: asyncio.Timeout | None = None
        for ledger in ledgers:
            ledger.hold(self)

    @property
    def watched(self) -> bool:
        """Whether a limit depends on how long the reply gets."""
        counted = ("usd", "tokens")
        return any(one in counted for ledger in self._ledgers for one in ledger.budget.limits())

    async def within(self, work: Awaitable[T]) -> T:
        """Do the work of the call as long as the ledgers let it.

        Raises:
            NoRoom: If the seconds of a ledger are used up before its end.
            BudgetError: If it was stopped because a budget is reached.
        """
        ends = [(end, one) for one in self._ledgers if (end := one.deadline()) is not None]
        end, ledger = min(ends, default=(None, None), key=lambda pair: pair[0])
        try:
            async with asyncio.timeout_at(end) as timer:
                self._timer = timer
                return await work
        except TimeoutError:
            if not self._timer or not self._timer.expired():
                raise
        # Raised here, outside of the handler: what it interrupted may hold a key.
        if self._stopped or ledger is None:
            raise self._stopped or AssertionError("only a stop or a deadline ends it")
        raise NoRoom(ledger, "seconds", {}, final=True)

    def stop(self, error: BudgetError) -> None:
        """End the call's work now, with this error."""
        self._stopped = error
        if self._timer:
            with suppress(RuntimeError):  # it has just ended by itself
                self._timer.reschedule(asyncio.get_running_loop().time())

    def grow(self, amounts: Amounts) -> None:
        """Hold back more.

        Args:
            amounts: The most that it may take now.

        Raises:
            NoRoom: If there is no room for that much.
        """
        before, self.amounts = self.amounts, {}
        if full := _lacking(self._ledgers, amounts):
            self.amounts = before
            raise full
        self.amounts = amounts

    def settle(self, spent: Amounts) -> None:
        """Book what the call took, once."""
        for ledger in self._ledgers:
            ledger.let_go(self, spent)

    def waive(self) -> None:
        """Book nothing: it asks models itself, and those calls pay."""
        for ledger in self._ledgers:
            ledger.let_go(self, None)


_inside: ContextVar[Hold | None] = ContextVar("tgwidget_hold", default=None)
_everywhere: Ledger | None = None


def set_budget(budget: Budget | None) -> None:
    """Limit what all runs and engines of this process may spend together, from now on.

    Args:
        budget: The limits; ``None`` takes them away.

    Raises:
        InputTypeError: If it is no budget.

    Example:
        >>> import tgwidget as tg
        >>> tg.set_budget(tg.Budget(usd=20))
        >>> tg.set_budget(None)
    """
    global _everywhere
    given = checked(budget)
    raising = "raise it: tg.set_budget(tg.Budget(…))"
    _everywhere = given and Ledger(given, "all runs", raising)


def run_ledger(budget: Budget | None, host: Host) -> Ledger:
    """The ledger of a run.

    Args:
        budget: Its budget; ``None`` for the default one, once a call costs money.
        host: The run.
    """
    change = "raise it: tg.Run(…, budget=tg.Budget(…))"
    return Ledger(budget, "this run", change, host, DEFAULT if budget is None else None)


def paying(ledger: Ledger | None) -> AbstractContextManager[None]:
    """Let a ledger pay for the calls that are made inside, besides those that pay already."""
    return _NOBODY if ledger is None or ledger in scope.get() else _Paying(ledger)


class _Paying:
    """Entered at every call: a generator would cost more than all that a ledger does."""

    __slots__ = ("_ledger", "_token")

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __enter__(self) -> None:
        self._token = scope.set((*scope.get(), self._ledger))

    def __exit__(self, *_: object) -> None:
        scope.reset(self._token)


_NOBODY = nullcontext()


@contextmanager
def inside(hold: Hold) -> Generator[None]:
    """The calls that are made inside pay in place of this one."""
    token = _inside.set(hold)
    try:
        yield
    finally:
        _inside.reset(token)


def defer() -> None:
    """Let the call inside which this one is made, if there is one, pay nothing: this one pays."""
    if outer := _inside.get():
        outer.waive()


def payers() -> tuple[Ledger, ...]:
    """The ledgers that pay for a call made here."""
    inner = scope.get()
    return (_everywhere, *inner) if _everywhere else inner


def reserve(amounts: Amounts) -> Hold:
    """Hold back what a call may take, on all ledgers of this context or on none.

    Raises:
        NoRoom: If one has no room for it.
        Closed: If the run is paused.
    """
    gate.check()
    ledgers = payers()
    for ledger in ledgers:
        ledger.settle_on_loop()
    if amounts.get("usd"):
        _adopt(ledgers)
    if full := _lacking(ledgers, amounts):
        raise full
    return Hold(ledgers, amounts)


def _adopt(ledgers: tuple[Ledger, ...]) -> None:
    """The first call that costs money makes the default budget hold where no other does."""
    for ledger in reversed(ledgers):
        if ledger.waits_for_default and not any(one.budget.usd is not None for one in ledgers):
            ledger.adopt()


def _lacking(ledgers: tuple[Ledger, ...], amounts: Amounts) -> NoRoom | None:
    found = [full for ledger in ledgers if (full := ledger.lacks(amounts))]
    return next((full for full in found if full.final), found[0] if found else None)


def _silent(_why: str) -> None:
    return


async def in_turn(
    turn: asyncio.Semaphore,
    work: Callable[[], Awaitable[T]],
    waits: Callable[[str], object] = _silent,
) -> T:
    """Do work that reserves when it is its turn; who waits for room lets others have theirs.

    The same holds for who waits in a paused run.

    Args:
        turn: How many may be at work.
        work: Called again, from its beginning, after a wait for room or for the end of a pause.
        waits: Called with the reason, in words, when it waits: for room, or the end of a pause.

    Raises:
        BudgetError: If there was no room and nobody made some.
    """
    waited: Ledger | None = None
    while True:
        try:
            await gate.passage(lambda: waits("the run is paused"))
            async with turn:
                return await work()
        except gate.Closed:
            continue
        except NoRoom as full:
            short = full
        finally:
            if waited:
                waited.wake()  # whatever became of the room it was told of
        # Who is refused at once has not waited.
        telling = asyncio.get_running_loop().call_soon(
            waits, f"the budget of {short.ledger.whose} has no room for it"
        )
        try:
            await short.room()
        finally:
            telling.cancel()
        waited = short.ledger
