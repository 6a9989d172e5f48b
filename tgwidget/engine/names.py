"""From a name to an engine: ``get_engine("gpt-4o")``."""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from typing import Any
from urllib.parse import urlsplit

from tgwidget.engine import prices
from tgwidget.engine.addresses import Address
from tgwidget.engine.base import Engine
from tgwidget.engine.cache import Cache, shared_cache
from tgwidget.engine.cache_entry import canonical
from tgwidget.engine.direct import DirectEngine
from tgwidget.engine.keys import Key
from tgwidget.engine.litellm import LOCAL, LiteLLMAdapter
from tgwidget.engine.lm import EngineLM, ModelEngine
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner
from tgwidget.errors import EngineNameError, InputError, InputTypeError, KeyMissingError

OPENAI = "https://api.openai.com/v1"
# fmt: off
PROVIDERS = frozenset(LOCAL) | {
    "ai21", "anthropic", "azure", "azure_ai", "bedrock", "cerebras", "cloudflare", "cohere",
    "cohere_chat", "custom_openai", "databricks", "deepinfra", "deepseek", "fireworks_ai",
    "gemini", "github", "github_copilot", "groq", "huggingface", "litellm_proxy", "mistral",
    "nvidia_nim", "openai_like", "openrouter", "perplexity", "replicate", "sagemaker",
    "sambanova", "together_ai", "vertex_ai", "watsonx", "xai",
}
# fmt: on
"""Providers that litellm knows though its price table may not name them."""

_OPENAI_NAME = re.compile(r"gpt-|o[134](-|$)|chatgpt-|ft:gpt-")
_RESERVED = ("messages", "model", "stream", "stream_options", "n")
_CONNECTION = re.compile(
    r"(api_(base|version|type)|base_url|organization|(extra_)?headers|timeout|deployment_id"
    r"|custom_llm_provider|(aws|vertex|azure|watsonx|sagemaker|oci)_\w+)"
)
_UNDERSTOOD = (
    '"simulated"; "gpt-4o" and OpenAI\'s other names; "http://localhost:8000/v1#model"; '
    '"provider/model", as "anthropic/claude-…" or "ollama/llama3.2"'
)


def get_engine(
    name: str | EngineLM,
    *,
    cache: bool | Cache = True,
    policy: Policy | None = None,
    **params: Any,
) -> EngineLM:
    """An engine by its name.

    Args:
        name: ``"simulated"``; a name of OpenAI's, as ``"gpt-4o"``; the address and model of any
            OpenAI-compatible server, as ``"http://localhost:8000/v1#llama"``; or litellm's
            ``"provider/model"``. An engine is given back as it is.
        cache: Whether replies are kept on disk, or the cache to keep them in. The simulated
            engine is kept only in a cache that is given.
        policy: Deadlines, retries and the number of calls at once.
        **params: Sampling parameters of every request (``temperature``, ``max_tokens``, …), and
            ``api_key`` or ``base_url`` where the provider needs them.

    Returns:
        The engine.

    Raises:
        EngineNameError: If no engine goes by that name.
        KeyMissingError: If OpenAI's key is not set.
        MissingPackageError: If the name needs litellm and that is not installed.
        InputError: If ``cache`` or a parameter cannot be used.
    """
    if isinstance(name, EngineLM):
        return name
    asked: Any = name
    kept: Any = cache
    if not isinstance(asked, str):
        raise InputTypeError(
            f"an engine was given as {type(asked).__name__}",
            f"give an EngineLM or a name: {_UNDERSTOOD}",
        )
    if not isinstance(kept, bool | Cache):
        raise InputError(
            f"cache={kept!r} cannot be used", "give True, False or a tgwidget.engine.Cache"
        )
    engine = _find(asked.strip(), params)
    for param, value in params.items():
        if param in _RESERVED:
            raise InputError(f"{param}=… cannot be set for an engine", "tgwidget sets it itself")
        canonical(value, f"the parameter {param}")
    simulated = engine.provenance == "simulated"
    held = cache if isinstance(cache, Cache) else None
    if cache is True and not simulated:
        held = shared_cache()
    return ModelEngine(Runner(engine, held, policy), params)


def _find(name: str, params: dict[str, Any]) -> Engine:
    """The engine of a name; takes out of ``params`` what is not for the wire."""
    if name == "simulated":
        from tgwidget.engine.simulated import SimulatedEngine

        given = {key: params.pop(key) for key in ("seed", "rate") if key in params}
        return SimulatedEngine(**given)
    if name.startswith(("http://", "https://")):
        return _addressed(name, params)
    bare = name.removeprefix("openai/")
    if bare and (bare != name or _OPENAI_NAME.match(name)):
        return _openai(name, bare, params)
    provider, slash, model = name.partition("/")
    named = provider in PROVIDERS or provider in prices.providers()
    if (slash and model and named) or prices.find(name):
        given = [key for key in params if key == "api_key" or _CONNECTION.fullmatch(key)]
        return LiteLLMAdapter(name, {key: params.pop(key) for key in given}, name=name)
    raise _unknown(name)


def _addressed(name: str, params: dict[str, Any]) -> DirectEngine:
    url, _, model = name.partition("#")
    if not model:
        raise EngineNameError(
            "an address names a server, not a model", f"write the model after a #: {_example(url)}"
        )
    key = _given_key(params)
    _refuse_connection(params)
    return DirectEngine(model, url, key, name="")


def _example(url: str) -> str:
    # The host alone: an address may hold a password.
    return f"http://{urlsplit(url).hostname or 'localhost:8000'}/v1#llama3.2"


def _openai(name: str, bare: str, params: dict[str, Any]) -> DirectEngine:
    given = params.pop("base_url", None) or params.pop("api_base", None)
    setting = os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_BASE")
    base = given or setting or OPENAI
    own = Address.parse(base).host == "api.openai.com"
    key = _given_key(params)
    _refuse_connection(params)
    # The environment's key goes to OpenAI, or where the environment itself sends it.
    value = os.environ.get("OPENAI_API_KEY", "").strip() if own or not given else ""
    if key is None and value:
        key = Key(value, "OPENAI_API_KEY")
    if key is None and own:
        raise KeyMissingError(
            f"OPENAI_API_KEY is not set: the engine {name!r} needs it",
            "set it in the environment, give get_engine(…, api_key=…), or take "
            '"simulated" or a local model',
        )
    return DirectEngine(bare, base, key, name=name)


def _given_key(params: dict[str, Any]) -> Key | None:
    value = params.pop("api_key", None)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InputTypeError(f"api_key is a {type(value).__name__}", "give it as a str")
    return Key(value.strip(), "api_key")


def _refuse_connection(params: dict[str, Any]) -> None:
    for param in params:
        if _CONNECTION.fullmatch(param):
            raise InputError(
                f"{param}=… is not understood for an OpenAI-compatible address",
                "api_key and, for OpenAI's names, base_url are",
            )


def _unknown(name: str) -> EngineNameError:
    every = ["simulated", *prices.chat_models()]
    near = get_close_matches(name, every, n=3, cutoff=0.6)
    nearest = f" Did you mean {' or '.join(repr(one) for one in near)}?" if near else ""
    return EngineNameError(
        f"no engine is called {name!r}.{nearest}", f"understood are {_UNDERSTOOD}"
    )
