"""A log that is too long for a page is told more shortly, from its oldest end on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, cast

from tgwidget.events import (
    CallDelta,
    CallFailed,
    CallFinished,
    CallRetrying,
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
Told = tuple[Logged, Json, int]
"""An event, the object that tells a page of it, and the bytes that this takes."""

SHORT = 400
"""Characters that are left of a shortened text."""

LASTING = (NodeAdded, ParametersSet, ProposalMade, Decided, StepCommitted, Scored, RunEnded)
"""What a run was about: dropped only where nothing else is left to drop."""

_LONG = ("system", "prompt", "reasoning", "text", "value", "old", "new", "message")


def told(events: Iterable[Logged]) -> list[Told]:
    """What a page is told of events.

    Args:
        events: Logged events, in order.
    """
    items = [(logged, clean(logged.to_json())) for logged in events]
    return [(logged, item, size(item)) for logged, item in items]


def outdone(event: Event) -> str:
    """The call whose pieces so far an event repeats or voids; empty if it does neither.

    Args:
        event: Any event.
    """
    if isinstance(event, CallFinished) or (isinstance(event, CallRetrying) and event.discard):
        return event.call
    return ""


class Excerpt:
    """A log within a limit: what is oldest gives way first.

    It grows with the log. What was shortened once stays so, and no event is gone through twice.
    """

    def __init__(self) -> None:
        self._log: list[Logged] = []
        self._items: list[Json] = []
        self._sizes: list[int] = []
        self._total = 0
        self._pieces: dict[str, list[int]] = {}
        self._calls: dict[str, list[int]] = {}
        self._sum = _NONE
        self._sum_at = -1
        self._ways = (self._unword, self._add_up, self._shorten, self._leave, self._drop)
        self._reached = [0] * len(self._ways)

    @property
    def size(self) -> int:
        """Bytes of JSON that its events take together."""
        return self._total

    def add(self, events: Iterable[Told]) -> None:
        """Take events that came; the pieces of a reply make room for the whole of it.

        Args:
            events: What follows on what it holds already, in order.
        """
        for logged, item, length in events:
            event, place = logged.event, len(self._log)
            self._log.append(logged)
            self._items.append(item)
            self._sizes.append(length)
            self._total += length
            if isinstance(event, CallDelta):
                self._pieces.setdefault(event.call, []).append(place)
            for piece in self._pieces.pop(outdone(event), ()):
                self._put(piece, {})

    def within(self, limit: int) -> list[Json]:
        """The events as a page reads them.

        Args:
            limit: Bytes of JSON that they may take together.

        Returns:
            JSON objects, not to be changed. Over the limit calls lose the words that were sent,
            then they are told in sum, step by step; then texts are shortened and pictures left
            out; at last events are dropped, decisions and committed steps after all others. The
            run's own beginning stays.
        """
        for way, reduce in enumerate(self._ways):
            while self._total > limit and self._reached[way] < len(self._log):
                reduce(self._reached[way])
                self._reached[way] += 1
        return [item for item in self._items if item]

    def _put(self, place: int, item: Json) -> None:
        """Tell an event otherwise; an empty object is not told at all."""
        length = size(item) if item else 0
        self._total += length - self._sizes[place]
        self._items[place], self._sizes[place] = item, length

    def _unword(self, place: int) -> None:
        if isinstance(self._log[place].event, CallStarted | CallFinished) and self._items[place]:
            less = dict.fromkeys(self._items[place].keys() & {"system", "prompt", "reasoning"}, "")
            self._put(place, {**self._items[place], **less})

    def _add_up(self, place: int) -> None:
        """Tell a call that is over in sum; each step keeps a sum of its own."""
        logged = self._log[place]
        event = logged.event
        if isinstance(event, StepCommitted):
            self._sum, self._sum_at = _NONE, -1
        call = getattr(event, "call", None)
        if isinstance(event, CallStarted):
            self._calls[event.call] = []
        # Of a call that a page holds already nothing may be missing.
        if not isinstance(call, str) or call not in self._calls:
            return
        self._calls[call].append(place)
        if not isinstance(event, CallFinished | CallFailed):
            return
        for one in self._calls.pop(call):
            self._put(one, {})
        if self._sum_at >= 0:
            self._put(self._sum_at, {})
        self._sum, self._sum_at = _added(self._sum, event), place
        self._put(place, clean(Logged(logged.seq, logged.t, self._sum).to_json()))

    def _shorten(self, place: int) -> None:
        if self._items[place] and not isinstance(self._log[place].event, RunStarted):
            self._put(place, _short(self._items[place]))

    def _leave(self, place: int) -> None:
        if not isinstance(self._log[place].event, LASTING):
            self._drop(place)

    def _drop(self, place: int) -> None:
        if not isinstance(self._log[place].event, RunStarted):
            self._put(place, {})


_NONE = CallsSummed(0, 0, 0, False, False, 0.0, 0, 0.0, ())


def _added(last: CallsSummed, event: CallFinished | CallFailed) -> CallsSummed:
    """The sum with one call more."""
    cost = None if last.cost is None or event.cost is None else last.cost + event.cost
    if isinstance(event, CallFailed):
        return replace(last, calls=last.calls + 1, cost=cost)
    counts = (event.tokens_in, event.tokens_out)
    return CallsSummed(
        last.calls + 1,
        last.finished + 1,
        last.tokens + sum(count for count in counts if count is not None),
        last.unknown or None in counts,
        last.estimated or event.estimated,
        cost,
        last.cached + event.cached,
        last.saved + ((event.saved or 0.0) if event.cached else 0.0),
        tuple(dict.fromkeys((*last.provenances, event.provenance))),
    )


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
