"""One call that several callers wait for. It ends early only when the last of them has left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from typing import Any

from tgwidget import gate
from tgwidget.engine.base import Delta, Listener, Reply, Retrying

_GRACE = 1.0
"""Seconds that cancelled work may take to close its sockets."""


@dataclass(eq=False)
class _Caller:
    listener: Listener | None
    reply: asyncio.Future[Reply]
    paused: Callable[[], bool] = field(default_factory=gate.scope.get)

    def hear(self, news: Delta | Retrying) -> None:
        """Tell the listener; one that fails takes only its own caller down."""
        if self.listener is None or self.reply.done():
            return
        try:
            self.listener(news)
        except Exception as error:
            self.reply.set_exception(error)


class Flight:
    """A call in the air.

    Args:
        work: Makes the call; is given what to tell of every piece.
        landed: Called when nobody can join any more.
    """

    def __init__(
        self,
        work: Callable[[Listener], Coroutine[Any, Any, Reply]],
        landed: Callable[[Flight], None],
    ) -> None:
        self._callers: list[_Caller] = []
        self._said: list[Delta] = []
        self._landed = landed
        context = copy_context()
        context.run(gate.scope.set, self._paused)
        self._task = asyncio.get_running_loop().create_task(work(self._tell), context=context)
        self._task.add_done_callback(self._deliver)

    async def join(self, listener: Listener | None) -> Reply:
        """Wait for the reply.

        The first caller pays; the others get it marked as shared, at no cost.

        Args:
            listener: Hears every piece; one who joins late hears the text so far as one piece.

        Returns:
            The reply.

        Raises:
            TgError: What the call raised, for every caller alike.
        """
        caller = _Caller(listener, asyncio.get_running_loop().create_future())
        for kind in ("reasoning", "text"):
            if said := "".join(piece.text for piece in self._said if piece.kind == kind):
                caller.hear(Delta(said, kind))
        self._callers.append(caller)
        gate.look_again()
        try:
            return await caller.reply
        finally:
            self._callers.remove(caller)
            gate.look_again()
            if not self._callers and not self._task.done():
                self._landed(self)
                self._task.cancel()
                await asyncio.wait((self._task,), timeout=_GRACE)

    def _paused(self) -> bool:
        """Whether it must not begin: whoever waits for it is paused."""
        return bool(self._callers) and all(caller.paused() for caller in self._callers)

    def _tell(self, news: Delta | Retrying) -> None:
        if isinstance(news, Delta):
            self._said.append(news)
        else:
            self._said.clear()
        for caller in self._callers:
            caller.hear(news)

    def _deliver(self, task: asyncio.Task[Reply]) -> None:
        self._landed(self)
        error = None if task.cancelled() else task.exception()
        waiting = [caller for caller in self._callers if not caller.reply.done()]
        for place, caller in enumerate(waiting):
            if task.cancelled():
                caller.reply.cancel()
            elif error is not None:
                caller.reply.set_exception(error)
            else:
                reply = task.result()
                caller.reply.set_result(reply if place == 0 else _shared(reply))


def _shared(reply: Reply) -> Reply:
    return replace(reply, cost=0.0, saved=reply.cost, cached=True, attempts=0)
