"""Variables, their gradients, and the order of a graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Literal, TypeVar, overload

from tgwidget.content import Content, Image, load_image, load_image_file
from tgwidget.errors import InputError, InputTypeError
from tgwidget.events import (
    GradientAdded,
    GradientsCleared,
    Kind,
    NodeAdded,
    Picture,
    RoleSet,
    ValueSet,
)
from tgwidget.observe import current

if TYPE_CHECKING:
    from tgwidget.autograd.function import Origin
    from tgwidget.engine.lm import EngineLM

T = TypeVar("T")
_ids = count(1)
_gradient_ids = count(1)


def new_node() -> str:
    """An id for a variable that does not exist yet, but whose text may already be arriving."""
    return f"v{next(_ids)}"


@dataclass(frozen=True)
class Gradient:
    """One piece of criticism of a variable.

    Args:
        value: The criticism.
        role_description: What it is, in words.
        context: The exchange it came from, as text; empty for a person's.
        via: The id of the variable it came through; empty for a person's.
        author: ``"model"`` or ``"human"``.
        muted: Whether the optimizer leaves it out.
        id: Its name in events.
    """

    value: str
    role_description: str = "feedback"
    context: str = ""
    via: str = ""
    author: Literal["model", "human"] = "human"
    muted: bool = False
    id: str = field(default_factory=lambda: f"g{next(_gradient_ids)}")


class Gradients:
    """The gradients of one variable, in the order they were added."""

    def __init__(self, owner: Variable) -> None:
        self._owner = owner
        self._items: list[Gradient] = []

    def add(self, gradient: Gradient | Variable | str) -> None:
        """Add one gradient at the end.

        Args:
            gradient: A gradient, or a person's words as a text or a variable.
        """
        if isinstance(gradient, Variable):
            gradient = Gradient(gradient.text, gradient.role_description)
        elif isinstance(gradient, str):
            gradient = Gradient(gradient)
        self._items.append(gradient)
        introduce(self._owner)
        current().emit(
            GradientAdded(
                gradient.id, self._owner.id, gradient.value, gradient.via, gradient.author
            )
        )

    def clear(self) -> None:
        """Remove all gradients."""
        if self._items:
            self._items.clear()
            current().emit(GradientsCleared((self._owner.id,)))

    def __iter__(self) -> Iterator[Gradient]:
        return iter(tuple(self._items))

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, gradient: object) -> bool:
        return gradient in self._items

    @overload
    def __getitem__(self, index: int) -> Gradient: ...
    @overload
    def __getitem__(self, index: slice) -> list[Gradient]: ...
    def __getitem__(self, index: int | slice) -> Gradient | list[Gradient]:
        return self._items[index]

    def __repr__(self) -> str:
        return f"Gradients({self._items!r})"


class Variable:
    """A text or an image that takes part in textual autograd.

    Args:
        value: A text, a number (kept as its text), or the bytes of an image.
        image_path: A file to read an image from, instead of a value.
        predecessors: The variables it was made from, in order.
        requires_grad: Whether it wants criticism.
        role_description: What it is for, in words that a model understands. Required.
        kind: How a picture of the graph shows it.
        node: Its id, where one was promised already.

    Raises:
        InputTypeError: If the role is missing or the value is of another type.
        ImageError: If the bytes or the file are not an image that can be shown.

    Example:
        >>> question = Variable("2 + 2?", role_description="question", requires_grad=False)
        >>> question
        Variable(value='2 + 2?', role='question')
    """

    def __init__(
        self,
        value: str | bytes | int | float | Image = "",
        image_path: str = "",
        predecessors: Iterable[Variable] | None = None,
        requires_grad: bool = True,
        *,
        role_description: str | None = None,
        kind: Kind | None = None,
        node: str | None = None,
    ) -> None:
        if not isinstance(role_description, str) or not role_description.strip():
            raise InputTypeError(
                "a Variable needs role_description",
                'say what it is for: Variable(…, role_description="question to the model")',
            )
        self.id = node or new_node()
        self._role = role_description
        if image_path and value != "":
            raise InputError(
                f"the variable {role_description!r} got both a value and image_path", "give one"
            )
        self._value = load_image_file(image_path) if image_path else _content(value, self._role)
        self.predecessors: tuple[Variable, ...] = tuple(predecessors or ())
        self.requires_grad = requires_grad
        self.gradients = Gradients(self)
        self.grad_fn: Origin | None = None
        self.version = 1
        self.is_parameter = False
        self.kind: Kind = kind or ("parameter" if requires_grad else "input")

    @property
    def value(self) -> Content:
        """The text, or the image."""
        return self._value

    @value.setter
    def value(self, value: str | bytes | int | float | Image) -> None:
        self._value = _content(value, self._role)
        self.version += 1
        if current().knows(self.id):
            current().emit(ValueSet(self.id, str(self._value), "user", picture(self._value)))

    def commit(self, text: str) -> None:
        """Write the value of a committed step; for optimizers, which tell of it themselves."""
        self._value = text
        self.version += 1

    @property
    def text(self) -> str:
        """The value as text; an image reads ``[image 640 × 480]``."""
        return str(self._value)

    @property
    def role_description(self) -> str:
        """What the variable is for, in words that a model understands."""
        return self._role

    @role_description.setter
    def role_description(self, role: str) -> None:
        self.set_role_description(role)

    def set_role_description(self, role_description: str) -> None:
        """Say anew what the variable is for."""
        self._role = role_description
        if current().knows(self.id):
            current().emit(RoleSet(self.id, role_description))

    def get_role_description(self) -> str:
        """What the variable is for."""
        return self._role

    def set_value(self, value: str | bytes | int | float) -> None:
        """Set the value."""
        self.value = value

    def get_value(self) -> Content:
        """The value."""
        return self.value

    def get_short_value(self, n_words_offset: int = 10) -> str:
        """The first and last words of the value, for a person's eye.

        Args:
            n_words_offset: How many words to keep at each end.
        """
        words = self.text.split(" ")
        if len(words) <= 2 * n_words_offset:
            return self.text
        head, tail = words[:n_words_offset], words[-n_words_offset:]
        return " ".join(head) + " (...) " + " ".join(tail)

    def get_gradient_text(self) -> str:
        """All gradients as one text, in the order they were added."""
        return "\n".join(gradient.value for gradient in self.gradients)

    def reset_gradients(self) -> None:
        """Remove all gradients."""
        self.gradients.clear()

    def backward(self, engine: EngineLM | str | None = None) -> None:
        """Give every variable that this one was made from, and that wants it, its criticism.

        All gradients of the pass appear together, or none.

        Args:
            engine: Who criticises; the one of ``set_backward_engine`` by default.

        Raises:
            EngineError: If a model did not answer; no gradient was added then.
        """
        from tgwidget.autograd.backward import backward
        from tgwidget.observe import blocking

        blocking(backward(self, engine))

    async def abackward(self, engine: EngineLM | str | None = None) -> None:
        """``backward``, to be awaited."""
        from tgwidget.autograd.backward import backward
        from tgwidget.observe import awaiting

        await awaiting(backward(self, engine))

    def __add__(self, other: Variable) -> Variable:
        from tgwidget.autograd.algebra import Sum

        return Sum()([self, other])

    def __radd__(self, other: object) -> Variable:
        if other == 0:  # the start value of Python's own sum()
            return self
        return NotImplemented

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Variable(value={self.text!r}, role={self._role!r})"


def _content(value: object, role: str) -> Content:
    if isinstance(value, str | Image):
        return value
    if isinstance(value, bool) or not isinstance(value, bytes | int | float):
        raise InputTypeError(
            f"the variable {role!r} cannot hold a {type(value).__name__}",
            "give a text, a number, or the bytes of an image",
        )
    return load_image(value) if isinstance(value, bytes) else str(value)


def picture(value: Content) -> Picture | None:
    """The picture of a value for the page, ``None`` for a text."""
    return value.picture() if isinstance(value, Image) else None


def introduce(variable: Variable) -> None:
    """Add a variable, and what it was made from, to the graph of the run that listens."""
    run, stack = current(), [variable]
    while stack:
        top = stack[-1]
        unknown = [p for p in top.predecessors if not run.knows(p.id)]
        if unknown and not run.knows(top.id):
            stack.extend(reversed(unknown))
            continue
        stack.pop()
        if not run.knows(top.id):
            op = top.grad_fn.function.label if top.grad_fn else ""
            inputs = tuple(p.id for p in top.predecessors)
            run.emit(
                NodeAdded(
                    top.id, top.kind, top.role_description, op, inputs, top.requires_grad,
                    True, top.text, picture(top.value),
                )
            )  # fmt: skip


def topological(root: Variable) -> list[Variable]:
    """All variables that ``root`` was made from, each after its own predecessors; root last."""
    order: list[Variable] = []
    seen: set[str] = {root.id}
    stack: list[tuple[Variable, Iterator[Variable]]] = [(root, iter(root.predecessors))]
    while stack:
        variable, waiting = stack[-1]
        for predecessor in waiting:
            if predecessor.id not in seen:
                seen.add(predecessor.id)
                stack.append((predecessor, iter(predecessor.predecessors)))
                break
        else:
            order.append(variable)
            stack.pop()
    return order


def reaching(order: Sequence[Variable]) -> set[str]:
    """The ids of the variables in ``order`` on a way to one that wants criticism.

    Wanted are the optimizers' parameters and the leaves that require a gradient; where a graph
    has neither, every variable that requires a gradient.
    """

    def leaf(v: Variable) -> bool:
        return v.is_parameter or (v.requires_grad and not v.predecessors)

    wanted = {v.id for v in order if leaf(v)} or {v.id for v in order if v.requires_grad}
    for variable in order:
        if any(p.id in wanted for p in variable.predecessors):
            wanted.add(variable.id)
    return wanted
