"""A number from a function of the user's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from inspect import iscoroutinefunction
from math import isfinite
from typing import Any

from tgwidget.errors import InputTypeError, TgError
from tgwidget.runtime import in_thread


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
    except TgError:
        raise
    except Exception as error:
        raise TgError(
            f"the score function {name} failed: {type(error).__name__}: {error}",
            "the traceback above this one points into it",
        ) from error
    if not isinstance(given, int | float) or not isfinite(given):
        raise InputTypeError(
            f"the score function {name} returned {given!r}", "let it return a finite number"
        )
    return float(given)
