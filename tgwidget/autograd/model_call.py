"""What all ops that call a language model share: any number of inputs, one reply, one backward."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tgwidget.autograd.checks import text
from tgwidget.autograd.criticise import criticise
from tgwidget.autograd.function import Criticism, Function, fulfil, promise
from tgwidget.autograd.request import request
from tgwidget.calls import Subject, ask
from tgwidget.config import resolve
from tgwidget.content import Content
from tgwidget.engine.lm import EngineLike
from tgwidget.events import Kind, Purpose
from tgwidget.observe import current
from tgwidget.prompts import roles
from tgwidget.prompts.scene import Exchange
from tgwidget.variable import Gradient, Variable

Compose = Callable[[Sequence[Content]], Sequence[Content]]


class ModelCall(Function):
    """Base of the ops that ask a language model. A subclass says how its inputs make a message.

    Args:
        engine: Who answers: an engine or its name; the backward engine by default.
        system_prompt: The system prompt, a variable that may want criticism, or plain text.

    Raises:
        InputTypeError: If the system prompt is no text.
    """

    purpose: Purpose = "answer"

    def __init__(
        self, engine: EngineLike | None = None, system_prompt: Variable | str | None = None
    ) -> None:
        self.engine = engine
        if isinstance(system_prompt, str):
            system_prompt = Variable(
                system_prompt, requires_grad=False, role_description=roles.SYSTEM_PROMPT
            )
        self.system_prompt = system_prompt
        self._checked_system()

    async def answer(
        self,
        inputs: Sequence[Variable],
        role: str,
        compose: Compose | None = None,
        *,
        read: Callable[[str], str] = str,
        examples: Sequence[str] = (),
    ) -> Variable:
        """Ask, and make the reply a variable.

        Args:
            inputs: What the call is made from besides the system prompt, in order.
            role: What the reply is for.
            compose: Makes the parts of the message from the inputs' values; the values themselves
                by default.
            read: Takes the value out of the reply.
            examples: What the criticism of the inputs shall go by.

        Raises:
            EngineError: If no usable reply came.
        """
        engine, system = resolve(self.engine, self.label), self._checked_system()
        if self.engine is not None:
            self.engine = engine  # a name is looked up once, and its connections are kept
        current().phase("forward")
        values = [variable.value for variable in inputs]
        said = tuple(compose(values)) if compose else ()
        seen = tuple((v.role_description, value) for v, value in zip(inputs, values, strict=True))
        everything = ([self.system_prompt] if self.system_prompt else []) + list(inputs)
        kind: Kind = "loss" if self.purpose == "loss" else "response"
        node = promise(self, everything, role, kind)
        asked = request(system, *(said or values))
        reply = read((await ask(engine, asked, Subject(node, self.purpose))).text)
        scene = Exchange(seen, role, reply, system, said, tuple(examples))
        return fulfil(node, self, everything, role, kind, reply, scene)

    async def backward(self, output: Variable, criticism: Criticism) -> Sequence[Gradient | None]:
        """One call per input that wants criticism, all at once."""
        assert output.grad_fn is not None
        return await criticise(output, output.grad_fn.saved, criticism)

    def _checked_system(self) -> str | None:
        if self.system_prompt is None:
            return None
        return text(self.label, self.system_prompt, "system_prompt").text
