"""Models: a language model as a module with parameters."""

from __future__ import annotations

from tgwidget.autograd.checks import variable
from tgwidget.autograd.function import Module
from tgwidget.autograd.llm_ops import LLMCall
from tgwidget.engine.lm import EngineLike
from tgwidget.variable import Variable


class BlackboxLLM(Module):
    """A language model that answers one question at a time.

    Args:
        engine: Who answers: an engine or its name; the backward engine by default.
        system_prompt: Its system prompt: a variable to optimise, or plain text.

    Example:
        >>> import tgwidget as tg
        >>> question = tg.Variable("I have a cup and two plates. How many objects do I have?",
        ...                        role_description="question to the model")
        >>> answer = tg.BlackboxLLM("simulated")(question)
    """

    def __init__(
        self, engine: EngineLike | None = None, system_prompt: Variable | str | None = None
    ) -> None:
        self._call = LLMCall(engine, system_prompt)
        self.engine = engine
        self.system_prompt = self._call.system_prompt

    async def forward(self, x: Variable) -> Variable:
        """Answer.

        Args:
            x: The question.

        Returns:
            The answer.

        Raises:
            InputTypeError: If the question is not a Variable.
        """
        return await self._call.forward(variable(type(self).__name__, x))
