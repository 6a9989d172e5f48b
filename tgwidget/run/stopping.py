"""Where a run's backward passes stop, and who looks at what has arrived there."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import Any, cast

from tgwidget.errors import InputError
from tgwidget.events import BreakpointSet, Event, Notice
from tgwidget.optimizer.proposal import Reviewer
from tgwidget.variable import Gradient, Variable, topological


class Breakpoints:
    """The breakpoints on what a run makes: each moves on to what is later made in its place.

    Two variables stand in the same place if the same op with the same role made them from the same
    inputs. A parameter is itself at every step; another text that was given is known by its words.

    Args:
        emit: Where its events go.
    """

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._names: dict[object, int] = {}
        self._held: dict[int, Variable] = {}
        self.passed: set[str] = set()
        """The roles of the variables whose breakpoints were passed, as nobody is asked."""

    def mark(self, variable: Variable) -> None:
        """Take note of a breakpoint that is set, or taken away."""
        place = self._places(topological(variable))[variable.id]
        if variable.breakpoint:
            self._held[place] = variable
        else:
            self._held.pop(place, None)

    def follow(self, order: Sequence[Variable]) -> None:
        """Move breakpoints on to what was made in the place of their variables."""
        if not self._held and not any(variable.breakpoint for variable in order):
            return
        places, here = self._places(order), {variable.id for variable in order}
        for variable in order:
            if variable.breakpoint:
                self._held[places[variable.id]] = variable
        for variable in order:
            before = self._held.get(places[variable.id])
            if before is None or before.id in here or not before.breakpoint:
                continue
            before.breakpoint, variable.breakpoint = False, True
            self._held[places[variable.id]] = variable
            self._emit(BreakpointSet(before.id, on=False, by=""))
            self._emit(BreakpointSet(variable.id, on=True, by=""))

    def _places(self, order: Sequence[Variable]) -> dict[str, int]:
        """The place of each variable, as a number, by its id."""
        places: dict[str, int] = {}
        for one in order:
            if one.grad_fn is not None:
                inputs = tuple(places[predecessor.id] for predecessor in one.predecessors)
                name: object = one.grad_fn.function.label, one.role_description, inputs
            else:
                name = one.id if one.requires_grad else (one.role_description, one.value)
            places[one.id] = self._names.setdefault(name, len(self._names))
        return places


class Stopping(ABC):
    """What a run has of it."""

    review_policy: str
    emit: Callable[[Event], None]
    _reviewer: Reviewer
    _breakpoints: Breakpoints

    @abstractmethod
    def inspected(
        self, variable: Variable, arrived: Sequence[Gradient]
    ) -> Sequence[Gradient] | None:
        """What became of it, where the same was looked at before."""

    def mark(self, variable: Variable) -> None:
        """Take note of a breakpoint that is set, or taken away."""
        self._breakpoints.mark(variable)

    def follow(self, order: Sequence[Variable]) -> None:
        """Move breakpoints on to what was made in the place of their variables."""
        self._breakpoints.follow(order)

    async def inspect(self, variable: Variable, arrived: Sequence[Gradient]) -> Sequence[Gradient]:
        """Have this run's reviewer look at what has arrived at a breakpoint.

        A reviewer that inspects nothing lets it go on as it is; the log says so once.

        Raises:
            InputError: If the reviewer gives something else than gradients.
        """
        known = self.inspected(variable, arrived)
        if known is not None:
            return known
        role = variable.role_description
        reviewer: Any = self._reviewer
        if not hasattr(reviewer, "inspect"):
            if role not in self._breakpoints.passed:
                self._breakpoints.passed.add(role)
                text = f"The breakpoint on {role!r} was passed: {self.review_policy!r} asks nobody."
                self.emit(Notice("info", text))
            return arrived
        given: Any = await reviewer.inspect(variable, arrived)
        left = cast("Sequence[object]", given if isinstance(given, Sequence) else [given])
        passed = [one for one in left if isinstance(one, Gradient)]
        if len(passed) < len(left):
            raise InputError(
                f"the reviewer {self.review_policy!r} let something else than gradients go on from "
                f"the breakpoint on {role!r}",
                "let its inspect(variable, gradients) return those of them that go on",
            )
        return passed
