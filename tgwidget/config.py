"""The one setting: which engine criticises and rewrites where no other is named."""

from __future__ import annotations

from typing import Any

from tgwidget.engine.lm import EngineLike, EngineLM, ModelEngine
from tgwidget.engine.names import get_engine
from tgwidget.engine.names.client import Client
from tgwidget.errors import InputError

_backward_engine: EngineLM | None = None


def set_backward_engine(
    engine: EngineLike | Client, override: bool = False, **settings: Any
) -> None:
    """Choose the engine of losses, gradients and optimizers that name none of their own.

    Args:
        engine: An engine, or what ``get_engine`` makes one of: a name, a function, a client object.
        override: Replace a different engine that was chosen before. A cell that is run again makes
            the same one anew, which is fine; the newest counts.
        **settings: Passed to ``get_engine``; with a client object, ``model=…``.

    Raises:
        InputError: If another engine is set and ``override`` is not.
        EngineNameError: If there is no engine of that name.
    """
    global _backward_engine
    chosen, before = get_engine(engine, **settings), _backward_engine
    if before is not None and not override and _signature(chosen) != _signature(before):
        named = f"{before.name!r}"
        if chosen.name == before.name:
            named += ", with other settings,"
        raise InputError(
            f"the backward engine is {named} already", "pass override=True to replace it"
        )
    _backward_engine = chosen


def _signature(engine: EngineLM) -> tuple[object, ...]:
    """What an engine has in common with one that the same words make again."""
    own = type(engine).__qualname__, engine.name, engine.model_string
    if isinstance(engine, ModelEngine):
        return *own, engine.runner.engine.identity, engine.params
    return own


def backward_engine() -> EngineLM | None:
    """The engine that was set, if one was."""
    return _backward_engine


def resolve(engine: EngineLike | None, purpose: str) -> EngineLM:
    """The engine named, or the one that was set.

    Args:
        engine: An engine, its name, or ``None``.
        purpose: What it is for, named in the error.

    Raises:
        InputError: If none is named and none is set.
    """
    if engine is not None:
        return get_engine(engine)
    if _backward_engine is None:
        raise InputError(
            f"{purpose} has no engine",
            'choose one: tg.set_backward_engine("simulated"), or pass engine=…',
        )
    return _backward_engine
