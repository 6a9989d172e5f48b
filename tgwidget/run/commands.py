"""What a page asks for, and who does it."""

from __future__ import annotations

from collections.abc import Awaitable
from contextvars import copy_context
from typing import TYPE_CHECKING

from tgwidget import observe
from tgwidget.errors import InputError
from tgwidget.events import (
    Command,
    Criticise,
    Decide,
    Hello,
    LiftConstraint,
    Pause,
    RaiseBudget,
    Resume,
    Retry,
    Stop,
)
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
            # A command comes without the context of the run that it is for.
            context = copy_context()
            context.run(observe.observer.set, run)
            context.run(_variable(run, command.node).lift, command.constraint)
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
        case Stop():
            run.cancel()
        case _:
            raise InputError(f"a run cannot {type(command).__name__}")
    return None


def _variable(run: Run, node: str) -> Variable:
    variable = told.get(node) if run.knows(node) else None
    if variable is None:
        raise InputError("this variable is gone")
    return variable
