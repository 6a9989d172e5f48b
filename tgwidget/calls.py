"""One model call as a run sees it: its events, its repair, and trying again by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import TypeVar

from tgwidget.engine.base import Delta, Message, Reply, Request, Retrying
from tgwidget.engine.lm import EngineLM
from tgwidget.errors import ParseError, StoppedError, TgError
from tgwidget.events import (
    CallDelta,
    CallFailed,
    CallFinished,
    CallRetrying,
    CallStarted,
    Purpose,
)
from tgwidget.observe import current

T = TypeVar("T")
_ids = count(1)


@dataclass(frozen=True)
class Subject:
    """What a call is about.

    Args:
        node: The variable whose card shows its text.
        purpose: What the text will be.
        via: For a gradient, the variable whose criticism is being passed back.
    """

    node: str
    purpose: Purpose
    via: str = ""


async def ask(engine: EngineLM, request: Request, subject: Subject) -> Reply:
    """Ask a model, telling the run every piece; a person may have a failed call tried again.

    Args:
        engine: Who is asked.
        request: What is asked.
        subject: What it is about.

    Returns:
        The complete reply.

    Raises:
        EngineError: If no usable reply came.
    """
    return await insist(subject, lambda: _once(engine, request, subject))


async def ask_parsed(
    engine: EngineLM,
    request: Request,
    subject: Subject,
    parse: Callable[[str], T],
    repair: str,
) -> T:
    """Ask a model for something in tags, with one call to repair an answer without them.

    Args:
        engine: Who is asked.
        request: What is asked.
        subject: What it is about.
        parse: Reads a reply; raises ParseError.
        repair: What to say after a reply that could not be read.

    Returns:
        What ``parse`` made of the reply.

    Raises:
        ParseError: If the repaired reply cannot be read either.
        EngineError: If no usable reply came.
    """

    async def attempt() -> T:
        reply = await _once(engine, request, subject)
        try:
            return parse(reply.text)
        except ParseError:
            said = Message("assistant", (reply.text,)), Message("user", (repair,))
            again = replace(request, messages=request.messages + said)
            second = await _once(engine, again, replace(subject, purpose="repair"))
            return parse(second.text)

    return await insist(subject, attempt)


async def insist(subject: Subject, attempt: Callable[[], Awaitable[T]]) -> T:
    """Do the work of a node; where it fails, show that there, and try again if a person asks to.

    Args:
        subject: What the work is about.
        attempt: The work, which may be done again.

    Raises:
        TgError: The failure that nobody asked to try again.
    """
    while True:
        try:
            return await attempt()
        except StoppedError:
            raise
        except TgError as error:
            if not await current().failed(subject.node, error):
                raise


async def _once(engine: EngineLM, request: Request, subject: Subject) -> Reply:
    run, call = current(), f"c{next(_ids)}"

    def heard(news: Delta | Retrying) -> None:
        if isinstance(news, Delta):
            run.emit(CallDelta(call, news.text, news.kind))
        else:
            run.emit(CallRetrying(call, news.attempt, news.wait, news.reason, news.discard))

    run.emit(
        CallStarted(
            call, subject.node, subject.purpose, subject.via, engine.name, engine.model_string,
            engine.provenance, request.system(), request.prompt(),
        )
    )  # fmt: skip
    try:
        reply = await engine.complete(request, heard)
    except asyncio.CancelledError:
        run.emit(CallFailed(call, "Cancelled", "cancelled"))
        raise
    except TgError as error:
        run.emit(CallFailed(call, type(error).__name__, error.message))
        raise
    usage = reply.usage
    run.emit(
        CallFinished(
            call, reply.text, reply.reasoning, reply.finish,
            usage.prompt if usage else None, usage.completion if usage else None,
            bool(usage and usage.estimated), reply.cost, reply.saved, reply.cached,
            reply.attempts, reply.first_token, reply.seconds,
        )
    )  # fmt: skip
    return reply
