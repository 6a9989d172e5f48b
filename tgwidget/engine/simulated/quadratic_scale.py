"""The numbers that a worked solution takes, and what its expressions come to with them."""

from __future__ import annotations

from fractions import Fraction

from tgwidget.engine.simulated.expressions import Token, value
from tgwidget.engine.simulated.quadratic_lines import Lines, Statement
from tgwidget.engine.simulated.quadratic_why import Triple
from tgwidget.engine.simulated.quadratic_words import Formula

LETTERS = ("a", "b", "c")


def branches(side: tuple[Token, ...], names: dict[str, complex]) -> list[complex]:
    """What an expression comes to: two values where it has a ±, none where it is none."""
    signs = (1, -1) if any(token.text == "±" for token in side) else (1,)
    try:
        return [value(side, names, sign) for sign in signs]
    except ValueError:
        return []


def names(triple: Triple) -> dict[str, complex]:
    """The values of the letters."""
    a, b, c = triple
    return {
        "a": complex(a),
        "b": complex(b),
        "c": complex(c),
        "D": complex(b * b - 4 * a * c),
        "i": 1j,
    }


def tolerance(statement: Statement, least: float) -> float:
    """How far off a rounded value may be; ``least`` where nothing is rounded."""
    numbers = [token.text for side in statement.sides for token in side]
    decimals = [len(text.partition(".")[2]) for text in numbers if "." in text]
    if decimals:
        return max(least, 0.6 * 10.0 ** -min(decimals))
    return max(least, 0.6) if statement.loose else least


def floats(formula: Formula) -> Triple:
    """The numbers as floats."""
    return float(formula.a), float(formula.b), float(formula.c)


def declared(lines: Lines) -> dict[str, float]:
    """What the text says that a, b and c are."""
    found: dict[str, float] = {}
    for statement in lines.statements:
        if statement.about in LETTERS:
            try:
                said = value(statement.sides[-1], {}, 1)
            except ValueError:
                continue
            found.setdefault(statement.about, said.real)
    return found


def scaled(given: Formula, said: dict[str, float]) -> Formula:
    """The equation multiplied through as the text seems to have it."""
    a, b, c = given.a, given.b, given.c
    whole = Fraction(a.denominator * b.denominator * c.denominator)
    factors = [Fraction(1), Fraction(-1), 1 / a, -1 / a]
    for candidate in (said.get("a", 0.0) / float(a), said.get("b", 0.0) / float(b or 1)):
        factors.append(Fraction(candidate).limit_denominator(10**6))
    factors += [whole, -whole]
    choices = [Formula(a * k, b * k, c * k, given.unknown) for k in factors if k]

    def fits(one: Formula) -> int:
        own: dict[str, float] = dict(zip(LETTERS, floats(one), strict=True))
        return sum(abs(own[letter] - amount) < 1e-9 for letter, amount in said.items())

    return max(choices, key=fits) if said else given
