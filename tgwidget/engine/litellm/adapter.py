"""Every other provider, through litellm, which is imported at the first call and off the loop.

litellm retries, prints, invents token counts and calls a broken stream a finished one. All of that
is switched off or undone here.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import importlib
import logging
import os
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from threading import Lock
from typing import Any

from tgwidget.engine.base import Delta, Ended, Engine, Request, Usage
from tgwidget.engine.direct import wire
from tgwidget.engine.direct.addresses import Address
from tgwidget.engine.failures import bare
from tgwidget.engine.keys import Key
from tgwidget.engine.litellm.failures import understood
from tgwidget.engine.money import prices
from tgwidget.errors import BadReplyError, EngineError, MissingPackageError
from tgwidget.events import Provenance

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

_SWITCHES = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION"}
"""Read by litellm at its import: fetch no price list, read no ``.env``."""

STOLEN = frozenset({"1.82.7", "1.82.8"})
"""Releases of litellm that held a credential stealer, which ran when it was imported."""


class _Options(dict[str, Any]):
    """A key may be among them: whoever shows them, as a traceback does, sees none."""

    def __repr__(self) -> str:
        return "{…}"


_LISTENERS = ("callbacks", "success_callback", "_async_success_callback")
"""Where people register with litellm to hear of every call."""

_importing = Lock()
_ready: Any = None


class LiteLLMAdapter(Engine):
    """A model of any provider that litellm knows.

    Args:
        model: litellm's name of the model, ``provider/model``.
        options: How to reach it: ``api_key``, ``api_base`` and what else the provider needs.
        name: The name under which the engine was asked for.
        setting: Where the key among the options came from.

    Raises:
        MissingPackageError: If litellm is not installed.
        InputError: If ``api_base`` cannot be used.
    """

    def __init__(
        self,
        model: str,
        options: Mapping[str, Any] | None = None,
        *,
        name: str = "",
        setting: str = "api_key",
    ) -> None:
        if "litellm" not in sys.modules and find_spec("litellm") is None:
            raise _missing(model)
        self.model = model
        self.name = name or model
        self._options = _Options(options or {})
        self._setting = setting
        address = self._address()
        self._server = address.shown if address else self.provider
        self.identity = f"litellm:{address.shown if address else ''}"
        self.provenance = self._provenance(address)
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
        """US dollars; 0.0 on this machine or in its own network."""
        return 0.0 if self.provenance == "local" else prices.cost(self.model, usage)

    async def stream(self, request: Request) -> AsyncGenerator[Delta | Usage | Ended, None]:
        """Ask once; see ``Engine.stream``."""
        litellm = _ready or await asyncio.to_thread(load, self.model)
        failure: EngineError | None = None
        try:
            async with aclosing(self._exchange(litellm, request)) as pieces:
                async for piece in pieces:
                    yield piece
        except EngineError as error:
            failure = bare(error)
        except Exception as error:
            failure = understood(litellm, error, self._server, self.model, self._key(), request)
        # Raised here, outside of the handler: litellm's traceback holds the key.
        if failure:
            raise failure

    async def _exchange(
        self, litellm: Any, request: Request
    ) -> AsyncGenerator[Delta | Usage | Ended, None]:
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
        if not any(getattr(litellm, name, None) for name in _LISTENERS):
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

    def _key(self) -> Key | None:
        given = self._options.get("api_key")
        return Key(given, self._setting) if given else None

    def _address(self) -> Address | None:
        given = self._options.get("api_base") or self._options.get("base_url")
        setting = LOCAL.get(self.provider)
        base = given or (os.environ.get(setting) if setting else None)
        return Address.parse(base) if base else None

    def _provenance(self, address: Address | None) -> Provenance:
        near = address.near if address else self.provider in LOCAL
        return "local" if near else "live"


LATE = (
    "litellm.litellm_core_utils.default_encoding",
    "openai.resources",
    "openai.lib.azure",
    "litellm._service_logger",
)
"""What litellm imports in its first call only: 500 modules and a tokenizer's table, on whichever
thread that call runs, which would be the loop's."""


def load(model: str) -> Any:
    """litellm, quiet and without retries of its own. Imported once, in seconds.

    Args:
        model: Whose call needs it, for the error.

    Raises:
        MissingPackageError: If it cannot be imported, or is a release that steals keys.
    """
    global _ready
    with _importing:
        _refuse_stolen()
        before = {name: os.environ.get(name) for name in _SWITCHES}
        os.environ.update({name: before[name] or value for name, value in _SWITCHES.items()})
        # Its collections hold all threads up, for 0.3 s at a time; the import makes no garbage.
        collects = gc.isenabled()
        gc.disable()
        try:
            litellm: Any = importlib.import_module("litellm")
            for late in LATE:
                with contextlib.suppress(ImportError):
                    importlib.import_module(late)
        except ImportError as error:
            raise _missing(model) from error
        finally:
            if collects:
                gc.enable()
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
        litellm.suppress_debug_info = True
        litellm.disable_streaming_logging = True
        # Where a notebook's log is at INFO it would say each call, and at DEBUG each chunk.
        if (log := logging.getLogger("LiteLLM")).level == logging.NOTSET:
            log.setLevel(logging.WARNING)
        # A model may well say the same word a hundred times.
        litellm.REPEATED_STREAMING_CHUNK_LIMIT = sys.maxsize
        # It counts tokens at the end of each stream; for that no tokenizer may be downloaded.
        litellm.disable_hf_tokenizer_download = True
        _ready = litellm
        return litellm


def _refuse_stolen() -> None:
    if "litellm" not in sys.modules and (held := _installed()) in STOLEN:
        raise MissingPackageError(
            f"litellm {held} is not imported: that release sends keys to a thief",
            "pip install --upgrade litellm, and change every key that this machine held",
        )


def _installed() -> str:
    try:
        return version("litellm")
    except PackageNotFoundError:
        return ""


def _missing(model: str) -> MissingPackageError:
    return MissingPackageError(
        f"the engine {model!r} needs the package litellm, which is not installed",
        "pip install litellm",
    )


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
