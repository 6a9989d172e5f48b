"""The ops as plain functions."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tgwidget.autograd.algebra import aggregate, sum
from tgwidget.autograd.formatted_ops import FormattedLLMCall
from tgwidget.autograd.llm_ops import LLMCall
from tgwidget.engine.lm import EngineLike
from tgwidget.prompts import roles
from tgwidget.variable import Variable

__all__ = ["aggregate", "formatted_llm_call", "llm_call", "sum"]


def llm_call(
    input_variable: Variable,
    engine: EngineLike | None = None,
    response_role_description: str | None = None,
    system_prompt: Variable | str | None = None,
) -> Variable:
    """Ask a language model.

    Args:
        input_variable: The question, text or image.
        engine: Who answers: an engine or its name; the backward engine by default.
        response_role_description: What the answer is for.
        system_prompt: The system prompt, a variable that may want criticism, or plain text.

    Returns:
        The answer.

    Raises:
        InputTypeError: If the input is not a Variable.
        EngineError: If no usable reply came.
    """
    role = response_role_description or roles.RESPONSE
    return LLMCall(engine, system_prompt)(input_variable, role)


def formatted_llm_call(
    inputs: Mapping[str, Variable],
    response_role_description: str | None,
    engine: EngineLike | None,
    format_string: str,
    fields: Collection[str],
    system_prompt: Variable | str | None = None,
) -> Variable:
    """Ask a language model with a form that the inputs fill.

    Args:
        inputs: One text variable for each field.
        response_role_description: What the answer is for.
        engine: Who answers: an engine or its name; the backward engine by default.
        format_string: The message, with a place ``{name}`` for each field.
        fields: The names of the inputs.
        system_prompt: The system prompt, a variable that may want criticism, or plain text.

    Returns:
        The answer.

    Raises:
        InputTypeError: If an input is not a Variable, or an image.
        InputError: If a field is missing or unknown, or the format string asks for another.
        EngineError: If no usable reply came.
    """
    role = response_role_description or roles.RESPONSE
    return FormattedLLMCall(engine, format_string, fields, system_prompt)(inputs, role)
