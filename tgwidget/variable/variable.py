"""A text or an image that takes part in textual autograd."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, SupportsIndex

from tgwidget.content import Content, Image
from tgwidget.errors import InputError, InputTypeError
from tgwidget.events import Change, ConstraintsSet, Kind, RoleSet, ValueSet
from tgwidget.observe import current
from tgwidget.variable.gradient import Gradient
from tgwidget.variable.gradients import Gradients
from tgwidget.variable.ids import new_node
from tgwidget.variable.keeping import VariableState
from tgwidget.variable.order import must_have_history
from tgwidget.variable.showing import Shown
from tgwidget.variable.storing import deep_copy, shallow_copy, written
from tgwidget.variable.telling import introduce, listening, picture
from tgwidget.variable.values import content, content_of_file, must_be_bool

if TYPE_CHECKING:
    from tgwidget.autograd.function import Origin
    from tgwidget.engine.lm import EngineLike


class Variable(Shown):
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

    __slots__ = (
        "__weakref__", "_gradients", "_role", "_value", "breakpoint", "constraints", "grad_fn",
        "id", "is_parameter", "kind", "predecessors", "requires_grad", "version",
    )  # fmt: skip

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
        self._value = (
            content_of_file(image_path, self._role) if image_path else content(value, self._role)
        )
        self.predecessors: tuple[Variable, ...] = tuple(predecessors or ())
        self.requires_grad = must_be_bool("requires_grad", requires_grad, self._role)
        self._gradients: list[Gradient] | None = None
        self.grad_fn: Origin | None = None
        self.constraints: tuple[str, ...] = ()
        self.version = 1
        self.is_parameter = False
        self.breakpoint = False
        self.kind: Kind = kind or ("parameter" if requires_grad else "input")

    @property
    def value(self) -> Content:
        """The text, or the image."""
        return self._value

    @value.setter
    def value(self, value: str | bytes | int | float | Image) -> None:
        self._value = content(value, self._role)
        self.version += 1
        run = listening(self)
        if run.knows(self.id):
            run.emit(ValueSet(self.id, str(self._value), "user", picture(self._value, run)))

    @property
    def gradients(self) -> Gradients:
        """The criticism it received, in the order added."""
        if self._gradients is None:
            self._gradients = []
        return Gradients(self, self._gradients)

    def commit(self, text: str) -> None:
        """Write the value of a committed step; for optimizers, which tell of it themselves."""
        self._value = text
        self.version += 1

    def state(self) -> VariableState:
        """What it is now, for ``restore``."""
        return VariableState(self._value, self.constraints, tuple(self._gradients or ()))

    def restore(self, state: VariableState) -> Change | None:
        """Make it what it was; for a run's history, which tells of the value itself.

        Args:
            state: What ``state`` gave.

        Returns:
            The change of the value, ``None`` if it was the same.
        """
        if state.constraints != self.constraints:
            self._constrained(state.constraints)
        if state.gradients != tuple(self._gradients or ()):
            self.gradients.restore(state.gradients)
        if state.value == self._value:
            return None
        old, self._value = self.text, state.value
        self.version += 1
        return Change(self.id, old, self.text, self.version)

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
        """All gradients that are not muted as one text, in the order they were added."""
        return "\n".join(gradient.value for gradient in self.gradients.active)

    def reset_gradients(self) -> None:
        """Remove all gradients."""
        self.gradients.clear()

    def constrain(self, constraint: str) -> None:
        """Have every later value keep to something, whichever optimizer writes it.

        Args:
            constraint: What, in words for a model.
        """
        if constraint not in self.constraints:
            self._constrained((*self.constraints, constraint))

    def lift(self, constraint: str) -> None:
        """Take back what ``constrain`` asked for.

        Raises:
            InputError: If there is no such constraint.
        """
        if constraint not in self.constraints:
            raise InputError(f"{self._role!r} has no such constraint", "see variable.constraints")
        self._constrained(tuple(one for one in self.constraints if one != constraint))

    def _constrained(self, constraints: tuple[str, ...]) -> None:
        introduce(self)
        self.constraints = constraints
        listening(self).emit(ConstraintsSet(self.id, constraints))

    def detach(self) -> Variable:
        """A new variable with this one's value and role, and nothing else of it.

        It has no history and does not require a gradient, so that criticism of what is made from
        it ends there; this variable stays as it is. To leave a variable where it is in the graph
        and only keep it from being rewritten, ``freeze`` it.

        Returns:
            The new variable.
        """
        return Variable(self._value, requires_grad=False, role_description=self._role)

    def freeze(self) -> Variable:
        """Leave this variable as it is, until ``unfreeze``: it requires no gradient any more.

        No call is made to criticise it, and an optimizer that holds it leaves it alone. Criticism
        still passes through it to what it was made from; ``detach`` ends that as well.

        Returns:
            This variable.
        """
        self.requires_grad = False
        return self

    def unfreeze(self) -> Variable:
        """Have this variable criticised and rewritten again.

        Returns:
            This variable.
        """
        self.requires_grad = True
        return self

    def backward(
        self,
        engine: EngineLike | None = None,
        *,
        siblings: bool = False,
        token_limit: int | None = None,
    ) -> None:
        """Give every variable that this one was made from, and that wants it, its criticism.

        All gradients of the pass appear together, or none.

        Args:
            engine: Who criticises; the one of ``set_backward_engine`` by default.
            siblings: Whether the criticism of an op's input considers the op's other inputs, so
                that each is blamed for its own share only. This is semantic backpropagation (Wang
                et al., "How to Correctly do Semantic Backpropagation on Language-based Agentic
                Systems", arXiv:2412.03624).
            token_limit: How long a request may be, in tokens. Criticism that would be longer is
                condensed first. The default is the engine's context less room for the reply, and
                32,000 where the engine does not say.

        Raises:
            InputError: If there is no history to go back through, the graph has a cycle, or an
                image wants criticism.
            ContextTooLongError: If a request is too long even without any criticism.
            EngineError: If a model did not answer; no gradient was added then.
        """
        from tgwidget.autograd.backward import backward
        from tgwidget.observe import blocking

        must_have_history(self)
        blocking(backward(self, engine, siblings=siblings, token_limit=token_limit))

    async def abackward(
        self,
        engine: EngineLike | None = None,
        *,
        siblings: bool = False,
        token_limit: int | None = None,
    ) -> None:
        """``backward``, to be awaited."""
        from tgwidget.autograd.backward import backward
        from tgwidget.observe import awaiting

        must_have_history(self)
        await awaiting(backward(self, engine, siblings=siblings, token_limit=token_limit))

    def __add__(self, other: Variable) -> Variable:
        from tgwidget.autograd.algebra import Sum

        return Sum()([self, other])

    def __radd__(self, other: object) -> Variable:
        if other == 0:  # the start value of Python's own sum()
            return self
        return NotImplemented

    def __getstate__(self) -> dict[str, Any]:
        """All but the id, which belongs to one variable alone."""
        own: dict[str, Any] = getattr(self, "__dict__", {})
        gradients = list(self._gradients) if self._gradients else None
        return {**{name: getattr(self, name) for name in _KEPT}, **own, "_gradients": gradients}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            setattr(self, name, value)

    def __reduce_ex__(self, _protocol: SupportsIndex) -> tuple[Any, ...]:
        return written(self)

    def __copy__(self) -> Variable:
        return shallow_copy(self)

    def __deepcopy__(self, memo: dict[int, Any]) -> Variable:
        return deep_copy(self, memo)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Variable(value={self.text!r}, role={self._role!r})"


_KEPT = tuple(sorted(set(Variable.__slots__) - {"id", "__weakref__"}))
