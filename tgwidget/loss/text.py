"""The plain loss: one text, evaluated as an instruction says."""

from __future__ import annotations

from tgwidget.autograd.function import Module
from tgwidget.autograd.llm_ops import LLMCall
from tgwidget.engine.lm import EngineLike
from tgwidget.loss.words import told
from tgwidget.prompts import roles
from tgwidget.variable import Variable


class _Evaluation(LLMCall):
    purpose = "loss"
    label = "TextLoss"


class TextLoss(Module):
    """Evaluate a text as an instruction says; the evaluation is the loss.

    Args:
        eval_system_prompt: The instruction to the evaluating model, text or variable.
        engine: Who evaluates; the backward engine by default.

    Raises:
        InputTypeError: If the instruction is neither text nor variable.

    Example:
        >>> import tgwidget as tg
        >>> loss_fn = tg.TextLoss("Is this answer right? Be critical.", engine="simulated")
    """

    def __init__(
        self, eval_system_prompt: Variable | str, engine: EngineLike | None = None
    ) -> None:
        self.eval_system_prompt = told(
            "TextLoss", "instruction", eval_system_prompt, roles.EVALUATION_PROMPT, ""
        )
        self.engine = engine
        self._evaluate = _Evaluation(engine, self.eval_system_prompt)

    async def forward(self, instance: Variable) -> Variable:
        """Evaluate.

        Args:
            instance: The text to evaluate.

        Returns:
            The evaluation, ready for ``backward()``.
        """
        return await self._evaluate.forward(instance, roles.EVALUATION)
