"""Carries a run's events to its page: coalesced, paced, and from the runtime's loop only."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from tgwidget import runtime
from tgwidget.events import CONTRACT, Failed, Paused, ReviewOpened, RunEnded, StepCommitted
from tgwidget.events.merging import merge
from tgwidget.events.wire import Answer, Logged, clean, size
from tgwidget.run.shown import Shown
from tgwidget.widget.feed import LIMIT, SAVED, bounded, lasting
from tgwidget.widget.shortening import Excerpt

log = logging.getLogger(__name__)

INTERVAL = 0.05
"""Seconds between two messages to the page."""

RATE = 700_000
"""Bytes a second: below the 1 MB at which notebook servers begin to drop messages."""

PART = 150_000
"""Characters of what a page asked for that one message carries."""

SAVE_INTERVAL = 2.0
"""Seconds between two savings of the whole log, where nobody waits for one."""

LAST_WORD = 2.0
"""Seconds that the end of a run may wait for its last message to be sent."""

_RESTS = ReviewOpened | Failed | Paused | RunEnded
"""Where a run comes to rest: told at once, and saved."""


class Feeder:
    """Tells a page what happens in a run.

    Args:
        run: The run.
        send: Sends one message to every open page.
        save: Keeps the log for a page that opens later.
    """

    def __init__(
        self, run: Shown, send: Callable[[Any], None], save: Callable[[Any], None]
    ) -> None:
        self._run = run
        self._send = send
        self._save = save
        self._sent = len(run.log)
        self._kept = 0
        self._keeping = threading.Lock()
        self._excerpts = {LIMIT: Excerpt(), SAVED: Excerpt()}
        self._planned = False
        self._not_before = 0.0
        self._saved_at = 0.0
        run.subscribe(self.changed)

    def changed(self) -> None:
        """The log grew. From any thread; waits only for the last message of a run."""
        if self._run.ended and not runtime.on_loop():
            said = threading.Event()
            runtime.call_soon(lambda: (self.flush(), said.set()))
            said.wait(LAST_WORD)
        elif self._run.log and isinstance(self._run.log[-1].event, _RESTS):
            runtime.call_soon(self.flush)
        elif not self._planned:
            self._planned = True
            runtime.call_soon(self._plan)

    def _plan(self) -> None:
        self._in_turn(self.flush)

    def _in_turn(self, tell: Callable[[], None]) -> None:
        """Call when the wire is free again; what waits takes its turn."""
        here = asyncio.get_running_loop()

        def due() -> None:
            if here.time() < self._not_before:
                here.call_at(self._not_before, due)
            else:
                tell()

        here.call_at(max(here.time(), self._not_before), due)

    def flush(self) -> None:
        """Send what is new, and save where the run came to rest. On the loop."""
        self._planned = False
        fresh = self._run.since(self._sent)
        if not fresh:
            return
        self._sent = fresh[-1].seq
        self._batch(fresh, [clean(logged.to_json()) for logged in merge(fresh)])
        now = asyncio.get_running_loop().time()
        asked = any(isinstance(logged.event, _RESTS) for logged in fresh)
        rested = any(isinstance(logged.event, StepCommitted) for logged in fresh)
        if asked or (rested and now - self._saved_at > SAVE_INTERVAL):
            self._saved_at = now
            self._guarded(self._save, self.snapshot(self._room(now)))

    def catch_up(self, since: int) -> None:
        """Send all that came after ``since`` to a page that asks for it. On the loop."""
        before = self._sent
        self.flush()  # to every page, this one too: what it lacks beyond that is older
        if since < before:
            missed = self._run.since(since)
            self._batch(missed, bounded(missed) if since > 0 else self.snapshot()["events"])

    def answer(self, answer: Answer) -> None:
        """Answer a page; what is long travels in parts, no faster than all else. On the loop."""
        self._next(answer.to_json(PART), long=len(answer.data or "") > PART)

    def _next(self, messages: Iterator[dict[str, Any]], long: bool) -> None:
        for message in messages:
            self._guarded(self._send, clean(message))
            if long:
                self._in_turn(partial(self._next, messages, long))
                return

    def _room(self, now: float) -> int:
        """Bytes that may be saved now: all that a notebook keeps once the run is over."""
        if not self._run.log or not isinstance(self._run.log[-1].event, RunEnded):
            return LIMIT
        # What was sent just before may still be counted by the server.
        behind = max(0.0, self._not_before - now) * RATE
        return max(LIMIT, SAVED - int(behind))

    def snapshot(self, limit: int = LIMIT) -> dict[str, Any]:
        """The log up to what was sent, as the page reads it, within so many bytes."""
        with self._keeping:
            sent = self._sent
            fresh = lasting(self._run.since(self._kept)[: sent - self._kept])
            self._kept = sent
            for most, excerpt in self._excerpts.items():
                excerpt.add(fresh)
                excerpt.within(most)  # bit by bit, so that no moment has much to shorten
            events = self._excerpts[LIMIT if limit <= LIMIT else SAVED].within(limit)
        return {"run": self._run.id, "contract": CONTRACT, "last": sent, "events": events}

    def _batch(self, span: list[Logged], events: list[Any]) -> None:
        ends = {"first": span[0].seq, "last": span[-1].seq}
        self._guarded(self._send, {"kind": "events", "run": self._run.id, **ends, "events": events})

    def _guarded(self, tell: Callable[[Any], None], message: dict[str, Any]) -> None:
        now = asyncio.get_running_loop().time()
        through = max(now, self._not_before) + size(message) / RATE
        self._not_before = max(now + INTERVAL, through)
        try:
            tell(message)
        except Exception:  # a page that cannot be told must not end the run
            log.debug("a message to the page was not sent", exc_info=True)
