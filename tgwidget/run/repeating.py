"""What was done to a run from outside its program is done once more, as its journal tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tgwidget.events import (
    BreakpointSet,
    Checkout,
    CommitNamed,
    ConstraintsSet,
    Event,
    GradientAdded,
    GradientChanged,
    HistoryMoved,
    Merge,
    Merged,
    Notice,
    PolicyChanged,
    Redo,
    ReviewAnswered,
    Revised,
    Scored,
    Undo,
    ValueSet,
)
from tgwidget.observe import inside
from tgwidget.run.commands import variable
from tgwidget.run.hands import visitor
from tgwidget.variable import Gradient, Variable, breakpoint

if TYPE_CHECKING:
    from tgwidget.run.run import Run

MOVES = HistoryMoved | Merged | Revised
"""What can be done only between two pieces of work."""
MOVING = Undo | Redo | Checkout | Merge
"""The same, as a page asks for it."""
NAMED = ("ask", "accept", "reject", "fail")


def repeat(run: Run, event: Event) -> None:
    """Do once more what an event tells of; inside ``hands.by``.

    Args:
        run: The run that goes on.
        event: What was done, in the ids of this process.

    Raises:
        TgError: If it cannot be done.
    """
    match event:
        case HistoryMoved(way="undo"):
            run.undo(event.by, event.who)
        case HistoryMoved(way="redo"):
            run.redo(event.by, event.who)
        case HistoryMoved():
            run.checkout(event.commit, event.by, event.who)
        case Merged(source=source, changes=(change,)):
            run.merge(variable(run, change.node), source, event.by, event.who)
        case Revised(changes=changes):
            texts = {variable(run, one.node): one.new for one in changes}
            run.revise(texts, {}, event.by, event.who)
        case CommitNamed():
            run.history.name(event.commit, event.name)
        case Scored():
            run.score(event.value, event.name)
        case PolicyChanged():
            _policy(run, event)
        case ReviewAnswered():
            run.emit(event)
        case _:
            inside(visitor(run), lambda: _to_a_variable(run, event))


def _policy(run: Run, event: PolicyChanged) -> None:
    if event.policy in NAMED:
        run.switch(event.policy, event.by, event.who)  # pyright: ignore[reportArgumentType] - seen
        return
    run.emit(
        Notice(
            "warning",
            f"Before, {event.policy!r} decided from here on, which another cell had set. Set it "
            "again: run.set_review(…)",
        )
    )


def _to_a_variable(run: Run, event: Event) -> None:
    of = variable(run, getattr(event, "node", ""))
    match event:
        case GradientAdded():
            of.gradients.add(
                Gradient(event.text, region=event.region, by=event.by, unread=True, who=event.who)
            )
        case GradientChanged():
            _reworked(of, event)
        case ConstraintsSet(_, constraints):
            for one in of.constraints:
                if one not in constraints:
                    of.lift(one)
            for one in constraints:
                of.constrain(one)
        case ValueSet(picture=None):
            of.value = event.value
        case ValueSet():
            role = of.role_description
            text = f"Another cell had set another picture as {role!r}. Set it again."
            run.emit(Notice("warning", text))
        case BreakpointSet():
            breakpoint(of, event.on, by=event.by, who=event.who)
        case _:
            pass


def _reworked(of: Variable, event: GradientChanged) -> None:
    one = of.gradients.find(event.gradient)
    if one is None:
        return
    match event.action:
        case "edit":
            of.gradients.edit(one, event.text, by=event.by, who=event.who)
        case "mute" | "unmute":
            of.gradients.mute(one, event.action == "mute", by=event.by, who=event.who)
        case "remove":
            of.gradients.remove(one, by=event.by, who=event.who)
