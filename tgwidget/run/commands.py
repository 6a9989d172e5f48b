"""What a page asks for, and who does it."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TYPE_CHECKING

from tgwidget.errors import InputError
from tgwidget.events import (
    AddGradient,
    ChangeGradient,
    Checkout,
    Command,
    Continue,
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
    SetBreakpoint,
    SetPolicy,
    Stop,
    Undo,
)
from tgwidget.observe import inside
from tgwidget.review.person import person
from tgwidget.run import gradients
from tgwidget.runtime import in_thread
from tgwidget.variable import Variable, told

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
            lifted = variable(run, command.node)
            inside(run, lambda: lifted.lift(command.constraint))
        case AddGradient():
            gradients.add(run, variable(run, command.node), command)
        case ChangeGradient():
            gradients.change(run, variable(run, command.node), command)
        case SetBreakpoint():
            gradients.stop_at(run, variable(run, command.node), command)
        case Continue():
            run.desk.proceed(command)
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
            merged = variable(run, command.node)
            run.merge(merged, command.source, command.client, command.who or person())
        case NameCommit():
            run.history.name(command.commit, command.name)
        case SetPolicy():
            run.switch(command.policy, command.client, command.who.strip() or person())
        case Stop():
            run.cancel(command.client, command.who.strip() or person())
        case _:
            raise InputError(f"a run cannot {type(command).__name__}")
    return None


def variable(run: Run, node: str) -> Variable:
    """The variable of a node, if it is still there.

    Raises:
        InputError: If it is gone.
    """
    found = told.get(node) if run.knows(node) else None
    if found is None:
        raise InputError("this variable is gone")
    return found
