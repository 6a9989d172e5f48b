"""What the fake server says: the script in a model's name, and the stream it makes of it."""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

WORDS = ("check", "the", "sum", "of", "every", "line", "before", "you", "answer")
TAG = re.compile(r"<(IMPROVED_VARIABLE[\w-]*)>")
REFUSALS = {
    "http401": (401, "Incorrect API key provided: {key}", "invalid_api_key"),
    "http403": (403, "this key {key} may not use the model", "forbidden"),
    "http404": (404, "The model does not exist", "model_not_found"),
    "http429": (429, "Rate limit reached", "rate_limit_exceeded"),
    "http500": (500, "The server had an error", "server_error"),
    "headers": (500, "The server failed on {headers}", "server_error"),
    "http503": (503, "Overloaded", "overloaded"),
    "context": (400, "maximum context length is 8192 tokens", "context_length_exceeded"),
    "nousage": (400, "Unknown field stream_options", "invalid_request_error"),
    "noschema": (400, "Invalid parameter: 'response_format' is not supported", "invalid_parameter"),
    "filter": (400, "Your request was rejected by our safety system", "content_policy_violation"),
    "noimages": (400, "image_url is only supported by certain models", "invalid_request_error"),
    "moved": (307, "See the other address", "moved"),
    "drop": (500, "The server had an error", "server_error"),
}
ONLY_WITH = {"nousage": "stream_options", "noschema": "response_format", "noimages": "image_url"}
"""Faults that are no matter unless the request holds this."""


@dataclass(frozen=True)
class Received:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass(frozen=True)
class Script:
    """What a model's name asks for; times in seconds."""

    words: int = 20
    latency: float = 0.0
    pause: float = 0.0
    fault: str = ""
    at: int = 5
    times: int = 1_000_000
    finish: str = "stop"
    usage: str = "chunk"
    nodone: int = 0
    comments: int = 0
    same: int = 0
    whole: int = 0
    think: int = 0
    after: float = 0.0
    rules: int = 0
    schema: int = 1
    refuses: str = ""
    id: str = ""

    @classmethod
    def read(cls, model: str) -> Script:
        """The script in a model's name."""
        pairs = dict(part.split("=", 1) for part in model.split(",")[1:])
        usual = cls()
        return cls(**{name: type(getattr(usual, name))(value) for name, value in pairs.items()})


def words(request: Received, script: Script) -> list[str]:
    """The reply, a word a piece: JSON of a schema that is asked for, or in the prompt's tags."""
    wanted = request.body.get("response_format", {}).get("json_schema")
    if wanted and script.schema:
        return re.findall(r"\s*\S+", json.dumps(instance(wanted["schema"], script)))
    if script.rules:
        return simulated(request)
    said = [f"{WORDS[0 if script.same else i % len(WORDS)]} " for i in range(script.words)]
    tags = TAG.findall(json.dumps(request.body.get("messages", "")))
    return [f"<{tags[-1]}>", *said, f"</{tags[-1]}>"] if tags else said


def instance(schema: dict[str, Any], script: Script) -> Any:
    """A value that a JSON schema takes."""
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: instance(one, script) for name, one in schema["properties"].items()}
        case "array":
            return [instance(schema["items"], script)]
        case "integer" | "number":
            return script.words
        case "boolean":
            return True
        case _:
            return " ".join(WORDS[i % len(WORDS)] for i in range(script.words))


def not_taken(name: str) -> dict[str, str]:
    """The error for a parameter that the model does not take, in OpenAI's words."""
    said = f"Unsupported parameter: '{name}' is not supported with this model."
    if name == "max_tokens":
        said += " Use 'max_completion_tokens' instead."
    return {"message": said, "param": name, "code": "unsupported_parameter"}


def simulated(request: Received) -> list[str]:
    """What the simulated engine says to the request, a word a piece."""
    from tgwidget.content import Content, load_image
    from tgwidget.engine.base import Message, Request
    from tgwidget.engine.simulated.engine import SimulatedEngine, pieces

    def part(given: dict[str, Any]) -> Content:
        if given["type"] == "text":
            return given["text"]
        return load_image(base64.b64decode(given["image_url"]["url"].partition(",")[2]))

    def message(given: dict[str, Any]) -> Message:
        content = given["content"]
        whole = isinstance(content, str)
        return Message(given["role"], (content,) if whole else tuple(map(part, content)))

    asked = Request(tuple(map(message, request.body["messages"])))
    return pieces(SimulatedEngine(rate=0).reply(asked))


def usage(request: Received, script: Script) -> dict[str, int]:
    """Tokens: ten a message, and one a word."""
    prompt, said = 10 * len(request.body.get("messages", ())), script.words
    return {"prompt_tokens": prompt, "completion_tokens": said, "total_tokens": prompt + said}


def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
    """One event of the stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return event({"id": "fake", "object": "chat.completion.chunk", "choices": [choice], **more})


def event(body: Any) -> bytes:
    return b"data: " + json.dumps(body, ensure_ascii=False).encode() + b"\n\n"


async def events(request: Received, script: Script, fault: str) -> AsyncIterator[bytes]:
    """The stream, with the faults that come inside it.

    Raises:
        ConnectionResetError: Where the socket is to be torn down.
    """
    if fault == "empty":
        yield event({"choices": []}) + b"data: [DONE]\n\n"
        return
    yield chunk({"role": "assistant", "content": None if fault == "null" else ""})
    if fault == "silence":
        await asyncio.Event().wait()
    for _ in range(script.think):
        yield chunk({"reasoning_content": "hmm "})
    while fault == "drip":
        yield b": keep-alive\n\n" + chunk({"content": ""})
        await asyncio.sleep(0.02)
    said = [] if fault == "null" else words(request, script)
    for index, word in enumerate([*said, ""]):
        if index == min(script.at, len(said)):
            match fault:
                case "ends":
                    return
                case "stall":
                    await asyncio.Event().wait()
                case "cut":
                    await asyncio.sleep(0.02)
                    raise ConnectionResetError
                case "badjson":
                    yield b'data: {"choices": [{"delta": {"content": "oo\n\n'
                case "noisy":
                    word = "one\u2028two\x85three "
                case "error":
                    yield event({"error": {"message": "upstream overloaded", "code": 500}})
                    return
                case "errorheaders":
                    yield event({"error": {"message": json.dumps(request.headers), "code": 500}})
                    return
                case "errortext":
                    yield event({"error": "the worker died"})
                    return
                case _:
                    pass
        if index == len(said):
            break
        if script.comments:
            yield b": keep-alive\n\n"
        yield chunk({"content": word})
        if script.pause:
            await asyncio.sleep(script.pause)
    counted = {"usage": usage(request, script)}
    if fault != "unfinished":
        yield chunk({}, script.finish, **(counted if script.usage == "finish" else {}))
    if script.usage == "chunk":
        yield event({"choices": [], **counted})
    if not script.nodone:
        yield b"data: [DONE]\n\n"
