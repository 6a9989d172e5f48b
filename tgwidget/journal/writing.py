"""Writing a journal: a line is on its way to the disk before anybody hears of what it tells."""

from __future__ import annotations

import dataclasses
import json
import os
import socket
import time
import weakref
from functools import cache
from pathlib import Path
from typing import Any

from tgwidget.errors import WriteError
from tgwidget.events import (
    BudgetAnswered,
    Command,
    CriticismGiven,
    Decided,
    RunEnded,
    StepCommitted,
)
from tgwidget.events.wire import Logged
from tgwidget.journal.files import alive, directory, here, lock, writing
from tgwidget.journal.reading import FORMAT, MARK, Header

RELAX = 1.0
"""Seconds between two times that a step which no person decided is forced onto the disk."""


class BusyError(WriteError):
    """Another run writes to the same journal."""


class Writer:
    """Appends to a journal, line by line.

    What a person decided is forced onto the disk itself, so that a loss of power does not lose it.

    Args:
        path: The file; made where there is none, readable for its owner alone.
        name: What the run is called.
        started: When, in UTC, ISO 8601.
        attempt: Which attempt at the run it is, from 1.
        key: The run's name among all journals.

    Raises:
        BusyError: If another run writes to it.
        WriteError: If it cannot be written.
    """

    def __init__(self, path: Path, name: str, started: str, attempt: int, key: str) -> None:
        self.path = path
        self._pid = os.getpid()
        self._forced = 0.0
        host = socket.gethostname()
        header = Header(name, started, key, attempt, self._pid, host, here())
        told = {MARK: FORMAT, **dataclasses.asdict(header)}
        del told["format"]
        try:
            if path.parent == directory():
                path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                path.parent.chmod(0o700)
            descriptor = self._descriptor = _opened(path)
            self._close = weakref.finalize(self, _closed, descriptor, path)
            if lock(descriptor) is False and alive(path):
                self._close()
                raise BusyError(f"another run writes to the journal {str(path)!r}")
            writing.add(path)
            torn = not _ends_whole(path)
            self._append(("\n" if torn else "") + json.dumps(told))
        except BusyError:
            raise
        except OSError as error:
            raise WriteError(
                f"the journal {str(path)!r} cannot be written: {error.strerror or error}",
                "make room, choose another file, or do without: tg.Run(name, journal=None)",
            ) from error

    def event(self, logged: Logged, hand: str | int = "") -> None:
        """Write an event.

        Args:
            logged: The event.
            hand: ``outside`` if it is none of the run's own program and no page's; the number of
                what it repeats, if the attempts before had it so; empty otherwise.

        Raises:
            OSError: If it cannot be written.
        """
        event = logged.event
        told = {
            "type": type(event).__name__,
            "seq": logged.seq,
            "t": logged.t,
            **{name: getattr(event, name) for name in _names(type(event))},
        }
        if hand:
            told["hand"] = hand
        self._append(_encode(told))
        personal = isinstance(event, CriticismGiven | BudgetAnswered | RunEnded)
        if hand or personal or (isinstance(event, Decided) and event.who):
            self._force()
        if isinstance(event, StepCommitted) and time.monotonic() > self._forced + RELAX:
            self._force()

    def command(self, command: Command, again: int) -> None:
        """Write what a page asks for, before it is done.

        Args:
            command: What.
            again: Which of all that the attempts before have it repeats, from 1; 0 for none.

        Raises:
            OSError: If it cannot be written.
        """
        told = {"type": type(command).__name__, **dataclasses.asdict(command)}
        self._append(_encode({"command": told, "again": again}))
        self._force()

    def void(self, again: int) -> None:
        """Tell that what was asked for last could not be done.

        Args:
            again: Which of all that the attempts before have it was to repeat; 0 for none.

        Raises:
            OSError: If it cannot be written.
        """
        self._append(_encode({"void": again}))

    def differs(self, why: str) -> None:
        """Tell that this attempt is not what the one before was, from here on.

        Raises:
            OSError: If it cannot be written.
        """
        self._append(_encode({"differs": why}))

    def close(self) -> None:
        """Let others write; a line may still follow."""
        self._close()

    def _append(self, line: str) -> None:
        if os.getpid() != self._pid:
            return  # a forked child is not the run
        data = line.encode() + b"\n"
        if not self._close.alive:
            with self.path.open("ab", buffering=0) as file:
                file.write(data)
            return
        # One call, so that others see it whole; more only where the disk took a part of it.
        while data:
            data = data[os.write(self._descriptor, data) :]

    def _force(self) -> None:
        if self._close.alive and os.getpid() == self._pid:
            os.fsync(self._descriptor)
            self._forced = time.monotonic()


def _opened(path: Path) -> int:
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
    return os.open(path, flags, 0o600)


def _closed(descriptor: int, path: Path) -> None:
    writing.discard(path)
    os.close(descriptor)


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(one.name for one in dataclasses.fields(kind))


# ASCII alone: half a character, which a model may well say, comes back as it was.
_encode = json.JSONEncoder(separators=(",", ":"), default=dataclasses.asdict).encode
