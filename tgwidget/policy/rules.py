"""The rules that a policy is made of; ``learning`` finds them, ``saving`` keeps them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import ClassVar

COMPARED = 2_000
"""Words of the longest texts that are compared in their order."""


@dataclass(frozen=True)
class Case:
    """A new value, as the rules look at it.

    Args:
        role: The parameter's role description.
        old: The value before.
        new: The value that was, or would be, committed.
        gain: How much the mean score on held-out examples rises; ``None`` where nobody measured.
        constraints: What the model was told that every value must keep to.
    """

    role: str
    old: str
    new: str
    gain: float | None = None
    constraints: tuple[str, ...] = ()

    @property
    def changed(self) -> int:
        """How many words are replaced, added or taken away."""
        before, after = self.old.split(), self.new.split()
        if max(len(before), len(after)) > COMPARED:
            gone, come = Counter(before) - Counter(after), Counter(after) - Counter(before)
            return max(gone.total(), come.total())
        pieces = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
        return sum(max(b - a, d - c) for kind, a, b, c, d in pieces if kind != "equal")

    @property
    def grown(self) -> int:
        """How many words it is longer than before."""
        return len(self.new.split()) - len(self.old.split())


@dataclass(frozen=True, kw_only=True)
class Rule(ABC):
    """Something that every accepted value has.

    Args:
        support: Decisions that it explains: values within it that were accepted, and values
            beyond it that were refused.
        against: Values beyond it that were accepted all the same.
    """

    kind: ClassVar[str]
    support: int = 0
    against: int = 0

    @property
    @abstractmethod
    def words(self) -> str:
        """The rule, as the end of "a new value is accepted if …"."""

    @abstractmethod
    def refuses(self, case: Case) -> str | None:
        """Why it refuses a value, as a sentence; ``None`` if it does not."""


@dataclass(frozen=True)
class MaxChange(Rule):
    """At most so many words are replaced, added or taken away.

    Args:
        limit: How many.
    """

    kind = "max_change"
    limit: int

    @property
    def words(self) -> str:
        """The rule in words."""
        return f"it changes at most {_count(self.limit)}"

    def refuses(self, case: Case) -> str | None:
        """Tell both figures."""
        changed = case.changed
        if changed <= self.limit:
            return None
        return f"it changes {_count(changed)}, and at most {self.limit} may change"


@dataclass(frozen=True)
class MaxGrowth(Rule):
    """It is at most so many words longer than before.

    Args:
        limit: How many.
    """

    kind = "max_growth"
    limit: int

    @property
    def words(self) -> str:
        """The rule in words."""
        return f"it is at most {_count(self.limit)} longer than before"

    def refuses(self, case: Case) -> str | None:
        """Tell both figures."""
        grown = case.grown
        if grown <= self.limit:
            return None
        return f"it is {_count(grown)} longer, and at most {self.limit} may be added"


@dataclass(frozen=True)
class MinGain(Rule):
    """Its mean score on held-out examples rises by so much at least; needs a Gate to measure.

    Args:
        gain: How much.
    """

    kind = "min_gain"
    gain: float

    @property
    def words(self) -> str:
        """The rule in words."""
        return f"its score on held-out examples rises by {self.gain:g} or more"

    def refuses(self, case: Case) -> str | None:
        """Tell both figures."""
        if case.gain is None:
            return "its score on held-out examples was not measured"
        if case.gain >= self.gain:
            return None
        return f"its score changes by {case.gain:g}, and must rise by {self.gain:g} or more"


@dataclass(frozen=True)
class Required(Rule):
    """It was written by a model that was told to keep to something.

    What was not is drawn again, with these words as a constraint.

    Args:
        role: The parameter's role description.
        constraint: What to keep to, in a person's words.
    """

    kind = "required"
    role: str
    constraint: str

    @property
    def words(self) -> str:
        """The rule in words."""
        return f"it was written to keep to {self.constraint!r} ({self.role})"

    def refuses(self, case: Case) -> str | None:
        """Name the constraint."""
        if case.role != self.role or self.constraint in case.constraints:
            return None
        return f"it was not written to keep to {self.constraint!r}"


def _count(words: int) -> str:
    return f"{words} word{'' if words == 1 else 's'}"
