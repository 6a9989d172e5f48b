"""Every committed step is a node of a tree; the parameters stand at one of them, the head."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tgwidget.errors import InputError
from tgwidget.events import Change, CommitNamed, Event, HistoryMoved, Merged, StepCommitted
from tgwidget.observe import Stateful
from tgwidget.variable import Variable

Way = Literal["undo", "redo", "checkout"]


@dataclass(frozen=True)
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


class History:
    """The commits of a run, in the order they were made; the first is the beginning.

    Args:
        emit: Where its events go.
    """

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._commits = [Commit(0, None, 0)]
        self._states: list[dict[Stateful, Any]] = [{}]
        self._undone: list[int] = []
        self.head = 0
        """The number of the commit at which the parameters stand."""

    def __repr__(self) -> str:
        return f"History({len(self) - 1} commits, at {self.head})"

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
        """The tree in words, a line a commit; the head is marked."""
        children: dict[int, list[Commit]] = {}
        for commit in self._commits[1:]:
            children.setdefault(commit.parent or 0, []).append(commit)
        lines: list[str] = []
        stack = [(self._commits[0], 0)]
        while stack:
            commit, depth = stack.pop()
            mark = "▶" if commit.number == self.head else " "
            scores = "".join(f" · {name} {value:g}" for name, value in commit.scores.items())
            name = f" · {commit.name}" if commit.name else ""
            what = f"step {commit.step}" if commit.number else "the beginning"
            lines.append(f"{mark} {'  ' * depth}{commit.number}  {what}{name}{scores}")
            below = children.get(commit.number, [])
            # A line goes on at its own depth; what branches off it is set further in.
            stack += [(one, depth + (place > 0)) for place, one in enumerate(below)]
        return "\n".join(lines)

    def find(self, which: int | str) -> Commit:
        """A commit by its number or name.

        Raises:
            InputError: If there is none.
        """
        found = [one for one in self._commits if which in (one.number, one.name) and which != ""]
        if isinstance(which, bool) or not found:
            raise InputError(
                f"there is no commit {which!r}", f"they are numbered 0 to {len(self) - 1}"
            )
        return found[-1]

    def enlist(self, optimizer: Stateful) -> None:
        """Have an optimizer taken along from here on."""
        if optimizer in self._states[-1]:
            return
        # Before it was known it was what it is now.
        state = optimizer.state()
        for states in self._states:
            states.setdefault(optimizer, state)

    def record(self, step: int, changes: tuple[Change, ...]) -> None:
        """Take note of a committed step; one without changes is no commit of its own."""
        if not changes:
            self._emit(StepCommitted(step, (), self.head, self.head))
            return
        commit = self._grow(step, changes)
        self._emit(StepCommitted(step, changes, commit.number, commit.parent or 0))

    def _grow(self, step: int, changes: tuple[Change, ...]) -> Commit:
        commit = Commit(len(self), self.head, step, changes)
        self._commits.append(commit)
        self._states.append({one: one.state() for one in self._states[-1]})
        self.head = commit.number
        self._undone.clear()
        return commit

    def score(self, name: str, value: float) -> None:
        """Take note of what was measured of the head."""
        here = self._commits[self.head]
        self._commits[self.head] = replace(here, scores={**here.scores, name: value})

    def undo(self, by: str, who: str = "") -> Commit:
        """Go back to the commit before the head.

        Args:
            by: The page that asks, or ``program``.
            who: The person's name.

        Raises:
            InputError: If the head is the beginning.
        """
        here = self._commits[self.head]
        if here.parent is None:
            raise InputError("there is nothing to undo", "no step was committed before this")
        moved = self._move(here.parent, "undo", by, who)
        self._undone.append(here.number)
        return moved

    def redo(self, by: str, who: str = "") -> Commit:
        """Go forward to the commit that was undone last.

        Raises:
            InputError: If nothing was undone since the last commit.
        """
        if not self._undone:
            raise InputError("there is nothing to redo", "undo something first")
        return self._move(self._undone.pop(), "redo", by, who)

    def checkout(self, which: int | str, by: str, who: str = "") -> Commit:
        """Go to any commit; the next one branches off there.

        Raises:
            InputError: If there is no such commit.
        """
        commit = self.find(which)
        self._undone.clear()
        return self._move(commit.number, "checkout", by, who)

    def _move(self, number: int, way: Way, by: str, who: str) -> Commit:
        changes = [
            change
            for optimizer, state in self._states[number].items()
            for change in optimizer.restore(state)
        ]
        self.head = number
        self._emit(HistoryMoved(number, tuple(changes), way, by, who))
        return self._commits[number]

    def name(self, which: int | str, name: str) -> None:
        """Give a commit a name, to find it by; an empty one takes it away.

        Raises:
            InputError: If there is no such commit, or the name is taken or a number.
        """
        commit, name = self.find(which), name.strip()
        taken = any(one.name == name and one.number != commit.number for one in self._commits)
        if name.isdecimal() or (name and taken):
            raise InputError(f"the name {name!r} is taken", "choose another")
        self._commits[commit.number] = replace(commit, name=name)
        self._emit(CommitNamed(commit.number, name))

    def value(self, variable: Variable, which: int | str) -> str:
        """The text that a parameter has at a commit.

        Raises:
            InputError: If there is no such commit, or no optimizer has charge of the variable.
        """
        states = self._states[self.find(which).number]
        for optimizer, state in states.items():
            if variable in optimizer.parameters:
                return str(state.parameters[variable].value)
        raise InputError(
            f"{variable.role_description!r} is no parameter of this run",
            "name a variable that one of its optimizers has charge of",
        )

    def compare(self, one: int | str, other: int | str) -> dict[str, tuple[str, str]]:
        """The parameters whose values differ between two commits.

        Args:
            one: The number or name of a commit.
            other: That of another.

        Returns:
            The two values by the parameter's role description.
        """
        variables = [v for optimizer in self._states[0] for v in optimizer.parameters]
        pairs = {v.role_description: (self.value(v, one), self.value(v, other)) for v in variables}
        return {role: pair for role, pair in pairs.items() if pair[0] != pair[1]}

    def merge(
        self, variable: Variable, source: int | str, step: int, by: str, who: str = ""
    ) -> Commit:
        """Take over the value that a parameter has at another commit, as a commit of its own.

        Raises:
            InputError: If there is no such commit or parameter, or the value is the same.
        """
        origin, old = self.find(source), variable.text
        new = self.value(variable, source)
        if new == old:
            role = variable.role_description
            raise InputError(f"{role!r} has the same value there", "there is nothing to take over")
        variable.commit(new)
        change = Change(variable.id, old, new, variable.version)
        commit = self._grow(step, (change,))
        self._emit(Merged(commit.number, commit.parent or 0, origin.number, (change,), by, who))
        return commit
