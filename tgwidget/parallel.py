"""Forward code over a batch, in parallel: the plain loop of a user, many turns of it at once."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from inspect import iscoroutine, iscoroutinefunction
from typing import Any, TypeVar, overload

from tgwidget.errors import InputError, InputTypeError
from tgwidget.observe import blocking
from tgwidget.runtime import Leash, in_thread, together

T = TypeVar("T")


@overload
def map(
    function: Callable[..., Awaitable[T]], *iterables: Iterable[Any], concurrency: int = 16
) -> list[T]: ...
@overload
def map(
    function: Callable[..., T], *iterables: Iterable[Any], concurrency: int = 16
) -> list[T]: ...
def map(
    function: Callable[..., Any], *iterables: Iterable[Any], concurrency: int = 16
) -> list[Any]:
    """Call a function on each item, many at once; like Python's own ``map``, but all of it now.

    The function is ordinary code: it may call models and losses, and ``backward()``. Each call has
    a thread of its own, in the caller's run and scopes; an ``async`` function runs on the event
    loop. The first error ends everything: what has not begun never does, and what has begun is
    cancelled at the model call it waits for.

    Args:
        function: Called with one item of each iterable.
        *iterables: The items; the shortest iterable ends it.
        concurrency: How many calls at once.

    Returns:
        What the calls returned, in the order of the items.

    Raises:
        InputError: If nothing could run at once.
        Exception: The first error that a call raised, as it is.

    Example:
        >>> import tgwidget as tg
        >>> questions = [
        ...     tg.Variable(f"I have {n} plates. How many plates do I have?",
        ...                 role_description="question") for n in ("two", "three", "four")]
        >>> answers = tg.map(tg.BlackboxLLM("simulated"), questions)
        >>> [answer.predecessors == (question,) for answer, question in zip(answers, questions)]
        [True, True, True]
    """
    given: Any = concurrency
    if not callable(function) or not iterables:
        raise InputTypeError(
            "tg.map needs a function and its items", "write tg.map(ask, questions)"
        )
    if isinstance(given, bool) or not isinstance(given, int) or given < 1:
        raise InputError(f"concurrency={given!r} lets nothing run", "give 1 or more")
    return blocking(_all(function, list(zip(*iterables, strict=False)), concurrency))


async def _all(
    function: Callable[..., Any], calls: Sequence[Sequence[Any]], concurrency: int
) -> list[Any]:
    waiting, results = deque(enumerate(calls)), [None] * len(calls)
    name = str(getattr(function, "__name__", type(function).__name__))

    async def call(arguments: Sequence[Any]) -> Any:
        if iscoroutinefunction(function):
            return await function(*arguments)
        result = await in_thread(partial(function, *arguments), name)
        return await result if iscoroutine(result) else result

    async def worker() -> None:
        while waiting:
            place, arguments = waiting.popleft()
            try:
                results[place] = await call(arguments)
            except BaseException:
                waiting.clear()  # at once: no other worker may begin one more
                raise

    async with Leash():
        await together(worker() for _ in range(min(concurrency, len(calls))))
    return results
