"""Where journals are, which is the last of a run's name, and whether its writer still lives."""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from tgwidget.journal.reading import headers, last_header

_TAILS = (16_000, 1_000_000, 32_000_000)
"""Bytes at the end of a journal in which the end of its run is looked for, one after the other."""
RECENT = 600.0
"""Seconds for which a journal counts as written to where nothing else tells."""
writing: set[Path] = set()
"""The journals that runs of this process write to."""
_RESERVED = re.compile("(con|prn|aux|nul|com[0-9]|lpt[0-9])$", re.IGNORECASE)
"""Names that no file may have on Windows, whatever follows a dot."""


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
    slug = f"{slug}-run" if _RESERVED.match(slug) else slug
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
        whole = file.seek(0, os.SEEK_END)
        for tail in _TAILS:
            file.seek(max(0, whole - tail))
            found = _end(file.read().split(b"\n")[:-1])
            if found is not None or tail >= whole:
                return found or ""
    return ""


def _end(lines: list[bytes]) -> str | None:
    """How the last attempt ended that the lines tell of; ``None`` if they tell of none."""
    for line in reversed(lines):
        with suppress(ValueError, RecursionError, AttributeError, LookupError, TypeError):
            fields: Any = json.loads(line)
            if "tgwidget_journal" in fields:
                return ""
            if fields.get("type") == "RunEnded":
                return str(fields["outcome"])
    return None


def alive(path: Path) -> bool:
    """Whether a run still writes to a journal."""
    held = locked(path)
    if held is False:
        return False
    header = last_header(path)
    if header is None:
        return bool(held)
    if header.host == socket.gethostname() and os.name == "posix":
        # A process that it forked may have outlived it, and hold the lock.
        mine = header.pid == os.getpid()
        return bool(held) or path in writing if mine else _runs(header.pid)
    return bool(held) or _fresh(path)


def locked(path: Path) -> bool | None:
    """Whether somebody holds a journal open to write to it; ``None`` where nobody can tell."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        free = lock(descriptor)
        return None if free is None else not free
    finally:
        os.close(descriptor)


def lock(descriptor: int) -> bool | None:
    """Keep other writers away for as long as a file is open.

    Returns:
        Whether that could be done; ``None`` where there are no such locks.
    """
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:
        return None
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # some network file systems cannot
        return None
    return True


def here() -> str:
    """The directory that this process works in; empty where that is gone."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode(errors="replace")).hexdigest()[:10]


def _begun(path: Path) -> str:
    return path.name.split(".")[-3]


def _fresh(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime < RECENT
    except OSError:
        return False


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
