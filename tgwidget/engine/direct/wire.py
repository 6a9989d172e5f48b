"""The OpenAI protocol: a request as JSON, and the chunks of a streamed reply."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from tgwidget.content import Image
from tgwidget.engine.base import Delta, Finish, Message, Request, Usage
from tgwidget.engine.failures import Place, refusal
from tgwidget.errors import BadReplyError, EngineError

FINISHES: dict[str, Finish] = {
    "length": "length",
    "max_tokens": "length",
    "model_length": "length",
    "content_filter": "content_filter",
    "safety": "content_filter",
}
"""Reasons to end that are not a plain stop, by the names servers give them."""

LONGEST_LINE = 4_000_000


def messages(request: Request) -> list[dict[str, Any]]:
    """The conversation as the wire has it; images as ``data:`` addresses."""
    return [{"role": one.role, "content": _content(one)} for one in request.messages]


def params(request: Request) -> dict[str, Any]:
    """Sampling parameters, without those that were left open."""
    return {name: value for name, value in request.params.items() if value is not None}


def _content(message: Message) -> str | list[dict[str, Any]]:
    if not any(isinstance(part, Image) for part in message.parts):
        return message.text()
    return [
        {"type": "image_url", "image_url": {"url": part.data_uri()}}
        if isinstance(part, Image)
        else {"type": "text", "text": part}
        for part in message.parts
    ]


def finish(reason: str) -> Finish:
    """Why a reply ended, in our words."""
    return FINISHES.get(reason.lower(), "stop")


class Lines:
    """Cuts a byte stream into lines. JSON may hold U+2028 and its like: only a newline ends one.

    Raises:
        BadReplyError: If a line does not end.
    """

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that ``data`` completes."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            raise BadReplyError("the reply holds a line without an end")
        return lines


@dataclass
class Chunks:
    """Reads the chunks of one reply and remembers how it ended.

    ``finish`` stays ``None`` until the server says why it ended: a reply without that was cut.
    """

    place: Place
    finish: Finish | None = None
    usage: Usage | None = None
    done: bool = False
    _lines: Lines = field(default_factory=Lines)

    def read(self, data: bytes) -> Iterator[Delta]:
        """The pieces in some bytes of an event stream; what they begin is kept for the next ones.

        Raises:
            EngineError: If the server reports an error inside the stream.
            BadReplyError: If a line is not what the protocol says.
        """
        for line in self._lines.feed(data):
            if not line.startswith(b"data:"):
                continue
            told = line[5:].strip()
            if told == b"[DONE]":
                self.done = True
            elif told:
                yield from self.chunk(parse(told))

    def end(self) -> Iterator[Delta]:
        """The pieces in what is left when the stream is over."""
        return self.read(b"\n")

    def chunk(self, chunk: dict[str, Any]) -> list[Delta]:
        """The pieces in one chunk, or in one whole reply.

        Raises:
            EngineError: If it is an error.
            BadReplyError: If it is not what the protocol says.
        """
        if chunk.get("error") or chunk.get("object") == "error":
            raise _inner_error(self.place, chunk.get("error") or chunk)
        try:
            if told := chunk.get("usage"):
                self.usage = _counted(told) or self.usage
            if not (choices := chunk.get("choices")):
                return []
            choice = choices[0]
            pieces = _pieces(choice.get("delta") or choice.get("message") or {})
            reason = choice.get("finish_reason")
        except (AttributeError, TypeError, ValueError, KeyError):
            raise malformed() from None
        if reason == "error":
            raise refusal(self.place, 500, "the reply ended with an error")
        if reason:
            self.finish = finish(str(reason))
        return pieces


def _counted(told: dict[str, Any]) -> Usage | None:
    details: Any = told.get("prompt_tokens_details") or {}
    return Usage.told(
        told.get("prompt_tokens"), told.get("completion_tokens"), details.get("cached_tokens")
    )


def _pieces(delta: dict[str, Any]) -> list[Delta]:
    thought, text = delta.get("reasoning_content") or delta.get("reasoning"), delta.get("content")
    if text and not isinstance(text, str):
        raise malformed()
    pieces = [Delta(thought, "reasoning")] if isinstance(thought, str) else []
    return [*pieces, Delta(text)] if text else pieces


_read = json.JSONDecoder().raw_decode
"""``json.loads`` looks for white space and for the kind of its argument at every chunk."""


def parse(data: bytes) -> dict[str, Any]:
    """One JSON object.

    Raises:
        BadReplyError: If it is not one.
    """
    try:
        text = data.strip().decode()
        value, end = _read(text)
    except (ValueError, RecursionError):
        raise malformed() from None
    if end != len(text) or not isinstance(value, dict):
        raise malformed()
    return cast("dict[str, Any]", value)


def malformed() -> BadReplyError:
    """The error for a reply that does not keep to the protocol."""
    return BadReplyError(
        "the server sent something that is not a reply of the OpenAI protocol",
        "try again; if it stays, check that the address is that of a model server",
        retryable=True,
    )


def _inner_error(place: Place, error: Any) -> EngineError:
    """An error sent after 200 OK; some servers send an object, some a bare string."""
    said = error
    status: Any = 500
    if isinstance(error, dict):
        told = cast("dict[str, Any]", error)
        said = told.get("message") or told
        status = told.get("status") or told.get("code")
    known = isinstance(status, int) and 400 <= status < 600
    return refusal(place, status if known else 500, str(said))
