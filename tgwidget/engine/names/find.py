"""From a name to an engine: ``get_engine("gpt-4o")``."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any, cast
from urllib.parse import urlsplit

from tgwidget.engine.base import Engine
from tgwidget.engine.cache import Cache, chosen
from tgwidget.engine.cache.entry import canonical
from tgwidget.engine.direct import DirectEngine
from tgwidget.engine.direct.addresses import Address
from tgwidget.engine.function import FunctionEngine
from tgwidget.engine.keys import Key, key_missing, require
from tgwidget.engine.keys.keyring import find, find_for
from tgwidget.engine.litellm.adapter import LOCAL, LiteLLMAdapter
from tgwidget.engine.lm import EngineLike, EngineLM, ModelEngine, StandIn
from tgwidget.engine.money import prices
from tgwidget.engine.money.budget import Budget
from tgwidget.engine.names import auto, local
from tgwidget.engine.names.client import Client, asked_by, is_client
from tgwidget.engine.names.colab import ColabEngine
from tgwidget.engine.names.shortcuts import SHORTCUTS, azure_settings, expand
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner
from tgwidget.errors import EngineNameError, InputError, InputTypeError

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
    '"auto"; "simulated"; "local"; "colab"; "gpt-4o" and OpenAI\'s other names; '
    '"http://localhost:8000/v1#model"; "provider/model", as "anthropic/claude-…" or '
    '"ollama/llama3.2"; "recorded:lesson.jsonl"'
)


def get_engine(
    engine_name: EngineLike | Client,
    *,
    model: str = "",
    cache: bool | Cache = True,
    policy: Policy | None = None,
    system_prompt: str = "",
    is_multimodal: bool = True,
    budget: Budget | None = None,
    **params: Any,
) -> EngineLM:
    """An engine by its name.

    Args:
        engine_name: A name of OpenAI's, as ``"gpt-4o"``; the address and model of any
            OpenAI-compatible server, as ``"http://localhost:8000/v1#llama"``; litellm's
            ``"provider/model"``; what ``engine/names/shortcuts.py`` lists; ``"local"``, a model
            server on this machine, or ``"local#model"``; ``"colab"``, Colab's own models;
            ``"simulated"``, rules; ``"recorded:lesson.jsonl"``, a file that ``tg.Recorder`` wrote,
            played ``rate`` times as fast as it was; or ``"auto"``: a model whose key is set, else
            one on this machine, else Colab's own, else the rules. An engine is given back as it
            is, and a function ``answer(prompt, system_prompt)`` becomes one. So does a client
            object of the package ``openai``, with ``model=``.
        model: Which model of a client object's server is asked.
        cache: Whether replies are kept on disk, or the cache to keep them in. The simulated
            engine is kept only in a cache that is given.
        policy: Deadlines, retries and the number of calls at once.
        system_prompt: How to answer where a request has no system prompt.
        is_multimodal: False refuses images before anything is sent.
        budget: What may be spent on the engine, by all runs that ask it.
        **params: Sampling parameters of every request (``temperature``, ``max_tokens``, …), and
            ``api_key`` or ``base_url`` where the provider needs them.

    Returns:
        The engine.

    Raises:
        EngineNameError: If no engine goes by that name.
        KeyMissingError: If the provider's key is not set.
        MissingPackageError: If the name needs litellm and that is not installed.
        InputError: If ``cache`` or a parameter cannot be used.
    """
    if isinstance(engine_name, EngineLM):
        engine = engine_name.found() if isinstance(engine_name, StandIn) else engine_name
        return _limited(engine, budget)
    asked: Any = engine_name
    if callable(asked) and not isinstance(asked, type):
        return _limited(FunctionEngine(cast("Callable[..., str]", asked)), budget)
    if is_client(asked):
        way = _through_client(asked, model, cache, policy, params)
    elif not isinstance(asked, str):
        raise InputTypeError(
            f"an engine was given as {_kind(asked)}",
            f"give an EngineLM, a function, a client object, or a name: {_UNDERSTOOD}",
        )
    else:
        way = runner(asked, cache, policy, {"model": model, **params} if model else params)
    engine = ModelEngine(
        way,
        params,
        system_prompt=system_prompt,
        is_multimodal=is_multimodal,
    )
    return _limited(engine, budget)


def _limited(engine: EngineLM, budget: Budget | None) -> EngineLM:
    if budget is not None:
        engine.budget = budget
    return engine


def _through_client(
    client: Client,
    model: str,
    cache: bool | Cache,
    policy: Policy | None,
    params: Mapping[str, Any],
) -> Runner:
    if not model:
        raise InputError(
            f"a client object, as this {type(client).__name__}, knows a server and no model",
            'write get_engine(client, model="…")',
        )
    check_params(params)
    return Runner(asked_by(client, model), chosen(cache, simulated=False), policy)


def runner(name: str, cache: bool | Cache, policy: Policy | None, params: dict[str, Any]) -> Runner:
    """The way to a model by its name.

    Args:
        name: As ``get_engine`` understands it.
        cache: As ``get_engine`` takes it; also a ``diskcache.Cache``, for its directory.
        policy: Deadlines, retries and limits.
        params: Parameters of all kinds; what is not for the wire is taken out of it.

    Raises:
        EngineNameError: If no engine goes by that name.
        InputError: If ``cache`` or a parameter cannot be used.
    """
    engine = _find(name.strip(), params)
    check_params(params)
    kept = chosen(cache, simulated=engine.provenance in ("simulated", "recorded"))
    return Runner(engine, kept, policy)


def check_params(params: Mapping[str, Any]) -> None:
    """See that parameters can be sent with every request.

    Raises:
        InputError: If one cannot, by its name.
    """
    for param, value in params.items():
        if param in _RESERVED:
            raise InputError(f"{param}=… cannot be set for an engine", "tgwidget sets it itself")
        canonical(value, f"the parameter {param}")


def _kind(asked: object) -> str:
    if isinstance(asked, type):
        return f"the class {asked.__name__}, not as an object of it"
    return type(asked).__name__


def _find(name: str, params: dict[str, Any]) -> Engine:
    """The engine of a name; takes out of ``params`` what is not for the wire."""
    if name == "simulated":
        from tgwidget.engine.simulated import SimulatedEngine

        given = {key: params.pop(key) for key in ("seed", "rate") if key in params}
        return SimulatedEngine(**given)
    if name.startswith("recorded:"):
        from tgwidget.engine.recorded.engine import RecordedEngine

        given = {key: params.pop(key) for key in ("rate",) if key in params}
        return RecordedEngine(name, **given)
    if (special := _special(name, params)) is not None:
        return special
    full = expand(name)
    if full.startswith(("http://", "https://")):
        return _addressed(full, params, shown=name)
    bare = full.removeprefix("openai/")
    if bare and (bare != full or _OPENAI_NAME.match(full)):
        return _openai(name, bare, params)
    provider, slash, model = full.partition("/")
    named = provider in PROVIDERS or provider in prices.providers()
    if (slash and model and named) or prices.find(full):
        return _through_litellm(name, full, provider, params)
    raise _unknown(name)


def _special(name: str, params: dict[str, Any]) -> Engine | None:
    """The engine of a name that says where to look, and not which model to ask."""
    where, _, model = name.partition("#")
    if where == "local":
        return local.engine(model)
    if where == "colab":
        return ColabEngine(model)
    if name == "auto":
        chosen, why = auto.choose()
        engine = _find(chosen, params) if isinstance(chosen, str) else chosen
        engine.why = why
        return engine
    return None


def _through_litellm(name: str, full: str, provider: str, params: dict[str, Any]) -> LiteLLMAdapter:
    given = [key for key in params if key == "api_key" or _CONNECTION.fullmatch(key)]
    options = {key: params.pop(key) for key in given}
    if provider == "azure":
        options = {**azure_settings(), **options}
    key = None if "api_key" in options else find_for(provider)
    if key:
        options["api_key"] = key.value
    elif not given:
        require(provider, name)
    return LiteLLMAdapter(full, options, name=name, setting=key.setting if key else "api_key")


def _addressed(full: str, params: dict[str, Any], shown: str) -> DirectEngine:
    url, _, model = full.partition("#")
    if not model:
        raise EngineNameError(
            "an address names a server, not a model", f"write the model after a #: {_example(url)}"
        )
    key = _given_key(params)
    _refuse_connection(params)
    return DirectEngine(model, url, key, name="" if "://" in shown else shown)


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
    # A key that was not given for this engine goes to OpenAI, or where the environment sends it.
    if key is None and (own or not given):
        key = find("OPENAI_API_KEY")
    if key is None and own:
        raise key_missing("OPENAI_API_KEY", name)
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
    every = ["simulated", "local", "colab", "auto", *SHORTCUTS, *prices.chat_models()]
    near = get_close_matches(name, every, n=3, cutoff=0.6)
    nearest = f" Did you mean {' or '.join(repr(one) for one in near)}?" if near else ""
    return EngineNameError(
        f"no engine is called {name!r}.{nearest}", f"understood are {_UNDERSTOOD}"
    )
