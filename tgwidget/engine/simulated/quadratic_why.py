"""Why a line of the quadratic formula is wrong: the mistakes that people make, tried in turn."""

from __future__ import annotations

import cmath
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tgwidget.engine.simulated.advice import DIVISOR, SIGNS, VERIFY, Advice

Triple = tuple[float, float, float]
Pair = tuple[complex, complex]


@dataclass(frozen=True)
class Why:
    """What is wrong with a line, as a clause, and the advice that prevents it."""

    says: str
    advice: Advice


@dataclass(frozen=True)
class Seen:
    """What a line gives for the unknown, for one choice of a, b and c.

    Args:
        numbers: The choice.
        values: One value, or two where it has a ±.
        near: How far off still counts as equal.
        under: What may stand under the root: the discriminant, or what earlier lines made of it.
    """

    numbers: Triple
    values: tuple[complex, ...]
    near: float
    under: tuple[complex, ...]


Rule = Callable[[float, float, float, complex], Pair]


def pair(middle: complex, half: complex) -> Pair:
    """Two values the same distance from the middle."""
    return middle + half, middle - half


def _root(d: complex) -> complex:
    return cmath.sqrt(d)


RULES: tuple[tuple[str, Advice, Rule], ...] = (
    ("has the wrong sign before 4ac under the root: it is b^2 - 4ac", SIGNS,
     lambda a, b, c, d: pair(-b / (2 * a), _root(b * b + 4 * a * c) / (2 * a))),
    ("has the wrong sign before b: it begins with -b", SIGNS,
     lambda a, b, c, d: pair(b / (2 * a), _root(d) / (2 * a))),
    ("divides by a, where 2a belongs", DIVISOR,
     lambda a, b, c, d: pair(-b / a, _root(d) / a)),
    ("does not divide by 2a", DIVISOR, lambda a, b, c, d: pair(-b, _root(d))),
    ("divides by 2, where 2a belongs", DIVISOR,
     lambda a, b, c, d: pair(-b / 2, _root(d) / 2)),
    ("divides only the root by 2a, where the whole numerator belongs above it", DIVISOR,
     lambda a, b, c, d: pair(-b, _root(d) / (2 * a))),
    ("divides only b by 2a, where the whole numerator belongs above it", DIVISOR,
     lambda a, b, c, d: pair(-b / (2 * a), _root(d))),
    ("multiplies by a, where it belongs below the line", DIVISOR,
     lambda a, b, c, d: pair(-b / 2 * a, _root(d) / 2 * a)),
    ("has the sign of the square wrong: b^2 is never negative", SIGNS,
     lambda a, b, c, d: pair(-b / (2 * a), _root(-b * b - 4 * a * c) / (2 * a))),
    ("has the wrong sign before b and does not divide by 2a", SIGNS,
     lambda a, b, c, d: pair(b, _root(d))),
    ("has the wrong sign before b and divides by a, where 2a belongs", SIGNS,
     lambda a, b, c, d: pair(b / a, _root(d) / a)),
    ("has the wrong sign before 4ac under the root and divides by a, where 2a belongs", SIGNS,
     lambda a, b, c, d: pair(-b / a, _root(b * b + 4 * a * c) / a)),
    ("has the wrong sign before 4ac under the root and does not divide by 2a", SIGNS,
     lambda a, b, c, d: pair(-b, _root(b * b + 4 * a * c))),
    ("does not draw the square root", VERIFY,
     lambda a, b, c, d: pair(-b / (2 * a), d / (2 * a))),
)  # fmt: skip


def wrong_root(seen: Sequence[Seen]) -> Why:
    """Why the values of a line are no roots; ``seen`` has several choices for one in letters."""
    for says, advice, rule in RULES:
        if all(_explains(rule, one) for one in seen):
            return Why(says, advice)
    if len(seen) == 1 and len(seen[0].values) == 2:
        (a, b, _), (first, second), near = seen[0].numbers, seen[0].values, seen[0].near
        if abs((first + second) / 2 + b / (2 * a)) <= near:
            says = "miscalculates what stands under the root: it is not b^2 - 4ac"
            return Why(says, VERIFY)
        return Why("does not begin with -b over 2a", SIGNS)
    if len(seen) > 1:
        return Why("is not the quadratic formula", SIGNS)
    return Why("gives a value that does not solve the equation", VERIFY)


def wrong_discriminant(numbers: Triple, value: complex, near: float) -> Why:
    """Why a value is not b² - 4ac."""
    a, b, c = numbers
    if abs(value - (b * b + 4 * a * c)) <= near:
        return Why("has the wrong sign before 4ac: the discriminant is b^2 - 4ac", SIGNS)
    if abs(value - (-b * b - 4 * a * c)) <= near:
        return Why("has the sign of the square wrong: b^2 is never negative", SIGNS)
    return Why("miscalculates the discriminant", VERIFY)


def _explains(rule: Rule, seen: Seen) -> bool:
    a, b, c = seen.numbers
    for under in seen.under:
        made = rule(a, b, c, under)
        if len(seen.values) == 2:
            if same(seen.values, made, seen.near):
                return True
        elif within(seen.values[0], made, seen.near):
            return True
    return False


def within(value: complex, among: Iterable[complex], near: float) -> bool:
    """Whether a value is among others."""
    return any(abs(value - one) <= near for one in among)


def same(values: Sequence[complex], others: Sequence[complex], near: float) -> bool:
    """Whether two sets of values are equal."""
    forth = all(within(value, others, near) for value in values)
    return forth and all(within(other, values, near) for other in others)


def roots(numbers: Triple, under: complex | None = None) -> Pair:
    """The roots, also with something else than the discriminant under the root sign."""
    a, b, c = numbers
    d = b * b - 4 * a * c if under is None else under
    return pair(-b / (2 * a), _root(d) / (2 * a))
