"""Whose hand it was: what a run's own program does it does again by itself; all else is kept."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal, cast

from tgwidget.events import (
    CommitNamed,
    Event,
    HistoryMoved,
    Merged,
    PolicyChanged,
    ReviewAnswered,
    Revised,
    Scored,
)
from tgwidget.observe import Observer, within

Mark = Literal["", "outside", "again"]
"""How the line of an event is marked that is to be done again: by hand, or by who goes on."""
_DEEDS = (HistoryMoved, Merged, Revised, CommitNamed, Scored, PolicyChanged, ReviewAnswered)
"""What somebody does to a run itself; to its variables a ``Visitor`` does it."""

_hand: ContextVar[Literal["", "page", "again"]] = ContextVar("tgwidget_hand", default="")
_deed: ContextVar[Mark] = ContextVar("tgwidget_deed", default="")


def mark(run: Observer, event: Event) -> Mark:
    """How the line of an event is to be marked.

    Args:
        run: The run that it happens in.
        event: What happens.
    """
    hand = _hand.get()
    if _deed.get() or hand == "page" or not isinstance(event, _DEEDS):
        return _deed.get()  # what a page asks for has a line of its own
    if hand == "again":
        return "again"
    return "" if run in within.get() else "outside"


@contextmanager
def by(hand: Literal["page", "again"]) -> Generator[None]:
    """Do something as a page, or as an attempt before did it."""
    token = _hand.set(hand)
    try:
        yield
    finally:
        _hand.reset(token)


class Visitor:
    """A run, for who does something to its variables from outside its program.

    Args:
        run: The run.
    """

    def __init__(self, run: Observer) -> None:
        self._run = run

    def emit(self, event: Event) -> None:
        """Log one event, as one that is to be done again when the run goes on."""
        token = _deed.set("again" if _hand.get() == "again" else "outside")
        try:
            self._run.emit(event)
        finally:
            _deed.reset(token)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._run, name)


def visitor(run: Observer) -> Observer:
    """The run itself where this is its program, else as somebody who comes from outside."""
    if run in within.get() and not _hand.get():
        return run
    return cast("Observer", Visitor(run))
