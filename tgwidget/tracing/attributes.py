"""A model call as attributes, after OpenTelemetry's semantic conventions for generative AI.

https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans. What they have no name for stands
under ``tgwidget.``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from tgwidget.content import Content, Image
from tgwidget.engine.base import Message, Reply
from tgwidget.engine.keys import scrub
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.recorded.recorder import Recorder
from tgwidget.engine.telling import Call

Attributes = dict[str, Any]

_PROVIDERS = {
    "azure": "azure.ai.openai", "azure_ai": "azure.ai.inference", "bedrock": "aws.bedrock",
    "cohere_chat": "cohere", "gemini": "gcp.gemini", "mistral": "mistral_ai",
    "vertex_ai": "gcp.vertex_ai", "watsonx": "ibm.watsonx.ai", "xai": "x_ai",
}  # fmt: skip
"""litellm's names of providers, where the conventions have others."""

_NUMBERS = ("temperature", "top_p", "top_k", "frequency_penalty", "presence_penalty", "seed")


def asked(call: Call) -> Attributes:
    """What is known of a call before its reply."""
    provider, model, address = _who(call)
    params = call.params()
    found: Attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": provider,
        "gen_ai.system": provider,  # its name before version 1.37
        "gen_ai.request.model": model,
        "gen_ai.output.type": "json" if params.get("response_format") else "text",
        "tgwidget.engine": call.name,
        "tgwidget.provenance": call.engine.provenance,
        "tgwidget.sample": call.request.sample,
        **address,
    }
    for name in _NUMBERS:
        if isinstance(params.get(name), int | float):
            found[f"gen_ai.request.{name}"] = params[name]
    longest = params.get("max_completion_tokens", params.get("max_tokens"))
    if isinstance(longest, int):
        found["gen_ai.request.max_tokens"] = longest
    if stop := params.get("stop"):
        found["gen_ai.request.stop_sequences"] = [stop] if isinstance(stop, str) else list(stop)
    if call.purpose:
        found["tgwidget.purpose"] = call.purpose
        found["tgwidget.node"] = call.node
    return found


def answered(reply: Reply) -> Attributes:
    """What a reply took; what is unknown is left out."""
    usage = reply.usage
    found: Attributes = {
        "gen_ai.response.finish_reasons": [reply.finish],
        "gen_ai.response.model": reply.model or None,
        "gen_ai.usage.input_tokens": usage and usage.prompt,
        "gen_ai.usage.output_tokens": usage and usage.completion,
        "tgwidget.usage_estimated": usage and usage.estimated,
        "tgwidget.cost_usd": reply.cost,
        "tgwidget.saved_usd": reply.saved,
        "tgwidget.cached": reply.cached,
        "tgwidget.attempts": reply.attempts,
        "tgwidget.first_token_s": reply.first_token,
        "tgwidget.provenance": reply.provenance,
        "tgwidget.engine": reply.engine or None,
    }
    return {name: value for name, value in found.items() if value is not None}


def messages(said: Sequence[Message]) -> list[dict[str, Any]]:
    """Messages as the conventions have them; images by their digests, keys hidden."""
    return [{"role": one.role, "parts": [_part(part) for part in one.parts]} for one in said]


def content_asked(call: Call) -> Attributes:
    """The prompt."""
    said = call.request.messages
    system = [_part(part) for one in said if one.role == "system" for part in one.parts]
    found = {"gen_ai.input.messages": json.dumps(messages([m for m in said if m.role != "system"]))}
    return {**found, **({"gen_ai.system_instructions": json.dumps(system)} if system else {})}


def content_answered(reply: Reply) -> Attributes:
    """The reply."""
    parts = [_part(reply.text)]
    if reply.reasoning:
        parts.insert(0, {"type": "reasoning", "content": scrub(reply.reasoning)})
    told = [{"role": "assistant", "parts": parts, "finish_reason": reply.finish}]
    return {"gen_ai.output.messages": json.dumps(told)}


def _part(part: Content) -> dict[str, str]:
    if isinstance(part, Image):
        digest = f"sha256:{part.sha256}"
        return {"type": "uri", "modality": "image", "mime_type": part.mime, "uri": digest}
    return {"type": "text", "content": scrub(part)}


def _who(call: Call) -> tuple[str, str, Mapping[str, Any]]:
    """The provider, its model, and where its server is."""
    engine = call.engine
    while isinstance(engine, Recorder):
        engine = engine.engine
    if not isinstance(engine, ModelEngine):
        own = engine.provenance in ("recorded", "simulated")
        return engine.provenance if own else engine.name, engine.model_string, {}
    adapter, _, place = engine.runner.engine.identity.partition(":")
    model = engine.model_string
    address: dict[str, Any] = {}
    if adapter in ("direct", "litellm") and place:
        parts = urlsplit(place)
        address["server.address"] = parts.hostname or ""
        if parts.port:
            address["server.port"] = parts.port
    if adapter == "litellm":
        provider, slash, bare = model.partition("/")
        return _PROVIDERS.get(provider, provider), bare if slash else model, address
    if adapter == "direct":  # every such server speaks OpenAI's protocol
        return "openai", model, address
    return engine.provenance, model, {}
