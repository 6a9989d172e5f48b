"""Files that are there whole, or as they were before."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from tgwidget.errors import WriteError
from tgwidget.paths import path as named


def write(path: str | os.PathLike[str], text: str) -> Path:
    """Write a text file in one step: whoever reads it finds the old text or the new one.

    Args:
        path: Where; a file that is there is replaced, and keeps its rights.
        text: What; lone surrogates, which UTF-8 cannot hold, become question marks.

    Returns:
        The file.

    Raises:
        InputError: If that is no path.
        WriteError: If there is no such folder, no right to write, or no room.
    """
    target = named(path, "what is written")
    beside = target.with_name(f".{token_hex(8)}.part")
    try:
        if target.is_dir():
            raise WriteError(f"{str(target)!r} is a folder", "give the name of a file in it")
        target = target.resolve()  # what a link names is replaced, not the link
        beside = target.with_name(beside.name)
        with beside.open("x", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o777)
        beside.replace(target)
    except WriteError:
        raise
    except OSError as error:
        raise WriteError(
            f"{str(target)!r:.120} could not be written: {error.strerror or error}",
            _hint(error, target),
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink()
    return target


def _hint(error: OSError, target: Path) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"make the folder {str(target.parent)!r} first"
    if isinstance(error, PermissionError):
        return "choose a folder in which you may write"
    return "choose another place, or make room there"
