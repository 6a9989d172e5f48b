"""What all ops that call a language model share: any number of inputs, one reply, one backward."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from tgwidget.autograd.checks import text
from tgwidget.autograd.function import Criticism, Function, fulfil, promise
from tgwidget.calls import Subject, ask
from tgwidget.config import resolve
from tgwidget.content import Content, Image
from tgwidget.engine.base import Message, Request
from tgwidget.engine.lm import EngineLM
from tgwidget.errors import InputError
from tgwidget.events import Kind, Purpose
from tgwidget.observe import current
from tgwidget.prompts import gradient as prompts
from tgwidget.prompts import roles
from tgwidget.prompts.gradient import Exchange, Scene, gradient_prompt
from tgwidget.runtime import together
from tgwidget.variable import Gradient, Variable

Compose = Callable[[Sequence[Content]], Sequence[Content]]


def request(system: Content | None, *parts: Content) -> Request:
    """One question with an optional system prompt."""
    system_message = (Message("system", (system,)),) if system else ()
    return Request((*system_message, Message("user", parts)))


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
        self, engine: EngineLM | str | None = None, system_prompt: Variable | str | None = None
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
        engine, system = resolve(self.engine, type(self).__name__), self._checked_system()
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
        return text(type(self).__name__, self.system_prompt, "system_prompt").text


async def criticise(output: Variable, scene: Scene, criticism: Criticism) -> list[Gradient | None]:
    """Ask for the criticism of each input that wants it, all at once.

    An input that was given twice is asked about once.

    Args:
        output: What the op made.
        scene: How, with the values it saw.
        criticism: What was said of the output, which inputs want their share, and who criticises.

    Returns:
        One gradient or ``None`` per input, in order.

    Raises:
        InputError: If an image wants criticism.
    """
    # A role may have been set since; a value has not: what counts is the value the op saw.
    scene = replace(scene, output_role=output.role_description)
    values, said = scene.values(), [g.value for g in criticism.feedback if g.value.strip()]
    indices = first_of_each(output.predecessors, criticism.wanted)
    for index in indices:
        if isinstance(values[index], Image):
            raise InputError(
                f"{output.predecessors[index].role_description!r} is an image and wants "
                "criticism, but only texts can be rewritten",
                "make it with requires_grad=False",
            )

    async def one(index: int) -> Gradient:
        variable = output.predecessors[index]
        role = variable.role_description
        parts = gradient_prompt(role, values[index], scene, said)
        subject = Subject(variable.id, "gradient", output.id)
        reply = await ask(criticism.engine, request(prompts.SYSTEM, *parts), subject)
        return Gradient(
            reply.text.strip(),
            roles.feedback_to(role),
            context=scene.as_text(),
            via=output.id,
            author="model",
        )

    found = dict(zip(indices, await together(one(index) for index in indices), strict=True))
    return [found.get(index) for index in range(len(criticism.wanted))]


def first_of_each(inputs: Sequence[Variable], wanted: Sequence[bool]) -> list[int]:
    """The places of the inputs that want criticism, one for each variable.

    Args:
        inputs: An op's inputs, in order.
        wanted: Whether each wants criticism, in order.
    """
    places: dict[str, int] = {}
    for index, (variable, want) in enumerate(zip(inputs, wanted, strict=True)):
        if want:
            places.setdefault(variable.id, index)
    return list(places.values())
