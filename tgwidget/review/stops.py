"""Where criticism waits at a breakpoint until a person lets it go on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tgwidget import runtime
from tgwidget.errors import StaleDecisionError
from tgwidget.events import (
    Arrived,
    BreakpointLeft,
    BreakpointReached,
    ChangeGradient,
    Continue,
    Event,
    GradientChanged,
)
from tgwidget.review.asking import Asking
from tgwidget.review.person import person
from tgwidget.review.relief import Relief
from tgwidget.variable import Gradient, Gradients, Variable, reaching, topological


@dataclass
class _Stop:
    """Criticism that waits; ``version`` counts the changes of it, from 1."""

    gradients: Gradients
    answer: asyncio.Future[tuple[str, str]]
    since: float
    version: int = 1


Changed = Sequence[tuple[int, GradientChanged]]
"""What was made of gradients that wait: the place of one among them, and what."""


class Stops(Asking):
    """What waits at breakpoints: the first page that lets it go on wins.

    Args:
        emit: Where its events go.
    """

    def __init__(self, emit: Callable[[Event], None]) -> None:
        super().__init__(emit)
        self._stops: dict[str, _Stop] = {}
        self._begun: dict[str, Changed] = {}

    async def inspect(self, variable: Variable, arrived: Sequence[Gradient]) -> Sequence[Gradient]:
        """Show what has arrived at a breakpoint, and wait until it may go on.

        Args:
            variable: Where it has arrived.
            arrived: The gradients, in order.

        Returns:
            What has become of them meanwhile.
        """
        ask, items = f"s{next(self._ids)}", list(arrived)
        answer: asyncio.Future[tuple[str, str]] = asyncio.get_running_loop().create_future()
        self._stops[ask] = _Stop(Gradients(variable, items), answer, time.monotonic())
        self._reached(ask, variable, items)
        begun = self._begun.pop(variable.id, ())
        _rework(self._stops[ask].gradients, arrived, begun)
        self._stops[ask].version += len(begun)
        left, given = False, ("", "")
        try:
            given = await answer
            left = True
        finally:
            self._leave(ask, left, *given)
        return items

    def _leave(self, ask: str, passed: bool, by: str, who: str) -> None:
        """Log how it went on, once, and before that has any effect."""
        if stop := self._stops.pop(ask, None):
            self._emit(BreakpointLeft(ask, passed, by, who, time.monotonic() - stop.since))

    def repeat_stop(
        self,
        variable: Variable,
        arrived: Sequence[Gradient],
        changes: Changed,
        left: BreakpointLeft,
        meanwhile: Callable[[], None],
    ) -> Sequence[Gradient]:
        """Do once more what was done with criticism that had arrived at a breakpoint.

        Args:
            variable: Where it has arrived.
            arrived: The gradients, in order.
            changes: What was made of them: the place of one, and what.
            left: How the pass went on.
            meanwhile: Does what else was done while it waited.

        Returns:
            What has become of them.
        """
        ask, items = f"s{next(self._ids)}", list(arrived)
        gradients = Gradients(variable, items)
        self._reached(ask, variable, items)
        meanwhile()
        _rework(gradients, arrived, changes)
        self._emit(replace(left, ask=ask))
        return items

    def begun_stop(self, variable: Variable, changes: Changed) -> None:
        """Take note of what was made of criticism that waited at a breakpoint, and will again.

        Args:
            variable: Where it will arrive.
            changes: What was made of it: the place of one, and what.
        """
        self._begun[variable.id] = changes

    def _reached(self, ask: str, variable: Variable, items: Sequence[Gradient]) -> None:
        told = tuple(Arrived(one.id, one.value, one.via, one.author) for one in items)
        self._emit(BreakpointReached(ask, variable.id, told, _onto(variable)))

    def held(self, command: ChangeGradient) -> Gradients | None:
        """Where the gradient waits that a page wants to change, if it does at a breakpoint."""
        for stop in self._stops.values():
            one = stop.gradients.find(command.gradient)
            if one is not None and not stop.answer.done():
                if one.version == command.version:
                    stop.version += 1
                return stop.gradients
        return None

    def stopped(self, ask: str) -> int:
        """The version of what waits at a breakpoint; 0 if nothing does."""
        stop = self._stops.get(ask)
        return stop.version if stop and not stop.answer.done() else 0

    def proceed(self, command: Continue) -> None:
        """Let criticism go on from a breakpoint.

        Raises:
            StaleDecisionError: If it has gone on, or was changed since the page has seen it.
        """
        stop = self._stops.get(command.ask)
        if stop is None or stop.answer.done():
            raise StaleDecisionError("this criticism has gone on already")
        if stop.version != command.version:
            raise StaleDecisionError(
                "this criticism was changed just now", "look at it again, then go on"
            )
        by, who = command.client, command.who.strip() or person()
        self._leave(command.ask, True, by, who)
        stop.answer.set_result((by, who))

    def let_go(self, relief: Relief) -> None:
        """Let everything go on as it is, where a policy that asks nobody takes over."""
        if not hasattr(relief.policy, "inspect"):
            for stop in tuple(self._stops.values()):
                runtime.call_soon(_pass, stop.answer, (relief.by, relief.who))


def _rework(gradients: Gradients, arrived: Sequence[Gradient], changes: Changed) -> None:
    """Do once more what was made of criticism that had arrived at a breakpoint."""
    for place, change in changes:
        one, by, who = arrived[place], change.by, change.who
        match change.action:
            case "edit":
                gradients.edit(one, change.text, by=by, who=who)
            case "mute" | "unmute":
                gradients.mute(one, change.action == "mute", by=by, who=who)
            case "remove":
                gradients.remove(one, by=by, who=who)


def _pass(answer: asyncio.Future[tuple[str, str]], given: tuple[str, str]) -> None:
    if not answer.done():
        answer.set_result(given)


def _onto(variable: Variable) -> tuple[str, ...]:
    """Where criticism goes on to from a variable, each once."""
    wanted = reaching(topological(variable))
    return tuple(dict.fromkeys(one.id for one in variable.predecessors if one.id in wanted))
