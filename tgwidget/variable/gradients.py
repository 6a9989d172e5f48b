"""Criticism of a variable, piece by piece."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, overload

from tgwidget.content import Image
from tgwidget.errors import InputError
from tgwidget.events import GradientsCleared, Region
from tgwidget.observe import current
from tgwidget.variable.ids import foreign, new_gradient
from tgwidget.variable.telling import added, introduce

if TYPE_CHECKING:
    from tgwidget.variable.variable import Variable


Box = Region | tuple[int, int, int, int]
"""A region of an image, or its left, top, width and height, in pixels."""


@dataclass(frozen=True, slots=True)
class Gradient:
    """One piece of criticism of a variable.

    An image cannot be rewritten, nor can any other variable that requires no gradient. What a
    person says of it is told, in every backward pass, to whoever criticises the texts that were
    used together with it, until it is cleared; a region of an image is shown to them by itself.

    Args:
        value: The criticism.
        role_description: What it is, in words.
        context: The exchange it came from, as text; empty for a person's.
        via: The id of the variable it came through; empty for a person's.
        author: ``"model"`` or ``"human"``.
        muted: Whether the optimizer leaves it out.
        id: Its name in events.
        region: The part of an image that it is about, in pixels; ``None`` is the whole.
        by: The page where a person wrote it; empty for what the program added.
        unread: Whether it stays when gradients are cleared: a person may say something at any
            time, and it counts until a backward pass or an optimizer has read it.
    """

    value: str
    role_description: str = "feedback"
    context: str = ""
    via: str = ""
    author: Literal["model", "human"] = "human"
    muted: bool = False
    id: str = field(default_factory=new_gradient)
    region: Region | None = None
    by: str = ""
    unread: bool = False

    def __repr__(self) -> str:
        muted = ", muted=True" if self.muted else ""
        return f"Gradient({self.value!r}, author={self.author!r}{muted})"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        from tgwidget.report import cards

        return {"text/plain": repr(self), "text/html": cards.gradient(self)}

    def __reduce__(self) -> tuple[Any, ...]:
        """What is read from a pickle has an id of its own."""
        return _read, (
            self.value, self.role_description, self.context, foreign(self.via), self.author,
            self.muted, self.region,
        )  # fmt: skip

    def __deepcopy__(self, _memo: dict[int, Any]) -> Gradient:
        return replace(self, id=new_gradient())


def _read(*fields: Any) -> Gradient:
    *own, region = fields
    return Gradient(*own, region=region)


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

    def add(self, gradient: Gradient | Variable | str, region: Box | None = None) -> None:
        """Add one gradient at the end.

        Args:
            gradient: A gradient, or a person's words as a text or a variable.
            region: The part of an image that a person's words are about.

        Raises:
            InputError: If they are a model's and for an image, which nobody can rewrite, or if
                the region is no part of the variable's image.
        """
        if isinstance(gradient, str):
            gradient = Gradient(gradient)
        elif not isinstance(gradient, Gradient):
            gradient = Gradient(gradient.text, gradient.role_description)
        if region is not None:
            gradient = replace(
                gradient, region=region if isinstance(region, Region) else Region(*region)
            )
        self._check(gradient)
        introduce(self._owner)
        self._items.append(gradient)
        current().emit(added(self._owner.id, gradient))

    def _check(self, gradient: Gradient) -> None:
        role, value, region = self._owner.role_description, self._owner.value, gradient.region
        if region is not None and not (isinstance(value, Image) and value.holds(region)):
            raise InputError(
                f"{role!r} is {value if isinstance(value, Image) else 'a text'} and has no region "
                f"{region.width} × {region.height} at {region.left}, {region.top}",
                "give left, top, width and height within the image, in its pixels",
            )
        if gradient.author == "model" and isinstance(value, Image):
            raise InputError(
                f"{role!r} is an image, and only texts can be rewritten",
                "criticise the text that goes with it",
            )

    def clear(self) -> None:
        """Remove all gradients but what a person said at the page and nothing has read yet."""
        gone = [one for one in self._items if not one.unread]
        for one in gone:
            self._items.remove(one)  # one by one: a person may add another meanwhile
        if gone:
            current().emit(GradientsCleared((self._owner.id,)))
            for one in tuple(self._items):
                current().emit(added(self._owner.id, one))

    def were_read(self, ids: Collection[str]) -> None:
        """Let what a person said go when it is cleared next, as it has been read now.

        Args:
            ids: The gradients that were read.
        """
        for place, one in enumerate(self._items):
            if one.unread and one.id in ids:
                self._items[place] = replace(one, unread=False)

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
