"""The cache of replies, for people: what it holds, what it saved, emptying it, a copy of it.

``tg.cache.stats()`` speaks of the cache that all engines of this process share. An engine that was
given a ``tgwidget.engine.Cache`` of its own is asked there.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tgwidget.engine.cache import Cache, CacheStats, shared_cache
from tgwidget.errors import InputError

__all__ = ["CacheStats", "clear", "export", "stats"]


def stats(cache: Cache | None = None) -> CacheStats:
    """What is kept, where, and what it saved in this process.

    Args:
        cache: Which cache; without it, the shared one.

    Returns:
        Entries, bytes on disk, requests that needed no call, and US dollars saved.
    """
    return (cache or shared_cache()).stats()


def clear(cache: Cache | None = None) -> int:
    """Forget every reply, on disk and in memory, for all processes that share the directory.

    Args:
        cache: Which cache; without it, the shared one.

    Returns:
        How many replies there were.

    Raises:
        InputError: If the disk does not let go of them.
    """
    return (cache or shared_cache()).clear()


def export(path: str | Path, cache: Cache | None = None) -> int:
    """Write every reply to a file of JSON lines, oldest first, readable for its owner alone.

    A line holds ``key``, ``model``, ``messages`` (images by their digests), ``sample``, ``text``,
    ``reasoning``, ``finish``, ``usage`` in tokens, ``cost`` in US dollars and ``provenance``.

    Args:
        path: The file; one that is there is replaced.
        cache: Which cache; without it, the shared one.

    Returns:
        How many lines were written.

    Raises:
        InputError: If the file cannot be written.
    """
    target = Path(path).expanduser()
    lines = [
        json.dumps({"key": key, **entry}, ensure_ascii=False)
        for key, text in (cache or shared_cache()).items()
        if (entry := _entry(text)) is not None
    ]
    try:
        with open(target, "w", encoding="utf-8", errors="replace", opener=_private) as file:
            file.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise InputError(
            f"the cache cannot be exported to {target}: {error.strerror}",
            "give a path in a directory that can be written",
        ) from error
    return len(lines)


def _entry(text: str) -> dict[str, Any] | None:
    try:
        entry: Any = json.loads(text)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None  # pyright: ignore[reportUnknownVariableType]


def _private(path: str, flags: int) -> int:
    handle = os.open(path, flags, 0o600)
    os.fchmod(handle, 0o600)
    return handle
