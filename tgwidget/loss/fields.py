"""Losses over several named texts: a prediction beside the truth, for instance."""

from __future__ import annotations

from collections.abc import Sequence

from tgwidget.autograd.checks import listed, text
from tgwidget.autograd.function import Module
from tgwidget.autograd.model_call import ModelCall
from tgwidget.content import Content
from tgwidget.engine.lm import EngineLike
from tgwidget.errors import InputError
from tgwidget.loss.words import told
from tgwidget.prompts import evaluation as prompts
from tgwidget.prompts import roles
from tgwidget.variable import Variable


class FieldsEvaluation(ModelCall):
    """The call that evaluates named texts; its first input is the instruction.

    Args:
        label: What the op is called in a picture of the graph.
        engine: Who evaluates; the backward engine by default.
        system_prompt: How to evaluate.
    """

    purpose = "loss"

    def __init__(self, label: str, engine: EngineLike | None, system_prompt: Variable) -> None:
        super().__init__(engine, system_prompt)
        self.label = label

    async def forward(
        self, instruction: Variable, names: Sequence[str], texts: Sequence[Variable], role: str
    ) -> Variable:
        """Evaluate.

        Args:
            instruction: What to look for.
            names: What each text is called, in order.
            texts: The texts, in order.
            role: What the evaluation is for.

        Returns:
            The evaluation.

        Raises:
            InputTypeError: If an input is no text.
            EngineError: If no usable reply came.
        """
        given = [text(self.label, variable) for variable in (instruction, *texts)]

        def message(values: Sequence[Content]) -> list[Content]:
            shown = [str(value) for value in values]
            pairs = list(zip(names, shown[1:], strict=True))
            return [prompts.evaluation_prompt(shown[0], pairs)]

        return await self.answer(given, role, message)


class MultiFieldEvaluation(Module):
    """Evaluate several texts together, each under a name.

    Args:
        evaluation_instruction: What to look for; a variable may want criticism.
        role_descriptions: What each text is called, in order.
        engine: Who evaluates; the backward engine by default.
        system_prompt: How to evaluate.

    Raises:
        InputTypeError: If an instruction is neither text nor variable.

    Example:
        >>> import tgwidget as tg
        >>> loss_fn = tg.loss.MultiFieldEvaluation(
        ...     "Is the prediction right?", ["question", "prediction"], engine="simulated")
    """

    def __init__(
        self,
        evaluation_instruction: Variable | str,
        role_descriptions: Sequence[str],
        engine: EngineLike | None = None,
        system_prompt: Variable | str | None = None,
    ) -> None:
        name = type(self).__name__
        self.evaluation_instruction = told(
            name, "evaluation_instruction", evaluation_instruction, roles.INSTRUCTION, ""
        )
        self.role_descriptions = list(role_descriptions)
        self.engine = engine
        self.system_prompt = told(
            name, "system_prompt", system_prompt, roles.EVALUATION_PROMPT, prompts.FIELDS_SYSTEM
        )
        self._evaluate = FieldsEvaluation(name, engine, self.system_prompt)

    async def forward(self, inputs: Sequence[Variable]) -> Variable:
        """Evaluate.

        Args:
            inputs: One text for each of ``role_descriptions``, in their order.

        Returns:
            The evaluation, ready for ``backward()``.

        Raises:
            InputTypeError: If an input is not a Variable, or an image.
            InputError: If there are too few or too many.
        """
        name, names = type(self).__name__, self.role_descriptions
        given = listed(name, inputs)
        if len(given) != len(names):
            raise InputError(
                f"{name} got {len(given)} inputs for {len(names)} role_descriptions",
                f"give one for each of {', '.join(repr(one) for one in names)}, in this order",
            )
        return await self._evaluate.forward(
            self.evaluation_instruction, names, given, roles.EVALUATION
        )


class MultiFieldTokenParsedEvaluation(MultiFieldEvaluation):
    """Evaluate several texts together, and read a verdict between two tags of the evaluation.

    Args:
        evaluation_instruction: What to look for; it asks for the tags.
        role_descriptions: What each text is called, in order.
        engine: Who evaluates; the backward engine by default.
        system_prompt: How to evaluate.
        parse_tags: The opening and the closing tag of the verdict.

    Raises:
        InputTypeError: If an instruction is neither text nor variable.
        InputError: If parse_tags are not two tags.
    """

    def __init__(
        self,
        evaluation_instruction: Variable | str,
        role_descriptions: Sequence[str],
        engine: EngineLike | None = None,
        system_prompt: Variable | str | None = None,
        parse_tags: Sequence[str] | None = None,
    ) -> None:
        super().__init__(evaluation_instruction, role_descriptions, engine, system_prompt)
        if parse_tags is not None and (
            isinstance(parse_tags, str) or len(parse_tags) != 2 or not all(parse_tags)
        ):
            raise InputError(f"parse_tags={parse_tags!r} is not a pair of tags", TAGS)
        self.parse_tags = parse_tags

    def parse_output(self, response: Variable) -> str:
        """The verdict of an evaluation: what stands between its last complete pair of tags.

        Args:
            response: The evaluation.

        Raises:
            InputError: If no tags were given.
            ParseError: If the evaluation holds no complete pair.
        """
        if self.parse_tags is None:
            raise InputError(f"{type(self).__name__} has no parse_tags", TAGS)
        opening, closing = self.parse_tags
        return prompts.read_verdict(response.text, opening, closing)


TAGS = 'write parse_tags=["<ACCURACY>", "</ACCURACY>"]'
