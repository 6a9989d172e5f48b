"""Engines in pickles: a model by its name, never with its key; a user's own as its class says."""

from __future__ import annotations

import pickle
import re
from collections.abc import Mapping
from typing import Any

from tgwidget.engine.base import Listener, Reply, Request
from tgwidget.engine.lm import EngineLM, ModelEngine, StandIn
from tgwidget.engine.names.find import OPENAI, get_engine
from tgwidget.errors import EngineNameError, InputError, KeyMissingError

_SECRET = re.compile(r"(^|_)(api_?key|secret|token|password)$|^key$", re.IGNORECASE)


class StoredEngine(StandIn):
    """A model's engine as a pickle keeps it; ``get_engine`` finds it anew when it is first used.

    Args:
        name: The name it is asked for by.
        model: The model's name.
        identity: What distinguishes its answers; the engine that is found must have the same, or
            prompts would go elsewhere than they did.
        settings: What ``get_engine`` is given beside the name; no texts but the system prompt.
    """

    def __init__(self, name: str, model: str, identity: str, settings: Mapping[str, Any]) -> None:
        self.name = name
        self.model_string = model
        self.identity = identity
        self.settings = dict(settings)

    def __repr__(self) -> str:
        return f"StoredEngine({self.name!r})"

    def found(self) -> EngineLM:
        """The engine itself.

        Raises:
            EngineNameError: If the name leads to another engine than it did.
            KeyMissingError: If the provider's key is not set here.
        """
        held: ModelEngine | None = vars(self).get("_found")
        if held is not None:
            return held
        kind, _, address = self.identity.partition(":")
        error: Exception | None = None
        # A name may need settings of its time, as base_url; the address alone then leads there.
        names = [self.name]
        if kind == "direct" and address != OPENAI:
            names.append(f"{address}#{self.model_string}")
        for name in names:
            try:
                engine = get_engine(name, **self.settings)
            except KeyMissingError as missing:
                error = missing
                continue
            if isinstance(engine, ModelEngine) and engine.runner.engine.identity == self.identity:
                self._found = engine
                return engine
        raise error or EngineNameError(
            f"{self.name!r} is not the engine any more that it was when this was stored",
            "set it anew: op.engine = tg.get_engine(…)",
        )

    def generate(self, prompt: Any, system_prompt: str | None = None, **kwargs: Any) -> str:
        """Answer a prompt; see ``EngineLM.generate``."""
        return self.found().generate(prompt, system_prompt=system_prompt, **kwargs)

    async def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """The reply to a request; see ``EngineLM.complete``."""
        return await self.found().complete(request, listener)

    def __reduce__(self) -> tuple[Any, ...]:
        return StoredEngine, (self.name, self.model_string, self.identity, self.settings)


def stored(engine: ModelEngine) -> tuple[Any, ...]:
    """A model's engine as ``pickle`` writes it: see ``object.__reduce__``.

    Args:
        engine: The engine.
    """
    source = engine.runner.engine
    # A number is no key; a text might be one, under whatever name a provider takes it.
    plain = {name: value for name, value in engine.params.items() if not _may_hide(value)}
    settings = {
        **plain,
        **source.settings(),
        "policy": engine.runner.policy,
        "system_prompt": engine.system_prompt,
        "is_multimodal": engine.is_multimodal,
        **({} if engine.budget is None else {"budget": engine.budget}),
        "cache": engine.runner.cache is not None or source.provenance == "simulated",
    }
    return StoredEngine, (source.name, source.model, source.identity, settings)


def _may_hide(value: Any) -> bool:
    return not isinstance(value, int | float)


def checked(engine: EngineLM, parts: tuple[Any, ...] | str) -> tuple[Any, ...] | str:
    """A user's own engine as ``pickle`` writes it, if it can and holds no key.

    Args:
        engine: The engine.
        parts: What ``object.__reduce_ex__`` gives for it.

    Raises:
        InputError: If it cannot be stored, or would be with a key.
    """
    own = type(engine).__name__
    state: Any = parts[2] if isinstance(parts, tuple) and len(parts) > 2 else None
    hint = f'write {own}.__reduce__, or name the engine where it is used: engine="gpt-4o"'
    if isinstance(state, dict):
        state.pop("_turn", None)
        for name in state:  # pyright: ignore[reportUnknownVariableType]
            if isinstance(name, str) and _SECRET.search(name) and isinstance(state[name], str):
                raise InputError(f"the engine {own} would be stored with its {name}", hint)
    try:
        pickle.dumps(parts)
    except InputError:
        raise
    except Exception as error:
        raise InputError(f"the engine {own} cannot be stored: {error}", hint) from error
    return parts
