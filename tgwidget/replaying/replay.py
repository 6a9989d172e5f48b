"""A replay: the log of a run, told again to a page in its own time."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Sequence
from itertools import count
from math import isfinite

from tgwidget import runtime
from tgwidget.errors import InputError, StaleDecisionError
from tgwidget.events import (
    Command,
    Event,
    Export,
    Hello,
    Look,
    Notice,
    Pause,
    Paused,
    Replayed,
    Resume,
    Resumed,
    RunEnded,
    RunStarted,
    Stop,
)
from tgwidget.events.wire import Logged
from tgwidget.history import Commits
from tgwidget.journal import read
from tgwidget.replaying.timing import played
from tgwidget.report import Reported
from tgwidget.report.figures import plural
from tgwidget.results import Results
from tgwidget.review.hosts import in_marimo
from tgwidget.review.presence import Presence
from tgwidget.run import watchers
from tgwidget.runtime import in_thread

TICK = 0.05
"""Seconds between two looks at the clock."""

_ids = count(1)


class Replay(Reported, Results):
    """A run that is over, shown again; what ``tg.replay`` gives.

    Its results are those of what was shown so far.

    Args:
        source: The events of the run, in order; the first is its beginning.
        speed: How many times as fast as it was; ``None`` for all at once.
        warning: What the person should know of the source; empty for nothing.

    Raises:
        InputError: If there is nothing to show, or the speed is not above 0.
    """

    def __init__(
        self, source: Sequence[Logged], speed: float | None = 4.0, warning: str = ""
    ) -> None:
        if speed is not None and not _usable(speed):
            raise InputError(f"a replay cannot go at speed {speed!r}", "give 1 to 20, or None")
        if not source:
            raise InputError("this log is empty", "give one that a run has written")
        first = source[0].event
        self.name = first.name if isinstance(first, RunStarted) else "run"
        self.id = f"replay{next(_ids)}"
        self.log: list[Logged] = []
        self.ended = False
        self.paused = False
        self.speed = speed
        self.desk = Presence(self._tell)
        self._source, self._warning = source, warning
        self._next = 0
        self._lock = threading.Lock()
        self._subscribers: list[Callable[[], None]] = []
        self._over = threading.Event()
        self._stopped = False

    def __repr__(self) -> str:
        return f"Replay({self.name!r})"

    def begin(self) -> None:
        """Show it here, and play it; at once where nobody watches."""
        self._show(1)
        self._tell(Replayed(self.speed))
        if self._warning:
            self._tell(Notice("warning", self._warning))
        for watcher in tuple(watchers):
            watcher(self)
        if in_marimo():
            from tgwidget.widget.marimo import show

            show(self)
        if self.speed is None or not self.desk.expects_page:
            self._finish()
        else:
            asyncio.run_coroutine_threadsafe(self._play(self.speed), runtime.loop())

    @property
    def history(self) -> Commits:
        """The committed steps that were shown so far, as a tree to read."""
        return Commits.of(tuple(self.log))

    def pause(self, by: str = "program") -> None:
        """Let it stand still. From any thread.

        Raises:
            InputError: If it is over.
        """
        self._check()
        if not self.paused:
            self.paused = True
            self._tell(Paused(by))

    def resume(self, by: str = "program") -> None:
        """Let it go on. From any thread.

        Raises:
            InputError: If it is over.
        """
        self._check()
        if self.paused:
            self._tell(Resumed(by))
            self.paused = False

    def stop(self) -> None:
        """End it here. From any thread.

        Raises:
            InputError: If it is over.
        """
        self._check()
        self._stopped = True

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until all was shown. Its page is answered meanwhile.

        Args:
            timeout: Seconds to wait at most.

        Returns:
            Whether it is over.
        """
        return runtime.until(self._over, timeout)

    def command(self, command: Command) -> str | Awaitable[str] | None:
        """Do what a page asks of a replay: show, pause, go on, stop, export.

        Raises:
            TgError: If it asks for anything else.
        """
        match command:
            case Hello():
                self.desk.page_seen()
            case Export(form=form):
                return in_thread(lambda: self.exported(form), "tgwidget export")
            case Pause(client=client):
                self.pause(client)
            case Resume(client=client):
                self.resume(client)
            case Stop():
                self.stop()
            case Look():
                raise StaleDecisionError("a replay has the previews of its pictures alone")
            case _:
                raise InputError("this is a replay: nothing can be changed in it")
        return None

    def subscribe(self, changed: Callable[[], None]) -> None:
        """Be called, from any thread, after more was shown."""
        self._subscribers.append(changed)

    def since(self, seq: int) -> list[Logged]:
        """The events after ``seq``, in order."""
        return self.log[max(seq, 0) :]

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        # Where a widget shows it there is no need of a still picture under it.
        words = {"text/plain": repr(self)}
        return words if self.desk.expects_page else super()._repr_mimebundle_()

    def _check(self) -> None:
        if self.ended:
            raise InputError("the replay is over", "play it again with tg.replay")

    async def _play(self, speed: float) -> None:
        if await self.desk.attended():
            seconds = list(played(self._source))
            here, shown = asyncio.get_running_loop(), 0.0
            before = here.time()
            while self._next < len(seconds) and not self._stopped:
                await asyncio.sleep(TICK)
                now = here.time()
                shown += 0.0 if self.paused else (now - before) * speed
                before = now
                upto = self._next
                while upto < len(seconds) and seconds[upto] <= shown:
                    upto += 1
                self._show(upto)
        self._finish()

    def _finish(self) -> None:
        """Show what is left, and end as the run ended."""
        if self._stopped:
            self._tell(RunEnded("stopped", "The replay was stopped."))
        else:
            self._show(len(self._source))
            if not isinstance(self.log[-1].event, RunEnded):
                self._tell(RunEnded("interrupted", "The log ends here."))
        self.ended = True
        self._notify()
        self._over.set()

    def _show(self, upto: int) -> None:
        """Tell the events before this place of the source."""
        fresh = self._source[self._next : upto]
        self._next = max(self._next, upto)
        with self._lock:
            last = len(self.log)
            self.log += [Logged(last + i, one.t, one.event) for i, one in enumerate(fresh, 1)]
        if fresh:
            self._notify()

    def _tell(self, event: Event) -> None:
        """Tell something that the source does not hold."""
        with self._lock:
            t = self.log[-1].t if self.log else 0.0
            self.log.append(Logged(len(self.log) + 1, t, event))
        self._notify()

    def _notify(self) -> None:
        for changed in self._subscribers:
            changed()


def _usable(speed: object) -> bool:
    return isinstance(speed, int | float) and isfinite(speed) and speed > 0


def replay(path: str | os.PathLike[str], speed: float | None = 4.0) -> Replay:
    """Show a run again from its log, without a key and without a network.

    The page can pause it, go on, and stop it. Waiting is cut to 4 seconds. Where no page watches,
    as in a script, all of it is there at once.

    Args:
        path: A log as a page exports it, or a journal.
        speed: How many times as fast as it was, 1 to 20; ``None`` for all at once.

    Returns:
        The replay; it goes on by itself, and ``wait()`` waits for its end. It has the results of
        the run: ``best``, ``history``, ``to_pandas()`` and the others.

    Raises:
        InputError: If there is no such file, it is no log or one of a later version, or the speed
            is not above 0.
    """
    journal = read(path)
    attempt = next(one for one in journal.attempts if one.log is journal.log)
    warning = (
        f"Left out, because they cannot be read: {plural(attempt.skipped, 'line')} of the log."
    )
    shown = Replay(attempt.log, speed, warning if attempt.skipped else "")
    shown.begin()
    return shown
