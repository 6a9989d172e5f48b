"""Several engines, each asked where the one before it failed: said on the node, never silent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tgwidget.engine.base import Delta, Listener, Reply, Request, Retrying, Usage
from tgwidget.engine.lm import EngineLike, EngineLM, ModelEngine
from tgwidget.engine.money.budget import Budget
from tgwidget.engine.money.holding import paying
from tgwidget.engine.names import get_engine
from tgwidget.engine.question import Prompt, question
from tgwidget.engine.runner.attempt import Draft, estimate
from tgwidget.engine.telling import told
from tgwidget.engine.telling.notices import tell
from tgwidget.errors import (
    AuthError,
    ContextTooLongError,
    EngineError,
    InputError,
    KeyMissingError,
    RateLimitError,
    RequestRefusedError,
    UnreachableError,
    UnsupportedError,
)
from tgwidget.observe import blocking


class Fallback(EngineLM):
    """Asks the first engine, and where that fails, the next.

    The next is asked only where it may do better: not for a request that is refused for what it
    says, not for one that is too long for it as well, and not for a key or a server that both have
    in common. What the failed engine had said is void. The reply says who gave it.

    Args:
        *engines: Two or more engines, or names for ``get_engine``, in the order they are asked.
        budget: What may be spent on all of them together.
        **settings: Given to ``get_engine`` with each name.

    Raises:
        InputError: If there are fewer than two.
        EngineNameError: If there is no engine of a name.
        KeyMissingError: If a provider's key is not set.

    Example:
        >>> import tgwidget as tg
        >>> tg.Fallback("http://localhost:8000/v1#llama", "simulated")
        Fallback('http://localhost:8000/v1#llama', 'simulated')
    """

    def __init__(
        self,
        *engines: EngineLike,
        budget: Budget | None = None,
        **settings: Any,
    ) -> None:
        if len(engines) < 2:
            raise InputError(
                "a Fallback needs at least two engines",
                'write tg.Fallback("gpt-4o", "ollama/llama3.2")',
            )
        self.engines = tuple(get_engine(engine, **settings) for engine in engines)
        first = self.engines[0]
        self.name = ", else ".join(engine.name for engine in self.engines)
        self.model_string = first.model_string
        self.provenance = first.provenance
        self.context = first.context
        self.is_multimodal = any(engine.is_multimodal for engine in self.engines)
        self.enforces_schema = self._all_enforce()
        self.budget = budget

    def __repr__(self) -> str:
        return f"Fallback({', '.join(repr(engine.name) for engine in self.engines)})"

    def generate(self, prompt: Prompt, system_prompt: str | None = None, **kwargs: Any) -> str:
        """Answer a prompt; see ``ModelEngine.generate``."""
        return blocking(told(self, question(prompt, system_prompt, kwargs))).text

    async def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """The reply of the first engine that gives one.

        Args:
            request: What is asked.
            listener: Hears every piece, every retry, and every change of engines as a retry.

        Raises:
            EngineError: Of the last engine that was asked.
        """
        heard = _Heard(listener)
        for engine, other in zip(self.engines, [*self.engines[1:], None], strict=True):
            try:
                with paying(self.ledger):
                    reply = await engine.complete(request, heard)
            except EngineError as error:
                if other is None or not _may_do_better(other, engine, error, request):
                    raise
                self._turn_to(other, engine, error, heard)
            else:
                return replace(reply, attempts=reply.attempts + heard.before)
            finally:
                self.enforces_schema = self._all_enforce()
        raise AssertionError("the last engine answers or fails")

    def price(self, usage: Usage) -> float | None:
        """US dollars for these tokens of the engine that is asked first."""
        return self.engines[0].price(usage)

    def _turn_to(
        self, other: EngineLM, engine: EngineLM, error: EngineError, heard: _Heard
    ) -> None:
        tell(f"{engine.name} failed; {other.name} was asked in its place.", "warning")
        heard.turn(f"{engine.name} failed: {error.message}; now {other.name} is asked")

    def _all_enforce(self) -> bool:
        return all(engine.enforces_schema for engine in self.engines)


class _Heard:
    """What one caller hears of all engines, with their attempts counted on."""

    def __init__(self, listener: Listener | None) -> None:
        self.before = 0
        self._tell = listener
        self._last = 0
        self._said = False

    def __call__(self, news: Delta | Retrying) -> None:
        if isinstance(news, Delta):
            self._said = True
        elif news.attempt:  # who only waits has failed at nothing
            self._last = news.attempt
            self._said = False if news.discard else self._said
            news = replace(news, attempt=news.attempt + self.before)
        if self._tell:
            self._tell(news)

    def turn(self, reason: str) -> None:
        """The last attempt of one engine failed, and another is asked."""
        self(Retrying(self._last + 1, 0.0, reason, discard=self._said))
        self.before += self._last
        self._last = 0


def _may_do_better(other: EngineLM, engine: EngineLM, error: EngineError, request: Request) -> bool:
    """Whether an error of one engine says nothing about the other."""
    match error:
        case RequestRefusedError():
            return False
        case ContextTooLongError():
            needed = engine.context or estimate(request, Draft()).prompt
            return other.context is not None and other.context > needed
        case UnsupportedError(feature="images"):
            return other.is_multimodal
        case UnsupportedError(feature="response_format"):
            return other.enforces_schema
        case KeyMissingError() | AuthError() | UnreachableError():
            return not _same_place(engine, other)
        case RateLimitError(retryable=False):  # no credit left
            return not _same_place(engine, other)
        case _:
            return True


def _same_place(one: EngineLM, other: EngineLM) -> bool:
    """Whether both ask the same server under the same account."""
    return (
        isinstance(one, ModelEngine)
        and isinstance(other, ModelEngine)
        and (one.runner.engine.account == other.runner.engine.account)
    )
