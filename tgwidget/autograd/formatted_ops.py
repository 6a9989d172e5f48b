"""An op that fills a form with its inputs and asks a language model."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from tgwidget.autograd.checks import named, text
from tgwidget.autograd.model_call import ModelCall
from tgwidget.content import Content
from tgwidget.engine.lm import EngineLike
from tgwidget.prompts import roles
from tgwidget.prompts.form import Form
from tgwidget.variable import Variable


class FormattedLLMCall(ModelCall):
    """Ask a language model with a form that the inputs fill.

    Args:
        engine: Who answers: an engine or its name; the backward engine by default.
        format_string: The message, with a place ``{name}`` for each field. Where all its braces
            are places or doubled, ``{{`` stands for ``{``; else braces stand for themselves.
        fields: The names of the inputs; a dict's values are not used.
        system_prompt: The system prompt, a variable that may want criticism, or plain text.

    Raises:
        InputError: If the format string has a place that fields does not name.

    Example:
        >>> import tgwidget as tg
        >>> ask = tg.autograd.FormattedLLMCall(
        ...     "simulated", "{question} Answer: {answer}", ["question", "answer"])
    """

    def __init__(
        self,
        engine: EngineLike | None,
        format_string: str,
        fields: Collection[str],
        system_prompt: Variable | str | None = None,
    ) -> None:
        super().__init__(engine, system_prompt)
        self.format_string = format_string
        self.fields = fields
        self._form = Form.read(format_string, tuple(fields))

    async def forward(
        self, inputs: Mapping[str, Variable], response_role_description: str = roles.RESPONSE
    ) -> Variable:
        """Fill the form and ask.

        Args:
            inputs: One text variable for each field.
            response_role_description: What the answer is for.

        Returns:
            The answer.

        Raises:
            InputTypeError: If an input is not a Variable, or an image.
            InputError: If a field is missing or unknown.
            EngineError: If no usable reply came.
        """
        op = self.label
        given = [text(op, one) for one in named(op, inputs, tuple(self.fields))]
        names = tuple(inputs)

        def filled(values: Sequence[Content]) -> list[Content]:
            shown = {name: str(value) for name, value in zip(names, values, strict=True)}
            return [self._form.fill(shown)]

        return await self.answer(given, response_role_description, filled)
