"""A log that is too long for a page is told more shortly, from its oldest end on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from tgwidget.events import (
    CallFailed,
    CallFinished,
    CallsSummed,
    CallStarted,
    Decided,
    Event,
    NodeAdded,
    ParametersSet,
    ProposalMade,
    RunEnded,
    RunStarted,
    Scored,
    StepCommitted,
)
from tgwidget.events.wire import Logged, clean, size

Json = dict[str, Any]

SHORT = 400
"""Characters that are left of a shortened text."""

LASTING = (NodeAdded, ParametersSet, ProposalMade, Decided, StepCommitted, Scored, RunEnded)
"""What a run was about: dropped only where nothing else is left to drop."""

_LONG = ("system", "prompt", "reasoning", "text", "value", "old", "new", "message")


def shortened(log: Sequence[Logged], limit: int) -> list[Json]:
    """The events as a page reads them, within a limit: what is oldest gives way first.

    Args:
        log: Logged events, in order.
        limit: Bytes of JSON that they may take together.

    Returns:
        JSON objects. Over the limit calls lose the words that were sent, then they are told in sum,
        step by step; then texts are shortened and pictures left out; at last events are dropped,
        decisions and committed steps after all others. The run's own beginning stays.
    """
    work = _Work(log, limit)
    if work.total > limit:
        work.each(lambda event: isinstance(event, CallStarted | CallFinished), _wordless)
        work.sum_calls()
        work.each(lambda event: True, _short)
        work.each(lambda event: not isinstance(event, LASTING), _nothing)
        work.each(lambda event: True, _nothing)
    return [item for item in work.items if item]


class _Work:
    """A log on its way to the page."""

    def __init__(self, log: Sequence[Logged], limit: int) -> None:
        self.log, self.limit = log, limit
        self.items = [clean(logged.to_json()) for logged in log]
        self.sizes = [size(item) for item in self.items]
        self.total = sum(self.sizes)

    def put(self, place: int, item: Json) -> None:
        """Tell an event otherwise; an empty object is not told at all."""
        self.total += size(item) - self.sizes[place]
        self.items[place], self.sizes[place] = item, size(item)

    def each(self, concerns: Callable[[Event], bool], reduce: Callable[[Json], Json]) -> None:
        """Reduce the events that this concerns, the oldest first, until all is short enough."""
        for place, logged in enumerate(self.log):
            if self.total <= self.limit:
                return
            event = logged.event
            if self.items[place] and concerns(event) and not isinstance(event, RunStarted):
                self.put(place, reduce(self.items[place]))

    def sum_calls(self) -> None:
        """Tell calls that are over in sum; each step keeps a sum of its own."""
        places: dict[str, list[int]] = {}
        step: list[Logged] = []
        held = -1
        for place, logged in enumerate(self.log):
            event = logged.event
            if isinstance(event, StepCommitted):
                step, held = [], -1
            call = getattr(event, "call", None)
            if not isinstance(call, str):
                continue
            if isinstance(event, CallStarted):
                places[call] = []
            # Of a call that a page holds already nothing may be missing.
            if call not in places:
                continue
            places[call].append(place)
            if not isinstance(event, CallFinished | CallFailed) or self.total <= self.limit:
                continue
            for one in (*places.pop(call), *([held] if held >= 0 else [])):
                self.put(one, {})
            step.append(logged)
            held = place
            told = Logged(logged.seq, logged.t, _sum(one.event for one in step))
            self.put(place, clean(told.to_json()))


def _sum(ended: Iterable[Event]) -> CallsSummed:
    calls = [event for event in ended if isinstance(event, CallFinished | CallFailed)]
    good = [event for event in calls if isinstance(event, CallFinished)]
    tokens = [count for event in good for count in (event.tokens_in, event.tokens_out)]
    costs = [event.cost for event in calls]
    priced = [cost for cost in costs if cost is not None]
    return CallsSummed(
        len(calls),
        len(good),
        sum(count for count in tokens if count is not None),
        None in tokens,
        any(event.estimated for event in good),
        sum(priced) if len(priced) == len(costs) else None,
        sum(event.cached for event in good),
        sum(event.saved or 0.0 for event in good if event.cached),
        tuple(dict.fromkeys(event.provenance for event in good)),
    )


def _wordless(item: Json) -> Json:
    return {**item, **{name: "" for name in ("system", "prompt", "reasoning") if name in item}}


def _short(item: Json) -> Json:
    less: Json = {}
    for name, value in item.items():
        if name in _LONG and isinstance(value, str) and len(value) > SHORT:
            value = value[: SHORT // 2] + " … " + value[-SHORT // 2 :]
        elif name == "picture":
            value = None
        elif name in ("changes", "candidates", "arrived"):
            value = [_short(cast("Json", one)) for one in value]
        less[name] = value
    return less


def _nothing(item: Json) -> Json:
    return {}
