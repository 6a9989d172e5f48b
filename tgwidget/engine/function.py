"""A function as an engine."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, cast

from tgwidget.engine.lm import EngineLM, declares_text


class FunctionEngine(EngineLM):
    """Something callable that answers: ``answer(prompt)`` or ``answer(prompt, system_prompt)``.

    Args:
        function: Given the prompt, a text or a list of texts and image bytes; returns the answer.
            One that takes no system prompt finds it at the head of the prompt.
    """

    def __init__(self, function: Callable[..., str]) -> None:
        self.function = function
        self.name = str(getattr(function, "__name__", type(function).__name__))
        self.model_string = str(getattr(function, "model_string", self.name))
        parameters = _parameters(function)
        self.is_multimodal = not declares_text(parameters[0].annotation if parameters else None)
        self._by_name = any(
            one.name == "system_prompt" or one.kind is one.VAR_KEYWORD for one in parameters
        )
        self._second = len(parameters) > 1 and _is_required(parameters[1])

    def __repr__(self) -> str:
        return f"FunctionEngine({self.name})"

    def generate(self, prompt: Any, system_prompt: str | None = None, **kwargs: Any) -> str:
        """Answer a prompt; see ``EngineLM.generate``."""
        if self._by_name:
            return self.function(prompt, system_prompt=system_prompt, **kwargs)
        if self._second:
            return self.function(prompt, system_prompt, **kwargs)
        return self.function(_headed(system_prompt, prompt), **kwargs)


def _parameters(function: Callable[..., str]) -> list[inspect.Parameter]:
    try:
        return list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return []  # some of those written in C do not tell


def _is_required(one: inspect.Parameter) -> bool:
    positional = one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)
    return positional and one.default is one.empty


def _headed(system_prompt: str | None, prompt: Any) -> Any:
    if not system_prompt:
        return prompt
    if isinstance(prompt, str):
        return f"{system_prompt}\n\n{prompt}"
    return [system_prompt, *cast("list[Any]", prompt)]
