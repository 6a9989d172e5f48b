"""The loss of an answer to a question about an image."""

from __future__ import annotations

from tgwidget.autograd.checks import text, variable
from tgwidget.autograd.function import Module
from tgwidget.autograd.multimodal_ops import OrderedFieldsMultimodalLLMCall
from tgwidget.engine.lm import EngineLike
from tgwidget.loss.words import told
from tgwidget.prompts import evaluation as prompts
from tgwidget.prompts import roles
from tgwidget.variable import Variable


class _ImageEvaluation(OrderedFieldsMultimodalLLMCall):
    purpose = "loss"
    label = "ImageQALoss"


class ImageQALoss(Module):
    """Evaluate an answer to a question about an image.

    Args:
        evaluation_instruction: What to look for; a variable may want criticism.
        engine: Who evaluates, a model that sees images; the backward engine by default.
        system_prompt: How to evaluate.

    Raises:
        InputTypeError: If an instruction is neither text nor variable.

    Example:
        >>> import tgwidget as tg
        >>> loss_fn = tg.loss.ImageQALoss("Does the answer fit the image?", engine="simulated")
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
        self.system_prompt = told(
            name, "system_prompt", system_prompt, roles.EVALUATION_PROMPT, prompts.IMAGE_SYSTEM
        )
        self._evaluate = _ImageEvaluation(engine, prompts.IMAGE_FIELDS, self.system_prompt)

    async def forward(self, image: Variable, question: Variable, response: Variable) -> Variable:
        """Evaluate.

        Args:
            image: The image; it cannot be rewritten, so it has ``requires_grad=False``.
            question: What was asked about it.
            response: The answer to evaluate.

        Returns:
            The evaluation, ready for ``backward()``.

        Raises:
            InputTypeError: If the question or the answer is no text.
            EngineError: If no usable reply came.
        """
        name = type(self).__name__
        given = (
            text(name, self.evaluation_instruction, "evaluation_instruction"),
            text(name, question, "question"),
            variable(name, image, "image"),
            text(name, response, "response"),
        )
        return await self._evaluate.forward(
            dict(zip(prompts.IMAGE_FIELDS, given, strict=True)),
            roles.evaluation_of(response.role_description),
        )
