"""Sorting words: "Sort the following words alphabetically: List: oven lamp chair"."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from tgwidget.engine.simulated.advice import BRIEF, COMPLETE, LETTERS, STEPS, Advice
from tgwidget.engine.simulated.problem import (
    READ_LIMIT,
    Domain,
    Fault,
    Problem,
    Solution,
    final_line,
    lengthy,
)

ASKED = re.compile(
    r"\b(?:sort|order|arrange|put)\b(?P<how>[^\n:]{0,120}?\bwords?\b[^\n:]{0,120}):\s*"
    r"(?:list\s*:\s*)?(?P<words>[^\n<]{1,5000})",
    re.I,
)
WORD = re.compile(r"[^\W\d_][\w'’-]*")


@dataclass(frozen=True)
class Sorting(Problem):
    """Words to put in alphabetical order, perhaps backwards."""

    words: tuple[str, ...]
    backwards: bool
    separator: str

    @property
    def restated(self) -> str:
        """The words as given."""
        how = "in reverse alphabetical order" if self.backwards else "alphabetically"
        return f"I sort these words {how}: {self.separator.join(self.words)}"

    def ordered(self) -> list[str]:
        """The words in order."""
        return sorted(self.words, key=key, reverse=self.backwards)

    def solve(self) -> Solution:
        """The sorted words."""
        return self._written(self.ordered(), (LETTERS, COMPLETE))

    def attempt(self, told: Collection[Advice], rng: random.Random) -> Solution:
        """Swaps two words that begin alike, or loses a word."""
        words = self.ordered()
        calm = 0.85 if STEPS in told else 1.0
        swapping, losing, place, which = (rng.random() for _ in range(4))
        alike = [
            at
            for at in range(len(words) - 1)
            if key(words[at])[:1] == key(words[at + 1])[:1] and key(words[at]) != key(words[at + 1])
        ]
        if LETTERS not in told and alike and swapping < 0.7 * calm:
            at = alike[int(which * len(alike))]
            words[at], words[at + 1] = words[at + 1], words[at]
        if COMPLETE not in told and len(words) >= 4 and losing < min(0.6, 0.05 * len(words)) * calm:
            del words[int(place * len(words))]
        return self._written(words, told)

    def _written(self, words: list[str], told: Collection[Advice]) -> Solution:
        steps = [self.restated]
        letters = sorted({key(word)[:1] for word in words}, reverse=self.backwards)
        if LETTERS in told:
            steps.append(
                f"By first letter: {', '.join(letters)}; words that begin alike, letter by letter."
            )
        if COMPLETE in told:
            steps.append(self._check())
        return Solution(tuple(steps), self.separator.join(words))

    def _check(self) -> str:
        return (
            f"Every word appears: {len(self.words)} in the list, {len(self.words)} in the answer."
        )

    def criticise(self, text: str) -> list[Fault]:
        """Compares the words of the last line with the list, then their order."""
        line = final_line(text)
        lines = [part for part in text.splitlines() if part.strip()]
        said = WORD.findall(line if line is not None else (lines or [""])[-1])
        have, want = Counter(map(key, said)), Counter(map(key, self.words))
        faults: list[Fault] = []
        lost, extra = list((want - have).elements()), list((have - want).elements())
        if lost:
            faults.append(Fault(f"it loses {listed(lost)}", COMPLETE, True))
        if extra:
            says = f"it has {listed(extra)}, which the list does not hold so often"
            faults.append(Fault(says, COMPLETE, True))
        ranks = [key(word) for word in said if key(word) in want]
        for first, second in pairwise(ranks):
            if (first > second) is not self.backwards and first != second:
                faults.append(Fault(f"“{second}” belongs before “{first}”", LETTERS, True))
                break
        if not faults and not COMPLETE.mentioned(text):
            says = "nothing shows that no word was lost"
            faults.append(Fault(says, COMPLETE, add=self._check()))
        return faults or lengthy(text, 60 + 3 * len(self.words))


def key(word: str) -> str:
    """What words are compared by: letters without case."""
    return word.casefold()


def listed(words: list[str]) -> str:
    """The first few of them, quoted."""
    shown = ", ".join(f"“{word}”" for word in words[:4])
    return f"{shown} and {len(words) - 4} more" if len(words) > 4 else shown


def read(text: str) -> Sorting | None:
    """The first list of words to sort in a text."""
    for found in ASKED.finditer(text[:READ_LIMIT]):
        if not re.search(r"alphabet|\border\b|a to z|sort", found.group(), re.I):
            continue
        given = re.split(r"\.(?:\s|$)", found["words"], maxsplit=1)[0]
        separator = ", " if "," in given else " "
        words = WORD.findall(given)
        if len(words) > 1:
            backwards = re.search(r"revers|descend|z to a", found["how"], re.I) is not None
            return Sorting(tuple(words), backwards, separator)
    return None


SORTING = Domain(
    "sorting words (“Sort the following words alphabetically: List: oven lamp chair”)",
    (LETTERS, COMPLETE, BRIEF),
    read,
)
