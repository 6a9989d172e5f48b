"""What a page makes of criticism, and where it wants passes to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tgwidget.errors import InputError, StaleDecisionError
from tgwidget.events import AddGradient, ChangeGradient, GradientChanged, SetBreakpoint
from tgwidget.observe import inside
from tgwidget.review.person import person
from tgwidget.variable import Gradient, Variable, breakpoint

if TYPE_CHECKING:
    from tgwidget.run.run import Run

DONE = {"edit": "edited", "mute": "muted", "unmute": "unmuted", "remove": "removed"}


def add(run: Run, variable: Variable, command: AddGradient) -> None:
    """Add what a person says of a variable.

    Raises:
        InputError: If it has no words, or the run is over.
    """
    run.check_going()
    text, who = command.text.strip(), command.who.strip() or person()
    if not text:
        raise InputError("a criticism needs words", "say what is wrong")
    said = Gradient(text, region=command.region, by=command.client, unread=True, who=who)
    inside(run, lambda: variable.gradients.add(said))


def change(run: Run, variable: Variable, command: ChangeGradient) -> None:
    """Edit, mute, unmute or remove a gradient; at a breakpoint, what waits there.

    Raises:
        StaleDecisionError: If it is gone, or is no longer what the page has seen.
        InputError: If an edit has no words, or the run is over.
    """
    run.check_going()
    if command.action == "edit" and not command.text.strip():
        raise InputError("a criticism needs words", "mute or remove it instead")
    gradients = run.desk.held(command) or variable.gradients
    one = gradients.find(command.gradient)
    if one is None or one.version != command.version:
        raise StaleDecisionError(_why(run, command))
    by, who = command.client, command.who.strip() or person()
    match command.action:
        case "edit":
            inside(run, lambda: gradients.edit(one, command.text.strip(), by=by, who=who))
        case "mute":
            inside(run, lambda: gradients.mute(one, by=by, who=who))
        case "unmute":
            inside(run, lambda: gradients.mute(one, on=False, by=by, who=who))
        case "remove":
            inside(run, lambda: gradients.remove(one, by=by, who=who))


def stop_at(run: Run, variable: Variable, command: SetBreakpoint) -> None:
    """Have passes stop at a variable, or no longer.

    Raises:
        InputError: If the run is over.
    """
    run.check_going()
    who = command.who.strip() or person()
    inside(run, lambda: breakpoint(variable, command.on, by=command.client, who=who))


def _why(run: Run, command: ChangeGradient) -> str:
    """What has become of a gradient that is not what a page has seen."""
    for logged in reversed(run.log):
        event = logged.event
        if isinstance(event, GradientChanged) and event.gradient == command.gradient:
            mine = event.by == command.client
            who = "you" if mine else ", ".join(filter(None, (event.who, event.by))) or "the program"
            return f"this criticism was already {DONE[event.action]} by {who}"
    return "this criticism is gone"
