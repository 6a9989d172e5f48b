"""How a run is steered while it goes: paused, resumed, stopped, and told how far it has to go."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Generator, Iterable, Sized
from typing import Any, TypeVar, overload

from tgwidget import runtime
from tgwidget.errors import InputError, StoppedError
from tgwidget.events import Event, Paused, Resumed, StepsPlanned
from tgwidget.gate import Gate

T = TypeVar("T")
LAST_WORDS = 1.0
"""Seconds that the end of a run may wait for what it left in flight to be given up."""


class Steering(ABC):
    """What a run has of it.

    Args:
        name: What the run is called.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.step: int = 1
        self.ended = False
        self._began = 0.0
        self._gate = Gate()
        self._steered = threading.Lock()
        self._stopping = False
        self._leaving = False
        self._stopper = ("", "", 0.0)
        """Who stopped it, by the page and the person's name, and after how many seconds."""
        self._work: set[asyncio.Task[Any]] = set()

    @abstractmethod
    def emit(self, event: Event) -> None:
        """Log one event, in order, from any thread."""

    def pause(self, by: str = "program") -> None:
        """Let no call to a model begin; those in flight go on to their end. From any thread.

        The cell waits at its next call. A question can be answered meanwhile, and Stop stops.

        Args:
            by: Who pauses it, as its log will say.

        Raises:
            InputError: If the run is over, or has not begun.
        """
        self.check_going()
        with self._steered:
            if not self._gate.closed:
                self._gate.close()
                self.emit(Paused(by))

    def resume(self, by: str = "program") -> None:
        """Let calls begin again. From any thread.

        Args:
            by: Who resumes it, as its log will say.

        Raises:
            InputError: If the run is over, or has not begun.
        """
        self.check_going()
        with self._steered:
            if self._gate.closed:
                self.emit(Resumed(by))  # first: no call is told of before it
                self._gate.open()

    @property
    def paused(self) -> bool:
        """Whether the run is paused."""
        return self._gate.closed

    def stop(self) -> None:
        """Cancel what is in flight and refuse more; what is committed stays. From any thread.

        A run that is over stays as it is.

        Raises:
            InputError: If the run has not begun.
        """
        if not self.ended:
            self.check_going()
            runtime.call_soon(self._cancel)

    def _cancel(self) -> None:
        if not self.ended:  # it may have come to its end meanwhile
            self.cancel()

    @overload
    def steps(self, of: int) -> Generator[int]: ...
    @overload
    def steps(self, of: Iterable[T]) -> Generator[T]: ...
    def steps(self, of: int | Iterable[Any]) -> Generator[Any]:
        """Go through a loop of steps, and let the page tell how far it is: "step 2 of 3".

        Args:
            of: How many steps, or what each of them is about.

        Yields:
            The numbers from 0, or the items.

        Example:
            >>> import tgwidget as tg
            >>> with tg.Run("shirts", review="accept") as run:
            ...     for _ in run.steps(3):
            ...         pass  # zero_grad, backward, step
        """
        items = range(of) if isinstance(of, int) else of
        if isinstance(items, Sized):
            self.emit(StepsPlanned(self.step - 1 + len(items)))
        yield from items

    async def guard(self, work: Coroutine[Any, Any, T]) -> T:
        """Do the work so that Stop can cancel it.

        Raises:
            StoppedError: If it was stopped.
        """
        if self._stopping:
            work.close()
            raise self._stopped()
        task = asyncio.get_running_loop().create_task(work)
        self._work.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            if self._stopping:
                raise self._stopped() from None
            raise
        finally:
            self._work.discard(task)

    def _stopped(self) -> StoppedError:
        how = "is over" if self._leaving else "was stopped"
        return StoppedError(f"the run {self.name!r} {how}")

    def _leave(self) -> None:
        """At the end of the run: cancel what it left in flight, and see it go."""
        self._leaving = self._stopping = True
        if not self._work or runtime.on_loop():
            return
        gone = threading.Event()

        def cancel() -> None:
            tasks = tuple(self._work)
            for task in tasks:
                task.cancel()
            left = asyncio.gather(*tasks, return_exceptions=True)
            left.add_done_callback(lambda _: gone.set())

        runtime.call_soon(cancel)
        gone.wait(LAST_WORDS)

    @property
    def waited(self) -> float:
        """For how many seconds it has waited for an answer; 0 where it asks nothing."""
        return 0.0

    def check_going(self) -> None:
        """See that something can still be asked of the run.

        Raises:
            InputError: If the run is over, or has not begun.
        """
        if self.ended or not self._began:
            how = "is over" if self.ended else "has not begun"
            raise InputError(f"the run {self.name!r} {how}", "ask this while it goes on")

    def cancel(self, by: str = "program", who: str = "") -> None:
        """``stop``, at once; on the runtime's loop.

        Args:
            by: The page that asks.
            who: The person's name.

        Raises:
            InputError: If the run is over, or has not begun.
        """
        self.check_going()
        if not self._stopping:
            self._stopper = by, who, self.waited
        self._stopping = True
        for task in tuple(self._work):
            task.cancel()
