"""What one attempt may take and did take, on the ledgers that pay for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from math import isfinite

from tgwidget.content import tokens
from tgwidget.engine.base import Request, Usage
from tgwidget.engine.money import prices
from tgwidget.engine.money.budget import Budget, checked
from tgwidget.engine.money.holding import defer, in_turn, inside, payers, paying, reserve
from tgwidget.engine.money.ledger import Amounts, Ledger
from tgwidget.engine.telling import notices

ASSUMED_REPLY = 4_000
"""Tokens held back for a reply whose length nothing limits; a longer one has more held back as it
grows. What a model thinks without showing it is only seen when it is done."""
_LIMITS = ("max_tokens", "max_completion_tokens", "max_output_tokens")
_GROWTH = 1_000

Price = Callable[[Usage], float | None]


def reply_tokens(request: Request) -> int:
    """How many tokens a reply may have, as the request says, else as is assumed."""
    given = (request.params.get(name) for name in _LIMITS)
    limits = [one for one in given if isinstance(one, int) and one > 0]
    return min(limits, default=ASSUMED_REPLY)


class Charge:
    """An attempt as the ledgers see it. Made, the most that it may take is held back.

    Args:
        request: What is asked.
        price: US dollars for tokens.
        name: The name of the engine, where a person who set a budget should hear that its price is
            unknown.
        silent: Say that only to one who set a budget in US dollars, not where the default would
            have held.

    Raises:
        NoRoom: If a ledger has no room for it.
    """

    def __init__(self, request: Request, price: Price, name: str, silent: bool = False) -> None:
        self._price = price
        self._most = Usage(request.weight(), reply_tokens(request), estimated=True)
        self._bytes = 0
        self.hold = reserve(self._amounts(self._most))
        self._watched = self.hold.watched
        if self.hold.amounts["usd"] is None:
            _say_unpriced(name, silent)

    def heard(self, text: str) -> None:
        """Hold back more, where a reply gets longer than was held back for.

        Args:
            text: A piece of the reply.

        Raises:
            NoRoom: If there is no room for more.
        """
        if not self._watched:
            return
        self._bytes += len(text.encode(errors="replace"))
        if self._bytes // 3 > self._most.completion:
            longer = self._bytes // 3 + _GROWTH
            self._most = Usage(self._most.prompt, longer, estimated=True)
            self.hold.grow(self._amounts(self._most))

    def settle(self, usage: Usage) -> float | None:
        """Book what the attempt took in place of what was held back.

        Args:
            usage: The tokens.

        Returns:
            US dollars; ``None`` where the price is unknown.
        """
        spent: Amounts = {"usd": None, "tokens": usage.prompt + usage.completion, "calls": 1}
        try:
            spent = self._amounts(usage)
        finally:
            self.hold.settle(spent)
        return spent["usd"]

    def _amounts(self, usage: Usage) -> Amounts:
        free = not usage.prompt and not usage.completion
        usd = 0.0 if free else self._price(usage)
        if usd is not None and not (isfinite(usd) and usd >= 0):
            usd = None  # no price: it would be added to what is spent
        return {
            "usd": usd,
            "tokens": usage.prompt + usage.completion,
            "calls": 1,
        }


def _say_unpriced(name: str, silent: bool) -> None:
    ledgers = payers()
    limited = any(one.budget.usd is not None for one in ledgers)
    if limited or (not silent and any(one.waits_for_default for one in ledgers)):
        notices.tell(
            f"The price of {name!r} is unknown, so a budget in US dollars does not hold for it. "
            f"tg.set_price({name!r}, input=…, output=…) tells the price.",
            "warning",
        )


class Payer:
    """What all engines have in common about money.

    Attributes:
        name: The engine's name.
        model_string: The model's name.
        ledger: What was spent of the engine's budget, where it has one.
    """

    name: str = ""
    model_string: str = ""
    ledger: Ledger | None = None

    @property
    def budget(self) -> Budget | None:
        """What may be spent on this engine by all who ask it; a new budget begins at nothing."""
        return None if self.ledger is None else self.ledger.budget

    @budget.setter
    def budget(self, budget: Budget | None) -> None:
        given = checked(budget)
        self.ledger = given and Ledger(given, f"the engine {self.name}")

    def price(self, usage: Usage) -> float | None:
        """US dollars for these tokens; ``None`` where the price is unknown.

        Args:
            usage: The tokens.
        """
        return prices.told(usage, self.name, self.model_string)

    async def pay(
        self,
        request: Request,
        turn: asyncio.Semaphore,
        work: Callable[[], Awaitable[str]],
        waits: Callable[[str], object],
    ) -> tuple[str, float | None]:
        """Do the work of one call, paid for by estimate; calls to models inside pay in its place.

        Args:
            request: What is asked.
            turn: How many may be at work.
            work: Makes the answer.
            waits: Called with the reason, in words, when it waits.

        Returns:
            The answer, and US dollars.

        Raises:
            BudgetError: If a budget leaves no room for it.
        """

        async def once() -> tuple[str, float | None]:
            charge = Charge(request, self.price, self.name, silent=True)
            said, cost = "", None
            try:
                with inside(charge.hold):
                    said = await charge.hold.within(work())
            finally:
                asked = request.weight()
                cost = charge.settle(Usage(asked, tokens(said), estimated=True))
            return said, cost

        defer()
        with paying(self.ledger):
            return await in_turn(turn, once, waits)
