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

Mark = Literal["", "outside"] | int
"""How an event's line is marked that is to be done again; the number is of what it repeats."""
_DEEDS = (HistoryMoved, Merged, Revised, CommitNamed, Scored, PolicyChanged, ReviewAnswered)
"""What somebody does to a run itself; to its variables a ``Visitor`` does it."""

_hand: ContextVar[Literal["", "page"] | int] = ContextVar("tgwidget_hand", default="")
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
    if isinstance(hand, int):
        return hand
    return "" if run in within.get() else "outside"


@contextmanager
def by(hand: Literal["page"] | int) -> Generator[None]:
    """Do something as a page, or as the attempts before did it: which of all that they have."""
    token = _hand.set(hand)
    try:
        yield
    finally:
        _hand.reset(token)


def repeated() -> int:
    """Which of all that the attempts before have is being done again, from 1; 0 for none."""
    hand = _hand.get()
    return hand if isinstance(hand, int) else 0


class Visitor:
    """A run, for who does something to its variables from outside its program.

    Args:
        run: The run.
    """

    def __init__(self, run: Observer) -> None:
        self._run = run

    def emit(self, event: Event) -> None:
        """Log one event, as one that is to be done again when the run goes on."""
        hand = _hand.get()
        token = _deed.set(hand if isinstance(hand, int) else "outside")
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
