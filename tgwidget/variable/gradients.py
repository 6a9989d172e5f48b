"""Criticism of a variable, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Literal, overload

from tgwidget.events import GradientAdded, GradientsCleared
from tgwidget.observe import current
from tgwidget.variable.telling import introduce

if TYPE_CHECKING:
    from tgwidget.variable.variable import Variable

_ids = count(1)


def new_gradient() -> str:
    """An id for a gradient."""
    return f"g{next(_ids)}"


@dataclass(frozen=True, slots=True)
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
    id: str = field(default_factory=new_gradient)


class Gradients:
    """The gradients of one variable, in the order they were added.

    Args:
        owner: The variable.
        items: Where they are kept; shared, not copied.
    """

    __slots__ = ("_items", "_owner")

    def __init__(self, owner: Variable, items: list[Gradient]) -> None:
        self._owner = owner
        self._items = items

    def add(self, gradient: Gradient | Variable | str) -> None:
        """Add one gradient at the end.

        Args:
            gradient: A gradient, or a person's words as a text or a variable.
        """
        if isinstance(gradient, str):
            gradient = Gradient(gradient)
        elif not isinstance(gradient, Gradient):
            gradient = Gradient(gradient.text, gradient.role_description)
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
