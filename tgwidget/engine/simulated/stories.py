"""Stories of gain and loss: "Tom has 5 apples. He buys 3 more and eats 2. How many are left?"."""

from __future__ import annotations

import random
import re
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from tgwidget.engine.simulated import numbers
from tgwidget.engine.simulated.advice import BRIEF, EVENTS, STEPS, UNIT, VERIFY, Advice
from tgwidget.engine.simulated.problem import (
    READ_LIMIT,
    Domain,
    Fault,
    Problem,
    Solution,
    final_line,
    lengthy,
)

WORD_LIMIT = 60
HAS = r"has|have|had|starts? with|begins? with|there (?:are|were|is)|owns?|holds?|contains?"
GAIN = (
    r"buys?|bought|gets?|got|gains?|finds?|found|receives?|received|adds?|added|wins?|won|picks?"
    r"|picked|collects?|collected|earns?|earned|makes?|made|bakes?|baked|arrives?|more come|joins?"
    r"|gives? (?:him|her|them|me)|gave (?:him|her|them|me)"
)
LOSS = (
    r"eats?|ate|loses?|lost|sells?|sold|spends?|spent|uses?|used|drops?|dropped|breaks?|broke"
    r"|throws? away|gives? away|gives?|gave|takes? away|leaves?|left|flies|fly|removes?|removed"
)
MOVE = re.compile(rf"\b(?:(?P<gain>{GAIN})|(?P<loss>{LOSS})|(?P<has>{HAS}))\b", re.I)
EACH = re.compile(
    rf"(?P<groups>{numbers.NUMBER})\s+(?P<box>[a-z]+)\s+(?:with|of|holding|containing|has|have|hold|"
    rf"contain)\s+(?P<inside>{numbers.NUMBER})\s+(?P<noun>[a-z]+)\s+(?:each|in each)\b",
    re.I,
)
ASKED = re.compile(r"\bhow many\s+(?P<noun>[a-z]{2,30})\b", re.I)


@dataclass(frozen=True)
class Story(Problem):
    """A number of things, and what is added or taken away, in order."""

    noun: str
    start: Fraction
    changes: tuple[Fraction, ...]

    @property
    def restated(self) -> str:
        """The numbers in order, and the question."""
        moves = [
            f"{'add' if change > 0 else 'take away'} {numbers.say(abs(change))}"
            for change in self.changes
        ]
        return f"Start with {', '.join([numbers.say(self.start), *moves])}: how many {self.noun}?"

    def solve(self) -> Solution:
        """The running totals."""
        return self._written(self.changes, ())

    def attempt(self, told: Collection[Advice], rng: random.Random) -> Solution:
        """Forgets the last change, slips in a sum, leaves the unit out."""
        calm = 0.85 if STEPS in told else 1.0
        forgetting, slipping, bare = (rng.random() for _ in range(3))
        off = rng.choice((-2, -1, 1, 2))
        changes, slip = self.changes, 0
        if EVENTS not in told and forgetting < 0.35 * calm:
            changes = changes[:-1]
        elif VERIFY not in told and slipping < 0.3 * calm:
            slip = off
        solution = self._written(changes, told, slip)
        return solution.without_unit() if UNIT not in told and bare < 0.35 else solution

    def _written(
        self, changes: tuple[Fraction, ...], told: Collection[Advice], slip: int = 0
    ) -> Solution:
        steps, now = [self.restated], self.start
        for place, change in enumerate(changes):
            sign = "+" if change > 0 else "-"
            last = place == len(changes) - 1
            after = now + change + (slip if last else 0)
            amounts = f"{numbers.say(now)} {sign} {numbers.say(abs(change))}"
            steps.append(f"{amounts} = {numbers.say(after)}")
            now = after
        if VERIFY in told:
            steps.append(self._check(now))
        return Solution(tuple(steps), numbers.say(now), self.noun, f"{steps[0]} Verified.")

    def _check(self, result: Fraction) -> str:
        back = " ".join(
            f"{'-' if change > 0 else '+'} {numbers.say(abs(change))}"
            for change in reversed(self.changes)
        )
        return (
            f"I verified the calculation backwards: {numbers.say(result)} {back} gives the start."
        )

    def criticise(self, text: str) -> list[Fault]:
        """Compares the result, and looks for forgotten changes, the unit and a check."""
        truth = self.start + sum(self.changes)
        line = final_line(text)
        found = numbers.find(line or text)
        if not found:
            return [Fault(f"it gives no number; {numbers.say(truth)} is right", EVENTS, True)]
        said = found[0].value if line else found[-1].value
        signed = line is not None and line[: found[0].start].rstrip().endswith(("-", "−"))
        said = -said if signed else said
        if said != truth:
            opening = f"it says {numbers.say(said)}, but {numbers.say(truth)} is right"
            if said in self._partial():
                return [Fault(f"{opening}: it leaves a change out", EVENTS, True)]
            return [Fault(f"{opening}: the calculation slips", VERIFY, True)]
        faults: list[Fault] = []
        stem = numbers.singular(self.noun)[:-1] or self.noun
        if stem.lower() not in (line or text).lower():
            sentence = f"In full: {numbers.say(truth)} {self.noun}."
            if sentence not in text:
                faults.append(Fault("its result has no unit", UNIT, add=sentence))
        if not VERIFY.mentioned(text):
            says = "nothing shows that the calculation was verified"
            faults.append(Fault(says, VERIFY, add=self._check(truth)))
        return faults + lengthy(text, max(WORD_LIMIT, len(self.solve().short().split())))

    def _partial(self) -> set[Fraction]:
        whole = self.start + sum(self.changes)
        return {self.start} | {whole - change for change in self.changes}


def read(text: str) -> Story | None:
    """The first story in a text that ends in "how many …"."""
    text = text[:READ_LIMIT]
    for question in ASKED.finditer(text):
        begin = max(0, question.start() - 800)
        story = _story(text[begin : question.start()].split("\n\n")[-1], question["noun"].lower())
        if story:
            return story
    return None


def _story(told: str, noun: str) -> Story | None:
    packed = EACH.search(told)
    start = Fraction(0)
    if packed:
        start = numbers.parse(packed["groups"]) * numbers.parse(packed["inside"])
        told = told[packed.end() :]
    found = numbers.find(told)
    changes: list[Fraction] = []
    if len(found) > 12:
        return None
    sign, at = 0, 0
    for place, number in enumerate(found):
        for move in MOVE.finditer(told, at, number.start):
            sign = 1 if move["gain"] else -1 if move["loss"] else 0
        opening = place == 0 and not packed
        if opening:
            start = number.value
        elif sign == 0:
            return None
        else:
            changes.append(sign * number.value)
        at = number.end
    changes = [change for change in changes if change]
    if not changes or (not packed and not MOVE.search(told, 0, found[0].start)):
        return None
    return Story(noun, start, tuple(changes))


STORIES = Domain(
    "stories of one or two steps (“Tom has 5 apples. He buys 3 more and eats 2. How many apples "
    "are left?”)",
    (EVENTS, UNIT, VERIFY, BRIEF),
    read,
)
