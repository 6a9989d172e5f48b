"""Quadratic equations worked line by line, as the formula in every schoolbook has it."""

from __future__ import annotations

import math
import random
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from tgwidget.engine.simulated import quadratic_check, quadratic_mend, quadratic_words
from tgwidget.engine.simulated.advice import BOTH, DIVISOR, SIGNS, STEPS, VERIFY, Advice
from tgwidget.engine.simulated.problem import Fault, Problem, Solution, lengthy
from tgwidget.engine.simulated.quadratic_words import Formula

WORD_LIMIT = 160


@dataclass(frozen=True)
class Quadratic(Problem):
    """The equation a·x² + b·x + c = 0.

    Args:
        a: What stands before the square; never 0.
        b: What stands before the unknown.
        c: What stands alone.
        unknown: The letter of the unknown.
    """

    a: Fraction
    b: Fraction
    c: Fraction
    unknown: str = "x"

    @property
    def formula(self) -> Formula:
        """The numbers as the formula takes them."""
        return Formula(self.a, self.b, self.c, self.unknown)

    @property
    def restated(self) -> str:
        """The equation with nothing on its right."""
        return f"Solve {self.formula.equation()}."

    def whole(self) -> Formula:
        """The same equation without fractions."""
        factor = math.lcm(self.a.denominator, self.b.denominator, self.c.denominator)
        return Formula(self.a * factor, self.b * factor, self.c * factor, self.unknown)

    def solve(self) -> Solution:
        """Every line of the formula, the roots, and a check."""
        return self._written((VERIFY,))

    def attempt(self, told: Collection[Advice], rng: random.Random) -> Solution:
        """Slips in a sign, forgets the divisor or one root, or miscalculates."""
        calm = 0.85 if STEPS in told else 1.0
        signing, dividing, losing, slipping = (rng.random() for _ in range(4))
        under, off = rng.random() < 0.6, rng.choice((-2, -1, 1, 2))
        mistakes = set[str]()
        if SIGNS not in told and signing < 0.45 * calm:
            mistakes.add("root" if under or not self.b else "b")
        if DIVISOR not in told and dividing < 0.4 * calm:
            mistakes.add("divisor")
        if BOTH not in told and losing < 0.3 * calm:
            mistakes.add("one")
        slip = off if VERIFY not in told and slipping < 0.3 * calm else 0
        return self._written(told, mistakes, slip)

    def _written(
        self, told: Collection[Advice], mistakes: Collection[str] = (), slip: int = 0
    ) -> Solution:
        whole = self.whole()
        steps = [f"To solve the equation {self.formula.equation()}, we use the quadratic formula:"]
        if (whole.a, whole.b, whole.c) != (self.a, self.b, self.c):
            steps.append(f"Without fractions it is {whole.equation()}")
        work = quadratic_words.work(whole, mistakes, slip)
        steps += work.lines
        right = not mistakes and not slip
        if VERIFY in told and right:
            steps.append(whole.check())
        brief = f"{self.formula.equation()}: a = {quadratic_words.said(whole.a)}"
        brief += f", b = {quadratic_words.said(whole.b)}, c = {quadratic_words.said(whole.c)}; "
        brief += f"{whole.short_root()}. {whole.check()}"
        return Solution(tuple(steps), work.answer, brief=brief)

    def criticise(self, text: str) -> list[Fault]:
        """Goes through the lines: each new mistake once, with the number of its line."""
        finding = quadratic_check.checked(self.formula, text)
        if finding.faults:
            return list(finding.faults)
        faults: list[Fault] = []
        if finding.unfinished:
            says = "it does not work out the two roots"
            faults.append(Fault(says, BOTH, add=self.whole().roots_line()))
        if not VERIFY.mentioned(text):
            says = "nothing shows that the roots were verified"
            faults.append(Fault(says, VERIFY, add=self.whole().check()))
        return faults + lengthy(text, max(WORD_LIMIT, len(self.solve().short().split())))

    def correct(self, text: str) -> str:
        """The lines that are wrong written right, and the others as they were."""
        new = quadratic_mend.mended(self.formula, text)
        wrong = any(fault.wrong for fault in self.criticise(new))
        return self.solve().text() if wrong else new
