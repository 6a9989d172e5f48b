"""What a page is told: pure functions over a run's log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tgwidget.events import CallDelta
from tgwidget.events.merging import merge
from tgwidget.events.wire import Logged
from tgwidget.widget.shortening import Excerpt, Told, outdone, told

LIMIT = 2_000_000
"""Bytes of JSON of the longest log that a page is given at once, and a notebook keeps."""


def needless(events: Sequence[Logged]) -> list[Logged]:
    """Leave out the pieces that a later event repeats or voids.

    Args:
        events: Logged events, in order, from the beginning of every call in them.
    """
    void: set[str] = set()
    kept: list[Logged] = []
    for logged in reversed(events):
        event = logged.event
        if isinstance(event, CallDelta) and event.call in void:
            continue
        void.add(outdone(event))
        kept.append(logged)
    return kept[::-1]


def bounded(events: Sequence[Logged], limit: int = LIMIT) -> list[dict[str, Any]]:
    """The events as the page reads them, within a limit: what is oldest gives way first.

    Args:
        events: Logged events, in order.
        limit: Bytes of JSON that they may take together.

    Returns:
        JSON objects; see ``Excerpt`` for what is left out of them.
    """
    excerpt = Excerpt()
    excerpt.add(lasting(events))
    return excerpt.within(limit)


def lasting(events: Sequence[Logged]) -> list[Told]:
    """What a page that comes later is told of events.

    Args:
        events: Logged events, in order.
    """
    return told(merge(needless(events)))
