"""What a cache holds: the key of a request, and a reply as text."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from math import isfinite
from typing import Any, get_args

from tgwidget.content import Image
from tgwidget.engine.base import Engine, Finish, Message, Reply, Request, Usage
from tgwidget.errors import InputError
from tgwidget.events import Provenance

_FINISHES, _PROVENANCES = get_args(Finish), get_args(Provenance)
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
        said = held["text"], held["reasoning"]
        saved, finish, provenance = held["cost"], held["finish"], held["provenance"]
        usage = None if held["usage"] is None else _usage(**held["usage"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    # Whoever wrote to the file, what is no reply must not go on as one.
    if not all(isinstance(text, str) for text in said) or not (
        finish in _FINISHES and provenance in _PROVENANCES and _is_price(saved)
    ):
        return None
    return Reply(*said, finish, usage, 0.0, saved, cached=True, attempts=0, provenance=provenance)


def _usage(
    prompt: Any, completion: Any, estimated: Any = False, cached: Any = 0, **_: object
) -> Usage | None:
    told = Usage.told(prompt, completion, cached)
    return replace(told, estimated=True) if told and estimated else told


def _is_price(value: Any) -> bool:
    return value is None or (isinstance(value, int | float) and isfinite(value) and value >= 0)
