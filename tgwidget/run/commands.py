"""What a page asks for, and who does it."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from tgwidget.errors import InputError
from tgwidget.events import (
    AddGradient,
    Checkout,
    Command,
    Criticise,
    Decide,
    Export,
    Hello,
    LiftConstraint,
    Look,
    Merge,
    NameCommit,
    Pause,
    RaiseBudget,
    Redo,
    Resume,
    Retry,
    SetPolicy,
    Stop,
    Undo,
)
from tgwidget.observe import inside
from tgwidget.review.person import person
from tgwidget.runtime import in_thread
from tgwidget.variable import Gradient, Variable, told

if TYPE_CHECKING:
    from tgwidget.run.run import Run


def obey(run: Run, command: Command) -> str | Awaitable[str] | None:
    """Do what a page asks of a run; see ``Run.command``."""
    match command:
        case Hello():
            run.desk.page_seen()
        case Decide():
            run.desk.decide(command)
        case LiftConstraint():
            variable = _variable(run, command.node)
            inside(run, lambda: variable.lift(command.constraint))
        case AddGradient():
            run.check_going()
            variable = _variable(run, command.node)
            inside(run, lambda: variable.gradients.add(_said(command)))
        case Look():
            return run.gallery.look(command.sha256)
        case Export():
            return in_thread(lambda: run.exported(command.form), "tgwidget export")
        case Criticise():
            run.desk.criticise(command)
        case RaiseBudget():
            run.desk.raise_budget(command)
        case Retry():
            run.desk.retry(command.failure)
        case Pause():
            run.pause(command.client)
        case Resume():
            run.resume(command.client)
        case Undo():
            run.undo(command.client, command.who or person())
        case Redo():
            run.redo(command.client, command.who or person())
        case Checkout():
            run.checkout(command.commit, command.client, command.who or person())
        case Merge():
            variable = _variable(run, command.node)
            run.merge(variable, command.source, command.client, command.who or person())
        case NameCommit():
            run.history.name(command.commit, command.name)
        case SetPolicy():
            run.switch(command.policy, command.client, command.who.strip() or person())
        case Stop():
            run.cancel()
        case _:
            raise InputError(f"a run cannot {type(command).__name__}")
    return None


def _said(command: AddGradient) -> Gradient:
    text = command.text.strip()
    if not text:
        raise InputError("a criticism needs words", "say what is wrong")
    return Gradient(text, region=command.region, by=command.client, unread=True)


def _variable(run: Run, node: str) -> Variable:
    variable = told.get(node) if run.knows(node) else None
    if variable is None:
        raise InputError("this variable is gone")
    return variable
