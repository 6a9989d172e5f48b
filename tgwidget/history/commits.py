"""The tree of committed steps, to be read: from a run's own hand, or from its log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from tgwidget.errors import InputError
from tgwidget.events import (
    Change,
    CommitNamed,
    HistoryMoved,
    Merged,
    Revised,
    Scored,
    StepCommitted,
)
from tgwidget.events.wire import Logged
from tgwidget.graph.node import short
from tgwidget.markup import plain
from tgwidget.report.figures import plural

LONG = 60
"""Characters of a text that tell a commit from others."""


@dataclass(frozen=True, repr=False)
class Commit:
    """A committed step.

    Args:
        number: Its number, in the order committed, from 1; 0 is the beginning.
        parent: The number of the commit it was made on; ``None`` for the beginning.
        step: The optimizer's step that made it, from 1.
        changes: The values that it changed.
        name: What a person calls it; empty if nothing.
        scores: What was measured of it, by name.
    """

    number: int
    parent: int | None
    step: int
    changes: tuple[Change, ...] = ()
    name: str = ""
    scores: Mapping[str, float] = field(default_factory=dict[str, float])

    def __str__(self) -> str:
        if self.name:
            return f"{self.name!r}"
        return "the beginning" if self.parent is None else f"commit {self.number}"

    def __repr__(self) -> str:
        return f"Commit({self.number}, {self.words})"

    @property
    def words(self) -> str:
        """What it is, on one line: its step, name and scores, and what it wrote first."""
        told = [f"step {self.step}" if self.number else "the beginning", self.name]
        told += [f"{name} {value:g}" for name, value in self.scores.items()]
        told += [f"“{short(plain(one.new), LONG)}”" for one in self.changes[:1]]
        told += [f"{len(self.changes) - 1} more"] if self.changes[1:] else []
        return " · ".join(plain(one) for one in told if one)


Which = int | str | Commit
"""A commit, or its number or name."""


class Commits:
    """Commits in the order they were made; the first is the beginning."""

    def __init__(self) -> None:
        self._commits = [Commit(0, None, 0)]
        self.head = 0
        """The number of the commit at which the parameters stand."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({plural(len(self) - 1, 'commit')}, at {self.head})"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": self.outline()}

    @classmethod
    def of(cls, log: Iterable[Logged]) -> Commits:
        """The tree that a log tells of.

        Args:
            log: The events of a run, in order.
        """
        tree, step = Commits(), 1
        for logged in log:
            match logged.event:
                case StepCommitted(taken, changes, number, parent):
                    step = taken + 1
                    if changes and number == len(tree):
                        tree._put(Commit(number, parent, taken, changes))
                case Merged(number, parent, _, changes) if number == len(tree):
                    tree._put(Commit(number, parent, step, changes))
                case Revised(number, parent, changes) if number == len(tree):
                    tree._put(Commit(number, parent, step, changes))
                case HistoryMoved(number) if number < len(tree):
                    tree.head = number
                case CommitNamed(number, name) if number < len(tree):
                    tree._commits[number] = replace(tree[number], name=name)
                case Scored(name, value):
                    tree.score(name, value)
                case _:
                    pass
        return tree

    def _put(self, commit: Commit) -> None:
        self._commits.append(commit)
        self.head = commit.number

    def score(self, name: str, value: float) -> None:
        """Take note of what was measured of the head."""
        here = self._commits[self.head]
        self._commits[self.head] = replace(here, scores={**here.scores, name: value})

    def __len__(self) -> int:
        return len(self._commits)

    def __getitem__(self, key: int) -> Commit:
        return self._commits[key]

    def __iter__(self) -> Iterator[Commit]:
        return iter(tuple(self._commits))

    @property
    def branch(self) -> tuple[Commit, ...]:
        """The commits from the beginning to the head."""
        line = [self._commits[self.head]]
        while line[-1].parent is not None:
            line.append(self._commits[line[-1].parent])
        return tuple(reversed(line))

    def outline(self) -> str:
        """The tree in words, a line a commit with what it wrote first; the head is marked."""
        children: dict[int, list[Commit]] = {}
        for commit in self._commits[1:]:
            children.setdefault(commit.parent or 0, []).append(commit)
        lines: list[str] = []
        stack = [(self._commits[0], 0)]
        while stack:
            commit, depth = stack.pop()
            mark = "▶" if commit.number == self.head else " "
            lines.append(f"{mark} {'  ' * depth}{commit.number}  {commit.words}")
            below = children.get(commit.number, [])
            # A line goes on at its own depth; what branches off it is set further in.
            stack += [(one, depth + (place > 0)) for place, one in enumerate(below)]
        return "\n".join(lines)

    def find(self, which: Which) -> Commit:
        """A commit by its number or name, or as it is now.

        Raises:
            InputError: If there is none, or it is another run's.
        """
        if isinstance(which, Commit):
            here = self._commits[which.number : which.number + 1]
            if not here or here[0].changes != which.changes:
                raise InputError(f"{which!r} is no commit of this run", "see run.history")
            return here[0]
        found = [one for one in self._commits if which in (one.number, one.name) and which != ""]
        if isinstance(which, bool) or not found:
            raise InputError(
                f"there is no commit {which!r}",
                f"they are numbered 0 to {len(self) - 1}; see run.history",
            )
        return found[-1]
