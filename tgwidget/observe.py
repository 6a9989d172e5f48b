"""Who is listening. The core says what happens to the observer of the context; a Run is one.

Without a run nobody listens and every hook is a no-op, so plain textual autograd stays plain.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from contextvars import ContextVar, copy_context
from inspect import CORO_CREATED, getcoroutinestate
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tgwidget import runtime
from tgwidget.errors import ReviewNeededError, TgError
from tgwidget.events import CallFailed, CallFinished, CallStarted, Change, Event, Phase

if TYPE_CHECKING:
    from tgwidget.content import Image
    from tgwidget.variable import Gradient, Variable

T = TypeVar("T")


class Stateful(Protocol):
    """What a run needs of an optimizer, to take it back to an earlier step."""

    @property
    def parameters(self) -> Sequence[Variable]:
        """The variables that it has charge of."""
        ...

    def state(self) -> Any:
        """What it knows and what its parameters are now."""
        ...

    def restore(self, state: Any) -> tuple[Change, ...]:
        """Make it and its parameters what they were; gives the values that changed."""
        ...


class Observer(Protocol):
    """What the core needs of a run."""

    def emit(self, event: Event) -> None:
        """Log one event, in order, from any thread."""
        ...

    def knows(self, node: str) -> bool:
        """Whether the node needs no introduction: it was added already, or nobody listens."""
        ...

    def keep(self, image: Image) -> None:
        """Be given an image that an event names, for who asks to see it in large."""
        ...

    def phase(self, phase: Phase) -> None:
        """Tell what the work is about from here on."""
        ...

    def enlist(self, optimizer: Stateful) -> None:
        """Tell of an optimizer and the variables that it has charge of."""
        ...

    def commit(self, changes: tuple[Change, ...]) -> None:
        """Tell that a step was committed."""
        ...

    def recalled(self, started: CallStarted) -> CallFinished | CallFailed | None:
        """Tell how the same call ended before; ``None`` has it made."""
        ...

    async def guard(self, work: Coroutine[Any, Any, T]) -> T:
        """Do the work so that it can be stopped. Raises StoppedError if it was."""
        ...

    async def failed(self, node: str, error: TgError) -> bool:
        """Tell of a failure on a node; True asks to try the same call again."""
        ...

    async def criticism(self, variable: Variable, instruction: str) -> str:
        """Get a person's criticism of a variable, empty if there is nothing to criticise."""
        ...

    def mark(self, variable: Variable) -> None:
        """Tell that a variable has a breakpoint now, or has it no longer."""
        ...

    def follow(self, order: Sequence[Variable]) -> None:
        """Tell what a backward pass will go through; breakpoints move on to what is new in it."""
        ...

    async def inspect(self, variable: Variable, arrived: Sequence[Gradient]) -> Sequence[Gradient]:
        """Have what has arrived at a breakpoint looked at; gives what becomes of it."""
        ...

    def visitor(self) -> Observer | None:
        """Who hears of what is done from outside its program; ``None`` once it is over."""
        ...


class Nobody:
    """The observer outside a run: listens to nothing, never stops, never retries."""

    def emit(self, event: Event) -> None:
        """Drop the event."""

    def knows(self, node: str) -> bool:
        """Nothing needs an introduction to nobody."""
        return True

    def keep(self, image: Image) -> None:
        """Nobody asks for it."""

    def phase(self, phase: Phase) -> None:
        """Forget the phase."""

    def enlist(self, optimizer: Stateful) -> None:
        """Forget the optimizer."""

    def commit(self, changes: tuple[Change, ...]) -> None:
        """Forget the step."""

    def recalled(self, started: CallStarted) -> CallFinished | CallFailed | None:
        """Nobody remembers."""
        return None

    async def guard(self, work: Coroutine[Any, Any, T]) -> T:
        """Just do the work."""
        return await work

    async def failed(self, node: str, error: TgError) -> bool:
        """Never try again."""
        return False

    async def criticism(self, variable: Variable, instruction: str) -> str:
        """Nobody is there to ask."""
        raise ReviewNeededError(
            f"{variable.role_description!r} waits for a person's criticism, and nobody is asked "
            "outside a run",
            'open one: with tg.Run("name"):',
        )

    def mark(self, variable: Variable) -> None:
        """Nobody stops anywhere."""

    def follow(self, order: Sequence[Variable]) -> None:
        """Nobody stops anywhere."""

    async def inspect(self, variable: Variable, arrived: Sequence[Gradient]) -> Sequence[Gradient]:
        """Nobody looks at it: it goes on as it is."""
        return arrived

    def visitor(self) -> Observer | None:
        """Nobody is there to be told."""
        return None


observer: ContextVar[Observer] = ContextVar("tgwidget_observer")
within: ContextVar[tuple[Observer, ...]] = ContextVar("tgwidget_within", default=())
"""The runs that this context is the program of, the outermost first."""
_nobody = Nobody()


def current() -> Observer:
    """The observer of this context: the innermost run, or nobody."""
    return observer.get(_nobody)


def inside(run: Observer, do: Callable[[], T]) -> T:
    """Do something that a run shall hear of, from where its context is not: a page's command."""
    context = copy_context()
    context.run(observer.set, run)
    return context.run(do)


def blocking(work: Coroutine[Any, Any, T]) -> T:
    """Do the work on the loop under this context's observer, and wait for it."""
    try:
        return runtime.run(current().guard(work))
    finally:
        _dismiss(work)


async def awaiting(work: Coroutine[Any, Any, T]) -> T:
    """Do the work on the loop under this context's observer, and await it from any loop."""
    try:
        return await runtime.wait(current().guard(work))
    finally:
        _dismiss(work)


def _dismiss(work: Coroutine[Any, Any, Any]) -> None:
    """Work that was cancelled before it began is not missing, and Python shall not say so."""
    if getcoroutinestate(work) == CORO_CREATED:
        work.close()
