"""What is kept of journals, and for how long: what came to its end goes first, the rest never."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tgwidget.journal.files import alive, ended, every

MOST_BYTES = 1_000_000_000
MOST = 1_000
"""Journals that are kept without being asked about, and bytes that they may take together."""


@dataclass(frozen=True)
class Pruned:
    """What making room has done.

    Args:
        gone: The journals that were deleted.
        over: Whether those that are left, of runs that did not end, are still too much.
    """

    gone: tuple[Path, ...]
    over: bool


def prune(
    most_bytes: float = MOST_BYTES,
    most: float = MOST,
    oldest: float = 0.0,
    unfinished: bool = False,
) -> Pruned:
    """Delete the oldest journals of runs that came to their end, while all are too much.

    Args:
        most_bytes: Bytes that all may take together.
        most: How many there may be.
        oldest: The moment before which one is too old whatever there is, in seconds since 1970.
        unfinished: Whether those may go, too, of runs that did not come to their end. What a
            process is at is never deleted.
    """
    sizes = {path: stat[0] for path in every() if (stat := _stat(path))}
    much, count, gone = sum(sizes.values()), len(sizes), list[Path]()
    for path in reversed(sizes):
        old = (_stat(path) or (0, time.time()))[1] < oldest
        if not old and much <= most_bytes and count <= most:
            continue
        if (unfinished or ended(path) in ("done", "stopped")) and not alive(path):
            with suppress(OSError):
                path.unlink()
                gone.append(path)
                much, count = much - sizes[path], count - 1
    return Pruned(tuple(gone), much > most_bytes or count > most)


def size(path: Path) -> int:
    """Bytes that a journal takes; 0 if it is gone."""
    return (_stat(path) or (0, 0.0))[0]


def total(paths: Sequence[Path]) -> int:
    """Bytes that several take together."""
    return sum(map(size, paths))


def _stat(path: Path) -> tuple[int, float] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_size, found.st_mtime
