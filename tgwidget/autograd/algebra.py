"""Ops that combine variables without asking a model."""

from __future__ import annotations

from collections.abc import Sequence

from tgwidget.autograd.checks import listed, text
from tgwidget.autograd.criticise import first_of_each
from tgwidget.autograd.function import Criticism, Function, fulfil, promise
from tgwidget.observe import blocking
from tgwidget.prompts import roles
from tgwidget.variable import Gradient, Variable


class Sum(Function):
    """Join variables, usually losses; criticism of the whole goes to each part unchanged."""

    async def forward(self, variables: Sequence[Variable]) -> Variable:
        """Join the values, one a line.

        Args:
            variables: The texts to join, in order; at least one.

        Returns:
            Their texts, one a line.

        Raises:
            InputTypeError: If one is not a Variable, or an image.
            InputError: If there is nothing to join.
        """
        op = self.label
        given = [text(op, variable) for variable in listed(op, variables)]
        parts = tuple(dict.fromkeys(role for variable in given for role in self._parts(variable)))
        role = roles.combination_of(parts)
        node = promise(self, given, role, "sum")
        joined = "\n".join(variable.text for variable in given)
        return fulfil(node, self, given, role, "sum", joined, parts)

    async def backward(self, output: Variable, criticism: Criticism) -> Sequence[Gradient | None]:
        """The same criticism for each input; none where there is none."""
        wanted = criticism.wanted
        said = [gradient for gradient in criticism.feedback if gradient.value.strip()]
        if not said:
            return [None] * len(wanted)
        value = "\n".join(gradient.value for gradient in said)
        context = "\n".join(gradient.context for gradient in said if gradient.context)
        author = said[0].author if len({gradient.author for gradient in said}) == 1 else "model"
        places = set(first_of_each(output.predecessors, wanted))
        return [
            Gradient(value, roles.COMBINED, context, output.id, author) if place in places else None
            for place in range(len(wanted))
        ]

    def _parts(self, variable: Variable) -> tuple[str, ...]:
        """What a sum is made of in the end, so that sums of sums keep a short description."""
        if variable.grad_fn and isinstance(variable.grad_fn.function, Sum):
            return variable.grad_fn.saved
        return (variable.role_description,)


class Aggregate(Sum):
    """Join the variables of a batch; criticism of the whole goes to every part, and none is lost.

    What comes back through it to one variable, a system prompt for instance, is a group: once it
    is too long for one request it is condensed, together. Through a ``Sum`` each gradient stays.
    """

    gathers = True


def sum(variables: Sequence[Variable]) -> Variable:
    """Join variables, usually losses, so that one ``backward()`` serves them all.

    Args:
        variables: What to join, in order; at least one.

    Returns:
        Their texts, one a line.
    """
    return blocking(Sum().forward(variables))


def aggregate(variables: Sequence[Variable]) -> Variable:
    """Join the variables of a batch, so that criticism of the whole reaches every one of them.

    Args:
        variables: What to join, in order; at least one.

    Returns:
        Their texts, one a line.
    """
    return blocking(Aggregate().forward(variables))
