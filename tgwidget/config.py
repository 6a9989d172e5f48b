"""The one setting: which engine criticises and rewrites where no other is named."""

from __future__ import annotations

from typing import Any

from tgwidget.engine.lm import EngineLM
from tgwidget.engine.names import get_engine
from tgwidget.errors import InputError

_backward_engine: EngineLM | None = None
_asked_for: object = None


def set_backward_engine(engine: EngineLM | str, override: bool = False, **settings: Any) -> None:
    """Choose the engine of losses, gradients and optimizers that name none of their own.

    Args:
        engine: An engine, or a name for ``get_engine``.
        override: Replace a different engine that was chosen before. The same one again is fine.
        **settings: Passed to ``get_engine`` with a name.

    Raises:
        InputError: If another engine is set and ``override`` is not.
        EngineNameError: If there is no engine of that name.
    """
    global _backward_engine, _asked_for
    asked = (engine, settings)
    if _backward_engine is not None and asked != _asked_for and not override:
        raise InputError(
            f"the backward engine is {_backward_engine.name!r} already",
            "pass override=True to replace it",
        )
    if asked != _asked_for:
        _backward_engine = get_engine(engine, **settings)
        _asked_for = asked


def backward_engine() -> EngineLM | None:
    """The engine that was set, if one was."""
    return _backward_engine


def resolve(engine: EngineLM | str | None, purpose: str) -> EngineLM:
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
