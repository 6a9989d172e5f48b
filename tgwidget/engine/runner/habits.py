"""What a model takes of a request's parameters, learnt from what it refuses."""

from __future__ import annotations

import warnings
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import lru_cache

from tgwidget.engine.base import Delta, Ended, Engine, Request, Usage
from tgwidget.engine.runner.structured import PARAM
from tgwidget.engine.telling.notices import tell
from tgwidget.errors import UnsupportedError

OTHER_NAMES = {"max_tokens": "max_completion_tokens", "max_completion_tokens": "max_tokens"}
"""Parameters that servers know under one of two names."""

Pieces = AsyncGenerator[Delta | Usage | Ended, None]


@dataclass
class Habits:
    """What one model does not take, and what it takes under another name.

    Args:
        model: Its name, for people.
    """

    model: str
    dropped: set[str] = field(default_factory=set[str])
    renamed: dict[str, str] = field(default_factory=dict[str, str])

    def adapt(self, request: Request) -> Request:
        """The request as this model takes it."""
        kept = {
            self.renamed.get(name, name): value
            for name, value in request.params.items()
            if value is not None and name not in self.dropped
        }
        return replace(request, params=kept)

    def learn(self, error: UnsupportedError, sent: Request) -> bool:
        """Take note of a refusal, with one warning for each parameter.

        Args:
            error: The refusal.
            sent: What was refused.

        Returns:
            Whether the request shall be asked again, adapted anew.
        """
        name, other = error.feature, OTHER_NAMES.get(error.feature, "")
        if name == PARAM or name not in sent.params:
            return False
        if other and other in error.message and other not in {*sent.params, *self.renamed}:
            self.renamed[name] = other
            return True
        asked = next((one for one, now in self.renamed.items() if now == name), name)
        if asked not in self.dropped:
            self.dropped.add(asked)
            said = f"{self.model} does not take {asked}, which is left out from now on"
            warnings.warn(f"{said}. {error.message}", stacklevel=2)
            tell(f"{said}.", "warning")
        return True


@lru_cache(maxsize=256)
def habits(identity: str, model: str) -> Habits:
    """The habits of a model, the same for all engines that ask it.

    Args:
        identity: The engine's ``identity``.
        model: The model's name.
    """
    return Habits(model)


async def adapted(
    engine: Engine, request: Request, read: Callable[[Pieces], Awaitable[None]]
) -> None:
    """Ask an engine without what its model was seen to refuse; a refusal is learnt from at once.

    Args:
        engine: Who is asked.
        request: What is asked.
        read: Reads the reply. It is given the engine's own stream: one around it would cost at
            every piece.

    Raises:
        EngineError: As ``Engine.stream``.
    """
    known = habits(engine.identity, engine.model)
    while True:
        sent = known.adapt(request)
        try:
            async with aclosing(engine.stream(sent)) as pieces:
                return await read(pieces)
        except UnsupportedError as error:
            if not known.learn(error, sent):
                raise
