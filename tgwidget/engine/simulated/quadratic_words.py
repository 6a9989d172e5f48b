"""How the lines of the quadratic formula are written, right or with a weak model's mistakes."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction


def said(value: Fraction) -> str:
    """A rational number as a fraction: "1/3", "-2"."""
    return str(value)


def held(value: Fraction) -> str:
    """A number that can be squared or multiplied: in parentheses unless it is 0 or more."""
    text = said(value)
    return text if value >= 0 and value.denominator == 1 else f"({text})"


def root_of(value: Fraction) -> Fraction | None:
    """The square root, where it is rational."""
    if value < 0:
        return None
    top, below = math.isqrt(value.numerator), math.isqrt(value.denominator)
    exact = top * top == value.numerator and below * below == value.denominator
    return Fraction(top, below) if exact else None


def radical(value: Fraction) -> str:
    """The square root as it is written before it is drawn."""
    text = said(value)
    return f"√{text}" if value >= 0 and value.denominator == 1 else f"√({text})"


@dataclass(frozen=True)
class Formula:
    """The three numbers of an equation, and its lines.

    Args:
        a: Before the square.
        b: Before the unknown.
        c: Alone.
        unknown: The letter of the unknown.
    """

    a: Fraction
    b: Fraction
    c: Fraction
    unknown: str

    @property
    def discriminant(self) -> Fraction:
        """b² - 4ac."""
        return self.b**2 - 4 * self.a * self.c

    def equation(self) -> str:
        """The equation, as in "3x^2 - 7x + 2 = 0"."""
        text = ""
        for amount, name in ((self.a, f"{self.unknown}^2"), (self.b, self.unknown), (self.c, "")):
            if amount == 0:
                continue
            size = abs(amount)
            number = "" if size == 1 and name else said(size)
            number = f"({number})" if "/" in number and name else number
            sign = ("-" if amount < 0 else "+") if text else ("-" if amount < 0 else "")
            text += f" {sign} {number}{name}" if text else f"{sign}{number}{name}"
        return f"{text} = 0"

    def symbols(self) -> str:
        """The formula in letters."""
        return f"{self.unknown} = (-b ± √(b^2 - 4ac)) / 2a"

    def numbers(self, plus: str = "-") -> str:
        """What stands under the root, with the numbers put in."""
        return f"{held(self.b)}^2 {plus} 4({said(self.a)})({said(self.c)})"

    def put_in(self) -> str:
        """The formula with the numbers put in."""
        return f"({said(-self.b)} ± √({self.numbers()})) / {held(2 * self.a)}"

    def drawn(self, sign: str = "±") -> str:
        """The formula with the discriminant worked out."""
        return f"({said(-self.b)} {sign} {radical(self.discriminant)}) / {held(2 * self.a)}"

    def root(self, sign: int) -> str:
        """One root in its simplest form: a number, or with its root sign."""
        exact = self.exact(sign)
        return self.drawn("+" if sign > 0 else "-") if exact is None else said(exact)

    def exact(self, sign: int) -> Fraction | None:
        """One root, where it is rational."""
        drawn = root_of(self.discriminant)
        return None if drawn is None else (-self.b + sign * drawn) / (2 * self.a)

    def chain(self, sign: int) -> str:
        """One root with its way: "(7 + √25) / 6 = 2"."""
        way = self.drawn("+" if sign > 0 else "-")
        return f"{way} = {self.root(sign)}" if self.exact(sign) is not None else way

    def roots_line(self) -> str:
        """Both roots, numbered."""
        return f"{self.unknown}1 = {self.root(1)}, {self.unknown}2 = {self.root(-1)}"

    def short_root(self) -> str:
        """The formula in one line."""
        return f"{self.unknown} = {self.put_in()} = {self.drawn()}"

    def check(self) -> str:
        """A sentence that verifies the roots."""
        total, product = said(-self.b / self.a), said(self.c / self.a)
        return f"I verified the roots: their sum is -b/a = {total}, their product c/a = {product}."

    def answer(self) -> str:
        """The roots as the last line gives them."""
        if self.discriminant < 0:
            return "no real roots"
        if self.discriminant == 0:
            return f"{self.unknown} = {self.root(1)}"
        return f"{self.unknown} = {self.root(1)} or {self.unknown} = {self.root(-1)}"


@dataclass(frozen=True)
class Work:
    """Lines, and the result that they come to."""

    lines: tuple[str, ...]
    answer: str


def work(right: Formula, mistakes: Collection[str] = (), slip: int = 0) -> Work:
    """The lines from the formula to the roots.

    Args:
        right: The equation.
        mistakes: Of "root" (the sign of 4ac), "b" (the sign of b), "divisor" (a for 2a) and "one"
            (the ± is lost).
        slip: What the discriminant is off by.
    """
    x = right.unknown
    top = right.b if "b" in mistakes else -right.b
    below = right.a if "divisor" in mistakes else 2 * right.a
    sign = "+" if "one" in mistakes else "±"
    plus = "+" if "root" in mistakes else "-"
    under = right.b**2 + (1 if "root" in mistakes else -1) * 4 * right.a * right.c + slip
    lines = [
        right.symbols(),
        f"a = {said(right.a)}, b = {said(right.b)}, c = {said(right.c)}",
        f"{x} = ({said(top)} {sign} √({right.numbers(plus)})) / {held(below)}",
        f"{x} = ({said(top)} {sign} {radical(under)}) / {held(below)}",
    ]
    if under < 0:
        lines.append("The number under the root is negative, so there are no real roots.")
        return Work(tuple(lines), "no real roots")
    drawn = root_of(under)

    def root(factor: int) -> str:
        if drawn is not None:
            return said((top + factor * drawn) / below)
        way = "+" if factor > 0 else "-"
        return f"({said(top)} {way} {radical(under)}) / {held(below)}"

    if sign == "+" or under == 0:
        lines.append(f"The solution is {x} = {root(1)}")
        return Work(tuple(lines), f"{x} = {root(1)}")
    lines += ["The solutions are:", f"{x}1 = {root(1)}", f"{x}2 = {root(-1)}"]
    return Work(tuple(lines), f"{x} = {root(1)} or {x} = {root(-1)}")
