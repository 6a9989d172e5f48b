"""A run's journal: what is found of it, and what is written to it as the run goes."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, cast

from tgwidget.errors import InputError, TgError, WriteError
from tgwidget.events import (
    Command,
    Continue,
    Criticise,
    Decide,
    Event,
    Export,
    Hello,
    Look,
    Notice,
    Pause,
    RaiseBudget,
    Resume,
    Retry,
    Stop,
)
from tgwidget.events.wire import Logged
from tgwidget.journal import files, read
from tgwidget.journal.pruning import prune
from tgwidget.journal.reading import headers
from tgwidget.journal.writing import BusyError, Writer
from tgwidget.observe import Observer
from tgwidget.paths import path as named
from tgwidget.run.hands import by, mark, repeated
from tgwidget.run.recalling import Recalling
from tgwidget.run.repeating import MOVING

if TYPE_CHECKING:
    from tgwidget.run.kept import Kept

Where = str | os.PathLike[str] | bool | None
_PASSING = (
    Hello, Look, Export, Decide, Criticise, RaiseBudget, Retry, Pause, Resume, Stop, Continue,
)  # fmt: skip
"""Commands that change nothing by themselves, or answer a question, which is an event already."""

BUSY = "a run of this name is going on already, so this one has a journal of its own"


class Keeping:
    """What a run has of its journal.

    Args:
        run: The run.
        where: Where it is kept: ``True`` for a file of its own, ``None`` for nowhere.
        resume: Whether the run goes on where the last one of its name was; ``None`` if that did
            not come to its end.

    Raises:
        InputError: If it shall go on and keep no journal.
    """

    def __init__(self, run: Kept, where: Where, resume: bool | None) -> None:
        self.recalling: Recalling | None = None
        self._run = run
        self._where = None if where is False else where
        self._resume = resume
        self._writer: Writer | None = None
        self._trouble = ""
        self._anew = ""
        self._reported = False
        if self._where not in (None, True):
            self._given()  # says what is wrong with it
        if resume and self._where is None:
            raise InputError(
                "a run without a journal cannot go on where it was", "leave out journal=None"
            )

    @property
    def path(self) -> Path | None:
        """The journal's file; ``None`` where the run keeps none."""
        return self._writer and self._writer.path

    def begin(self, started: str) -> None:
        """Open the journal, before anything happens in the run.

        Args:
            started: When the run began, in UTC, ISO 8601.

        Raises:
            InputError: If there is nothing to go on with, though that was asked for.
        """
        if self._where is None:
            return
        name, old = self._run.name, self._found()
        attempt, key = 1, token_hex(6)
        if old is not None and self._goes_on(old):
            held = read(old)
            self.recalling = Recalling(self._run, held, self._differs)
            attempt, key = held.header.attempt + 1, held.header.id or key
        elif self._resume:
            raise nothing_to_resume(name)
        elif self._where is True:
            old = None
        path = old or (files.fresh(name) if self._where is True else self._given())
        try:
            self._writer = self._opened(path, started, attempt, key)
        except WriteError as error:
            self._trouble = error.message

    def _opened(self, path: Path, started: str, attempt: int, key: str) -> Writer:
        name = self._run.name
        try:
            return Writer(path, name, started, attempt, key)
        except BusyError:
            if self._where is not True or self._resume:
                raise
            # Another kernel was quicker to go on with it.
            self.recalling, self._anew = None, BUSY
            return Writer(files.fresh(name), name, started, 1, token_hex(6))

    def _given(self) -> Path:
        return named(cast("str", self._where), "a journal")

    def _found(self) -> Path | None:
        """The journal that might be gone on with."""
        if self._where is True:
            return files.latest(self._run.name, "" if self._resume else files.here())
        path = self._given()
        if path.is_dir():
            raise InputError(
                f"journal={str(path)!r} is a folder",
                "give the name of a file in it, or set TGWIDGET_HOME to the folder",
            )
        if not path.exists() or path.stat().st_size == 0:
            return None
        if not list(headers(path)):
            read(path)  # says what is wrong with it
            raise InputError(
                f"{str(path)!r} is a log that was exported", "choose another file for the journal"
            )
        return path

    def _goes_on(self, old: Path) -> bool:
        if self._resume is False:
            return False
        if not self._resume and files.ended(old) in ("done", "stopped"):
            return False
        if files.alive(old):
            if self._resume:
                raise InputError(f"the run {self._run.name!r} is still going on", "stop it first")
            self._anew = BUSY if self._where is True else ""
            return False
        try:
            read(old)
        except InputError as error:
            if self._resume:
                raise
            self._anew = f"{error.message}, so this run begins anew"
            return False
        return True

    def announce(self) -> None:
        """Tell what is gone on with, and what was deleted to make room."""
        if self._where is True:
            self._make_room()
        if self._anew:
            self._run.notice(f"{self._anew[0].upper()}{self._anew[1:]}.")
        if self.recalling:
            self.recalling.announce()

    def _make_room(self) -> None:
        pruned = prune()
        if gone := len(pruned.gone):
            what = "the oldest one" if gone == 1 else f"the {gone} oldest"
            self._run.notice(f"There were too many journals: {what} of runs that ended are gone.")
        if pruned.over:
            text = "Journals of runs that did not end take much room. This deletes old ones: "
            self._run.notice(f"{text}tg.runs().prune(days=30, unfinished=True)")

    def write(self, logged: Logged) -> None:
        """Write an event, before anybody hears of it; the run's log is locked."""
        if self.recalling:
            self.recalling.hear(logged.event)
        if self._writer:
            try:
                self._writer.event(logged, mark(cast("Observer", self._run), logged.event))
            except OSError as error:
                self._fail(error)

    def wrote(self, event: Event) -> None:
        """An event was written, and is in the run's log."""
        if self._trouble and not self._reported:
            self._reported = True
            text = f"From here on this run is in no journal, to go on with: {self._trouble}"
            self._run.emit(Notice("warning", f"{text}. Make room, or set TGWIDGET_HOME."))
        if self.recalling:
            self.recalling.heard(event)

    @contextmanager
    def taking(self, command: Command) -> Generator[None]:
        """Do what a page asks for: it is written first, and taken back if it cannot be done."""
        if isinstance(command, MOVING):
            self._run.check_rest()  # first: a kill before it is taken back would have it done later
        writer, again = self._writer, repeated()
        if writer is None or isinstance(command, _PASSING):
            yield
            return
        try:
            writer.command(command, again)
        except OSError as error:
            self._fail(error)
        try:
            with by("page"):
                yield
        except TgError:
            self._say(lambda writer: writer.void(again))
            raise

    def leave(self) -> None:
        """The run's program is over: what it is to have done once more is done by now."""
        if self.recalling:
            self.recalling.finish()

    def end(self) -> None:
        """The run is over; what is written from now on still goes to its journal."""
        if self._writer:
            self._writer.close()

    def _differs(self, why: str) -> None:
        self._say(lambda writer: writer.differs(why))

    def _say(self, what: Callable[[Writer], None]) -> None:
        if self._writer:
            try:
                what(self._writer)
            except OSError as error:
                self._fail(error)

    def _fail(self, error: OSError) -> None:
        self._trouble = str(error.strerror or error)
        if self._writer:
            self._writer.close()
        self._writer = None


def nothing_to_resume(name: str) -> InputError:
    """The error of who wants to go on with a run that there is no journal of."""
    names = dict.fromkeys(one.name for path in files.every() for one in headers(path))
    there = ", ".join(repr(one) for one in list(names)[:8])
    return InputError(
        f"there is no journal of a run {name!r}",
        f"there are those of {there}" if there else 'begin it: with tg.Run("name"):',
    )
