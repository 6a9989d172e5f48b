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
from tgwidget.widget.feed import LIMIT, bounded, lasting
from tgwidget.widget.shortening import Excerpt

log = logging.getLogger(__name__)

INTERVAL = 0.05
"""Seconds between two messages to the page."""

RATE = 4_000_000
"""Bytes a second, so that no page is flooded. A notebook server counts a widget's messages only,
not their bytes, and lets a thousand a second through."""

PART = 150_000
"""Characters of what a page asked for that one message carries."""

SAVE_INTERVAL = 2.0
"""Seconds between two savings of the log, where nobody waits for one."""

SAVE_SHARE = 0.05
"""Of the wire's time, what saving the log of a run that goes on may take at most."""

LAST_WORD = 2.0
"""Seconds that the end of a run may wait for its last message to be sent."""

_RESTS = ReviewOpened | Failed | Paused | RunEnded
"""Where a run comes to rest: told at once, and saved soon."""


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
        self._excerpt = Excerpt()
        self._planned = False
        self._not_before = 0.0
        self._saved_at = 0.0
        self._next_save = 0.0
        self._saving: asyncio.TimerHandle | None = None
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
        events = [logged.event for logged in fresh]
        if any(isinstance(event, RunEnded) for event in events):
            self._save_now()
        elif any(isinstance(event, _RESTS) for event in events):
            self._save_soon(0.0)
        elif any(isinstance(event, StepCommitted) for event in events):
            self._save_soon(SAVE_INTERVAL)

    def _save_soon(self, interval: float) -> None:
        """Save the log, so many seconds after the last time and no more often than is cheap."""
        here = asyncio.get_running_loop()
        due = max(self._saved_at + interval, self._next_save)
        if due <= here.time():
            self._save_now()
        elif self._saving is None or due < self._saving.when():
            self._stop_saving()
            self._saving = here.call_at(due, self._save_now)

    def _save_now(self) -> None:
        self._stop_saving()
        self._saved_at = asyncio.get_running_loop().time()
        self._guarded(self._save, self.snapshot())
        self._next_save = self._saved_at + self._excerpt.size / RATE / SAVE_SHARE

    def _stop_saving(self) -> None:
        if self._saving:
            self._saving.cancel()
            self._saving = None

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

    def snapshot(self) -> dict[str, Any]:
        """The log up to what was sent, as a page that comes later reads it."""
        with self._keeping:
            sent = self._sent
            self._excerpt.add(lasting(self._run.since(self._kept)[: sent - self._kept]))
            self._kept = sent
            events = self._excerpt.within(LIMIT)
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
