"""The one event loop. A daemon thread owns every model call and every change of state.

``run`` is the way in from ordinary code, ``wait`` from ``async`` code. While a notebook cell waits
on the main thread, a pump (installed by the notebook extension) keeps handling comm messages, so
that a click reaches us in a running cell.
"""

from __future__ import annotations

import asyncio
import contextvars
import os
import threading
import time
from collections.abc import Callable, Coroutine, Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, Generic, TypeVar, cast

from tgwidget.errors import TgError

T = TypeVar("T")
Pump = Callable[[], None]
PumpFactory = Callable[[], AbstractContextManager[Pump] | None]

TICK = 0.01
"""Seconds between two looks at the kernel's messages while a cell waits."""

LAST_WORDS = 0.4
"""Seconds that cancelled work gets to close its sockets before the cell is given back."""

_lock = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None
_pump_factory: PumpFactory | None = None


def loop() -> asyncio.AbstractEventLoop:
    """The event loop, started on first use."""
    global _loop
    with _lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            thread = threading.Thread(target=_loop.run_forever, name="tgwidget", daemon=True)
            thread.start()
        return _loop


def _forget_loop() -> None:
    """A forked child has no copy of the thread; it starts its own."""
    global _loop, _lock
    _loop, _lock = None, threading.Lock()


os.register_at_fork(after_in_child=_forget_loop)


def on_loop() -> bool:
    """Whether the caller is on the loop's own thread."""
    try:
        return asyncio.get_running_loop() is _loop
    except RuntimeError:
        return False


def call_soon(function: Callable[..., object], *args: object) -> None:
    """Call a function on the loop, from any thread, without waiting."""
    loop().call_soon_threadsafe(function, *args)


def set_pump(factory: PumpFactory | None) -> None:
    """Install what keeps a waiting cell answering its page; ``None`` removes it.

    Args:
        factory: Called on the main thread when a wait begins; gives a context manager whose value
            handles all waiting messages when called, or ``None`` where there is nothing to pump.
    """
    global _pump_factory
    _pump_factory = factory


class Leash:
    """All work that is started inside, from any thread, is cancelled if the inside fails.

    A thread that waits for such work gets ``CancelledError`` there, and for whatever it starts
    afterwards. To be entered on the loop.
    """

    def __init__(self) -> None:
        self._held: set[asyncio.Task[Any]] = set()
        self._cut = False
        self._token: contextvars.Token[Leash | None] | None = None

    async def __aenter__(self) -> None:
        self._token = _leash.set(self)

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._token:
            _leash.reset(self._token)
        self._cut = kind is not None
        for task in self._held if self._cut else ():
            task.cancel()
        if self._cut and self._held:
            await asyncio.wait(self._held, timeout=LAST_WORDS)

    def hold(self, task: asyncio.Task[Any]) -> None:
        """Cancel this task as well when it comes to that; on the loop."""
        self._held.add(task)
        task.add_done_callback(self._held.discard)
        if self._cut:
            task.cancel()


_leash: contextvars.ContextVar[Leash | None] = contextvars.ContextVar(
    "tgwidget_leash", default=None
)


class Job(Generic[T]):
    """A coroutine at work on the loop, as seen from another thread."""

    def __init__(self, coro: Coroutine[Any, Any, T]) -> None:
        self.finished = threading.Event()
        self._task: asyncio.Task[T] | None = None
        self._callbacks: list[Callable[[], object]] = []
        context = contextvars.copy_context()
        loop().call_soon_threadsafe(self._start, coro, context=context)

    def _start(self, coro: Coroutine[Any, Any, T]) -> None:
        self._task = asyncio.get_running_loop().create_task(coro)
        self._task.add_done_callback(self._done)
        if leash := _leash.get():
            leash.hold(self._task)

    def _done(self, task: asyncio.Task[T]) -> None:
        self.finished.set()
        for callback in self._callbacks:
            callback()

    def when_done(self, callback: Callable[[], object]) -> None:
        """Call back on the loop's thread when the work has ended."""

        def add() -> None:
            if self.finished.is_set():
                callback()
            else:
                self._callbacks.append(callback)

        call_soon(add)

    def cancel(self, timeout: float = LAST_WORDS) -> None:
        """Cancel the work and wait, at most ``timeout`` seconds, until its sockets are closed."""
        call_soon(lambda: self._task and self._task.cancel())
        self.finished.wait(timeout)

    def result(self) -> T:
        """The result of finished work, or its exception."""
        return cast("asyncio.Task[T]", self._task).result()


def _pumping() -> AbstractContextManager[Pump | None]:
    if _pump_factory is None or threading.current_thread() is not threading.main_thread():
        return nullcontext()
    return _pump_factory() or nullcontext()


def run(coro: Coroutine[Any, Any, T]) -> T:
    """Do the work on the loop and wait for it, from a cell, a script or another thread.

    Args:
        coro: The work. It sees the caller's context variables.

    Returns:
        What the coroutine returns.

    Raises:
        TgError: When called on the loop's own thread, which would wait for itself.
    """
    if on_loop():
        coro.close()
        raise TgError(
            "a blocking call was made inside tgwidget's own event loop",
            "await the async form instead (acall, abackward, astep)",
        )
    job = Job(coro)
    try:
        until(job.finished)
    except BaseException:
        job.cancel()
        raise
    return job.result()


def until(event: threading.Event, timeout: float | None = None) -> bool:
    """Wait for an event, from a cell, a script or another thread; the page is answered meanwhile.

    Args:
        event: Set by another thread.
        timeout: Seconds to wait at most.

    Returns:
        Whether it was set.

    Raises:
        TgError: When called on the loop's own thread, which must not wait.
    """
    if on_loop():
        raise TgError("tgwidget's own event loop cannot wait for this", "wait on another thread")
    deadline = None if timeout is None else time.monotonic() + timeout
    with _pumping() as pump:
        while not event.is_set():
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            if left == 0.0:
                break
            event.wait(min(TICK, left or TICK) if pump else left)
            if pump:
                pump()
    return event.is_set()


async def wait(coro: Coroutine[Any, Any, T]) -> T:
    """Do the work on the loop and await it from any other loop, an ``async`` cell's included.

    Args:
        coro: The work. It sees the caller's context variables.

    Returns:
        What the coroutine returns.
    """
    if on_loop():
        return await coro
    here = asyncio.get_running_loop()
    job, done = Job(coro), asyncio.Event()
    job.when_done(lambda: here.call_soon_threadsafe(done.set))
    try:
        with _pumping() as pump:
            while not job.finished.is_set():
                try:
                    await asyncio.wait_for(done.wait(), 2 * TICK)
                except TimeoutError:
                    if pump:
                        pump()
    except BaseException:
        job.cancel()
        raise
    return job.result()


async def together(works: Iterable[Coroutine[Any, Any, T]]) -> list[T]:
    """Do all of it at once, results in order; the first failure cancels the rest and is raised."""
    coros = list(works)
    if len(coros) == 1:
        return [await coros[0]]
    tasks = [asyncio.get_running_loop().create_task(work) for work in coros]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


async def in_thread(work: Callable[[], T], name: str) -> T:
    """Do a user's blocking work on a thread of its own, so that the loop goes on meanwhile.

    The loop's own pool is small, and such work may itself wait for the loop: it would starve.

    Args:
        work: What to do; it sees the caller's context variables.
        name: The thread's name.

    Returns:
        What ``work`` returns. Cancelled, the wait ends and the thread is left to finish.
    """
    here = asyncio.get_running_loop()
    done: asyncio.Future[T] = here.create_future()

    def settle(deliver: Callable[[], None]) -> None:
        if not done.done():
            deliver()

    def labour() -> None:
        try:
            result = work()
        except BaseException as error:
            here.call_soon_threadsafe(settle, partial(done.set_exception, ordinary(error, name)))
        else:
            here.call_soon_threadsafe(settle, partial(done.set_result, result))

    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(labour,), name=name, daemon=True).start()
    return await done


def ordinary(error: BaseException, name: str) -> Exception:
    """The error, or one in its place where the error itself would end the loop or be lost in it.

    Args:
        error: What work raised.
        name: What the work is called.
    """
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    instead = TgError(f"{name} ended with {type(error).__name__}", "raise an ordinary error there")
    instead.__cause__ = error
    return instead
