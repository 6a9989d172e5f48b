"""Colab's own models, which want no key: ``google.colab.ai``.

Its interface is ``generate_text(prompt, model_name=…, stream=True)`` and ``list_models()``: one
text goes in, pieces of text come out; there are no images, no parameters and no token counts.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import aclosing, suppress
from importlib import import_module
from typing import Any

from tgwidget.engine.base import Delta, Ended, Engine, Request, Usage
from tgwidget.engine.failures import Place, refusal
from tgwidget.errors import BadReplyError, EngineError, EngineNameError, UnsupportedError


class ColabEngine(Engine):
    """A model that Colab gives its users.

    Args:
        model: Its name, as ``google.colab.ai.list_models()`` has it; Colab's usual one if empty.

    Raises:
        EngineNameError: If this is not Colab.
    """

    def __init__(self, model: str = "") -> None:
        self._ai = _ai()
        self.model = model or _usual(self._ai)
        self.name = f"colab#{self.model}"
        self.identity = "colab"
        self.provenance = "live"

    def __repr__(self) -> str:
        return f"ColabEngine({self.model!r})"

    def price(self, usage: Usage) -> float | None:
        """Nothing: Colab gives them to its users."""
        return 0.0

    async def stream(self, request: Request) -> AsyncGenerator[Delta | Usage | Ended, None]:
        """Ask once; see ``Engine.stream``. A call that is given up ends at its next piece."""
        if request.has_images():
            raise UnsupportedError(
                "Colab's own models read no images",
                "take an engine that does, or give it texts alone",
                feature="images",
            )
        for name in request.params:
            raise UnsupportedError(f"Colab takes no {name}", f"leave {name} out", feature=name)
        said = False
        pumped = _pumped(lambda: self._pieces(_text(request)), self._understood)
        async with aclosing(pumped) as pieces:
            async for piece in pieces:
                said = True
                yield Delta(piece)
        if not said:
            raise BadReplyError(f"{self.model} said nothing", "try again", retryable=True)
        yield Ended("stop")

    def _pieces(self, prompt: str) -> Iterable[str]:
        for chunk in self._ai.generate_text(prompt, model_name=self.model, stream=True):
            if isinstance(chunk, str):
                yield chunk
            elif choices := getattr(chunk, "choices", None):  # as earlier versions of it stream
                yield choices[0].delta.content or ""

    def _understood(self, error: Exception) -> EngineError:
        status = getattr(error, "status_code", None)
        place = Place("Colab", self.model)
        if isinstance(status, int):
            return refusal(place, status, str(error))
        return EngineError(
            f"Colab's model {self.model} failed: {type(error).__name__}: {place.quote(str(error))}",
            "see which models there are: from google.colab import ai; ai.list_models()",
            retryable="Connection" in type(error).__name__ or "Timeout" in type(error).__name__,
        )


def _ai() -> Any:
    try:
        return import_module("google.colab.ai")
    except ImportError:
        raise EngineNameError(
            "this is not Colab, whose own models were asked for",
            'take "local" or "simulated", or name a model whose key you have',
        ) from None


def _usual(ai: Any) -> str:
    """The model that Colab takes where none is named."""
    given = inspect.signature(ai.generate_text).parameters.get("model_name")
    usual = None if given is None else given.default
    return usual if isinstance(usual, str) else str(ai.list_models()[0])


def _text(request: Request) -> str:
    """All that is said, as the one text that Colab takes."""
    return "\n\n".join(part for part in (request.system(), request.prompt()) if part)


async def _pumped(
    make: Callable[[], Iterable[str]], understood: Callable[[Exception], EngineError]
) -> AsyncGenerator[str, None]:
    """The pieces of a blocking generator, which runs on a thread of its own."""
    here = asyncio.get_running_loop()
    queue: asyncio.Queue[str | Exception | None] = asyncio.Queue()
    left = threading.Event()

    def put(item: str | Exception | None) -> None:
        with suppress(RuntimeError):  # the loop itself may be gone
            here.call_soon_threadsafe(queue.put_nowait, item)

    def work() -> None:
        try:
            for piece in make():
                if left.is_set():
                    return
                put(piece)
            put(None)
        except Exception as error:
            put(error)

    threading.Thread(target=work, name="tgwidget-colab", daemon=True).start()
    failure: EngineError | None = None
    try:
        while (item := await queue.get()) is not None:
            if isinstance(item, Exception):
                failure = understood(item)
                break
            yield item
    finally:
        left.set()
    # Raised here, where nothing holds the error itself: it may hold the key that Colab uses.
    del item
    if failure:
        raise failure
