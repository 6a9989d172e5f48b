"""An op that runs a user's function: code decides, and a model says what to change."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tgwidget.autograd.checks import named
from tgwidget.autograd.criticise import criticise
from tgwidget.autograd.function import Criticism, Function, fulfil, promise
from tgwidget.calls import Subject, insist
from tgwidget.errors import InputTypeError, StoppedError, TgError
from tgwidget.observe import current
from tgwidget.prompts import roles
from tgwidget.prompts.scene import FunctionRun
from tgwidget.runtime import in_thread
from tgwidget.variable import Gradient, Variable


class StringBasedFunction(Function):
    """Run a function on variables; its result is a new variable.

    The function is called with the variables as keyword arguments, on a thread of its own, and
    returns a text or a number.

    Args:
        fn: The function.
        function_purpose: What it is for, in words that a model understands.

    Example:
        >>> import tgwidget as tg
        >>> def equal(prediction, truth):
        ...     return int(prediction.value == truth.value)
        >>> exact = tg.autograd.StringBasedFunction(equal, "checks that the prediction is right")
        >>> exact(inputs={"prediction": tg.Variable("5", role_description="prediction"),
        ...               "truth": tg.Variable("5", role_description="truth")}).value
        '1'
    """

    def __init__(self, fn: Callable[..., Any], function_purpose: str) -> None:
        self.fn = fn
        self.function_purpose = function_purpose

    async def forward(
        self, inputs: Mapping[str, Variable], response_role_description: str | None = None
    ) -> Variable:
        """Run the function.

        Args:
            inputs: Its arguments by name.
            response_role_description: What the result is for.

        Returns:
            The result.

        Raises:
            InputTypeError: If an input is not a Variable, or the result no text and no number.
            TgError: If the function raises; its own error is the cause.
        """
        given = named(self.label, inputs, tuple(inputs))
        role = response_role_description or roles.result_of(self.function_purpose)
        current().phase("forward")
        seen = tuple((variable.role_description, variable.value) for variable in given)
        arguments = dict(zip(inputs, given, strict=True))
        node = promise(self, given, role, "response")

        async def attempt() -> str:
            return await in_thread(lambda: self._run(arguments), self._name())

        result = await insist(Subject(node, "answer"), attempt)
        scene = FunctionRun(seen, role, result, self.function_purpose, tuple(arguments))
        return fulfil(node, self, given, role, "response", result, scene)

    async def backward(self, output: Variable, criticism: Criticism) -> Sequence[Gradient | None]:
        """One call per input that wants criticism, all at once."""
        assert output.grad_fn is not None
        return await criticise(output, output.grad_fn.saved, criticism)

    def _run(self, arguments: Mapping[str, Variable]) -> str:
        described = ", ".join(f"{name} ({v.role_description!r})" for name, v in arguments.items())
        about = f"the function {self._name()} on {described or 'no inputs'}"
        try:
            result = self.fn(**arguments)
        except StoppedError:
            raise
        except BaseException as error:  # sys.exit() in a function must not end the loop either
            raise TgError(
                f"{about} failed: {type(error).__name__}: {error}",
                "the traceback above this one points into the function",
            ) from error
        if isinstance(result, bool) or not isinstance(result, str | int | float):
            raise InputTypeError(
                f"{about} returned a {type(result).__name__}",
                "let it return a text or a number: str(…), int(…)",
            )
        return str(result)

    def _name(self) -> str:
        return getattr(self.fn, "__name__", type(self.fn).__name__)
