"""Where no history is kept: forward code whose results nobody will criticise."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar, Token
from functools import wraps
from inspect import iscoroutinefunction
from types import TracebackType
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

_recording: ContextVar[bool] = ContextVar("tgwidget_recording", default=True)


def recording() -> bool:
    """Whether ops keep what a backward pass needs; not inside ``no_grad``."""
    return _recording.get()


class no_grad:  # noqa: N801 - the field's name for it
    """Inside, ops keep no history: what they make takes part in no backward pass.

    Such a variable has no predecessors and does not require a gradient. A run still shows what it
    was made from. As a decorator, ``@no_grad()``, it is for the whole of a function, also of an
    ``async`` one.

    Example:
        >>> import tgwidget as tg
        >>> question = tg.Variable("I have two cups. How many cups?", role_description="question")
        >>> with tg.no_grad():
        ...     answer = tg.BlackboxLLM("simulated")(question)
        >>> answer.predecessors, answer.requires_grad
        ((), False)
    """

    def __init__(self) -> None:
        self._tokens: list[Token[bool]] = []

    def __enter__(self) -> None:
        self._tokens.append(_recording.set(False))

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        _recording.reset(self._tokens.pop())

    def __call__(self, function: Callable[P, R]) -> Callable[P, R]:
        """Decorate a function."""

        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            with no_grad():
                return function(*args, **kwargs)

        @wraps(function)
        async def acall(*args: P.args, **kwargs: P.kwargs) -> Any:
            with no_grad():
                return await cast("Any", function(*args, **kwargs))

        return cast("Callable[P, R]", acall) if iscoroutinefunction(function) else call
