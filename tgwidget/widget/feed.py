"""What a page is told, and how much of it: pure functions over a run's log."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from tgwidget.events import CallDelta, CallFinished, CallRetrying, Event, RunStarted
from tgwidget.events.wire import Logged

Json = dict[str, Any]

LIMIT = 1_000_000
"""Bytes of JSON of the longest log a page is given at once. A notebook server drops what exceeds
1 MB a second over 3 s, in silence."""

SHORT = 400
"""Characters that are left of a shortened text."""

_LONG = ("system", "prompt", "reasoning", "text", "value", "old", "new", "message")


def merge(events: Iterable[Logged]) -> list[Logged]:
    """Join the pieces of text that belong together; everything else stays, in order.

    Args:
        events: Logged events, in order.

    Returns:
        The events, where pieces of one call and one kind that follow each other within that call
        are one event, in the place of the last of them.
    """
    merged: list[Logged | None] = []
    pieces: list[list[str]] = []
    last: dict[str, int] = {}
    for logged in events:
        event = logged.event
        call = getattr(event, "call", None)
        before = last.pop(call, None) if isinstance(call, str) else None
        mine: list[str] = []
        if isinstance(event, CallDelta):
            earlier = merged[before] if before is not None else None
            joins = isinstance(earlier and earlier.event, CallDelta)
            if before is not None and joins and _kind(earlier) == event.kind:
                mine, merged[before] = pieces[before], None
            mine.append(event.text)
            last[event.call] = len(merged)
        merged.append(logged)
        pieces.append(mine)
    return [_joined(logged, mine) for logged, mine in zip(merged, pieces, strict=True) if logged]


def _kind(logged: Logged | None) -> str:
    return getattr(logged and logged.event, "kind", "")


def _joined(logged: Logged, pieces: list[str]) -> Logged:
    event = logged.event
    if not isinstance(event, CallDelta) or len(pieces) == 1:
        return logged
    return Logged(logged.seq, logged.t, CallDelta(event.call, "".join(pieces), event.kind))


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
        if isinstance(event, CallFinished) or (isinstance(event, CallRetrying) and event.discard):
            void.add(event.call)
        kept.append(logged)
    return kept[::-1]


def bounded(events: Sequence[Logged], limit: int = LIMIT) -> list[Json]:
    """The events as the page reads them, within a limit: what is oldest gives way first.

    Args:
        events: Logged events, in order.
        limit: Bytes of JSON that they may take together.

    Returns:
        JSON objects. Over the limit, first prompts and texts of calls are shortened, then all
        texts and pictures, and at last calls, then other events, are dropped; the run's own
        beginning and the newest events stay.
    """
    kept = merge(needless(events))
    items = [clean(logged.to_json()) for logged in kept]
    sizes = [size(item) for item in items]
    total = sum(sizes)
    steps: tuple[tuple[Callable[[Event], bool], Callable[[Json], Json]], ...] = (
        (_of_a_call, _shortened),
        (_any, _shortened),
        (_of_a_call, _dropped),
        (_any, _dropped),
    )
    for concerns, reduce in steps:
        for place, logged in enumerate(kept):
            if total <= limit:
                break
            item = items[place]
            if item and concerns(logged.event) and not isinstance(logged.event, RunStarted):
                items[place] = reduce(item)
                total -= sizes[place]
                sizes[place] = size(items[place])
                total += sizes[place]
    return [item for item in items if item]


def _of_a_call(event: Event) -> bool:
    return hasattr(event, "call")


def _any(event: Event) -> bool:
    return True


def _shortened(item: Json) -> Json:
    less: Json = {}
    for name, value in item.items():
        if name in _LONG and isinstance(value, str) and len(value) > SHORT:
            value = value[: SHORT // 2] + " … " + value[-SHORT // 2 :]
        elif name == "picture":
            value = None
        elif name == "changes":
            value = [_shortened(cast("Json", change)) for change in value]
        less[name] = value
    return less


def _dropped(item: Json) -> Json:
    return {}


def size(item: Json) -> int:
    """Bytes that a JSON object takes on the wire."""
    return len(json.dumps(item, ensure_ascii=False).encode())


def clean(value: Any) -> Any:
    """The value without what JSON on the wire cannot carry: lone surrogates, NaN, infinity."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: clean(part) for name, part in cast("Json", value).items()}
    if isinstance(value, list | tuple):
        return [clean(part) for part in cast("Sequence[Any]", value)]
    return value
