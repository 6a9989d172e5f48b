"""A number from a function of the user's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from inspect import isawaitable, iscoroutinefunction
from math import isfinite
from typing import Any

from tgwidget.errors import InputTypeError, TgError
from tgwidget.runtime import in_thread


def number(given: Any, said: str) -> float:
    """A finite number, of whichever library it is.

    Args:
        given: What should be one.
        said: Whose it is, as the beginning of a sentence that ends with it.

    Raises:
        InputTypeError: If it is none.
    """
    try:
        found = float("nan") if isinstance(given, str | bytes) else float(given)
    except (TypeError, ValueError, OverflowError):
        found = float("nan")
    if not isfinite(found):
        raise InputTypeError(f"{said} {given!r}", "it must be a finite number")
    return found


async def scored(score: Callable[..., float] | Callable[..., Awaitable[float]], *of: Any) -> float:
    """What a score function gives; a plain one is called in a worker thread.

    Args:
        score: The function; the higher its number, the better.
        *of: What it is given.

    Raises:
        TgError: If it raises.
        InputTypeError: If it gives no finite number.
    """
    name = getattr(score, "__name__", type(score).__name__)
    plain: Any = partial(score, *of)
    try:
        given: Any = (
            await plain()
            if iscoroutinefunction(score)
            else await in_thread(plain, "tgwidget score")
        )
        if isawaitable(given):
            given = await given
    except TgError:
        raise
    except Exception as error:
        raise TgError(
            f"the score function {name} failed: {type(error).__name__}: {error}",
            "the traceback above this one points into it",
        ) from error
    return number(given, f"the score function {name} returned")
