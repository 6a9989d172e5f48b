"""Engines as a user holds them: ``EngineLM`` to call or to subclass, ``ModelEngine`` for models."""

from __future__ import annotations

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Literal, cast

from tgwidget import runtime
from tgwidget.content import Content, Image, load_image
from tgwidget.engine.base import Delta, Listener, Message, Reply, Request
from tgwidget.engine.runner import Runner
from tgwidget.errors import BadReplyError, EngineError, InputTypeError, TgError
from tgwidget.events import Provenance

Prompt = str | Sequence[str | bytes]

_AT_ONCE = 16
"""Calls of one engine's ``generate`` at the same time."""


class EngineLM(ABC):
    """Something that answers. Subclass it and write ``generate`` to plug in any model or rule.

    Attributes:
        model_string: The model's name; a subclass's own name unless it sets one.
        name: The engine's name as a run shows it.
        provenance: Where its words come from.
    """

    model_string: str = ""
    name: str = ""
    provenance: Provenance = "live"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.name = cls.__dict__.get("name") or cls.__name__
        cls.model_string = cls.__dict__.get("model_string") or cls.__name__

    @abstractmethod
    def generate(self, prompt: Any, system_prompt: str | None = None, **kwargs: Any) -> str:
        """Answer a prompt.

        Args:
            prompt: The question; a list of texts and image bytes where there are images.
            system_prompt: How to answer.
            **kwargs: Sampling parameters.

        Returns:
            The answer.
        """

    def __call__(self, prompt: Any, system_prompt: str | None = None, **kwargs: Any) -> str:
        """Answer a prompt; the same as ``generate``."""
        return self.generate(prompt, system_prompt=system_prompt, **kwargs)

    async def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """The reply to a request, on the runtime's loop; ``generate`` runs in a worker thread.

        Args:
            request: What is asked.
            listener: Hears the answer.

        Returns:
            The reply.

        Raises:
            EngineError: If ``generate`` fails, or returns something else than text.
        """
        began = time.monotonic()
        turn: asyncio.Semaphore = vars(self).setdefault("_turn", asyncio.Semaphore(_AT_ONCE))
        async with turn:
            text = await runtime.in_thread(partial(self._answer, request), f"{self.name}.generate")
        if listener:
            listener(Delta(text))
        seconds = time.monotonic() - began
        return Reply(text, first_token=seconds, seconds=seconds, provenance=self.provenance)

    def _answer(self, request: Request) -> str:
        params = {name: value for name, value in request.params.items() if value is not None}
        try:
            text: Any = self.generate(
                _prompt(request), system_prompt=request.system() or None, **params
            )
        except TgError:
            raise
        except Exception as error:
            raise EngineError(
                f"the engine {self.name} failed: {type(error).__name__}: {error}",
                f"see {type(self).__name__}.generate",
            ) from error
        if not isinstance(text, str) or not text.strip():
            raise BadReplyError(
                f"the engine {self.name} returned {type(text).__name__ if text else 'nothing'}, "
                "not a text",
                f"let {type(self).__name__}.generate return a str",
            )
        return text


class ModelEngine(EngineLM):
    """A model behind a runner.

    Args:
        runner: Who asks it.
        params: Sampling parameters of every request, under their OpenAI names.
    """

    def __init__(self, runner: Runner, params: Mapping[str, Any] | None = None) -> None:
        self.runner = runner
        self.params = dict(params or {})
        self.name = runner.engine.name
        self.model_string = runner.engine.model
        self.provenance = runner.engine.provenance

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.name!r})"

    def generate(self, prompt: Prompt, system_prompt: str | None = None, **kwargs: Any) -> str:
        """Answer a prompt; blocks until the whole answer is there.

        Args:
            prompt: A text, or a list of texts and image bytes in order.
            system_prompt: How to answer.
            **kwargs: Sampling parameters of this request.

        Returns:
            The answer.

        Raises:
            InputTypeError: If the prompt is neither.
            ImageError: If bytes in it are not a picture.
            EngineError: If the model gives no usable reply.
        """
        asked = [_message("user", _contents(prompt))]
        if system_prompt:
            asked.insert(0, _message("system", (system_prompt,)))
        return runtime.run(self.complete(Request(tuple(asked), kwargs))).text

    async def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """The reply to a request, on the runtime's loop; see ``Runner.reply``."""
        asked = replace(request, params={**self.params, **request.params})
        return await self.runner.reply(asked, listener)


def _message(role: Literal["system", "user"], parts: tuple[Content, ...]) -> Message:
    return Message(role, parts)


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


def _prompt(request: Request) -> str | list[str | bytes]:
    """What a user's ``generate`` is given."""
    parts = [part for one in request.messages if one.role != "system" for part in one.parts]
    if any(isinstance(part, Image) for part in parts):
        return [part.data if isinstance(part, Image) else part for part in parts]
    return request.prompt()
