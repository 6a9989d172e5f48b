"""What an op is. Each op's backward stands beside its forward; the traversal is in backward.py."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tgwidget.autograd.request import Limit
from tgwidget.engine.lm import EngineLM
from tgwidget.events import Kind, NodeAdded, ValueSet
from tgwidget.observe import awaiting, blocking, current
from tgwidget.variable import Gradient, Variable, introduce, new_node, recording, told


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a variable came from.

    Args:
        function: The op that made it.
        saved: What the op keeps for its backward: the values as the call saw them.
    """

    function: Function
    saved: Any = None


@dataclass(frozen=True)
class Criticism:
    """What an op's backward works from.

    Args:
        feedback: The criticism of the op's output, in order; empty where the output is the
            objective itself.
        wanted: Whether each input wants criticism, in order.
        engine: Who criticises.
        siblings: Whether an input's criticism considers the op's other inputs.
        limit: How long a request may be.
        beside: What persons said of each input that wants no criticism, in order of the inputs:
            it cannot change, so that it is for those who criticise the others.
    """

    feedback: tuple[Gradient, ...]
    wanted: tuple[bool, ...]
    engine: EngineLM
    siblings: bool = False
    limit: Limit = field(default_factory=Limit)
    beside: tuple[tuple[Gradient, ...], ...] = ()


class Function(ABC):
    """An op on variables. To add one, write ``forward`` and ``backward`` in a file of its own.

    Attributes:
        label: What the op is called in a picture of the graph; the class's name by default.
        gathers: Whether the criticism that comes through it to a variable is one group, which is
            condensed together where it is too long for one request.
    """

    label: str = ""
    gathers: bool = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.label = cls.__dict__.get("label") or cls.__name__

    @abstractmethod
    async def forward(self, *args: Any, **kwargs: Any) -> Variable:
        """Make a new variable from the inputs."""
        ...

    @abstractmethod
    async def backward(self, output: Variable, criticism: Criticism) -> Sequence[Gradient | None]:
        """Pass criticism back. Deposits nothing and catches nothing.

        Args:
            output: What ``forward`` made.
            criticism: What was said of it, which inputs want their share, and who criticises.

        Returns:
            One gradient or ``None`` per input, in order.
        """
        ...

    def __call__(self, *args: Any, **kwargs: Any) -> Variable:
        """``forward``, waited for."""
        return blocking(self.forward(*args, **kwargs))

    async def acall(self, *args: Any, **kwargs: Any) -> Variable:
        """``forward``, to be awaited."""
        return await awaiting(self.forward(*args, **kwargs))


class Module(ABC):
    """Something that holds parameters and makes a variable from others."""

    @abstractmethod
    async def forward(self, *args: Any, **kwargs: Any) -> Variable:
        """Make a new variable from the inputs."""
        ...

    def named_parameters(self) -> Iterator[tuple[str, Variable]]:
        """The variables held by this module's attributes, with the attributes' names."""
        for name, value in vars(self).items():
            if isinstance(value, Variable):
                yield name, value
            elif isinstance(value, Module):
                for inner, variable in value.named_parameters():
                    yield f"{name}.{inner}", variable

    def parameters(self) -> list[Variable]:
        """The variables held by this module."""
        return [variable for _, variable in self.named_parameters()]

    def zero_grad(self) -> None:
        """Clear the gradients of all parameters."""
        for parameter in self.parameters():
            parameter.reset_gradients()

    def __call__(self, *args: Any, **kwargs: Any) -> Variable:
        """``forward``, waited for."""
        return blocking(self.forward(*args, **kwargs))

    async def acall(self, *args: Any, **kwargs: Any) -> Variable:
        """``forward``, to be awaited."""
        return await awaiting(self.forward(*args, **kwargs))


def promise(op: Function, inputs: Sequence[Variable], role: str, kind: Kind) -> str:
    """Show the card of a variable before its text exists, and what it will be made from.

    Args:
        op: Who will make it.
        inputs: What it is made from, in order.
        role: Its role description.
        kind: How it is shown.

    Returns:
        Its id.
    """
    for variable in inputs:
        introduce(variable)
    node = new_node()
    ids = tuple(variable.id for variable in inputs)
    current().emit(NodeAdded(node, kind, role, op.label, ids, recording(), False, ""))
    return node


def fulfil(
    node: str,
    op: Function,
    inputs: Sequence[Variable],
    role: str,
    kind: Kind,
    value: str,
    saved: Any = None,
) -> Variable:
    """The variable that was promised, now that its value is known.

    Inside ``no_grad`` it has no history.

    Args:
        node: The promised id.
        op: Who made it.
        inputs: What it was made from, in order.
        role: Its role description.
        kind: How it is shown.
        value: Its text.
        saved: What the op's backward will need.
    """
    keep = recording()
    made = Variable(
        value,
        predecessors=inputs if keep else (),
        requires_grad=keep,
        role_description=role,
        kind=kind,
        node=node,
    )
    made.grad_fn = Origin(op, saved) if keep else None
    told[node] = made
    current().emit(ValueSet(node, value, "forward"))
    return made
