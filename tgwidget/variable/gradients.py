"""Criticism of a variable, piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, overload

from tgwidget.content import Image
from tgwidget.errors import InputError
from tgwidget.events import GradientsCleared
from tgwidget.observe import current
from tgwidget.variable.ids import foreign, new_gradient
from tgwidget.variable.telling import added, introduce

if TYPE_CHECKING:
    from tgwidget.variable.variable import Variable


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

    def __reduce__(self) -> tuple[Any, ...]:
        """What is read from a pickle has an id of its own."""
        return Gradient, (
            self.value, self.role_description, self.context, foreign(self.via), self.author,
            self.muted,
        )  # fmt: skip

    def __deepcopy__(self, _memo: dict[int, Any]) -> Gradient:
        return replace(self, id=new_gradient())


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

        Raises:
            InputError: If they are for an image, which nobody can rewrite.
        """
        if isinstance(self._owner.value, Image):
            raise InputError(
                f"{self._owner.role_description!r} is an image, and only texts can be rewritten",
                "criticise the text that goes with it",
            )
        if isinstance(gradient, str):
            gradient = Gradient(gradient)
        elif not isinstance(gradient, Gradient):
            gradient = Gradient(gradient.text, gradient.role_description)
        introduce(self._owner)
        self._items.append(gradient)
        current().emit(added(self._owner.id, gradient))

    def clear(self) -> None:
        """Remove all gradients."""
        if self._items:
            self._items.clear()
            current().emit(GradientsCleared((self._owner.id,)))

    def reroute(self, now: Mapping[str, str]) -> None:
        """Follow variables to their new ids; for copies, which nobody was told of.

        Args:
            now: The new ids by the old ones.
        """
        self._items[:] = [
            replace(one, via=now[one.via]) if one.via in now else one for one in self._items
        ]

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
