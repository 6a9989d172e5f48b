"""Every other provider, through litellm, which is imported at the first call and off the loop.

litellm retries, prints, invents token counts and calls a broken stream a finished one. All of that
is switched off or undone here.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, nullcontext
from dataclasses import replace
from typing import Any

from tgwidget.engine.base import Delta, Ended, Engine, Request, Usage
from tgwidget.engine.direct import wire
from tgwidget.engine.direct.addresses import Address
from tgwidget.engine.failures import Place, bare
from tgwidget.engine.keys import Key, among
from tgwidget.engine.litellm import library
from tgwidget.engine.litellm.failures import found, understood
from tgwidget.engine.money import prices
from tgwidget.errors import BadReplyError, EngineError

LOCAL = {
    "ollama": "OLLAMA_API_BASE",
    "ollama_chat": "OLLAMA_API_BASE",
    "lm_studio": "LM_STUDIO_API_BASE",
    "llamafile": "LLAMAFILE_API_BASE",
    "hosted_vllm": "HOSTED_VLLM_API_BASE",
    "vllm": "HOSTED_VLLM_API_BASE",
    "xinference": "XINFERENCE_API_BASE",
    "docker_model_runner": "DOCKER_MODEL_RUNNER_API_BASE",
}
"""Providers that run where a person runs them, with the setting that says where."""


class _Options(dict[str, Any]):
    """A key may be among them: whoever shows them, as a traceback does, sees none."""

    def __repr__(self) -> str:
        return "{…}"


class LiteLLMAdapter(Engine):
    """A model of any provider that litellm knows.

    Args:
        model: litellm's name of the model, ``provider/model``.
        options: How to reach it: ``api_key``, ``api_base`` and what else the provider needs.
        name: The name under which the engine was asked for.
        setting: Where the key among the options came from.

    Raises:
        MissingPackageError: If litellm is not installed.
        InputError: If ``api_base`` or the key cannot be used.
    """

    def __init__(
        self,
        model: str,
        options: Mapping[str, Any] | None = None,
        *,
        name: str = "",
        setting: str = "api_key",
    ) -> None:
        library.require(model)
        self.model = model
        self.name = name or model
        self._options = _Options(options or {})
        address = self._address()
        server = address.shown if address else self.provider
        given = self._options.get("api_key")
        key = Key(str(given).strip(), setting) if given else None
        hidden = (*among(self._options), *(address.secrets() if address else ()))
        self._place = Place(server, model, key, hidden)
        self.identity = f"litellm:{address.shown if address else ''}"
        own = self.provider in LOCAL
        near, free = (address.near, address.free) if address else (own, own)
        self.provenance = "local" if near else "live"
        self._free = free or (own and near)
        self.context = prices.context(model)
        self.enforces_schema = prices.enforces_schema(model)

    def __repr__(self) -> str:
        return f"LiteLLMAdapter({self.model!r})"

    @property
    def provider(self) -> str:
        """The provider, as it stands in the model's name."""
        return self.model.partition("/")[0]

    @property
    def account(self) -> str:
        """Which server it asks: litellm finds most of them by the provider's name."""
        return f"{self.identity} {self.provider}"

    def price(self, usage: Usage) -> float | None:
        """US dollars; 0.0 on this machine, and for what people run themselves in its network."""
        return 0.0 if self._free else prices.cost(self.model, usage)

    async def stream(self, request: Request) -> AsyncGenerator[Delta | Usage | Ended, None]:
        """Ask once; see ``Engine.stream``."""
        litellm = library.ready or await asyncio.to_thread(library.load, self.model)
        given = self._place.key
        place = replace(self._place, key=given or found(self.provider))
        failure: EngineError | None = None
        try:
            async with aclosing(self._exchange(litellm, request)) as pieces:
                async for piece in pieces:
                    yield piece
        except EngineError as error:
            failure = bare(error)
        except Exception as error:
            failure = understood(litellm, error, place, given is not None, request)
        # Raised here, outside of the handler: litellm's traceback holds the key.
        if failure:
            raise failure

    async def _exchange(
        self, litellm: Any, request: Request
    ) -> AsyncGenerator[Delta | Usage | Ended, None]:
        heard = library.heard(litellm)
        with nullcontext() if heard else library.uncounted():
            stream: Any = await litellm.acompletion(
                model=self.model,
                messages=wire.messages(request),
                stream=True,
                stream_options={"include_usage": True},
                max_retries=0,
                num_retries=0,
                **self._options,
                **wire.params(request),
            )
        if not heard:
            _end_plainly(stream)
        try:
            async for chunk in stream:
                for choice in chunk.choices[:1]:
                    for piece in _pieces(choice.delta):
                        yield piece
        finally:
            await stream.aclose()
        # The chunks say "stop" whether or not the provider did; the wrapper knows better.
        reason = stream.received_finish_reason or stream.intermittent_finish_reason
        if not reason:
            raise BadReplyError(
                f"the reply of {self.model} was cut off: it ended without a reason",
                "try again; if it stays, check the address and what answers there",
                retryable=True,
            )
        # The chunks hold what the provider counted; what the stream ends with may be made up.
        if counted := [told for chunk in stream.chunks if (told := _usage(chunk))]:
            yield Usage(
                max(told.prompt for told in counted),
                max(told.completion for told in counted),
                cached=max(told.cached for told in counted),
            )
        yield Ended(wire.finish(str(reason)))

    def _address(self) -> Address | None:
        given = self._options.get("api_base") or self._options.get("base_url")
        setting = LOCAL.get(self.provider)
        base = given or (os.environ.get(setting) if setting else None)
        return Address.parse(base) if base else None


def _end_plainly(stream: Any) -> None:
    """Let a stream end where its provider ended it.

    litellm would go on to count tokens, reckon prices and tell its listeners, which takes as long
    as the stream itself, and the first time loads a tokenizer.
    """

    async def over(*_: object, **__: object) -> None:
        raise StopAsyncIteration

    if hasattr(stream, "_finalize_completed_stream"):
        stream._finalize_completed_stream = over


def _usage(chunk: Any) -> Usage | None:
    told = getattr(chunk, "usage", None)
    if not told:
        return None
    details = getattr(told, "prompt_tokens_details", None)
    cached = getattr(details, "cached_tokens", None)
    return Usage.told(told.prompt_tokens, told.completion_tokens, cached)


def _pieces(delta: Any) -> list[Delta]:
    thought, text = getattr(delta, "reasoning_content", None), delta.content
    pieces = [Delta(thought, "reasoning")] if thought else []
    return [*pieces, Delta(text)] if text else pieces
