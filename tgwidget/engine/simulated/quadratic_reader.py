"""Reads quadratic equations: "Solve 3x² - 7x + 2 = 0", "2t^2 = 5t - 1/2"."""

from __future__ import annotations

import re
from fractions import Fraction

from tgwidget.engine.simulated.advice import BOTH, BRIEF, DIVISOR, SIGNS, VERIFY
from tgwidget.engine.simulated.expressions import usual
from tgwidget.engine.simulated.problem import READ_LIMIT, Domain
from tgwidget.engine.simulated.quadratics import Quadratic

NUMBER = r"[0-9]{1,9}(?:\.[0-9]{1,6}| ?/ ?[0-9]{1,9})?"
LETTER = r"[A-Za-z](?![A-Za-z])(?: ?\^ ?[12](?![0-9]))?(?: ?/ ?[0-9]{1,9})?"
COUNT = rf"(?:{NUMBER}|\( ?-? ?{NUMBER} ?\))"
TERM = rf"(?:{COUNT} ?\*? ?(?:{LETTER})?|(?<![A-Za-z]){LETTER})"
SIDE = rf"(?:[-+](?! )|(?<![\w)] )[-+] )?{TERM}(?: ?[-+] ?{TERM}){{0,8}}"
ALONE = r"(?<![)^/*=√±+-] )(?<![\w.)^/*=√±+-])"
ENDED = r"(?![\w(^√±*/=]| [*/^=±√])"
EQUATION = re.compile(
    rf"{ALONE}({SIDE}) ?= ?({SIDE}){ENDED}|\b(?:roots|zeros|zeroes) of (?:the \w+ )?({SIDE}){ENDED}"
)
PIECE = re.compile(
    rf"(?P<sign>[-+]?) ?(?:(?P<count>{NUMBER})|\((?P<held>[^()]*)\))? ?\*? ?"
    r"(?:(?P<letter>[A-Za-z])(?: ?\^ ?(?P<power>[12]))?(?: ?/ ?(?P<by>[0-9]+))?)?"
)


def read(text: str) -> Quadratic | None:
    """The first quadratic equation in one unknown in a text."""
    text = re.sub(r"[ \t]+", " ", usual(text[:READ_LIMIT]))
    for found in EQUATION.finditer(text):
        problem = equation(found[1] or found[3], found[2] or "0")
        if problem is not None:
            return problem
    return None


def equation(left: str, right: str) -> Quadratic | None:
    """The equation of two sides, if it is quadratic and has one unknown."""
    total = [Fraction(0)] * 3
    letters = set[str]()
    for side, factor in ((left, 1), (right, -1)):
        for piece in PIECE.finditer(side):
            if not piece.group().strip():
                continue
            try:
                amount = number(piece["count"] or piece["held"] or "1") / int(piece["by"] or 1)
            except (ValueError, ZeroDivisionError):
                return None
            power = int(piece["power"] or 1) if piece["letter"] else 0
            total[power] += factor * (-amount if piece["sign"] == "-" else amount)
            letters |= {piece["letter"]} - {None}
    if not total[2] or len(letters) != 1 or letters & set("abcDi"):
        return None
    return Quadratic(total[2], total[1], total[0], letters.pop())


def number(text: str) -> Fraction:
    """A number written in digits, perhaps as a fraction.

    Raises:
        ValueError: If it is none.
        ZeroDivisionError: If it divides by zero.
    """
    return Fraction(text.replace(" ", ""))


QUADRATICS = Domain(
    "quadratic equations (“Solve 3x^2 - 7x + 2 = 0”)",
    (SIGNS, DIVISOR, BOTH, VERIFY, BRIEF),
    read,
)
