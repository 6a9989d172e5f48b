"""What happens to the tree of committed steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tgwidget.events.records import Change, Event


@dataclass(frozen=True, slots=True)
class StepCommitted(Event):
    """A step was committed, all its changes at once; without changes, all were rejected.

    ``commit`` is its number in the tree of commits, from 1, and ``parent`` the commit that it was
    made on, 0 for the beginning. A step without changes is no commit of its own: both are the one
    that it was made on.
    """

    step: int
    changes: tuple[Change, ...]
    commit: int = 0
    parent: int = 0


@dataclass(frozen=True, slots=True)
class HistoryMoved(Event):
    """The parameters and their optimizers are again as they were at ``commit``.

    ``changes`` are the values that are other than before; their versions are new ones. ``way``
    tells how it was asked for; ``by`` names the page or ``program``, ``who`` the person there.
    """

    commit: int
    changes: tuple[Change, ...]
    way: Literal["undo", "redo", "checkout"]
    by: str
    who: str


@dataclass(frozen=True, slots=True)
class Merged(Event):
    """The value of a parameter at the commit ``source`` was taken over, as a commit of its own."""

    commit: int
    parent: int
    source: int
    changes: tuple[Change, ...]
    by: str
    who: str


@dataclass(frozen=True, slots=True)
class CommitNamed(Event):
    """A commit has a name now; an empty one takes it away."""

    commit: int
    name: str
