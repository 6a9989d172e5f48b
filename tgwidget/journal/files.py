"""Where journals are, which is the last of a run's name, and whether its writer still lives."""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from tgwidget.journal.reading import Header, headers

MOST = 1_000_000_000
"""Bytes that the journals of runs that are over may take together."""
_TAIL = 100_000
"""Bytes at the end of a journal in which the end of its run is looked for."""


def directory() -> Path:
    """Where journals are kept: under TGWIDGET_HOME, or in the user's state directory."""
    if home := os.environ.get("TGWIDGET_HOME"):
        return Path(home).expanduser().absolute() / "journal"
    from platformdirs import user_state_path

    return user_state_path("tgwidget") / "journal"


def fresh(name: str) -> Path:
    """The file of a run that begins now.

    Args:
        name: What the run is called.
    """
    slug = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:40] or "run"
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return directory() / f"{slug}.{_digest(name)}.{now}.{token_hex(3)}.jsonl"


def latest(name: str, where: str = "") -> Path | None:
    """The journal of the last run of that name; ``None`` if there is none.

    Args:
        name: What the run is called.
        where: The directory it worked in; any, if empty.
    """
    found = directory().glob(f"*.{_digest(name)}.*.jsonl")
    for path in sorted(found, key=_begun, reverse=True):
        for header in headers(path):
            if header.name == name and where in ("", header.where):
                return path
    return None


def every() -> list[Path]:
    """All journals, the latest first."""
    return sorted(directory().glob("*.*.*.*.jsonl"), key=_begun, reverse=True)


def ended(path: Path) -> str:
    """How the last run of a journal ended, by the end of the file; empty if it did not."""
    with suppress(OSError), path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
        for line in reversed(file.read().split(b"\n")[:-1]):
            with suppress(ValueError, RecursionError, AttributeError, LookupError, TypeError):
                fields: Any = json.loads(line)
                if "tgwidget_journal" in fields:
                    break
                if fields.get("type") == "RunEnded":
                    return str(fields["outcome"])
    return ""


def alive(path: Path, header: Header) -> bool:
    """Whether a run still writes to a journal.

    Args:
        path: The file.
        header: How it begins.
    """
    return locked(path) and not (header.host == socket.gethostname() and not _runs(header.pid))


def locked(path: Path) -> bool:
    """Whether somebody holds a journal open to write to it."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        return not lock(descriptor)
    finally:
        os.close(descriptor)


def lock(descriptor: int) -> bool:
    """Keep other writers away for as long as a file is open; whether that could be done."""
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:
        return True
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # some network file systems cannot
        return True
    return True


def here() -> str:
    """The directory that this process works in; empty where that is gone."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def make_room(most: int = MOST) -> int:
    """Delete the oldest journals of runs that came to their end, while all take too much.

    What a run that did not come to its end has written is never deleted.

    Args:
        most: Bytes that they may take together.

    Returns:
        How many were deleted.
    """
    sizes = {path: _size(path) for path in every()}
    much, gone = sum(sizes.values()), 0
    for path in reversed(sizes):
        if much <= most:
            break
        if ended(path) in ("done", "stopped") and not locked(path):
            with suppress(OSError):
                path.unlink()
                much, gone = much - sizes[path], gone + 1
    return gone


def total(paths: Iterable[Path]) -> int:
    """Bytes that files take together."""
    return sum(map(_size, paths))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode(errors="replace")).hexdigest()[:10]


def _begun(path: Path) -> str:
    return path.name.split(".")[-3]


def _runs(pid: int) -> bool:
    """Whether a process of that number runs on this machine."""
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
