"""Names of files, as users give them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, cast

from tgwidget.errors import InputError, InputTypeError

LONG = 255
"""Bytes that a file's name has at most on the systems we know."""


def path(given: Any, what: str) -> Path:
    """The path that was given, from the user's home where it begins with ``~``.

    Args:
        given: What should be one; not everybody runs a type checker.
        what: What it is to name, as the beginning of a sentence: "a journal".

    Raises:
        InputTypeError: If it is no path.
        InputError: If no file can be called so.
    """
    if not isinstance(given, str | os.PathLike):
        raise InputTypeError(f"{what} is a file, and {given!r:.80} names none", "give its path")
    name = str(os.fspath(cast("os.PathLike[str]", given)))
    long = any(len(part.encode(errors="replace")) > LONG for part in Path(name).parts)
    if not name.strip() or "\0" in name or long:
        raise InputError(f"{what} is a file, and none can be called {name!r:.80}", "give its path")
    return Path(os.path.expanduser(name))  # unlike Path's own it leaves alone whom nobody knows
