"""Replies that were paid for, kept on disk as text. Never a reason for a call to fail."""

from __future__ import annotations

import os
import sqlite3
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from tgwidget.errors import InputError

if TYPE_CHECKING:
    from tgwidget.engine.text_disk import TextStore

T = TypeVar("T")
_DATABASE = "cache.db"


def default_directory() -> Path:
    """Where replies are kept: under TGWIDGET_HOME, or in the user's cache directory."""
    if home := os.environ.get("TGWIDGET_HOME"):
        return Path(home).expanduser().absolute() / "cache"
    from platformdirs import user_cache_path

    return user_cache_path("tgwidget") / "cache"


def shared_cache() -> Cache:
    """The cache that all engines of this process share."""
    return _at(default_directory())


def chosen(cache: Any, simulated: bool) -> Cache | None:
    """The cache that an engine was given, by what was said about it.

    Args:
        cache: Whether replies are kept, or where: a ``Cache``, or a ``diskcache.Cache`` for its
            directory.
        simulated: Whether the engine is a simulated one, which is not kept unless a cache is given.

    Raises:
        InputError: If it is something else.
    """
    if isinstance(cache, Cache):
        return cache
    if isinstance(cache, bool):
        return shared_cache() if cache and not simulated else None
    if type(cache).__module__.startswith("diskcache"):
        # Beside its entries, not among them: those are pickles, which can run code.
        return _at(Path(cache.directory) / "tgwidget")
    raise InputError(
        f"cache={cache!r} cannot be used", "give True, False or a tgwidget.engine.Cache"
    )


@lru_cache(maxsize=8)
def _at(directory: Path) -> Cache:
    return Cache(directory)


class Cache:
    """Text by key, on disk; in memory where the disk cannot be used.

    Opened at first use. A damaged file is put aside, with one warning.

    Args:
        directory: Where to keep it; made readable for its owner alone.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._memory: dict[str, str] = {}
        self._store: TextStore | None = None
        self._usable = True
        self._lock = RLock()

    def __repr__(self) -> str:
        return f"Cache({str(self.directory)!r})"

    def get(self, key: str) -> str | None:
        """The text under a key; ``None`` where there is none, or where it is not text."""
        if key in self._memory:
            return self._memory[key]
        return self._use(lambda store: store.get(key))

    def put(self, key: str, text: str) -> None:
        """Keep a text under a key. May block while other processes write."""
        if not self._use(lambda store: store.put(key, text)):
            self._memory[key] = text

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._store = None

    def _use(self, action: Callable[[TextStore], T]) -> T | None:
        """Act on the store; once more if the file was damaged and had to be put aside."""
        for _ in range(2):
            store = None
            try:
                store = self._opened()
                return None if store is None else action(store)
            except (sqlite3.Error, OSError) as error:
                self._failed(store, error)
        return None

    def _opened(self) -> TextStore | None:
        with self._lock:
            if self._store is None and self._usable:
                from tgwidget.engine.text_disk import TextStore

                self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.directory.chmod(0o700)
                self._store = TextStore(self.directory)
            return self._store

    def _failed(self, store: TextStore | None, error: Exception) -> None:
        with self._lock:
            if store is not self._store:
                return
            self._store = None
            damaged = isinstance(error, sqlite3.DatabaseError) and not isinstance(
                error, sqlite3.OperationalError
            )
            if damaged and (aside := _put_aside(self.directory)):
                said = f"the cache was damaged and is now {aside}; a new one was begun"
            else:
                self._usable = False
                said = (
                    f"replies are kept in memory only: the cache in {self.directory} cannot be "
                    f"used ({error}); set TGWIDGET_HOME to a directory that can be written"
                )
        warnings.warn(said, stacklevel=2)


def _put_aside(directory: Path) -> Path | None:
    """Rename a damaged database; ``None`` if that cannot be done."""
    aside = directory / f"{_DATABASE}.damaged-{time.time_ns()}"
    try:
        (directory / _DATABASE).rename(aside)
    except OSError:
        return None
    for end in ("-wal", "-shm"):
        with suppress(OSError):
            (directory / f"{_DATABASE}{end}").unlink()
    return aside
