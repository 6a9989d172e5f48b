"""What a person asks, as a request; a request, as a person's ``generate`` is given it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from tgwidget.content import Content, Image, load_image
from tgwidget.engine.base import Message, Request
from tgwidget.errors import InputTypeError

Prompt = str | Sequence[str | bytes]


def question(prompt: Any, system_prompt: str | None, params: Mapping[str, Any]) -> Request:
    """The request that asks one thing.

    Args:
        prompt: A text, or a list of texts and image bytes in order.
        system_prompt: How to answer.
        params: Sampling parameters.

    Raises:
        InputTypeError: If the prompt is neither.
        ImageError: If bytes in it are not a picture.
    """
    asked = [Message("user", _contents(prompt))]
    if system_prompt:
        asked.insert(0, Message("system", (system_prompt,)))
    return Request(tuple(asked), params)


def given(request: Request) -> str | list[str | bytes]:
    """What a user's ``generate`` is given: a text, or a list of texts and image bytes.

    Args:
        request: What is asked.
    """
    parts = [part for one in request.messages if one.role != "system" for part in one.parts]
    if any(isinstance(part, Image) for part in parts):
        return [part.data if isinstance(part, Image) else part for part in parts]
    return request.prompt()


def _contents(prompt: Any) -> tuple[Content, ...]:
    parts: Any = [prompt] if isinstance(prompt, str | bytes) else prompt
    if not isinstance(parts, list | tuple):
        raise InputTypeError(
            f"a prompt of type {type(prompt).__name__} cannot be sent",
            "give a str, or a list of str and image bytes",
        )
    return tuple(_content(part) for part in cast("list[Any]", parts))


def _content(part: Any) -> Content:
    if isinstance(part, bytes):
        return load_image(part)
    if isinstance(part, str | Image):
        return part
    raise InputTypeError(
        f"a prompt holds a {type(part).__name__}", "give a str, or a list of str and image bytes"
    )
