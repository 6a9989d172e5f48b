"""What a page asks for, and who does it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextvars import copy_context
from typing import TYPE_CHECKING, TypeVar

from tgwidget import observe
from tgwidget.errors import InputError
from tgwidget.events import (
    AddGradient,
    Command,
    Criticise,
    Decide,
    Hello,
    LiftConstraint,
    Look,
    Pause,
    RaiseBudget,
    Resume,
    Retry,
    Stop,
)
from tgwidget.variable import Gradient, Variable, told

if TYPE_CHECKING:
    from tgwidget.run.run import Run

T = TypeVar("T")


def obey(run: Run, command: Command) -> str | Awaitable[str] | None:
    """Do what a page asks of a run; see ``Run.command``."""
    match command:
        case Hello():
            run.desk.page_seen()
        case Decide():
            run.desk.decide(command)
        case LiftConstraint():
            _within(run, _variable(run, command.node).lift, command.constraint)
        case AddGradient():
            run.check_going()
            _within(run, _variable(run, command.node).gradients.add, _said(command))
        case Look():
            return run.gallery.look(command.sha256)
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


def _within(run: Run, work: Callable[[T], object], given: T) -> None:
    """A command comes without the context of the run that it is for."""
    context = copy_context()
    context.run(observe.observer.set, run)
    context.run(work, given)


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
