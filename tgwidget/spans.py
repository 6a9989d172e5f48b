"""Spans: work with a beginning and an end, for whoever logs or traces it. Without listeners, free.

A run's own events say more, to whom shows that run; these say less, of all that this process does.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, ParamSpec, Protocol, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
Async = Callable[P, Coroutine[Any, Any, T]]
Kind = Literal["run", "backward", "step", "propose", "call"]

_log = logging.getLogger("tgwidget")


@dataclass(frozen=True)
class Span:
    """A piece of work.

    Args:
        kind: What sort of work it is.
        name: Which, as people call it.
    """

    kind: Kind
    name: str


class Follower(Protocol):
    """Follows one span, in the context and on the thread where the work is done."""

    def heard(self, news: object) -> None:
        """Something happened meanwhile; of a model call, a ``Retrying``."""
        ...

    def ended(self, result: object, error: BaseException | None) -> None:
        """It is over: with a result (of a model call, a ``Reply``), with an error, or neither."""
        ...


class Listener(Protocol):
    """Is told of every span. May do it again later from any thread; must not block."""

    def began(self, span: Span) -> Follower | None:
        """Work begins; gives who follows it, if it is of interest."""
        ...


listeners: dict[str, Listener] = {}
"""Who is told, by name."""


class Following:
    """``with Following(span) as told:`` tells all listeners of what happens inside.

    A listener that fails is passed over: the work is what matters.

    Args:
        span: The work.
    """

    def __init__(self, span: Span) -> None:
        self._span = span
        self._followers: list[Follower] = []
        self._result: object = None

    def __enter__(self) -> Self:
        for listener in tuple(listeners.values()):
            follower = _safely(listener.began, self._span)
            if follower is not None:
                self._followers.append(follower)
        return self

    def heard(self, news: object) -> None:
        """Something happened."""
        for follower in self._followers:
            _safely(follower.heard, news)

    def done(self, result: object) -> None:
        """What came of it; told at the end."""
        self._result = result

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        for follower in reversed(self._followers):
            _safely(follower.ended, self._result, error)
        self._followers.clear()


def spanned(kind: Kind) -> Callable[[Async[P, T]], Async[P, T]]:
    """Decorate an ``async`` function that is a span of its own.

    Args:
        kind: What sort of work it is.
    """

    def decorate(function: Async[P, T]) -> Async[P, T]:
        @functools.wraps(function)
        async def inside(*args: P.args, **kwargs: P.kwargs) -> T:
            with Following(Span(kind, kind)):
                return await function(*args, **kwargs)

        return inside

    return decorate


def _safely(tell: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    try:
        return tell(*args, **kwargs)
    except Exception as error:
        _log.warning("a listener failed: %s", type(error).__name__)
        return None
