"""A run that goes on by itself, in a thread of its own, while the notebook stays usable."""

from __future__ import annotations

import asyncio
import atexit
import contextvars
import inspect
import os
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack, suppress
from typing import Any, Generic, TypeVar, cast, overload

from tgwidget import runtime
from tgwidget.engine.money.budget import Budget
from tgwidget.errors import InputError, InputTypeError, StoppedError, UnfinishedError
from tgwidget.events import Outcome, RunEnded
from tgwidget.review.hosts import in_marimo
from tgwidget.run import Run
from tgwidget.run.choosing import Choice
from tgwidget.run.keeping import Where

T = TypeVar("T")
_going: set[Started[Any]] = set()

LAST_WORDS = 1.0
"""Seconds that the end of Python may wait for the runs that it stops."""


class Started(Run, Generic[T]):
    """A run whose work goes on in a thread of its own; what ``start`` gives.

    Args:
        work: What to do. It takes nothing, and sees the run as code in its ``with`` block does.
        name: As for ``Run``.
        review: As for ``Run``.
        budget: As for ``Run``.
        journal: As for ``Run``.
        resume: As for ``Run``.
    """

    def __init__(
        self,
        work: Callable[[], Any],
        name: str,
        review: Choice | None,
        budget: Budget | None,
        journal: Where,
        resume: bool | None,
    ) -> None:
        super().__init__(name, review, budget, journal=journal, resume=resume)
        self._do = work
        self._over = threading.Event()
        self._result: T | None = None
        self._error: BaseException | None = None
        self._asking = 0
        self._cut = False
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Show the run here, and begin its work."""
        # One context for all of it: what the run sets there, its end takes back.
        context = contextvars.copy_context()
        context.run(self.__enter__)
        self.desk.unheard = None  # no cell waits, so a click is heard everywhere
        if in_marimo():
            from tgwidget.widget.marimo import show

            show(self)
        _going.add(self)
        self._thread = threading.Thread(
            target=context.run, args=(self._labour,), name=f"tgwidget {self.name}", daemon=True
        )
        self._thread.start()

    def _labour(self) -> None:
        try:
            with ExitStack() as inside:
                inside.push(self)  # it was entered where it was started
                try:
                    result = self._do()
                    if inspect.iscoroutine(result):
                        result = asyncio.run(cast("Coroutine[Any, Any, T]", result))
                except StoppedError:
                    if self._cut:  # by no person: it goes on when it is started again
                        raise KeyboardInterrupt from None
                    raise
                self._result = cast("T", result)
        except BaseException as error:
            self._error = runtime.ordinary(error, f"the run {self.name!r}")
            if not self._asking and not self._cut and not isinstance(error, StoppedError):
                self._complain(self._error)
        finally:
            _going.discard(self)
            self._over.set()

    def _complain(self, error: Exception) -> None:
        """Nobody waits for it: it must not fail in silence."""
        said = str(error).partition("\n")[0]
        _say(f"the run {self.name!r} failed: {type(error).__name__}: {said} (see run.result())")

    def cut(self) -> None:
        """Stop it because Python ends, not because a person wants it."""
        self._cut = True
        self.stop()

    @property
    def done(self) -> bool:
        """Whether its work is over, however it ended."""
        return self._over.is_set()

    @property
    def outcome(self) -> Outcome | None:
        """How it ended: ``done``, ``stopped``, ``failed`` or ``interrupted``; ``None`` before.

        Known as soon as the page says that the run has ended.
        """
        ends = (entry.event for entry in reversed(self.log) if isinstance(entry.event, RunEnded))
        return next((end.outcome for end in ends), None)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until its work is over. Its page is answered meanwhile.

        An interrupt ends the waiting, not the run: ``stop`` does that.

        Args:
            timeout: Seconds to wait at most.

        Returns:
            Whether it is over.

        Raises:
            InputError: If its own work waits for it.
        """
        if threading.current_thread() is self._thread:
            raise InputError(
                f"the work of the run {self.name!r} cannot wait for its own end",
                "call wait() and result() outside of it",
            )
        return runtime.until(self._over, timeout)

    def result(self, timeout: float | None = None) -> T:
        """What its work returned; waits for it.

        Args:
            timeout: Seconds to wait at most.

        Raises:
            UnfinishedError: If it is not over by then.
            InputError: If its own work waits for it.
            Exception: What its work raised; ``StoppedError`` if it was stopped.
        """
        self._asking += 1
        try:
            over = self.wait(timeout)
        finally:
            self._asking -= 1
        if not over:
            raise UnfinishedError(
                f"the run {self.name!r} is still going on",
                "answer what it asks, wait longer, or stop it: run.stop()",
            )
        if self._error is not None:
            raise self._error
        return cast("T", self._result)


@overload
def start(
    work: Callable[[], Coroutine[Any, Any, T]] | Callable[[Run], Coroutine[Any, Any, T]],
    name: str | None = None,
    review: Choice | None = None,
    budget: Budget | None = None,
    *,
    journal: Where = True,
    resume: bool | None = None,
) -> Started[T]: ...
@overload
def start(
    work: Callable[[], T] | Callable[[Run], T],
    name: str | None = None,
    review: Choice | None = None,
    budget: Budget | None = None,
    *,
    journal: Where = True,
    resume: bool | None = None,
) -> Started[T]: ...
def start(
    work: Callable[..., Any],
    name: str | None = None,
    review: Choice | None = None,
    budget: Budget | None = None,
    *,
    journal: Where = True,
    resume: bool | None = None,
) -> Started[Any]:
    """Begin a run that goes on by itself; the notebook stays usable, and questions wait.

    Its variables are the run's until it ends: read them whenever you like, and leave writing to
    it. When Python ends first, the run is cut off; started again, it goes on where it was.

    Args:
        work: A function, or an ``async`` one, that takes the run or nothing.
        name: What the run is called on the page; the function's name by default.
        review: As for ``Run``.
        budget: As for ``Run``.
        journal: As for ``Run``.
        resume: As for ``Run``.

    Returns:
        The run, with ``wait()`` and ``result()``.

    Raises:
        InputTypeError: If the work is no function.
        InputError: If the function takes more than the run, or the run cannot be made.

    Example:
        >>> import tgwidget as tg
        >>> run = tg.start(lambda: "all that takes long", name="shirts", review="accept")
        >>> run.result()
        'all that takes long'
    """
    needs = _needs(work)
    called = getattr(work, "__name__", "")
    run: Started[Any] = Started(
        lambda: work(run) if needs else work(),
        name or (called if called.isidentifier() else "run"),
        review,
        budget,
        journal,
        resume,
    )
    run.begin()
    return run


def _needs(work: object) -> bool:
    """Whether a function wants to be given the run."""
    if not callable(work):
        raise InputTypeError(
            f"start() got {type(work).__name__}, and needs a function",
            "give the function itself, without calling it",
        )
    try:
        parameters = inspect.signature(work).parameters.values()
    except ValueError:  # some builtins tell nothing
        return False
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    kinds = [one.kind for one in parameters if one.default is one.empty]
    needed = [kind for kind in kinds if kind in plain]
    if len(needed) > 1 or inspect.Parameter.KEYWORD_ONLY in kinds:
        raise InputError(
            f"{getattr(work, '__name__', 'the work')!r} needs more than the run",
            "let it take the run or nothing: tg.start(lambda run: work(run, items))",
        )
    return bool(needed)


def _say(text: str) -> None:
    with suppress(Exception):  # where nobody can be told
        print(f"tgwidget: {text}", file=sys.stderr, flush=True)


@atexit.register
def _leave() -> None:
    """Python ends: stop what still goes on, so that each run has its end."""
    going = tuple(_going)
    for run in going:
        _say(f"the run {run.name!r} was cut off, since Python ended before it; see run.wait()")
        run.cut()
    deadline = time.monotonic() + LAST_WORDS
    for run in going:
        run.wait(deadline - time.monotonic())


os.register_at_fork(after_in_child=_going.clear)
