"""What a provider's refusal means: HTTP statuses become typed errors that say what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from tgwidget.engine.base import Request
from tgwidget.engine.keys import Key, scrub
from tgwidget.errors import (
    AuthError,
    BadReplyError,
    ContextTooLongError,
    EngineError,
    RateLimitError,
    RequestRefusedError,
    UnsupportedError,
)

_TOO_LONG = re.compile(
    r"context.?(length|window|size)|maximum context|prompt is too long|too many (input )?tokens"
    r"|exceeds? the (model's )?(maximum|available)",
    re.IGNORECASE,
)
_NO_MONEY = re.compile(r"insufficient_quota|billing|credit balance|payment required", re.IGNORECASE)
_NO_IMAGES = re.compile(
    r"(image|vision|multi-?modal)[^.]{0,60}\b(not|only|un)\W?(be )?support"
    r"|(n[o']t|un|no[^.]{0,30})\W?support[^.]{0,60}(image|vision|multi-?modal)"
    r"|not a multi-?modal|at most 0 image|unknown variant .?image_url|content must be a string",
    re.IGNORECASE,
)
_NO_SCHEMA = re.compile(
    r"response.?format|json.?schema|structured.?output|guided.?(json|decoding)", re.IGNORECASE
)
_NOT_TAKEN = (
    r"unsupported|n[o']t (?:\w+ )?support|only [^.]{0,40}supported|unrecogni[sz]ed|unknown"
    r"|unexpected|extra (?:input|field|param)|not permitted|not allowed|not accept|cannot find"
    r"|deprecated|(?:can|may )not both"
)
_AROUND = 80
_REFUSES = (400, 413, 422)
_PASSES = (408, 409, 425, 500, 502, 503, 504, 520, 522, 524, 529)
_LONGEST_QUOTE = 300


@dataclass(frozen=True)
class Place:
    """Who was asked.

    Args:
        server: The server, as people see it.
        model: The model's name.
        key: The key it was given.
        hidden: What else was sent that nobody may see.
    """

    server: str
    model: str
    key: Key | None = None
    hidden: tuple[str, ...] = field(default=(), repr=False)

    def quote(self, text: str) -> str:
        """A server's words, short, on one line and without keys."""
        if text.lstrip().startswith("<"):
            return "(a web page)"
        secrets = self.key.secrets() if self.key else ()
        words = " ".join(scrub(text, *secrets, *self.hidden).split())
        return words if len(words) <= _LONGEST_QUOTE else words[:_LONGEST_QUOTE] + " …"


def refusal(
    place: Place,
    status: int,
    said: str,
    wait: float | None = None,
    request: Request | None = None,
) -> EngineError:
    """The error for an HTTP status.

    Args:
        place: Who was asked.
        status: The HTTP status.
        said: The server's words.
        wait: Seconds it asks to wait, if it does.
        request: What was refused, where what it asked for may be the reason.

    Returns:
        The typed error, with ``retryable`` set.
    """
    quoted = place.quote(said)
    if status in (400, 413, 422, 500) and _TOO_LONG.search(said):
        return ContextTooLongError(
            f"the request is longer than {place.model} reads: {quoted}",
            "shorten the prompt, or take a model with a longer context",
        )
    if request and (cannot := _unsupported(place, status, said, request)):
        return cannot
    if status in (401, 403):
        return _key_refused(place, status, quoted)
    if status == 402 or (status == 429 and _NO_MONEY.search(said)):
        return RateLimitError(
            f"{place.server} has no credit left for this key: {quoted}",
            "add credit with the provider, or take another engine",
        )
    if status == 429:
        return RateLimitError(
            f"{place.server} asks to slow down: {quoted}",
            "wait a little, or lower the number of calls at once",
            retryable=True,
            retry_after=wait,
        )
    if status == 404:
        return EngineError(
            f"{place.server} does not know the model {place.model!r}: {quoted}",
            "check the model's name, and that the address is right (it usually ends in /v1)",
        )
    if 300 <= status < 400:
        return EngineError(
            f"{place.server} sends us on to another address, where we do not follow with a key",
            "give the address it ends at",
        )
    if status in _REFUSES:
        return RequestRefusedError(
            f"{place.server} refuses the request ({status}): {quoted}", "see what the server says"
        )
    return EngineError(
        f"{place.server} answered {status}: {quoted}",
        "try again in a moment" if status in _PASSES else "see what the server says",
        retryable=status in _PASSES,
        retry_after=wait,
    )


def _unsupported(place: Place, status: int, said: str, request: Request) -> UnsupportedError | None:
    """The error for a request that wants more than this model can, if the server says so."""
    if status not in (400, 404, 415, 422, 500, 501):
        return None
    quoted = place.quote(said)
    if request.has_images() and _NO_IMAGES.search(said):
        return UnsupportedError(
            f"{place.model} reads no images: {quoted}",
            "take a model that does, or give it texts alone",
            feature="images",
        )
    if request.params.get("response_format") and _NO_SCHEMA.search(said):
        return UnsupportedError(
            f"{place.model} does not take this response_format: {quoted}",
            "ask without response_format, or take a model that enforces schemas",
            feature="response_format",
        )
    if status in (400, 422, 501) and (name := _parameter(said, request)):
        return UnsupportedError(
            f"{place.server} does not take {name}: {quoted}", f"leave {name} out", feature=name
        )
    return None


def _parameter(said: str, request: Request) -> str:
    """The parameter that is not taken at all, where the server's words say so; empty if none."""
    given = (name for name, value in request.params.items() if value is not None)
    return min((name for name in given if _not_taken(said, name)), key=said.find, default="")


def _not_taken(said: str, name: str) -> bool:
    head, *rest = name.split("_")
    camel = head + "".join(word.capitalize() for word in rest)
    named = rf"(?<!\w)(?:{re.escape(name)}|{re.escape(camel)})(?!\w)"
    near = f".{{0,{_AROUND}}}"
    either = f"(?:{_NOT_TAKEN}){near}{named}|{named}{near}(?:{_NOT_TAKEN})"
    return re.search(either, said, re.IGNORECASE | re.DOTALL) is not None


def _key_refused(place: Place, status: int, quoted: str) -> AuthError:
    if place.key is None:
        return AuthError(
            f"{place.server} wants a key and was given none ({status}): {quoted}",
            "give one as get_engine(…, api_key=…)",
        )
    return AuthError(
        f"{place.server} refused the key from {place.key.setting} ({status}): {quoted}",
        f"check {place.key.setting}",
    )


def empty(who: str) -> BadReplyError:
    """The error for a reply that says nothing.

    Args:
        who: The model or the engine.
    """
    return BadReplyError(
        f"the reply of {who} is empty", "try again, or reword the prompt", retryable=True
    )


def bare(error: EngineError) -> EngineError:
    """An error without the frames it came through, which hold what the server said, word for word.

    Args:
        error: The error; changed.
    """
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that Retry-After asks to wait, given as seconds or as a date.

    A date is the server's: it is read by the server's own clock where the response tells it.
    """
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    when = _date(value)
    now = _date(headers.get("date", "")) or datetime.now(UTC)
    return None if when is None else max(0.0, (when - now).total_seconds())


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
