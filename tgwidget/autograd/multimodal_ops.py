"""Ops that ask a language model about texts and images together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tgwidget.autograd.checks import listed, named
from tgwidget.autograd.model_call import ModelCall
from tgwidget.content import Content
from tgwidget.engine.lm import EngineLike
from tgwidget.prompts import roles
from tgwidget.prompts.fields import labelled
from tgwidget.variable import Variable


class MultimodalLLMCall(ModelCall):
    """Ask a language model with texts and images, in order.

    Images take part in the call and cannot be rewritten: make them with ``requires_grad=False``.

    Args:
        engine: Who answers: an engine or its name; the backward engine by default.
        system_prompt: The system prompt, a variable that may want criticism, or plain text.
    """

    async def forward(
        self, inputs: Sequence[Variable], response_role_description: str = roles.RESPONSE
    ) -> Variable:
        """Ask, with the inputs as the parts of one message.

        Args:
            inputs: Texts and images, in order; at least one.
            response_role_description: What the answer is for.

        Returns:
            The answer.

        Raises:
            InputTypeError: If the inputs are not a list of Variables.
            InputError: If there are none.
            EngineError: If no usable reply came.
        """
        given = listed(self.label, inputs)
        return await self.answer(given, response_role_description)


class OrderedFieldsMultimodalLLMCall(ModelCall):
    """Ask a language model with named texts and images, in the order of the fields.

    Args:
        engine: Who answers: an engine or its name; the backward engine by default.
        fields: The names of the inputs, in the order in which the model is shown them.
        system_prompt: The system prompt, a variable that may want criticism, or plain text.
    """

    def __init__(
        self,
        engine: EngineLike | None,
        fields: Sequence[str],
        system_prompt: Variable | str | None = None,
    ) -> None:
        super().__init__(engine, system_prompt)
        self.fields = list(fields)

    async def forward(
        self, inputs: Mapping[str, Variable], response_role_description: str = roles.RESPONSE
    ) -> Variable:
        """Ask, with the inputs as labelled parts of one message.

        Args:
            inputs: One text or image for each field.
            response_role_description: What the answer is for.

        Returns:
            The answer.

        Raises:
            InputTypeError: If an input is not a Variable.
            InputError: If a field is missing or unknown.
            EngineError: If no usable reply came.
        """
        given = named(self.label, inputs, self.fields)
        names = tuple(inputs)

        def parts(values: Sequence[Content]) -> list[Content]:
            held = dict(zip(names, values, strict=True))
            return labelled([(field, held[field]) for field in self.fields])

        return await self.answer(given, response_role_description, parts)
