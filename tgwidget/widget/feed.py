"""What a page is told, and how much of it: pure functions over a run's log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from tgwidget.events import CallDelta, CallFinished, CallRetrying, Event, RunStarted
from tgwidget.events.merging import merge
from tgwidget.events.wire import Logged, clean, size

Json = dict[str, Any]

LIMIT = 1_000_000
"""Bytes of JSON of the longest log a page is given at once. A notebook server drops what exceeds
1 MB a second over 3 s, in silence."""

SHORT = 400
"""Characters that are left of a shortened text."""

_LONG = ("system", "prompt", "reasoning", "text", "value", "old", "new", "message")


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
