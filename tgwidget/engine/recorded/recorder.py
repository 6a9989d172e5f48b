"""A recorder around any engine: what it answers, and when, goes to a file that can be played."""

from __future__ import annotations

import asyncio
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tgwidget.engine.base import Delta, Listener, Reply, Request, Retrying, Usage
from tgwidget.engine.keys import scrub
from tgwidget.engine.lm import EngineLike, EngineLM
from tgwidget.engine.names import get_engine
from tgwidget.engine.question import Prompt, question
from tgwidget.engine.recorded import recording
from tgwidget.engine.telling import told
from tgwidget.observe import blocking

Pieces = list[tuple[float, Delta]]


class Recorder(EngineLM):
    """Answers as another engine does, and writes every reply with its timing to a file.

    ``get_engine("recorded:lesson.jsonl")`` plays it. The file is JSON lines: text, digests of
    images, no keys and no headers. It is appended to, by several engines and notebooks at once if
    need be; failures are not recorded. What comes from a cache has no timing and is recorded as one
    piece; an engine made with ``cache=False`` is heard as it speaks.

    Args:
        engine: Who answers: an engine, its name, or a function.
        path: The file; made if there is none.

    Raises:
        InputError: If the file cannot be written, or is something else than a recording.
        EngineError: If the name leads to no engine.

    Example:
        >>> import tempfile, tgwidget as tg
        >>> path = f"{tempfile.mkdtemp()}/lesson.jsonl"
        >>> first = tg.Recorder("simulated", path).generate("What is 2 + 2?")
        >>> tg.get_engine(f"recorded:{path}", rate=None).generate("What is 2 + 2?") == first
        True
    """

    def __init__(self, engine: EngineLike, path: str | Path) -> None:
        self.engine = get_engine(engine)
        self.path = Path(path).expanduser().absolute()
        self._warned = False
        self._agree()
        recording.begin(self.path)

    def __repr__(self) -> str:
        return f"Recorder({self.name!r}, {self.path.name!r})"

    def _agree(self) -> None:
        """Be to others what the engine is."""
        engine = self.engine
        self.name, self.model_string = engine.name, engine.model_string
        self.provenance, self.system_prompt = engine.provenance, engine.system_prompt
        self.is_multimodal, self.context = engine.is_multimodal, engine.context
        self.enforces_schema = engine.enforces_schema

    def generate(self, prompt: Prompt, system_prompt: str | None = None, **kwargs: Any) -> str:
        """Answer a prompt and record the answer; see ``EngineLM.generate``."""
        return blocking(told(self, question(prompt, system_prompt, kwargs))).text

    async def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """The engine's reply to a request, recorded before it is given; see ``EngineLM.complete``.

        Args:
            request: What is asked.
            listener: Hears every piece and every retry.

        Returns:
            The reply.

        Raises:
            EngineError: If no usable reply came; nothing is recorded then.
        """
        began = time.monotonic()
        pieces: Pieces = []

        def heard(news: Delta | Retrying) -> None:
            nonlocal began
            if isinstance(news, Delta):
                pieces.append((time.monotonic() - began, news))
            else:  # what a listener of the recording sees is the attempt that went well
                pieces.clear()
                began = time.monotonic() + news.wait
            if listener:
                listener(news)

        try:
            reply = await self.engine.complete(request, heard)
        finally:
            self._agree()
        kept = partial(_kept, reply, pieces, self.engine.context)
        await asyncio.to_thread(self._write, request, kept)
        return reply

    def price(self, usage: Usage) -> float | None:
        """US dollars for these tokens; see ``EngineLM.price``."""
        return self.engine.price(usage)

    def _write(self, request: Request, kept: Callable[[], dict[str, Any]]) -> None:
        try:
            recording.append(self.path, recording.line(recording.asked(request), kept()))
        except OSError as error:
            # The reply was paid for and is good; it must not be lost with the recording.
            if not self._warned:
                self._warned = True
                warnings.warn(
                    f"{self.path.name} lacks replies from here on: {error.strerror}", stacklevel=2
                )


def _kept(reply: Reply, pieces: Pieces, context: int | None) -> dict[str, Any]:
    """What is kept of a reply."""
    usage = reply.usage and {
        "prompt": reply.usage.prompt,
        "completion": reply.usage.completion,
        "estimated": reply.usage.estimated,
    }
    said = _as_said(reply, pieces)
    return {
        "engine": scrub(reply.engine),
        "model": scrub(reply.model),
        "provenance": reply.provenance,
        **({} if context is None else {"context": context}),
        "pieces": [
            [round(at, 3), piece.text, *(() if piece.kind == "text" else (piece.kind,))]
            for at, piece in said
        ],
        "finish": reply.finish,
        "usage": usage,
        "cost": reply.saved if reply.cached else reply.cost,
    }


def _as_said(reply: Reply, pieces: Pieces) -> Pieces:
    """The pieces of a reply; one for all where it came whole, or where a key must be hidden."""
    found: Pieces = []
    for kind, whole in (("reasoning", reply.reasoning), ("text", reply.text)):
        of_kind = [(at, piece) for at, piece in pieces if piece.kind == kind]
        clean = scrub(whole)
        if "".join(piece.text for _, piece in of_kind) == clean:
            found += of_kind
        elif clean:
            at = of_kind[-1][0] if of_kind else reply.seconds
            found.append((at, Delta(clean, "reasoning" if kind == "reasoning" else "text")))
    return sorted(found, key=lambda said: said[0])
