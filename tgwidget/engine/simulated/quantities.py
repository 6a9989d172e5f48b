"""Times and prices: read with their unit, and said again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from tgwidget.engine.simulated import numbers
from tgwidget.engine.simulated.problem import final_line

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800}
MONEY = {"cent": 1, "dollar": 100, "euro": 100, "pound": 100}
SHORT = {"h": "hour", "hr": "hour", "min": "minute", "sec": "second", "s": "second", "d": "day"}
UNIT = r"(?:seconds?|minutes?|hours?|days?|weeks?|hrs?|mins?|secs?|cents?|dollars?|euros?|pounds?)"
TIME = r"(?:seconds?|minutes?|hours?|days?|weeks?|hrs?|mins?|secs?)"
AMOUNT = re.compile(
    rf"(?P<not>\bnot\s+)?(?:[$€£]\s*(?P<coin>{numbers.NUMBER})"
    rf"|(?P<value>{numbers.NUMBER}|\ban?(?=\s))\s*(?P<unit>{UNIT})\b)",
    re.I,
)


@dataclass(frozen=True)
class Quantity:
    """A value with its unit in the singular; the unit is empty where none was said."""

    value: Fraction
    unit: str

    def __str__(self) -> str:
        """As people say it: "1.2 hours"."""
        return f"{numbers.say(self.value)} {plural(self.unit, self.value)}".strip()

    def same(self, other: Quantity) -> bool:
        """Whether both mean the same amount; a missing unit is taken as the other's.

        A difference below half a percent is rounding.
        """
        mine, theirs = scale(self.unit), scale(other.unit)
        if not self.unit or not other.unit or mine[0] != theirs[0]:
            left, right = self.value, other.value
            if self.unit and other.unit and self.unit != other.unit:
                return False
        else:
            left, right = self.value * mine[1], other.value * theirs[1]
        return abs(left - right) * 200 <= abs(right)


def scale(unit: str) -> tuple[str, int]:
    """The kind of a unit, and how many of the smallest of its kind it is."""
    if unit in SECONDS:
        return "time", SECONDS[unit]
    return ("money", MONEY[unit]) if unit in MONEY else (unit, 1)


def unit_name(word: str) -> str:
    """A unit's name in the singular: "hrs" → "hour"."""
    one = numbers.singular(word)
    return SHORT.get(one, one)


def plural(unit: str, value: Fraction) -> str:
    """The unit as it follows a number."""
    return unit if value == 1 or not unit else unit + "s"


def final_quantity(text: str) -> Quantity | None:
    """The quantity that an answer ends on: in its last line, or the last one with a unit."""
    line = final_line(text)
    if line:
        found = amounts(line)
        if found:
            return found[0]
        bare = numbers.find(line)
        if bare:
            return Quantity(bare[0].value, "")
    found = amounts(text)
    if found:
        return found[-1]
    bare = numbers.find(text)
    return Quantity(bare[-1].value, "") if bare else None


def amounts(text: str) -> list[Quantity]:
    """All quantities with a unit, in order, without those that are denied ("not 2 hours")."""
    found: list[Quantity] = []
    for match in AMOUNT.finditer(text):
        if match["not"]:
            continue
        if match["coin"]:
            found.append(Quantity(numbers.parse(match["coin"]), "dollar"))
        else:
            found.append(Quantity(numbers.parse(match["value"]), unit_name(match["unit"])))
    return found
