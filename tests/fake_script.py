"""What the fake server says: the script in a model's name, and the stream it makes of it."""

from __future__ import annotations

import asyncio
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
    "http503": (503, "Overloaded", "overloaded"),
    "context": (400, "maximum context length is 8192 tokens", "context_length_exceeded"),
    "nousage": (400, "Unknown field stream_options", "invalid_request_error"),
    "drop": (500, "The server had an error", "server_error"),
}


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
    id: str = ""

    @classmethod
    def read(cls, model: str) -> Script:
        """The script in a model's name."""
        pairs = dict(part.split("=", 1) for part in model.split(",")[1:])
        usual = cls()
        return cls(**{name: type(getattr(usual, name))(value) for name, value in pairs.items()})


def words(request: Received, script: Script) -> list[str]:
    """The reply, a word a piece, in the tags that the prompt asks for."""
    said = [f"{WORDS[0 if script.same else i % len(WORDS)]} " for i in range(script.words)]
    tags = TAG.findall(json.dumps(request.body.get("messages", "")))
    return [f"<{tags[-1]}>", *said, f"</{tags[-1]}>"] if tags else said


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
    for index, word in enumerate(() if fault == "null" else words(request, script)):
        if index == script.at:
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
                case "errortext":
                    yield event({"error": "the worker died"})
                    return
                case _:
                    pass
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
