"""What a notebook shows of an error of ours: the user's own lines, and none of ours below them."""

from __future__ import annotations

import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from tgwidget.errors import TgError

_OURS = str(Path(__file__).parents[1])
_PATHS = sysconfig.get_paths()
_LIBRARY = _PATHS["stdlib"]
_INSTALLED = (_PATHS["purelib"], _PATHS["platlib"])
_NOTEBOOK = tuple(f"{home}/{name}/" for home in _INSTALLED for name in ("IPython", "ipykernel"))


def shorten(shell: Any) -> None:
    """Have a shell show our errors with the user's own lines alone.

    Args:
        shell: The IPython shell.
    """

    def rendered(error: TgError) -> list[str]:
        return short(error, shell)

    TgError._render_traceback_ = rendered  # pyright: ignore[reportAttributeAccessIssue]


def show_whole() -> None:
    """Take ``shorten`` back."""
    if "_render_traceback_" in vars(TgError):
        del TgError._render_traceback_  # pyright: ignore[reportAttributeAccessIssue]


def short(error: BaseException, shell: Any) -> list[str]:
    """The traceback that IPython shows; ``%xmode Verbose`` shows every line of it.

    What caused the error is left out, unless the user's own code did.

    Args:
        error: The error.
        shell: The IPython shell.

    Returns:
        Pieces of text, to be joined by line ends.
    """
    formatter, traceback = shell.InteractiveTB, error.__traceback__
    if formatter.mode == "Verbose":
        return formatter.structured_traceback(type(error), error, traceback)
    cause, context, hidden = error.__cause__, error.__context__, error.__suppress_context__
    if not any(_by_user(one) for one in (cause, context)):
        error.__cause__ = None
    try:
        theirs = _without(traceback, _between) or traceback
        return formatter.structured_traceback(type(error), error, theirs, tb_offset=0)
    finally:
        error.__cause__, error.__suppress_context__ = cause, hidden


def _between(file: str) -> bool:
    """Whether a file is ours, or stands between a cell and us."""
    library = file.startswith(_LIBRARY) and not file.startswith(_INSTALLED)
    return library or file.startswith((_OURS, *_NOTEBOOK))


def _by_user(error: BaseException | None) -> bool:
    """Whether the user's own code raised it, or was on the way to it."""
    if error is None:
        return False
    found = _without(error.__traceback__, _not_theirs)
    return found is not None or _by_user(error.__cause__) or _by_user(error.__context__)


def _not_theirs(file: str) -> bool:
    return _between(file) or file.startswith(_INSTALLED)


def _without(
    traceback: TracebackType | None, hidden: Callable[[str], bool]
) -> TracebackType | None:
    """The part of a traceback whose files are not hidden."""
    shown: list[TracebackType] = []
    while traceback is not None:
        if not hidden(traceback.tb_frame.f_code.co_filename):
            shown.append(traceback)
        traceback = traceback.tb_next
    found: TracebackType | None = None
    for one in reversed(shown):
        found = TracebackType(found, one.tb_frame, one.tb_lasti, one.tb_lineno)
    return found
