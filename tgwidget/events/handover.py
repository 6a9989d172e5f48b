"""What comes back from a person who decided on a page of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tgwidget.events.records import Change, Event


@dataclass(frozen=True, slots=True)
class Revised(Event):
    """A person who looked at a run's changes took some back, or wrote other texts instead.

    ``commit`` is its number in the tree of commits and ``parent`` the one that it was made on.
    ``by`` names the page, ``who`` the person.
    """

    commit: int
    parent: int
    changes: tuple[Change, ...]
    by: str
    who: str


@dataclass(frozen=True, slots=True)
class ReviewAnswered(Event):
    """A person answered for a change that had been made, or had something to say.

    ``item`` and ``digest`` name what was answered for, as the page holds it; it is about ``node``.
    ``accept`` keeps the change, ``reject`` takes it back, ``none`` decides nothing.
    """

    item: str
    digest: str
    node: str
    action: Literal["accept", "edit", "reject", "none"]
    comment: str
    by: str
    who: str
