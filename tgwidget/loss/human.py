"""A loss whose words are a person's."""

from __future__ import annotations

from collections.abc import Sequence

from tgwidget.autograd.checks import variable
from tgwidget.autograd.function import Criticism, Function, fulfil, promise
from tgwidget.calls import Subject, insist
from tgwidget.observe import current
from tgwidget.prompts import roles
from tgwidget.variable import Gradient, Variable


class HumanLoss(Function):
    """A person's criticism of a variable, typed at the widget; it becomes the gradient as it is.

    No model is asked. In a run without a page the policy answers: ``"accept"`` and ``"reject"``
    find nothing to criticise, ``"fail"`` raises, and a reviewer of your own with
    ``async def criticise(variable, instruction)`` returns the words.

    Args:
        instruction: What the person shall look at.

    Example:
        >>> import tgwidget as tg
        >>> answer = tg.Variable("It takes 1.2 hours.", role_description="answer")
        >>> with tg.Run("by hand", review="accept"):
        ...     loss = tg.HumanLoss("Is it true?")(answer)
    """

    def __init__(self, instruction: str = "") -> None:
        self.instruction = instruction

    async def forward(self, prediction: Variable) -> Variable:
        """Ask the person.

        Args:
            prediction: The text or image to criticise.

        Returns:
            The criticism; empty if there is nothing to criticise.

        Raises:
            InputTypeError: If it is not a Variable.
            ReviewNeededError: If nobody is there to ask.
        """
        given = variable(type(self).__name__, prediction)
        role = roles.criticism_of(given.role_description)
        current().phase("forward")
        node = promise(self, [given], role, "loss")

        async def attempt() -> str:
            return await current().criticism(given, self.instruction)

        said = await insist(Subject(node, "loss"), attempt)
        return fulfil(node, self, [given], role, "loss", said)

    async def backward(self, output: Variable, criticism: Criticism) -> Sequence[Gradient | None]:
        """The person's words as they are, and what was said of them since."""
        (wanted,) = criticism.wanted
        said = [output.text, *(gradient.value for gradient in criticism.feedback)]
        said = [text for text in said if text.strip()]
        if not wanted or not said:
            return [None]
        role = roles.feedback_to(output.predecessors[0].role_description)
        return [Gradient("\n".join(said), role, via=output.id)]
