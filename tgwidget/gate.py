"""Where a paused run waits: while its gate is closed, no call to a model begins.

What is in flight goes on to its end. One call may serve several runs: it waits only while all of
them are paused, so who waits asks for its context, and looks again at every change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import ContextVar

from tgwidget import runtime


def _open() -> bool:
    return False


scope: ContextVar[Callable[[], bool]] = ContextVar("tgwidget_gate", default=_open)
"""Tells whether calls of this context must wait: those of a paused run, and of runs inside it."""

_waiting: list[asyncio.Future[None]] = []


class Closed(Exception):  # noqa: N818 - no error: the call is to wait, and then to begin anew
    """A call that was about to begin must wait outside, where it keeps nobody else waiting."""


class Gate:
    """The gate of one run, open at first."""

    def __init__(self) -> None:
        self.closed = False

    def inside(self) -> Callable[[], bool]:
        """The scope of the calls behind this gate, and behind those around it."""
        outer = scope.get()
        return lambda: self.closed or outer()

    def close(self) -> None:
        """Let no call begin, from any thread."""
        self.closed = True

    def open(self) -> None:
        """Let calls begin, from any thread."""
        self.closed = False
        runtime.call_soon(look_again)


def check() -> None:
    """Refuse a call that is about to begin.

    Raises:
        Closed: If it must wait.
    """
    if scope.get()():
        raise Closed


async def passage(waits: Callable[[], object] = _open) -> None:
    """Wait until a call may begin; on the runtime's loop.

    Args:
        waits: Called first, if there is to wait.
    """
    closed = scope.get()
    if closed():
        waits()
    while closed():
        change = asyncio.get_running_loop().create_future()
        _waiting.append(change)
        await change


def look_again() -> None:
    """Have all who wait see whether they still must; on the runtime's loop."""
    changes, _waiting[:] = _waiting[:], []
    for change in changes:
        if not change.done():
            change.set_result(None)
