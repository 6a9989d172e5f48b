"""What a domain provides: a problem that can be solved, got wrong, and criticised."""

from __future__ import annotations

import random
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from tgwidget.engine.simulated.advice import BRIEF, Advice

READ_LIMIT = 20_000
"""Characters of a text that the readers look at."""


@dataclass(frozen=True)
class Solution:
    """An answer with its way.

    Args:
        steps: Sentences that lead to it, one a line; the first restates what is known.
        value: The bare result.
        unit: The unit of the result, or empty.
        brief: The same in few words, with reason and assumption; empty where steps are brief.
    """

    steps: tuple[str, ...]
    value: str
    unit: str = ""
    brief: str = ""

    @property
    def answer(self) -> str:
        """The result with its unit."""
        return f"{self.value} {self.unit}".strip()

    def text(self) -> str:
        """The steps and the final line."""
        return "\n".join((*self.steps, f"Answer: {self.answer}"))

    def short(self) -> str:
        """Few words and the final line."""
        return f"{self.brief}\nAnswer: {self.answer}" if self.brief else self.text()

    def without_unit(self) -> Solution:
        """The same with a bare number at the end."""
        return replace(self, unit="")


@dataclass(frozen=True)
class Fault:
    """Something an answer gets wrong or lacks.

    Args:
        says: A clause about the answer: "it leaves out the two chairs".
        advice: The advice that would have prevented it.
        wrong: Whether the result itself is wrong; otherwise it is a lesser fault.
        add: A sentence that mends a lesser fault; empty where rewriting briefly does.
    """

    says: str
    advice: Advice
    wrong: bool = False
    add: str = ""


class Problem(ABC):
    """One problem, read from a text."""

    @property
    @abstractmethod
    def restated(self) -> str:
        """The problem in one sentence, which its own domain can read again."""

    @abstractmethod
    def solve(self) -> Solution:
        """The true answer."""

    @abstractmethod
    def attempt(self, told: Collection[Advice], rng: random.Random) -> Solution:
        """An answer as a weak model gives it; advice in ``told`` prevents its mistakes.

        Draws from ``rng`` do not depend on ``told``: more advice never makes it worse.
        """

    @abstractmethod
    def criticise(self, text: str) -> list[Fault]:
        """Faults of an answer, worst first; none if there is nothing to say."""

    def correct(self, text: str) -> str:
        """A wrong answer made right: worked out again, unless its domain can mend it."""
        return self.solve().text()


@dataclass(frozen=True)
class Domain:
    """A kind of problem.

    Args:
        knows: What it is, for the list of what the simulation knows.
        advice: What helps in it.
        read: Finds a problem of this kind in a text, if there is one.
    """

    knows: str
    advice: tuple[Advice, ...]
    read: Callable[[str], Problem | None]


def lengthy(text: str, limit: int) -> list[Fault]:
    """The fault of being longer than ``limit`` words, if it is."""
    count = len(text.split())
    if count <= limit:
        return []
    return [Fault(f"it takes {count} words where {limit} are enough", BRIEF)]


def explained(opening: str, whys: Sequence[tuple[str, Advice]]) -> list[Fault]:
    """The faults of one wrong result, a reason each; only the first says what is wrong."""
    says = [f"{opening}: {whys[0][0]}", *(why for why, _ in whys[1:])]
    return [Fault(one, advice, True) for one, (_, advice) in zip(says, whys, strict=True)]


def next_faults(faults: Sequence[Fault]) -> list[Fault]:
    """What to speak of now: all that makes the result wrong, else one lesser fault."""
    return [fault for fault in faults if fault.wrong] or list(faults[:1])


def final_line(text: str) -> str | None:
    """What stands behind the last "Answer:", without markup; ``None`` if there is none."""
    found = re.findall(r"\banswer\**\s*(?::|is\b)\**[ \t]*([^\n]*)", text, re.I)
    return str(found[-1]).strip(" *$\\{}`'\"") if found else None
