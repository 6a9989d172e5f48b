"""diskcache's way to the disk, without pickle: text goes in, text comes out, all else is refused.

A cache directory that somebody else wrote to must not be able to run code (CVE-2025-69872) or to
name files of ours, so values are never pickled, unpickled, or kept in files beside the database.
"""
# diskcache has no types, and those inferred from its code are narrower than what it takes.
# pyright: reportMissingTypeStubs=false, reportIncompatibleMethodOverride=false

from __future__ import annotations

import sqlite3
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import diskcache

DATABASE = "cache.db"
"""diskcache's name for its file."""

_RAW = 1
"""diskcache's mark for a value that stands in the database as it is."""

_BUSY = 5
"""Seconds that one look waits for another process's write."""

_TRIES = 12


class RefusedError(Exception):
    """An entry that is not text."""


class TextDisk(diskcache.Disk):
    """Accepts and returns nothing but text."""

    def put(self, key: Any) -> tuple[str, bool]:
        """A key for the database."""
        if type(key) is not str:
            raise RefusedError("a key that is not text")
        return key, True

    def get(self, key: Any, raw: Any) -> str:
        """A key from the database."""
        if not raw or type(key) is not str:
            raise RefusedError("a key that is not text")
        return key

    def store(self, value: Any, read: Any, key: Any = None) -> tuple[int, int, None, str]:
        """A value for the database."""
        if type(value) is not str:
            raise RefusedError("a value that is not text")
        return 0, _RAW, None, value

    def fetch(self, mode: Any, filename: Any, value: Any, read: Any) -> str:
        """A value from the database."""
        if mode != _RAW or filename is not None or type(value) is not str:
            raise RefusedError("a value that is not text")
        return value

    def remove(self, file_path: Any) -> None:
        """Nothing: no entry of ours has a file, and one that names one was planted."""


class TextStore:
    """A diskcache that keeps text, and keeps it for good.

    Args:
        directory: An existing directory.

    Raises:
        sqlite3.Error: If its file is damaged or cannot be written.
        OSError: If the directory cannot be used.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        # The default policy throws the oldest replies away at 1 GiB; these were paid for.
        self._cache: Any = diskcache.Cache(
            str(directory), timeout=_BUSY, disk=TextDisk, eviction_policy="none", cull_limit=0
        )

    def get(self, key: str) -> str | None:
        """The text under a key; ``None`` where there is none."""
        try:
            return self._cache.get(key)
        except RefusedError:
            warnings.warn(
                f"an entry that is not text was refused: somebody else wrote to {self._directory}; "
                "see who, and empty it with tgwidget.cache.clear()",
                stacklevel=2,
            )
        except diskcache.Timeout:
            pass
        return None

    def put(self, key: str, text: str) -> bool:
        """Keep a text; False if other processes kept the file busy all the time."""
        for _ in range(_TRIES):
            try:
                return bool(self._cache.set(key, text))
            except diskcache.Timeout:
                continue
        return False

    def size(self) -> tuple[int, int]:
        """How many texts there are, and the bytes on disk."""
        return len(self._cache), int(self._cache.volume())

    def clear(self) -> int:
        """Remove everything.

        Returns:
            How many texts there were.
        """
        for _ in range(_TRIES):
            try:
                return int(self._cache.clear())
            except diskcache.Timeout:
                continue
        raise sqlite3.OperationalError("other processes keep the cache busy")

    def items(self) -> Iterator[tuple[str, str]]:
        """Every key with its text, oldest first; what is not text is passed over."""
        asked = (
            "SELECT key, value FROM Cache WHERE raw = 1 AND mode = 1 AND filename IS NULL"
            " AND typeof(key) = 'text' AND typeof(value) = 'text' ORDER BY rowid"
        )
        with closing(sqlite3.connect(self._directory / DATABASE, timeout=_BUSY)) as file:
            yield from file.execute(asked)

    def close(self) -> None:
        """Close the file."""
        self._cache.close()
