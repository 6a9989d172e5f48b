"""One model call, with whoever logs or traces calls told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tgwidget import spans
from tgwidget.engine.base import Delta, Listener, Reply, Request, Retrying
from tgwidget.engine.money.holding import paying
from tgwidget.events import Purpose

if TYPE_CHECKING:
    from tgwidget.engine.lm import EngineLM


@dataclass(frozen=True)
class Call(spans.Span):
    """A model call as a span.

    Args:
        engine: Who is asked.
        request: What is asked.
        purpose: What the text will be; ``None`` where a person asks the engine directly.
        node: The variable that it is about, if any.
    """

    engine: EngineLM
    request: Request
    purpose: Purpose | None
    node: str

    def params(self) -> Mapping[str, Any]:
        """The sampling parameters that are sent, the engine's own among them."""
        given = {**getattr(self.engine, "params", {}), **self.request.params}
        return {name: value for name, value in given.items() if value is not None}


rehearsing: ContextVar[Callable[[EngineLM, Request, Purpose | None], Reply] | None] = ContextVar(
    "tgwidget_rehearsing", default=None
)
"""Who answers in the place of every engine, where nobody is to be asked."""


async def told(
    engine: EngineLM,
    request: Request,
    listener: Listener | None = None,
    purpose: Purpose | None = None,
    node: str = "",
) -> Reply:
    """An engine's reply to a request; see ``EngineLM.complete``.

    Args:
        engine: Who is asked.
        request: What is asked.
        listener: Hears every piece and every retry.
        purpose: What the text will be.
        node: The variable that it is about.

    Raises:
        EngineError: If no usable reply came.
    """
    if answer := rehearsing.get():
        return answer(engine, request, purpose)
    call = Call("call", engine.name, engine, request, purpose, node)
    with spans.Following(call) as followers:

        def heard(news: Delta | Retrying) -> None:
            if isinstance(news, Retrying):
                followers.heard(news)
            if listener:
                listener(news)

        with paying(engine.ledger):
            reply = await engine.complete(request, heard)
        followers.done(reply)
    return reply
