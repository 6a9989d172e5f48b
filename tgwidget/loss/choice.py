"""The loss of an answer to a multiple-choice question, while the truth is unknown."""

from __future__ import annotations

from tgwidget.autograd.checks import variable
from tgwidget.autograd.function import Module
from tgwidget.engine.lm import EngineLike
from tgwidget.loss.fields import FieldsEvaluation
from tgwidget.loss.words import told
from tgwidget.prompts import evaluation as prompts
from tgwidget.prompts import roles
from tgwidget.variable import Variable


class MultiChoiceTestTime(Module):
    """Evaluate an answer to a multiple-choice question without knowing the right one.

    Args:
        evaluation_instruction: What to look for; a variable may want criticism.
        engine: Who evaluates; the backward engine by default.
        system_prompt: How to evaluate.

    Raises:
        InputTypeError: If an instruction is neither text nor variable.

    Example:
        >>> import tgwidget as tg
        >>> loss_fn = tg.loss.MultiChoiceTestTime("Is the reasoning right?", engine="simulated")
    """

    def __init__(
        self,
        evaluation_instruction: Variable | str,
        engine: EngineLike | None = None,
        system_prompt: Variable | str | None = None,
    ) -> None:
        name = type(self).__name__
        self.evaluation_instruction = told(
            name, "evaluation_instruction", evaluation_instruction, roles.INSTRUCTION, ""
        )
        self.engine = engine
        self.tt_system_prompt = told(
            name, "system_prompt", system_prompt, roles.EVALUATION_PROMPT, prompts.CHOICE_SYSTEM
        )
        self._evaluate = FieldsEvaluation(name, engine, self.tt_system_prompt)

    async def forward(self, question: Variable | str, prediction: Variable) -> Variable:
        """Evaluate.

        Args:
            question: The question with its choices.
            prediction: The answer to evaluate.

        Returns:
            The evaluation, ready for ``backward()``.

        Raises:
            InputTypeError: If an input is no text.
        """
        name = type(self).__name__
        asked = told(name, "question", question, roles.QUESTION, "")
        role = roles.evaluation_of(variable(name, prediction, "prediction").role_description)
        return await self._evaluate.forward(
            self.evaluation_instruction,
            [prompts.QUESTION, prompts.PREDICTION],
            [asked, prediction],
            role,
        )
