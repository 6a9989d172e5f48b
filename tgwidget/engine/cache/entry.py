"""What a cache holds: the key of a request, and a reply as text."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from tgwidget.content import Image
from tgwidget.engine.base import Engine, Message, Reply, Request, Usage
from tgwidget.errors import InputError

VERSION = 1
"""Raised when the words of a request or the form of an entry change."""


def canonical(value: Any, what: str) -> str:
    """JSON that is the same for equal values.

    Args:
        value: Anything that JSON can hold.
        what: What the value is, for the error.

    Raises:
        InputError: If JSON cannot hold it.
    """
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError(
            f"{what} cannot be sent: {error}", "use texts, numbers, lists and dictionaries"
        ) from None


def request_key(engine: Engine, request: Request) -> str:
    """The name of a request's reply: a digest of all that the reply depends on, never of a key."""
    params = {name: value for name, value in request.params.items() if value is not None}
    asked = {
        "version": VERSION,
        "engine": engine.identity,
        "model": engine.model,
        "messages": [_message(one) for one in request.messages],
        "params": params,
        "sample": request.sample,
    }
    return hashlib.sha256(canonical(asked, "the request's parameters").encode()).hexdigest()


def _message(message: Message) -> list[Any]:
    parts = [{"image": part.sha256} if isinstance(part, Image) else part for part in message.parts]
    return [message.role, parts]


def dump(reply: Reply, engine: Engine | None = None, request: Request | None = None) -> str:
    """A reply as the cache holds it, with what it answers.

    Args:
        reply: The reply.
        engine: Who gave it.
        request: What was asked; its parameters are left out, for one of them might be a secret.
    """
    kept = ("text", "reasoning", "finish", "usage", "cost", "provenance")
    fields = asdict(reply)
    entry: dict[str, Any] = {name: fields[name] for name in kept}
    if engine and request:
        entry["model"] = engine.model
        entry["messages"] = [_message(one) for one in request.messages]
        entry["sample"] = request.sample
    return json.dumps(entry)


def load(entry: str | None) -> Reply | None:
    """A reply from the cache: it costs nothing and says what it saved. ``None`` if unreadable."""
    try:
        held: Any = json.loads(entry or "null")
        usage = held["usage"]
        return Reply(
            text=held["text"],
            reasoning=held["reasoning"],
            finish=held["finish"],
            usage=None if usage is None else Usage(**usage),
            cost=0.0,
            saved=held["cost"],
            cached=True,
            attempts=0,
            provenance=held["provenance"],
        )
    except (ValueError, TypeError, KeyError):
        return None
