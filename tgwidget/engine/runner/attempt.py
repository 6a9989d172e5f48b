"""One attempt: an engine's stream, read under deadlines."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from tgwidget.content import Image
from tgwidget.engine.base import Delta, Engine, Finish, Request, Usage
from tgwidget.engine.failures import empty
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner.habits import Pieces, adapted
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
    timer = asyncio.timeout_at(min(clock() + policy.first_token, deadline))
    late = False

    async def read(pieces: Pieces) -> None:
        put_off = 0.0  # until then the timer stands where it stands: to move it costs
        async for piece in pieces:
            if isinstance(piece, Delta):
                if not piece.text:
                    continue
                piece, now = _whole_characters(piece), clock()
                draft.add(piece, now)
                if draft.characters > policy.max_characters:
                    raise _too_long(engine, policy)
                say(piece)
                if now >= put_off:
                    put_off = now + _SLACK * policy.between_tokens
                    timer.reschedule(min(put_off + policy.between_tokens, deadline))
            elif isinstance(piece, Usage):
                draft.usage = piece
            else:
                draft.finish = piece.reason
                return

    try:
        async with timer:
            await adapted(engine, request, read)
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
    raise empty(engine.model)


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


def _whole_characters(piece: Delta) -> Delta:
    """The piece without halves of surrogate pairs, which no file and no page can hold."""
    if piece.text.isascii():
        return piece
    try:
        piece.text.encode()
    except UnicodeEncodeError:
        whole = piece.text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        return Delta(whole, piece.kind)
    return piece


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
