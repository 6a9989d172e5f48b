"""Replies that were paid for, kept on disk as text. Never a reason for a call to fail."""

from __future__ import annotations

import os
import sqlite3
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from fcntl import LOCK_EX, flock
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

from tgwidget.errors import InputError

if TYPE_CHECKING:
    from tgwidget.engine.cache.text_disk import TextStore

T = TypeVar("T")
_DATABASE = "cache.db"
_ODD = (TypeError, ValueError, AttributeError, LookupError, AssertionError)
"""What diskcache raises at settings in its file that are not as it left them."""


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


@dataclass(frozen=True)
class CacheStats:
    """What a cache holds, and what it was good for in this process.

    Args:
        directory: Where it is.
        entries: Replies kept.
        bytes: What they take on disk, the file's own pages included.
        on_disk: False where they are in memory only, because the disk cannot be used.
        hits: Requests that needed no call.
        saved: US dollars not spent on them, as far as their prices are known.
    """

    directory: Path
    entries: int
    bytes: int
    on_disk: bool
    hits: int
    saved: float


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
        self._seen = 0
        self._usable = self._writable = True
        self._hits, self._saved = 0, 0.0
        self._lock = RLock()

    def __repr__(self) -> str:
        return f"Cache({str(self.directory)!r})"

    @property
    def is_open(self) -> bool:
        """Whether a look into it takes no more than a moment."""
        return self._store is not None or not self._usable

    def open(self) -> None:
        """Open the file, which the first use does otherwise; may take a while."""
        self._use(lambda _: True)

    def get(self, key: str) -> str | None:
        """The text under a key; ``None`` where there is none, or where it is not text."""
        if key in self._memory:
            return self._memory[key]
        return self._use(lambda store: store.get(key))

    def put(self, key: str, text: str) -> None:
        """Keep a text under a key. May block while other processes write."""
        if not self._writable or not self._use(lambda store: store.put(key, text), writes=True):
            self._memory[key] = text

    def count_hit(self, saved: float | None) -> None:
        """Count a request that needed no call.

        Args:
            saved: US dollars; ``None`` where the price is unknown.
        """
        with self._lock:
            self._hits += 1
            self._saved += saved or 0.0

    def stats(self) -> CacheStats:
        """How much there is, and what it saved."""
        kept, size = self._use(lambda store: store.size()) or (0, 0)
        return CacheStats(
            self.directory, kept + len(self._memory), size, self._usable and self._writable,
            self._hits, self._saved,
        )  # fmt: skip

    def clear(self) -> int:
        """Forget all replies.

        Returns:
            How many there were.

        Raises:
            InputError: If the disk does not let go of them.
        """
        forgotten = len(self._memory)
        self._memory.clear()
        try:
            store = self._opened()
            return forgotten + (store.clear() if store else 0)
        except (sqlite3.Error, OSError) as error:
            raise InputError(
                f"the cache in {self.directory} cannot be emptied: {error}",
                "remove the directory, or try again when no other notebook writes to it",
            ) from error

    def items(self) -> list[tuple[str, str]]:
        """Every key with its text, oldest first."""
        return [*(self._use(lambda store: list(store.items())) or ()), *self._memory.items()]

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._store is not None:
                self._store.close()
            self._store = None

    def _use(self, action: Callable[[TextStore], T], writes: bool = False) -> T | None:
        """Act on the store; again if the file was damaged and had to be put aside."""
        for _ in range(3):
            store = None
            try:
                store = self._opened()
                return None if store is None else action(store)
            except (sqlite3.Error, OSError, *_ODD) as error:
                if not self._put_right(store, error, writes):
                    break
        return None

    def _opened(self) -> TextStore | None:
        with self._lock:
            if self._store is None and self._usable:
                from tgwidget.engine.cache.text_disk import TextStore

                self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.directory.chmod(0o700)
                self._seen = _inode(self.directory / _DATABASE)
                self._store = TextStore(self.directory)
                self._seen = self._seen or _inode(self.directory / _DATABASE)
            return self._store

    def _put_right(self, store: TextStore | None, error: Exception, writes: bool) -> bool:
        """After a failure: whether it is worth another try, on a file that is not damaged."""
        with self._lock:
            if store is not self._store:
                return True
            damaged = isinstance(error, (sqlite3.DatabaseError, *_ODD)) and not isinstance(
                error, sqlite3.OperationalError
            )
            if damaged and (aside := _put_aside(self.directory, self._seen)):
                self._store = None
                said = f"the cache was damaged and is now {aside}; a new one was begun"
                if aside == self.directory:
                    return True
            else:
                damaged, known = False, not (self._usable and self._writable)
                self._writable = False
                if not (store and writes):  # what was kept before can still be read otherwise
                    self._store, self._usable = None, False
                if known:
                    return False
                said = (
                    f"replies are kept in memory only: the cache in {self.directory} cannot be "
                    f"written ({error}); make room, or set TGWIDGET_HOME to a directory that can be"
                )
        warnings.warn(said, stacklevel=2)
        return damaged


def _inode(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _put_aside(directory: Path, seen: int) -> Path | None:
    """Rename a damaged database; ``None`` if that cannot be done.

    The directory itself says that another process has done it and begun a new one: many may meet
    the same damage at once, and only the damaged file may go.
    """
    aside = directory / f"{_DATABASE}.damaged-{time.time_ns()}"
    try:
        door = os.open(directory, os.O_RDONLY)
    except OSError:
        return None
    try:
        flock(door, LOCK_EX)
        if _inode(directory / _DATABASE) != seen:
            return directory
        (directory / _DATABASE).rename(aside)
        for end in ("-wal", "-shm"):
            with suppress(OSError):
                (directory / f"{_DATABASE}{end}").unlink()
    except OSError:
        return None
    finally:
        os.close(door)
    return aside
