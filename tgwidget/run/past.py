"""The runs that journals tell of: listed, deleted, exported, gone on with."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from math import inf
from pathlib import Path
from typing import Any, overload

from tgwidget.engine.money.budget import Budget
from tgwidget.errors import InputError
from tgwidget.events import Decided, RunEnded
from tgwidget.events.wire import Logged
from tgwidget.journal import Header, Journal, files, read
from tgwidget.journal.pruning import MOST, MOST_BYTES, prune, size
from tgwidget.journal.reading import headers
from tgwidget.report.forms import lines
from tgwidget.report.story import Story, totals
from tgwidget.run import listing
from tgwidget.run.choosing import Choice
from tgwidget.run.keeping import nothing_to_resume
from tgwidget.run.run import Run


class PastRun:
    """A run as its journal tells it; given as a path, it is the journal's.

    Args:
        path: The journal.
        header: How it begins.
    """

    def __init__(self, path: Path, header: Header) -> None:
        self.path = path
        self.name = header.name
        self.started = header.started

    def __fspath__(self) -> str:
        return str(self.path)

    def __repr__(self) -> str:
        return f"PastRun({self.name!r}, {self.started!r}, {self.outcome!r})"

    @cached_property
    def journal(self) -> Journal:
        """All that it tells.

        Raises:
            InputError: If the file is gone.
        """
        return read(self.path)

    @property
    def log(self) -> list[Logged]:
        """Its events, in order."""
        return self.journal.log

    @property
    def going_on(self) -> bool:
        """Whether a process is at it now."""
        return files.alive(self.path)

    @property
    def outcome(self) -> str:
        """How it ended, in a word or two."""
        if self.going_on:
            return "going on"
        end = self._brief.end
        return end.outcome if isinstance(end, RunEnded) else "cut off"

    @cached_property
    def _brief(self) -> Journal:
        return read(self.path, deltas=False)

    @cached_property
    def _story(self) -> Story:
        return Story(self._brief.log)

    @property
    def steps(self) -> int:
        """How many steps were committed."""
        return len(self._story.committed)

    @property
    def decisions(self) -> int:
        """How many proposals were decided."""
        return sum(isinstance(one.event, Decided) for one in self._brief.log)

    @property
    def cost(self) -> float | None:
        """What its calls cost, in US dollars; ``None`` is unknown."""
        return totals(self._story.calls).cost

    @property
    def size(self) -> int:
        """Bytes that its journal takes."""
        return size(self.path)

    def delete(self) -> None:
        """Delete its journal.

        Raises:
            InputError: If the run is going on, or the file cannot be deleted.
        """
        if self.going_on:
            raise InputError(f"the run {self.name!r} is going on", "stop it first")
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise InputError(
                f"the journal {str(self.path)!r} cannot be deleted: {error.strerror}",
                "delete the file by hand",
            ) from error

    def export(self, path: str | os.PathLike[str]) -> Path:
        """Write its log to a file, one JSON object a line, which ``tg.replay`` plays.

        Args:
            path: Where; a file that is there is replaced.

        Returns:
            The file.

        Raises:
            WriteError: If it cannot be written there.
        """
        from tgwidget.report.files import write

        return write(path, lines(self.journal.log))


class Runs(Sequence[PastRun]):
    """The runs that journals tell of, the latest first.

    Args:
        held: The runs.
    """

    def __init__(self, held: Sequence[PastRun]) -> None:
        self._held = tuple(held)

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[PastRun]:
        return iter(self._held)

    @overload
    def __getitem__(self, which: int | str) -> PastRun: ...
    @overload
    def __getitem__(self, which: slice) -> Runs: ...
    def __getitem__(self, which: int | str | slice) -> PastRun | Runs:
        if isinstance(which, slice):
            return Runs(self._held[which])
        if isinstance(which, int):
            return self._held[which]
        for one in self._held:
            if one.name == which:
                return one
        raise nothing_to_resume(which)

    def _one(self, which: int | str) -> PastRun:
        try:
            return self[which]
        except IndexError:
            raise InputError(
                f"there is no run {which}", f"there are {len(self)}, counted from 0; see tg.runs()"
            ) from None

    def delete(self, which: int | str) -> None:
        """Delete the journal of a run.

        Args:
            which: Its place in this list, or its name for the latest of that name.

        Raises:
            InputError: If there is none, or it is going on.
        """
        self._one(which).delete()

    def export(self, which: int | str, path: str | os.PathLike[str]) -> Path:
        """Write the log of a run to a file; see ``PastRun.export``.

        Args:
            which: Its place in this list, or its name for the latest of that name.
            path: Where; a file that is there is replaced.

        Returns:
            The file.

        Raises:
            InputError: If there is none.
            WriteError: If it cannot be written there.
        """
        return self._one(which).export(path)

    def prune(
        self,
        *,
        keep: int | None = None,
        days: float | None = None,
        megabytes: float | None = None,
        unfinished: bool = False,
    ) -> int:
        """Delete the oldest journals; without a limit, what is deleted by itself in time.

        Those of runs that were cut off, interrupted or failed stay, for they can be gone on with.

        Args:
            keep: How many may stay.
            days: How old, in days since it was last written, one may be.
            megabytes: What all may take together.
            unfinished: Whether runs that did not come to their end may go, too; those that are
                going on now never do.

        Returns:
            How many were deleted.

        Raises:
            InputError: If a limit is below 0.
        """
        for name, limit in (("keep", keep), ("days", days), ("megabytes", megabytes)):
            if limit is not None and not limit >= 0:
                raise InputError(f"{name}={limit} is no limit", "give 0 or more")
        given = (keep, days, megabytes) != (None, None, None)
        free = inf if given else None
        pruned = prune(
            MOST_BYTES if free is None else free if megabytes is None else megabytes * 1e6,
            MOST if free is None else free if keep is None else keep,
            0.0 if days is None else time.time() - days * 86_400,
            unfinished,
        )
        self._held = tuple(one for one in self._held if one.path not in pruned.gone)
        return len(pruned.gone)

    def __repr__(self) -> str:
        return listing.text(self)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": listing.table(self)}


def runs() -> Runs:
    """The runs that have a journal here, the latest first; ``tg.Run`` writes one by itself.

    Example:
        >>> import tgwidget as tg
        >>> len(tg.runs()[:3]) <= 3
        True
    """
    return Runs([PastRun(path, header) for path in files.every() for header in headers(path)])


def resume(
    name: str,
    review: Choice | None = None,
    budget: Budget | None = None,
    **settings: Any,
) -> Run:
    """A run that goes on where the last one of its name was, however that ended.

    The same program is to be run in it: ``with tg.resume("shirts"):``. What was answered and
    decided there is not asked again; what comes after it is.

    Args:
        name: What the run is called.
        review: As for ``tg.Run``.
        budget: As for ``tg.Run``.
        **settings: As for ``tg.Run``.

    Raises:
        InputError: If there is no journal of such a run.
    """
    # Not everybody runs a type checker.
    if not isinstance(name, str) or not name.strip():  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InputError("a run that is gone on with has a name", 'write tg.resume("shirts")')
    if settings.get("journal", True) is True and files.latest(name) is None:
        raise nothing_to_resume(name)
    return Run(name, review, budget, **{**settings, "resume": True})
