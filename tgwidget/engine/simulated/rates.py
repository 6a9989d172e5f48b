"""So much for so many, how much for others: in parallel, in proportion, or with more workers."""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from tgwidget.engine.simulated import numbers
from tgwidget.engine.simulated.advice import (
    ASSUMPTION,
    PARALLEL,
    REASON,
    STEPS,
    UNIT,
    VERIFY,
    Advice,
)
from tgwidget.engine.simulated.problem import Fault, Problem, Solution, lengthy
from tgwidget.engine.simulated.quantities import Quantity, final_quantity, scale

WORD_LIMIT = 45
WHY = re.compile(
    rf"{PARALLEL.pattern}|independen|does not (?:depend|matter|change)|regardless|no matter", re.I
)
PACE = re.compile(r"assum|same (?:pace|price|rate|speed)|constant|provided|as long as", re.I)
ROOM = re.compile(r"assum|provided|as long as|given (?:the same|enough)|if there is|enough", re.I)


@dataclass(frozen=True)
class Rate(Problem):
    """``known`` units for ``number`` things; how much for ``asked`` things.

    Args:
        sentence: What is known, as the text has it, without a full stop.
        number: How many things the known quantity is for.
        noun: The things, in the plural.
        known: The time or price of ``number`` things.
        asked: For how many it is asked; ``None`` where the text does not say.
        parallel: Whether all things happen at the same time.
        verb: What the things do at the same time, in its plain form, or "are done".
    """

    sentence: str
    number: Fraction
    noun: str
    known: Quantity
    asked: Fraction | None
    parallel: bool
    verb: str = "are done"

    @property
    def restated(self) -> str:
        """What is known, and for how many it is asked."""
        how = "much" if scale(self.known.unit)[0] == "money" else "long"
        return f"{self.sentence}. How {how} for {self._these}?"

    @property
    def _these(self) -> str:
        if self.asked is None:
            return f"any number of {self.noun}"
        return f"{numbers.say(self.asked)} {self.noun}"

    def _each(self) -> Fraction:
        return self.known.value / self.number

    def solve(self) -> Solution:
        """The known quantity again where things happen in parallel; else in proportion."""
        return self._side_by_side(()) if self.parallel else self._in_turn(())

    def attempt(self, told: Collection[Advice], rng: random.Random) -> Solution:
        """Scales what happens in parallel, slips in the product, forgets the unit."""
        calm = 0.85 if STEPS in told else 1.0
        slipping, bare = rng.random() < 0.3 * calm, rng.random() < 0.35
        off = Fraction(rng.choice((8, 9, 11, 12)), 10)
        if self.parallel and PARALLEL in told:
            solution = self._side_by_side(told)
        elif self.parallel:
            solution = self._in_turn(told)
        else:
            solution = self._in_turn(told, off if slipping and VERIFY not in told else Fraction(1))
        forgets = bare and not self.parallel and UNIT not in told
        return solution.without_unit() if forgets else solution

    def _side_by_side(self, told: Collection[Advice]) -> Solution:
        steps = [
            f"{self.sentence}.",
            f"The {self.noun} {self.verb} at the same time, not one after the other, so their "
            "number does not change the time.",
            f"So {self._these} take {self.known} as well.",
        ]
        if ASSUMPTION in told:
            steps.append(self._assumption())
        brief = (
            f"{self.sentence}, and {self._these} {self.verb} at the same time, so they take "
            f"{self.known} as well, given enough room for all."
        )
        return _solution(steps, self.known, brief)

    def _in_turn(self, told: Collection[Advice], off: Fraction = Fraction(1)) -> Solution:
        each = self._each()
        per = Quantity(each, self.known.unit)
        steps = [f"{self.sentence}."]
        thing = numbers.singular(self.noun)
        first = f"{numbers.say(self.known.value)} / {numbers.say(self.number)}"
        steps.append(f"That is {first} = {per} for each {thing}.")
        if self.asked is None:
            steps.append(f"The question names no other number, so I give it for each {thing}.")
            return _solution(steps, per, "")
        does = "cost" if scale(self.known.unit)[0] == "money" else "take"
        total = Quantity(each * self.asked * off, self.known.unit)
        product = f"{numbers.say(self.asked)} × {numbers.say(each)} = {numbers.say(total.value)}"
        steps.append(f"So {self._these} {does} {product}.")
        if ASSUMPTION in told:
            steps.append(self._assumption())
        if VERIFY in told:
            steps.append(self._check())
        brief = f"{self.sentence}, so at the same rate {self._these} {does} {product}, verified."
        return _solution(steps, total, brief)

    def _assumption(self) -> str:
        if self.parallel:
            return f"This assumes the same conditions and enough room for {self._these} at once."
        return "This assumes the same rate throughout."

    def _check(self) -> str:
        if self.asked is None:
            return f"I verified it: {numbers.say(self.number)} of them take {self.known} again."
        total = numbers.say(self._each() * self.asked)
        each = numbers.say(self._each())
        return f"I verified the calculation: {total} / {numbers.say(self.asked)} = {each} for each."

    def truth(self) -> Quantity:
        """The right quantity."""
        if self.parallel:
            return self.known
        return Quantity(self._each() * (self.asked or 1), self.known.unit)

    def criticise(self, text: str) -> list[Fault]:
        """Compares the result; then looks for reason, unit, assumption, check and length."""
        said, truth = final_quantity(text), self.truth()
        if said is None:
            return [Fault(f"it gives no result; {truth} is right", UNIT, True)]
        if not said.same(truth):
            opening = f"it says {said}, but {truth} is right"
            if self.parallel:
                why = (
                    f"it treats the {self.noun} as if they came one after the other, but they "
                    f"{self.verb} at the same time"
                )
                return [Fault(f"{opening}: {why}", PARALLEL, True)]
            if PARALLEL.mentioned(text) or said.same(self.known):
                why = (
                    f"the {self.noun} come one after the other here, so the amount grows with them"
                )
                return [Fault(f"{opening}: {why}", PARALLEL, True)]
            return [Fault(f"{opening}: the calculation slips", VERIFY, True)]
        return self._lesser(text, said)

    def _lesser(self, text: str, said: Quantity) -> list[Fault]:
        faults: list[Fault] = []
        if self.parallel and not WHY.search(text):
            sentence = self._side_by_side(()).steps[1]
            says = f"it does not say why the number of {self.noun} does not change the time"
            faults.append(Fault(says, REASON, add=sentence))
        if not said.unit and str(self.truth()) not in text:
            truth = self.truth()
            faults.append(Fault("its result has no unit", UNIT, add=f"In full: {truth}."))
        if not (ROOM if self.parallel else PACE).search(text):
            says = "it does not state what it assumes"
            faults.append(Fault(says, ASSUMPTION, add=self._assumption()))
        if not self.parallel and not VERIFY.mentioned(text):
            says = "nothing shows that the calculation was verified"
            faults.append(Fault(says, VERIFY, add=self._check()))
        return faults + lengthy(text, max(WORD_LIMIT, len(self.solve().short().split())))


def _solution(steps: list[str], result: Quantity, brief: str) -> Solution:
    value, _, unit = str(result).partition(" ")
    return Solution(tuple(steps), value, unit, brief)
