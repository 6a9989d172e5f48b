"""Counting questions: "I have a lamp, two chairs and three ovens, how many objects do I have?"."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from tgwidget.engine.simulated import numbers
from tgwidget.engine.simulated.advice import BRIEF, LIST, ONLY, STEPS, VERIFY, Advice
from tgwidget.engine.simulated.nouns import category_of, items_in
from tgwidget.engine.simulated.problem import (
    READ_LIMIT,
    Domain,
    Fault,
    Problem,
    Solution,
    explained,
    final_line,
    lengthy,
)

WORD_LIMIT = 120
OWNS = re.compile(r"\b(?:have|has|had|own|owns|see|there (?:are|is)|got)\s+", re.I)
ASKED = re.compile(
    r"how many ([a-z][a-z -]{0,40}?)\s+(?:do|does|did|are|is|have|has|can|in|will|that)\b", re.I
)
SUM = re.compile(r"[0-9]{1,9}(?:\s*\+\s*[0-9]{1,9})+")


@dataclass(frozen=True)
class Item:
    """One entry of the list: how many of what, and as the text has it."""

    count: int
    noun: str
    phrase: str


@dataclass(frozen=True)
class Count(Problem):
    """How many of the things listed belong to what is asked for."""

    items: tuple[Item, ...]
    asked: str

    @property
    def restated(self) -> str:
        """The list and the question."""
        phrases = [item.phrase for item in self.items]
        listed = ", ".join(phrases[:-1]) + " and " + phrases[-1]
        return f"You have {listed}, and ask how many {self.asked} that is."

    def wanted(self) -> list[Item]:
        """The items that belong to the category."""
        return [item for item in self.items if category_of(item.noun, self.asked)]

    def others(self) -> list[Item]:
        """The items that do not."""
        return [item for item in self.items if not category_of(item.noun, self.asked)]

    def solve(self) -> Solution:
        """The list, the sum and its value."""
        return self._written(self.wanted(), (LIST,))

    def attempt(self, told: Collection[Advice], rng: random.Random) -> Solution:
        """Drops or misreads an item, counts a distractor, slips in the total."""
        items, others = self.wanted(), self.others()
        calm = 0.85 if STEPS in told else 1.0
        losing, slipping, straying = (rng.random() for _ in range(3))
        place, misread, off = rng.random(), rng.random() < 0.4, rng.choice((-1, 1))
        stray = rng.choice(others) if others else None
        mistaken = False
        if LIST not in told and len(items) > 1 and losing < 0.4 * calm:
            at = int(place * len(items))
            old = items[at]
            if misread:
                items[at] = Item(max(1, old.count + off) + (old.count + off < 1), old.noun, "")
            else:
                del items[at]
            mistaken = True
        if ONLY not in told and stray is not None and straying < 0.6 * calm:
            items.append(stray)
            mistaken = True
        slip = off if VERIFY not in told and not mistaken and slipping < 0.3 * calm else 0
        return self._written(items, told, slip)

    def _written(self, items: list[Item], told: Collection[Advice], slip: int = 0) -> Solution:
        total = max(0, sum(item.count for item in items) + slip)
        plus = " + ".join(str(item.count) for item in items) or "0"
        steps = [self.restated]
        if LIST in told:
            steps += [f"- {item.noun}: {item.count}" for item in items]
        if ONLY in told and self.others():
            left = ", ".join(item.phrase for item in self.others())
            steps.append(f"Not {self.asked}, so ignored: {left}.")
        steps.append(f"Adding up: {plus} = {total}")
        if VERIFY in told:
            steps.append(f"I verified the total a second time: {plus} = {total}.")
        brief = f"{self.restated} {plus} = {total}, verified."
        return Solution(tuple(steps), str(total), brief=brief)

    def criticise(self, text: str) -> list[Fault]:
        """Compares the total, then the terms of the sum, with the list."""
        truth = sum(item.count for item in self.wanted())
        said = stated(text)
        sums = SUM.findall(text)
        terms = Counter(int(n) for n in re.findall("[0-9]+", sums[-1])) if sums else None
        if said is None:
            return [Fault("it gives no number as its answer", LIST, wrong=True)]
        if said != truth:
            opening = f"it says {numbers.say(said)}, but {truth} is right"
            return explained(opening, self._why(terms))
        faults: list[Fault] = []
        plus = " + ".join(str(item.count) for item in self.wanted()) or "0"
        if terms is None and len(self.wanted()) > 1:
            sentence = f"Adding up: {plus} = {truth}."
            faults.append(Fault("it does not show what was added", LIST, add=sentence))
        if not VERIFY.mentioned(text):
            sentence = f"I verified the total a second time: {plus} = {truth}."
            faults.append(Fault("nothing shows that the total was verified", VERIFY, add=sentence))
        return faults + lengthy(text, max(WORD_LIMIT, len(self.solve().short().split())))

    def _why(self, terms: Counter[int] | None) -> list[tuple[str, Advice]]:
        wanted = Counter(item.count for item in self.wanted())
        if terms is None:
            return [("it does not list what it counted", LIST), ("it was not verified", VERIFY)]
        if terms == wanted:
            return [("the numbers are right, but they are added up wrongly", VERIFY)]
        missing, extra = wanted - terms, terms - wanted
        found: list[tuple[str, Advice]] = []
        for item in self.others():
            if extra[item.count] and sum(extra.values()) > sum(missing.values()):
                extra[item.count] -= 1
                found.append((f"it counts {item.phrase}, which is not asked for", ONLY))
        for item in self.wanted():
            if missing[item.count]:
                missing[item.count] -= 1
                found.append((f"it leaves out or misreads {item.phrase}", LIST))
        return found or [("it counts something that is not in the list", LIST)]


def stated(text: str) -> Fraction | None:
    """The number that an answer ends on."""
    line = final_line(text)
    found = numbers.find(line) if line else []
    if found:
        return found[0].value
    everywhere = numbers.find(text)
    return everywhere[-1].value if everywhere else None


def read(text: str) -> Count | None:
    """The first counting question in a text."""
    text = text[:READ_LIMIT]
    for question in ASKED.finditer(text):
        owns = list(OWNS.finditer(text, max(0, question.start() - 1500), question.start()))
        for own in owns:
            listed = re.sub(r"[\s,.:;]*(?:\band ask\w*|\bso)?[\s,.:;]*$", "",
                            text[own.end() : question.start()], flags=re.I)  # fmt: skip
            items = items_in(listed)
            asked = " ".join(question.group(1).lower().split())
            if items and len(items) > 1 and any(category_of(noun, asked) for _, noun, _ in items):
                return Count(tuple(Item(*item) for item in items), asked)
    return None


COUNTING = Domain(
    "counting what a list holds (“I have a lamp, two chairs and three ovens, how many objects "
    "do I have?”)",
    (LIST, ONLY, VERIFY, BRIEF),
    read,
)
