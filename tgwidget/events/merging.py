"""Pieces of text that belong together become one event."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

from tgwidget.events import CallDelta
from tgwidget.events.wire import Logged


def merge(events: Iterable[Logged], within: float = inf) -> list[Logged]:
    """Join the pieces of text that belong together; everything else stays, in order.

    Args:
        events: Logged events, in order.
        within: Seconds that may lie between the first and the last piece of what is joined.

    Returns:
        The events, where pieces of one call and one kind that follow each other within that call
        are one event, in the place of the last of them.
    """
    merged: list[Logged | None] = []
    pieces: list[list[str]] = []
    begun: list[float] = []
    last: dict[str, int] = {}
    for logged in events:
        event = logged.event
        call = getattr(event, "call", None)
        before = last.pop(call, None) if isinstance(call, str) else None
        mine, since = list[str](), logged.t
        if isinstance(event, CallDelta):
            earlier = merged[before] if before is not None else None
            joins = isinstance(earlier and earlier.event, CallDelta)
            near = before is not None and logged.t - begun[before] <= within
            if before is not None and joins and near and _kind(earlier) == event.kind:
                mine, since, merged[before] = pieces[before], begun[before], None
            mine.append(event.text)
            last[event.call] = len(merged)
        merged.append(logged)
        pieces.append(mine)
        begun.append(since)
    return [_joined(logged, mine) for logged, mine in zip(merged, pieces, strict=True) if logged]


def _kind(logged: Logged | None) -> str:
    return getattr(logged and logged.event, "kind", "")


def _joined(logged: Logged, pieces: list[str]) -> Logged:
    event = logged.event
    if not isinstance(event, CallDelta) or len(pieces) == 1:
        return logged
    return Logged(logged.seq, logged.t, CallDelta(event.call, "".join(pieces), event.kind))
