"""What all ops share whose inputs a model criticises: one call an input, all at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from tgwidget.autograd.function import Criticism
from tgwidget.autograd.reduction import reduce
from tgwidget.autograd.request import request
from tgwidget.calls import Subject, ask
from tgwidget.content import Content, Image
from tgwidget.content.views import crop
from tgwidget.engine.base import Request
from tgwidget.errors import InputError
from tgwidget.prompts import gradient as prompts
from tgwidget.prompts import roles
from tgwidget.prompts.gradient import Scene, Sibling, gradient_prompt
from tgwidget.prompts.remarks import Marked, Remark
from tgwidget.runtime import in_thread, together
from tgwidget.variable import Gradient, Variable


async def criticise(output: Variable, scene: Scene, criticism: Criticism) -> list[Gradient | None]:
    """Ask for the criticism of each input that wants it, all at once.

    An input that was given twice is asked about once. Criticism of the output that is too long for
    the requests is condensed for them, once. What persons said of inputs that cannot change, and
    the regions that they marked in pictures, goes along.

    Args:
        output: What the op made.
        scene: How, with the values it saw.
        criticism: What was said of the output, which inputs want their share, and who criticises.

    Returns:
        One gradient or ``None`` per input, in order.

    Raises:
        InputError: If an image wants criticism.
        ContextTooLongError: If what was used with an input is too long for a request.
        EngineError: If no usable reply came.
    """
    # A role may have been set since; a value has not: what counts is the value the op saw.
    scene = replace(scene, output_role=output.role_description)
    inputs, values, engine = output.predecessors, scene.values(), criticism.engine
    wanted = first_of_each(inputs, criticism.wanted)
    siblings = _siblings(inputs, values, criticism) if criticism.siblings else {}
    for index in wanted:
        if isinstance(values[index], Image):
            raise image_error(inputs[index])
    remarks = await _remarks(inputs, values, criticism) if wanted else []

    def asked(index: int, feedback: Sequence[Gradient]) -> Request:
        variable = inputs[index]
        others = [one for key, one in siblings.items() if key != variable.id]
        said = [one.value for one in feedback]
        role = variable.role_description
        parts = gradient_prompt(role, values[index], scene, said, others, remarks)
        return request(prompts.SYSTEM, *parts)

    feedback = [one for one in criticism.feedback if one.value.strip()]
    requests = {index: asked(index, feedback) for index in wanted}
    weights = {index: one.weight() for index, one in requests.items()}
    longest = max(weights, key=weights.__getitem__, default=0)
    if weights and weights[longest] > criticism.limit.tokens:
        # What fits beside the longest input fits beside all.
        criticism.limit.beside(asked(longest, ()).weight(), inputs[longest].role_description)
        feedback = await reduce(
            feedback, output, lambda few: asked(longest, few).weight(), criticism.limit, engine
        )
        requests = {index: asked(index, feedback) for index in wanted}

    async def one(index: int) -> Gradient:
        reply = await ask(engine, requests[index], Subject(inputs[index].id, "gradient", output.id))
        return Gradient(
            reply.text.strip(),
            roles.feedback_to(inputs[index].role_description),
            context="\n".join([scene.as_text(), *(remark.as_text() for remark in remarks)]),
            via=output.id,
            author="model",
        )

    found = dict(zip(wanted, await together(one(index) for index in wanted), strict=True))
    return [found.get(index) for index in range(len(inputs))]


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


def image_error(variable: Variable) -> InputError:
    """The error where an image is to be rewritten."""
    return InputError(
        f"{variable.role_description!r} is an image and wants criticism, but only texts can be "
        "rewritten",
        "make it with requires_grad=False",
    )


async def _remarks(
    inputs: Sequence[Variable], values: Sequence[Content], criticism: Criticism
) -> list[Remark]:
    """What persons said of each input that wants no criticism, once for each variable."""
    found: dict[str, tuple[Variable, Content, Gradient]] = {}
    for variable, value, said in zip(inputs, values, criticism.beside, strict=False):
        found.update({one.id: (variable, value, one) for one in said})

    async def remark(variable: Variable, value: Content, one: Gradient) -> Remark:
        marked, region = None, one.region
        # Another picture may have taken the place of the one where the region was marked.
        if region and isinstance(value, Image) and value.holds(region):
            alone = await in_thread(partial(crop, value, region), "tgwidget picture")
            marked = Marked((value.width, value.height), region, alone)
        return Remark(variable.role_description, one.value, marked)

    return await together(remark(*one) for one in found.values())


def _siblings(
    inputs: Sequence[Variable], values: Sequence[Content], criticism: Criticism
) -> dict[str, Sibling]:
    found: dict[str, Sibling] = {}
    for variable, value, wanted in zip(inputs, values, criticism.wanted, strict=True):
        found.setdefault(variable.id, Sibling(variable.role_description, str(value), wanted))
    return found
