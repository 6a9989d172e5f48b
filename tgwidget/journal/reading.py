"""Reading a journal, of every version there ever was, whoever cut it off in the middle of a line.

The file of a run holds one header a time that it was begun or gone on with (an attempt), and below
it a line for each event, for each command of a page that steered it, and for what was found to
differ from the attempt before.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from tgwidget.errors import InputError
from tgwidget.events import (
    CONTRACT,
    CallFinished,
    Command,
    Decided,
    Event,
    RunEnded,
    RunStarted,
    StepCommitted,
)
from tgwidget.events.wire import Logged, parse_command
from tgwidget.journal.parsing import event
from tgwidget.paths import path as named

FORMAT = 1
"""Raised when a reader of the older form could not read the newer one; see ``_READERS``."""
MARK = "tgwidget_journal"
_DELTA = b'{"type":"CallDelta",'


@dataclass(frozen=True)
class Header:
    """How an attempt at a run begins in its journal.

    Args:
        name: What the run is called.
        started: When, in UTC, ISO 8601.
        id: The run's name among all journals.
        attempt: Which attempt at the run it is, from 1.
        pid: The number of the process.
        host: The name of its machine.
        where: The directory it worked in.
        contract: The version of the events' contract.
        format: The version of the journal's form.
    """

    name: str
    started: str = ""
    id: str = ""
    attempt: int = 1
    pid: int = 0
    host: str = ""
    where: str = ""
    contract: int = CONTRACT
    format: int = FORMAT


@dataclass(frozen=True)
class Taken:
    """What steered the run, but for its own program, after the event ``after`` of its log.

    ``act`` is the command of a page, or the event of what was done elsewhere. ``again`` tells which
    of all that the attempts before have it only repeated, from 1; 0 for none.
    """

    after: int
    act: Command | Event
    again: int = 0


@dataclass
class Attempt:
    """What happened in one attempt at a run.

    Args:
        header: How it begins.
        log: Its events, in order.
        taken: What steered it beside the answers to its questions.
        differs: What was found to differ from the attempt before, in words; empty if nothing.
        refused: Which of all that the attempts before have could not be done again.
        skipped: Lines that could not be read, or of events that this version does not know.
    """

    header: Header
    log: list[Logged] = field(default_factory=list[Logged])
    taken: list[Taken] = field(default_factory=list[Taken])
    differs: str = ""
    refused: set[int] = field(default_factory=set[int])
    skipped: int = 0

    @property
    def end(self) -> RunEnded | None:
        """How it ended, if it did."""
        ends = (one.event for one in reversed(self.log) if isinstance(one.event, RunEnded))
        return next(ends, None)

    @property
    def reach(self) -> tuple[int, int]:
        """How far it came: steps committed, and calls and decisions."""
        steps = sum(isinstance(one.event, StepCommitted) for one in self.log)
        answers = sum(isinstance(one.event, CallFinished | Decided) for one in self.log)
        return steps, answers


@dataclass(frozen=True)
class Journal:
    """A run as its journal tells it.

    Args:
        path: The file.
        attempts: Every attempt at the run, in order, at least one.
    """

    path: Path
    attempts: tuple[Attempt, ...]

    @property
    def header(self) -> Header:
        """How the last attempt begins."""
        return self.attempts[-1].header

    @property
    def log(self) -> list[Logged]:
        """The events of the attempt that came furthest; of the last where the program changed."""
        best = self.attempts[0]
        for one in self.attempts[1:]:
            if one.differs or one.reach >= best.reach:
                best = one
        return best.log

    @property
    def end(self) -> RunEnded | None:
        """How the run ended, if it did."""
        return self.attempts[-1].end

    def __repr__(self) -> str:
        return f"Journal({self.header.name!r}, {len(self.log)} events)"


def read(path: str | os.PathLike[str], deltas: bool = True) -> Journal:
    """A journal, or a log that was exported from a page.

    A last line that was cut off is left out, as is what this version does not know.

    Args:
        path: The file. Where it holds several runs, the last of them is read.
        deltas: Whether the pieces are wanted, too, in which texts arrived; most lines are such.

    Raises:
        InputError: If there is no such file, it is no journal, or one of a later version.
    """
    file = named(path, "a journal")
    try:
        lines = file.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(
            f"the journal {str(path)!r} cannot be read: {error.strerror}",
            "give a file that tg.runs() lists, or an exported log",
        ) from error
    attempts: list[Attempt] = []
    for number, line in enumerate(lines):
        if not deltas and line.startswith(_DELTA):
            continue
        fields = _object(line)
        if fields is None:
            if line.strip() and attempts:
                attempts[-1].skipped += 1
            continue
        if MARK in fields or not attempts:
            header = _header(fields, file)
            if header.attempt == 1:
                attempts.clear()
            attempts.append(Attempt(header))
            if MARK in fields:
                continue
        if number == len(lines) - 1:  # it has no end, so its writer was cut off
            attempts[-1].skipped += 1
            continue
        _READERS[attempts[-1].header.format](attempts[-1], fields)
    if not attempts:
        raise _foreign(file)
    return Journal(file, tuple(attempts))


def headers(path: Path) -> Iterator[Header]:
    """The header that a file begins with, of a later version, too; nothing if it is no journal."""
    try:
        with path.open("rb") as file:
            fields = _object(file.readline(100_000))
    except OSError:
        return
    if fields and MARK in fields:
        yield _read_header(fields)


def last_header(path: Path) -> Header | None:
    """The header of the last attempt in a file, if it is there and a journal."""
    try:
        lines = path.read_bytes()
    except OSError:
        return None
    begins = f'{{"{MARK}"'.encode()
    at = 0 if (found := lines.rfind(b"\n" + begins)) < 0 else found + 1
    fields = _object(lines[at : lines.find(b"\n", at)])
    return _read_header(fields) if fields and MARK in fields else None


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        found: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, Any]", found) if isinstance(found, dict) else None


def _header(fields: dict[str, Any], file: Path) -> Header:
    if MARK not in fields:  # a log that a page exported begins with the run
        first = _event(fields)
        if not isinstance(first, RunStarted):
            raise _foreign(file)
        header = Header(first.name, first.started, contract=first.contract)
    else:
        header = _read_header(fields)
    if header.format not in _READERS or header.contract > CONTRACT:
        raise InputError(
            f"the journal {file.name} was written by a later version", "update tgwidget"
        )
    return header


def _read_header(fields: dict[str, Any]) -> Header:
    usual = Header("run")
    values: dict[str, Any] = {}
    for name in Header.__dataclass_fields__:
        given: object = fields.get(MARK if name == "format" else name)
        values[name] = given if type(given) is type(getattr(usual, name)) else getattr(usual, name)
    if values["format"] != fields[MARK]:
        values["format"] = 0
    return Header(**values)


def _first(attempt: Attempt, fields: dict[str, Any]) -> None:
    """A line of format 1."""
    if "command" in fields:
        try:
            _, command = parse_command(fields["command"])
        except InputError:
            attempt.skipped += 1
        else:
            attempt.taken.append(Taken(len(attempt.log), command, _number(fields.get("again"))))
    elif "void" in fields:  # what was begun last could not be done
        number = _number(fields["void"])
        attempt.refused |= {number} - {0}
        last = attempt.taken[-1] if attempt.taken else None
        if last and isinstance(last.act, Command) and last.again == number:
            attempt.taken.pop()
    elif "differs" in fields:
        attempt.differs = str(fields["differs"])
    else:
        found, t = _event(fields), fields.get("t")
        if found is None or not isinstance(t, int | float):
            attempt.skipped += 1
        else:  # numbered anew: what is left out leaves no gap
            if "hand" in fields:
                attempt.taken.append(Taken(len(attempt.log), found, _number(fields["hand"])))
            attempt.log.append(Logged(len(attempt.log) + 1, float(t), found))


def _number(given: object) -> int:
    return given if type(given) is int else 0


def _event(fields: dict[str, Any]) -> Any:
    try:
        return event(fields)
    except ValueError:
        return None


_READERS: Mapping[Any, Callable[[Attempt, dict[str, Any]], None]] = {1: _first}


def _foreign(file: Path) -> InputError:
    return InputError(
        f"{str(file)!r} is no journal", "give a file that tg.runs() lists, or an exported log"
    )
