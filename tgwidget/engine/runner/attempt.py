"""One attempt: an engine's stream, read under deadlines."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from tgwidget.content import Image
from tgwidget.engine.base import Delta, Ended, Engine, Finish, Request, Usage
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner.habits import adapted
from tgwidget.errors import BadReplyError, RequestRefusedError, StalledError

_BYTES_PER_TOKEN = 4
_TOKENS_PER_IMAGE = 800


@dataclass
class Draft:
    """A reply while it arrives; ``first_token`` on the loop's clock, in seconds."""

    pieces: list[Delta] = field(default_factory=list[Delta])
    characters: int = 0
    first_token: float | None = None
    usage: Usage | None = None
    finish: Finish | None = None

    def add(self, piece: Delta, now: float) -> None:
        """Take a piece."""
        self.first_token = self.first_token or now
        self.characters += len(piece.text)
        self.pieces.append(piece)

    def text(self, kind: str = "text") -> str:
        """What was said so far, or thought (``"reasoning"``)."""
        return "".join(piece.text for piece in self.pieces if piece.kind == kind)


async def fill(
    draft: Draft,
    engine: Engine,
    request: Request,
    policy: Policy,
    deadline: float,
    say: Callable[[Delta], None],
) -> None:
    """Ask once and fill the draft.

    Args:
        draft: Filled as pieces arrive, so that a failure leaves what was said.
        engine: Who is asked.
        request: What is asked.
        policy: Deadlines and the longest reply.
        deadline: When the whole call must be over, on the loop's clock.
        say: Hears every piece.

    Raises:
        StalledError: If a deadline passes.
        BadReplyError: If the reply is empty, too long, or has no end.
    """
    clock = asyncio.get_running_loop().time
    first = clock() + policy.first_token
    timer = asyncio.timeout_at(min(first, deadline))
    late = False
    try:
        async with timer, aclosing(adapted(engine, request)) as stream:
            async for item in stream:
                match item:
                    case Delta(text, kind):
                        if not text:
                            continue
                        piece = Delta(_whole_characters(text), kind)
                        draft.add(piece, now := clock())
                        if draft.characters > policy.max_characters:
                            raise _too_long(engine, policy)
                        say(piece)
                        _put_off(timer, now, policy.between_tokens, deadline)
                    case Usage():
                        draft.usage = item
                    case Ended(reason):
                        draft.finish = reason
                        break
    except TimeoutError:
        late = timer.expired()
        if not late:
            raise
    # Raised here, outside of the handler: what it interrupted may hold a key.
    if late:
        raise _stalled(draft, engine, policy, clock() >= deadline)
    _check(draft, engine)


_SLACK = 0.05
"""How much later than it must, as a share, a silence may be noticed."""


def _put_off(timer: asyncio.Timeout, now: float, patience: float, deadline: float) -> None:
    """Let the timer ring after ``patience`` or a little later: to move it costs, at every piece."""
    due = min(now + patience, deadline)
    latest = min(due + _SLACK * patience, deadline)
    if not due <= (timer.when() or 0.0) <= latest:
        timer.reschedule(latest)


def _check(draft: Draft, engine: Engine) -> None:
    if draft.finish is None:
        raise BadReplyError(f"the reply of {engine.model} was cut off", "try again", retryable=True)
    if draft.text().strip():
        return
    if draft.finish == "length":
        raise BadReplyError(
            f"{engine.model} used up its tokens before it said anything", "raise max_tokens"
        )
    if draft.finish == "content_filter":
        raise RequestRefusedError(
            f"the provider's filter withheld the reply of {engine.model}", "reword the prompt"
        )
    raise BadReplyError(
        f"the reply of {engine.model} is empty", "try again, or reword the prompt", retryable=True
    )


def _too_long(engine: Engine, policy: Policy) -> BadReplyError:
    return BadReplyError(
        f"the reply of {engine.model} is longer than {policy.max_characters:,} characters",
        "set max_tokens, or ask for less",
    )


def _stalled(draft: Draft, engine: Engine, policy: Policy, total: bool) -> StalledError:
    if total:
        said = f"{engine.model} was not done after {policy.total:g} s"
    elif draft.pieces:
        said = f"{engine.model} fell silent for {policy.between_tokens:g} s in mid-reply"
    else:
        said = f"{engine.model} said nothing for {policy.first_token:g} s"
    return StalledError(said, "try again, or take a faster engine", retryable=not total)


def _whole_characters(text: str) -> str:
    """The text without halves of surrogate pairs, which no file and no page can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def estimate(request: Request, draft: Draft) -> Usage:
    """Tokens as a rule of thumb has them, where the provider does not count."""
    asked = said = 0
    for message in request.messages:
        for part in message.parts:
            asked += _TOKENS_PER_IMAGE if isinstance(part, Image) else _tokens(part)
    said = _tokens(draft.text()) + _tokens(draft.text("reasoning"))
    return Usage(asked, said, estimated=True)


def _tokens(text: str) -> int:
    return math.ceil(len(text.encode("utf-8", "replace")) / _BYTES_PER_TOKEN)
