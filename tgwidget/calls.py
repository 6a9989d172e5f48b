"""One model call as a run sees it: its events, its repair, and trying again by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal, TypeVar, cast

from tgwidget import errors, gate
from tgwidget.engine.base import Delta, Finish, Message, Reply, Request, Retrying, Usage
from tgwidget.engine.fingerprint import fingerprint
from tgwidget.engine.lm import EngineLM
from tgwidget.engine.money.holding import paying
from tgwidget.engine.money.ledger import Ledger
from tgwidget.engine.telling import notices, told
from tgwidget.errors import EngineError, ParseError, StoppedError, TgError
from tgwidget.events import (
    CallDelta,
    CallFailed,
    CallFinished,
    CallRetrying,
    CallStarted,
    Purpose,
)
from tgwidget.observe import Nobody, current

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
        return await Talk(engine, request, subject).ask_parsed(parse, repair)

    return await insist(subject, attempt)


class Talk:
    """A conversation with a model about one subject, with what it cost so far.

    Args:
        engine: Who is asked.
        request: How it begins.
        subject: What it is about.
    """

    def __init__(self, engine: EngineLM, request: Request, subject: Subject) -> None:
        self.cost: float | None = 0.0
        self._engine = engine
        self._request = request
        self._subject = subject

    async def ask(self) -> str:
        """Ask what stands there now, and remember the reply.

        Raises:
            EngineError: If no usable reply came.
        """
        reply = await _once(self._engine, self._request, self._subject)
        if self.cost is not None:
            self.cost = None if reply.cost is None else self.cost + reply.cost
        self._say("assistant", reply.text)
        return reply.text

    async def answer(self, words: str) -> str:
        """Have a reply mended.

        Args:
            words: What was wrong with it.
        """
        self._say("user", words)
        self._subject = replace(self._subject, purpose="repair")
        return await self.ask()

    async def ask_parsed(self, parse: Callable[[str], T], repair: str) -> T:
        """Ask, and have an answer that cannot be read mended once.

        Args:
            parse: Reads a reply; raises ParseError.
            repair: What to say after a reply that could not be read.

        Raises:
            ParseError: If the mended reply cannot be read either.
        """
        reply = await self.ask()
        try:
            return parse(reply)
        except ParseError:
            return parse(await self.answer(repair))

    def _say(self, role: Literal["user", "assistant"], text: str) -> None:
        said = Message(role, (text,))
        self._request = replace(self._request, messages=(*self._request.messages, said))


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
    await gate.passage()
    if isinstance(run, Nobody):  # events that nobody hears would cost more than all else here
        return await told(engine, request, None, subject.purpose, subject.node)

    def heard(news: Delta | Retrying) -> None:
        if isinstance(news, Delta):
            run.emit(CallDelta(call, news.text, news.kind))
        else:
            run.emit(CallRetrying(call, news.attempt, news.wait, news.reason, news.discard))

    started = CallStarted(
        call, subject.node, subject.purpose, subject.via, engine.name, engine.model_string,
        engine.provenance, request.system(), request.prompt(), request.sample,
        fingerprint(engine, request),
    )  # fmt: skip
    run.emit(started)
    if held := run.recalled(started):
        return await _again(replace(held, call=call))
    meter = Ledger()
    try:
        with paying(meter):
            reply = await told(engine, request, heard, subject.purpose, subject.node)
    except asyncio.CancelledError:
        run.emit(CallFailed(call, "Cancelled", "cancelled", meter.spent.usd))
        raise
    except TgError as error:
        run.emit(CallFailed(call, type(error).__name__, error.message, meter.spent.usd, error.hint))
        raise
    usage = reply.usage
    run.emit(
        CallFinished(
            call, reply.text, reply.reasoning, reply.finish,
            usage.prompt if usage else None, usage.completion if usage else None,
            bool(usage and usage.estimated), reply.cost, reply.saved, reply.cached,
            reply.attempts, reply.first_token, reply.seconds,
            reply.engine, reply.model, reply.provenance,
        )
    )  # fmt: skip
    notices.answered(reply)
    return reply


async def _again(held: CallFinished | CallFailed) -> Reply:
    """The end of a call that a run, which goes on now, had made before."""
    await asyncio.sleep(0)  # as with any call, others have their turn before and after
    current().emit(held)
    await asyncio.sleep(0)
    if isinstance(held, CallFailed):
        kind = getattr(errors, held.error, None)
        raise (kind if isinstance(kind, type) and issubclass(kind, TgError) else EngineError)(
            held.message, held.hint
        )
    known = held.tokens_in is not None and held.tokens_out is not None
    usage = Usage(held.tokens_in or 0, held.tokens_out or 0, held.estimated) if known else None
    reply = Reply(
        held.text, held.reasoning, cast("Finish", held.finish), usage, held.cost, held.saved,
        held.cached, held.attempts, held.first_token, held.seconds, held.provenance,
        held.engine, held.model,
    )  # fmt: skip
    notices.answered(reply)
    return reply
