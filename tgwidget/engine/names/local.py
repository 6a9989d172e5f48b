"""Model servers on this machine: who answers on the usual ports, and with which models.

Only loopback is asked, past every proxy, and only what lists models counts: much else answers on
such ports.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import dataclass
from typing import Any, cast

from tgwidget.engine.direct import DirectEngine
from tgwidget.errors import EngineNameError

HOST = "127.0.0.1"
PORTS = {"ollama": 11434, "LM Studio": 1234, "vLLM": 8000, "llama.cpp": 8080}
"""Servers, in the order they are preferred, and the port that each uses if it is told no other."""

PATIENCE = 0.25
"""Seconds in which all of them have to answer."""

_LONGEST_LIST = 1_000_000
_NO_CHAT = ("embed", "rerank", "whisper", "tts")
_SHOWN = 6


@dataclass(frozen=True)
class Server:
    """A server that answers.

    Args:
        name: Whose port it answers on.
        port: The port.
        models: The names of its models, in its own order.
    """

    name: str
    port: int
    models: tuple[str, ...]

    @property
    def url(self) -> str:
        """Where its API begins."""
        return f"http://{HOST}:{self.port}/v1"

    def __str__(self) -> str:
        shown = ", ".join(self.models[:_SHOWN]) + (" …" if len(self.models) > _SHOWN else "")
        return f"{self.name} on port {self.port} with {shown or 'no model'}"


def find() -> list[Server]:
    """The servers that answer now, in the order of ``PORTS``; takes at most ``PATIENCE``."""
    answers: dict[str, tuple[str, ...]] = {}

    def ask(name: str, port: int) -> None:
        models = _models(port)
        if models is not None:
            answers[name] = models

    asking = [
        threading.Thread(target=ask, args=one, name=f"tgwidget-{one[0]}", daemon=True)
        for one in PORTS.items()
    ]
    deadline = time.monotonic() + PATIENCE
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [Server(name, port, answers[name]) for name, port in PORTS.items() if name in answers]


def engine(wanted: str = "") -> DirectEngine:
    """The engine for a model on this machine.

    Args:
        wanted: The model's name; the first that chats if it is empty.

    Raises:
        EngineNameError: If no server answers, or none has the model.
    """
    servers = find()
    seen = "; ".join(map(str, servers))
    if not servers:
        ports = ", ".join(f"{port} ({name})" for name, port in PORTS.items())
        raise EngineNameError(
            f"no model server answers on this machine: asked were the ports {ports}",
            'start one, give its address as "http://localhost:PORT/v1#model", or take "simulated"',
        )
    for server in servers:
        model = _choice(server.models, wanted)
        if model:
            made = DirectEngine(model, server.url)
            made.why = f"Found on this machine: {seen}. {model} of {server.name} answers."
            return made
    missing = f"has the model {wanted!r}" if wanted else "has a model that chats"
    raise EngineNameError(
        f"no server on this machine {missing}; found were {seen}",
        "load it there, or name one of these after local#" if wanted else "load a model there",
    )


def _choice(models: tuple[str, ...], wanted: str) -> str:
    """The model that is meant: the name itself, or the name without its tag."""
    if wanted:
        near = [one for one in models if one.partition(":")[0] == wanted]
        return wanted if wanted in models else (near or [""])[0]
    return next((one for one in models if not any(no in one.lower() for no in _NO_CHAT)), "")


def _models(port: int) -> tuple[str, ...] | None:
    """The models that a port lists; ``None`` if nothing there speaks the OpenAI protocol."""
    connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/v1/models", headers={"Accept": "application/json"})
        response = connection.getresponse()
        if response.status != 200:
            return None
        listed: Any = json.loads(_body(response))["data"]
        names = [one["id"] for one in cast("list[Any]", listed)]
        return tuple(name for name in names if isinstance(name, str) and name)
    except (OSError, http.client.HTTPException, ValueError, TypeError, KeyError, RecursionError):
        return None
    finally:
        connection.close()


def _body(response: http.client.HTTPResponse) -> bytes:
    """What is said in time, and no more of it than a list of models may be long."""
    body, deadline = b"", time.monotonic() + PATIENCE
    while piece := response.read1(1 << 16):
        body += piece
        if time.monotonic() > deadline or len(body) > _LONGEST_LIST:
            return b""
    return body
