"""Expressions of school algebra: read from any notation, and given a value."""

from __future__ import annotations

import cmath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DEPTH = 30
"""Nested parentheses that are read; deeper ones are no school algebra."""
SIGNS = str.maketrans(
    {"−": "-", "–": "-", "²": "^2", "·": "*", "⋅": "*", "∙": "*", "×": "*", "₁": "1", "₂": "2",
     "Δ": "D", "≃": "≈", "≅": "≈", "[": "(", "]": ")", "½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)"}
)  # fmt: skip
SPELLINGS = (
    (r"\\(?:left|right|[,;!()\[\]])|\$", " "),
    (r"\\pm\b|\+/-|\+-", "±"),
    (r"\\(?:cdot|times)\b", "*"),
    (r"\\approx\b", "≈"),
    (r"\*\*(?=\s?\d)", "^"),
    (r"_\{?([12])\}?(?!\d)", r"\1"),
    (r"\bsqrt\b|(?<![\\\w])sqrt(?=\d)", "√"),
    (r"\b(?:the )?discriminant(?: D)?(?: is| equals|:| =)[ \t]*(?=[-(\d√b])", "D = "),
)
BRACED = (
    (r"\^\{(\d+)\}", r"^\1"),
    (r"\\sqrt\s?\{([^{}]*)\}", r"√(\1)"),
    (r"\\[dt]?frac\s?\{([^{}]*)\}\s?\{([^{}]*)\}", r"((\1)/(\2))"),
)


@dataclass(frozen=True)
class Token:
    """A number, a name of one letter, or an operator, and where it stands."""

    text: str
    start: int
    end: int


def usual(text: str) -> str:
    """A text in one notation: ``^2``, ``√(…)``, ``±``, the plain minus, ``x1``."""
    text = text.translate(SIGNS)
    for _ in range(6):
        before = text
        for pattern, new in BRACED:
            text = re.sub(pattern, new, text)
        if text == before:
            break
    for pattern, new in SPELLINGS:
        text = re.sub(pattern, new, text, flags=re.I)
    return text


def value(tokens: Sequence[Token], names: Mapping[str, complex], sign: int) -> complex:
    """What an expression comes to.

    Args:
        tokens: The expression.
        names: The values of its letters.
        sign: What ``±`` stands for, 1 or -1.

    Raises:
        ValueError: If it is no expression, or has no finite value.
    """
    reader = _Reader([token.text for token in tokens], names, sign)
    try:
        result = reader.sum(0)
    except (ZeroDivisionError, OverflowError) as error:
        raise ValueError(reader.words) from error
    if reader.at < len(tokens) or not cmath.isfinite(result):
        raise ValueError(reader.words)
    return result


class _Reader:
    """Reads by descent. Letters set side by side bind closer than a slash: 1 / 2a is 1 / (2a)."""

    def __init__(self, words: list[str], names: Mapping[str, complex], sign: int) -> None:
        self.words, self.names, self.sign, self.at = words, names, sign, 0

    def next(self, ahead: int = 0) -> str:
        """The word to come, or one further on; empty behind the last."""
        place = self.at + ahead
        return self.words[place] if place < len(self.words) else ""

    def take(self) -> str:
        """The word to come, which is then behind."""
        word = self.next()
        if not word:
            raise ValueError(self.words)
        self.at += 1
        return word

    def sum(self, depth: int) -> complex:
        """Products, added up."""
        if depth > DEPTH:
            raise ValueError(self.words)
        total = self._signed(depth)
        while self.next() in ("+", "-", "±"):
            factor = {"+": 1, "-": -1, "±": self.sign}[self.take()]
            total += factor * self._product(depth)
        return total

    def _signed(self, depth: int) -> complex:
        factor = 1
        while self.next() in ("+", "-", "±"):
            factor *= {"+": 1, "-": -1, "±": self.sign}[self.take()]
        return factor * self._product(depth)

    def _product(self, depth: int) -> complex:
        bare = self.next()[:1].isdigit() and self.next(1) == "/"
        total = self._beside(depth)
        while True:
            word = self.next()
            if word == "*":
                self.take()
                total *= self._minus(depth)
            elif word == "/":
                self.take()
                unknown = self.next(1)
                fraction = bare and self.next()[:1].isdigit() and unknown not in ("a", "b", "c")
                total /= self._power(depth) if fraction else self._minus(depth)
            elif self._begins():
                total *= self._power(depth)
            else:
                return total

    def _minus(self, depth: int) -> complex:
        if self.next() == "-":
            self.take()
            return -self._beside(depth)
        return self._beside(depth)

    def _beside(self, depth: int) -> complex:
        total = self._power(depth)
        while self._begins():
            total *= self._power(depth)
        return total

    def _begins(self) -> bool:
        return self.next().isalpha() or self.next() in ("(", "√")

    def _power(self, depth: int) -> complex:
        base = self._primary(depth)
        if self.next() == "^":
            self.take()
            exponent = self.take()
            if exponent not in ("0", "1", "2", "3", "4"):
                raise ValueError(self.words)
            return base ** int(exponent)
        return base

    def _primary(self, depth: int) -> complex:
        word = self.take()
        if word == "√":
            if depth > DEPTH:
                raise ValueError(self.words)
            factor = -1 if self.next() == "-" and self.take() else 1
            return cmath.sqrt(factor * self._power(depth + 1))
        if word == "(":
            inner = self.sum(depth + 1)
            if self.take() != ")":
                raise ValueError(self.words)
            return inner
        if word[:1].isdigit():
            return complex(float(word))
        if word in self.names:
            return self.names[word]
        raise ValueError(self.words)
