"""Ops that call a language model with one text, or one image, as the question."""

from __future__ import annotations

from collections.abc import Sequence

from tgwidget.autograd.checks import variable
from tgwidget.autograd.formatted_ops import FormattedLLMCall
from tgwidget.autograd.model_call import ModelCall
from tgwidget.autograd.request import request
from tgwidget.prompts import roles
from tgwidget.prompts.tags import last_pair
from tgwidget.variable import Variable

__all__ = ["FormattedLLMCall", "LLMCall", "LLMCall_with_in_context_examples", "request"]


class LLMCall(ModelCall):
    """Ask a language model.

    Args:
        engine: Who answers: an engine or its name; the backward engine by default.
        system_prompt: The system prompt, a variable that may want criticism, or plain text.
    """

    async def forward(
        self, input_variable: Variable, response_role_description: str = roles.RESPONSE
    ) -> Variable:
        """Ask, with the input as the question.

        Args:
            input_variable: The question, text or image.
            response_role_description: What the answer is for.

        Returns:
            The answer.

        Raises:
            InputTypeError: If the input is not a Variable.
            EngineError: If no usable reply came.
        """
        question = variable(self.label, input_variable)
        return await self.answer([question], response_role_description)


class LLMCall_with_in_context_examples(LLMCall):  # noqa: N801 - the name that users know
    """Ask a language model; examples of good feedback are shown to the model that criticises.

    Where the reply holds ``<FINAL> … </FINAL>``, the answer is what stands between the last pair.

    Args:
        engine: Who answers: an engine or its name; the backward engine by default.
        system_prompt: The system prompt, a variable that may want criticism, or plain text.
    """

    async def forward(
        self,
        input_variable: Variable,
        response_role_description: str = roles.RESPONSE,
        in_context_examples: Sequence[str] | None = None,
    ) -> Variable:
        """Ask, with the input as the question.

        Args:
            input_variable: The question, text or image.
            response_role_description: What the answer is for.
            in_context_examples: What the criticism of the inputs shall go by.

        Returns:
            The answer.

        Raises:
            InputTypeError: If the input is not a Variable.
            EngineError: If no usable reply came.
        """
        question = variable(self.label, input_variable)
        return await self.answer(
            [question],
            response_role_description,
            read=_final,
            examples=tuple(in_context_examples or ()),
        )


def _final(reply: str) -> str:
    return last_pair("FINAL", reply) or reply
