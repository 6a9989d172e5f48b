"""What models may cost: a budget, and what was spent of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor, isfinite, log10
from typing import Any, get_args

from tgwidget.errors import InputError, InputTypeError
from tgwidget.events import Limited

WHATS: tuple[Limited, ...] = get_args(Limited)


@dataclass(frozen=True)
class Budget:
    """How much may be spent on models; what is left open has no limit.

    Args:
        usd: US dollars. A model whose price nobody knows is not held by it.
        tokens: Tokens, read and written, as the provider counts them.
        calls: Requests sent, those that failed included.
        seconds: Seconds in which a call was in flight. The time that a person takes to decide
            does not count.

    Raises:
        InputError: If a limit is no such number.

    Example:
        >>> import tgwidget as tg
        >>> tg.Budget(usd=2, calls=100)
        Budget(usd=2, calls=100)
    """

    usd: float | None = None
    tokens: int | None = None
    calls: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        for what in WHATS:
            _check(what, getattr(self, what))

    def __repr__(self) -> str:
        given = (f"{one}={limit!r}" for one, limit in self.limits().items())
        return f"Budget({', '.join(given)})"

    def __str__(self) -> str:
        return " and ".join(amount(one, limit) for one, limit in self.limits().items()) or "none"

    def limits(self) -> dict[Limited, float]:
        """The limits that are set."""
        given: dict[Limited, float | None] = {one: getattr(self, one) for one in WHATS}
        return {one: limit for one, limit in given.items() if limit is not None}

    def raised(self, what: Limited, limit: float) -> Budget:
        """The same budget with one limit raised.

        Args:
            what: Which limit.
            limit: What it is from now on.

        Raises:
            InputError: If that is no more than it is now.
        """
        limit = ceil(limit) if what in ("tokens", "calls") and isfinite(limit) else limit
        _check(what, limit)
        now = self.limits().get(what)
        if now is not None and limit <= now:
            raise InputError(
                f"{amount(what, limit)} is not more than the budget of {amount(what, now)}",
                "give a higher limit",
            )
        return replace(self, **{what: limit})


@dataclass(frozen=True)
class Spent:
    """What was spent on models.

    Args:
        calls: Requests sent, those that failed included; replies from the cache are none.
        tokens: Tokens, read and written; by estimate where the provider told none.
        usd: US dollars; ``None`` where the price of any call is unknown.
        seconds: Seconds in which a call was in flight.
    """

    calls: int = 0
    tokens: int = 0
    usd: float | None = 0.0
    seconds: float = 0.0

    def __str__(self) -> str:
        shown = "US dollars unknown" if self.usd is None else amount("usd", self.usd)
        return f"{amount('calls', self.calls)}, {amount('tokens', self.tokens)}, {shown}"


def amount(what: Limited, much: float) -> str:
    """So much, in words: ``1.00 US dollar``, ``3 calls``, ``12,000 tokens``, ``90 seconds``.

    Args:
        what: The unit.
        much: How many.
    """
    if what == "usd":
        # What is small is shown to two figures, so that nothing but nothing reads 0.00.
        digits = 2 if much >= 0.1 or much <= 0 else min(1 - floor(log10(much)), 9)
        shown = f"{much:.{digits}f}"
        return f"{shown} US dollar{'' if much == 1 else 's'}"
    shown = f"{much:,.0f}" if what != "seconds" or much >= 10 else f"{much:.1f}"
    return f"{shown} {what[:-1] if much == 1 else what}"


def checked(budget: Any) -> Budget | None:
    """The budget that a setting was given.

    Raises:
        InputTypeError: If it is none.
    """
    if budget is None or isinstance(budget, Budget):
        return budget
    raise InputTypeError(
        f"budget={budget!r} is not a budget", "write tg.Budget(usd=2), tg.Budget(calls=100), …"
    )


def _check(what: str, limit: Any) -> None:
    if limit is None:
        return
    counted = what in ("tokens", "calls")
    kinds = int if counted else int | float
    if isinstance(limit, bool) or not isinstance(limit, kinds) or not isfinite(limit) or limit < 0:
        number = "a whole number" if counted else "a number"
        raise InputError(
            f"{what}={limit!r} is not a limit", f"give {number} that is not negative, or None"
        )


DEFAULT = Budget(usd=1.0)
"""The budget of a run that was given none, once it asks a model that costs money."""
