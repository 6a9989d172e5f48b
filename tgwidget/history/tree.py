"""Every committed step is a node of a tree; the parameters stand at one of them, the head."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from tgwidget.errors import InputError, InputTypeError
from tgwidget.events import (
    Change,
    CommitNamed,
    Event,
    HistoryMoved,
    Merged,
    Revised,
    StepCommitted,
)
from tgwidget.history.commits import Commit, Commits, Which
from tgwidget.observe import Stateful
from tgwidget.variable import Variable

Way = Literal["undo", "redo", "checkout"]


class History(Commits):
    """The commits of a run, in the order they were made; the first is the beginning.

    Args:
        emit: Where its events go.
    """

    def __init__(self, emit: Callable[[Event], None]) -> None:
        super().__init__()
        self._emit = emit
        self._states: list[dict[Stateful, Any]] = [{}]
        self._undone: list[int] = []

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
        self._put(commit)
        self._states.append({one: one.state() for one in self._states[-1]})
        self._undone.clear()
        return commit

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

    def checkout(self, which: Which, by: str, who: str = "") -> Commit:
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

    def name(self, which: Which, name: str) -> None:
        """Give a commit a name, to find it by; an empty one takes it away.

        Raises:
            InputError: If there is no such commit, or the name is taken, a number or no text.
        """
        commit, name = self.find(which), _words(name)
        taken = any(one.name == name and one.number != commit.number for one in self._commits)
        if name.isdecimal() or (name and taken):
            raise InputError(f"the name {name!r} is taken", "choose another")
        self._commits[commit.number] = replace(commit, name=name)
        self._emit(CommitNamed(commit.number, name))

    def parameter(self, which: Variable | str) -> Variable:
        """A parameter of the run.

        Args:
            which: The variable, or its role description.

        Raises:
            InputError: If there is none, or are several of that role.
        """
        all = {one.id: one for known in self._states[0] for one in known.parameters}
        if isinstance(which, Variable):
            found = [which] if which.id in all else []
        else:
            found = [one for one in all.values() if one.role_description == which]
        if len(found) == 1:
            return found[0]
        role = which.role_description if isinstance(which, Variable) else which
        roles = ", ".join(repr(one.role_description) for one in all.values())
        if found:
            raise InputError(f"{len(found)} parameters are called {role!r}", "give the variable")
        raise InputError(
            f"{role!r} is no parameter of this run",
            f"there is {roles}"
            if all
            else "name a variable that one of its optimizers has charge of",
        )

    def value(self, variable: Variable | str, which: Which) -> str:
        """The text that a parameter has at a commit.

        Raises:
            InputError: If there is no such commit, or no optimizer has charge of the variable.
        """
        states = self._states[self.find(which).number]
        wanted = self.parameter(variable)
        state = next(state for one, state in states.items() if wanted in one.parameters)
        return str(state.parameters[wanted].value)

    def compare(self, one: Which, other: Which) -> dict[str, tuple[str, str]]:
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
        self, variable: Variable | str, source: Which, step: int, by: str, who: str = ""
    ) -> Commit:
        """Take over the value that a parameter has at another commit, as a commit of its own.

        Raises:
            InputError: If there is no such commit or parameter, or the value is the same.
        """
        variable, origin = self.parameter(variable), self.find(source)
        old = variable.text
        new = self.value(variable, source)
        if new == old:
            role = variable.role_description
            raise InputError(f"{role!r} has the same value there", "there is nothing to take over")
        variable.commit(new)
        change = Change(variable.id, old, new, variable.version)
        commit = self._grow(step, (change,))
        self._emit(Merged(commit.number, commit.parent or 0, origin.number, (change,), by, who))
        return commit

    def revise(self, texts: Mapping[Variable, str], step: int, by: str, who: str = "") -> Commit:
        """Write values that a person chose afterwards, all in one commit.

        Args:
            texts: The new value of each parameter.
            step: The optimizer's step that would be next.
            by: The page that asks.
            who: The person's name.
        """
        changes: list[Change] = []
        for variable, text in texts.items():
            old = variable.text
            variable.commit(text)
            changes.append(Change(variable.id, old, text, variable.version))
        commit = self._grow(step, tuple(changes))
        self._emit(Revised(commit.number, commit.parent or 0, commit.changes, by, who))
        return commit


def _words(name: object) -> str:
    if not isinstance(name, str):
        raise InputTypeError(f"{name!r} is no name", "give a text; an empty one takes a name away")
    return name.strip()
