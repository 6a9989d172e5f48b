"""A run's way through its own history."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from tgwidget.errors import InputError
from tgwidget.history import Commit, History, Which
from tgwidget.observe import Observer, inside
from tgwidget.review import Desk
from tgwidget.steering import Steering
from tgwidget.variable import Variable

T = TypeVar("T")


class Historic(Steering):
    """What a run has of it."""

    desk: Desk

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.history = History(self.emit)
        """Every committed step, as a tree."""

    @property
    def waited(self) -> float:
        """For how many seconds it has waited for an answer; 0 where it asks nothing."""
        return self.desk.waited

    def undo(self, by: str = "program", who: str = "") -> Commit:
        """Take the last committed step back: values, gradients, momentum, memory, constraints.

        An open question is left undecided. Nothing is lost: ``redo`` and ``checkout`` go back.

        Args:
            by: The page that asks.
            who: The person's name.

        Returns:
            The commit at which the parameters stand now.

        Raises:
            InputError: If there is nothing to undo, or work is going on.
        """
        return self._between(lambda: self.history.undo(by, who), by, who)

    def redo(self, by: str = "program", who: str = "") -> Commit:
        """Take the last ``undo`` back.

        Raises:
            InputError: If there is nothing to redo, or work is going on.
        """
        return self._between(lambda: self.history.redo(by, who), by, who)

    def checkout(self, which: Which, by: str = "program", who: str = "") -> Commit:
        """Go to any commit, by its number or name, or as ``run.best.commit``.

        The next step branches off there.

        Raises:
            InputError: If there is none, or work is going on.
        """
        return self._between(lambda: self.history.checkout(which, by, who), by, who)

    def merge(
        self, variable: Variable | str, source: Which, by: str = "program", who: str = ""
    ) -> Commit:
        """Take over the value that a parameter has at another commit, as a commit of its own.

        Args:
            variable: The parameter, or its role description.
            source: The commit, its number or its name.
            by: The page that asks.
            who: The person's name.

        Raises:
            InputError: If there is no such commit or parameter, the value is the same, or work is
                going on.
        """
        return self._between(
            lambda: self.history.merge(variable, source, self.step, by, who), by, who
        )

    def _between(self, move: Callable[[], T], by: str, who: str) -> T:
        """Do it between two pieces of work; whoever is asked meanwhile is not asked any more."""
        self.check_rest()
        moved = inside(cast("Observer", self), move)
        self.desk.withdraw(by, who)
        return moved

    def check_rest(self) -> None:
        """See that the run can move in its history.

        Raises:
            InputError: If work is going on, and no question waits.
        """
        if self._work and not (len(self._work) == 1 and self.desk.resting):
            raise InputError(
                "a step is going on", "wait for its question, or for its end, or stop the run"
            )
