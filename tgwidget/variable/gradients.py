"""Criticism of a variable, piece by piece, and what a person makes of it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, overload

from tgwidget.content import Image
from tgwidget.errors import InputError, InputTypeError
from tgwidget.events import GradientChanged, GradientsCleared, Region, Rework
from tgwidget.observe import current
from tgwidget.variable.gradient import Gradient
from tgwidget.variable.telling import added, introduce, listening

if TYPE_CHECKING:
    from tgwidget.variable.variable import Variable


Box = Region | tuple[int, int, int, int]
"""A region of an image, or its left, top, width and height, in pixels."""


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
            InputTypeError: If it is no criticism.
            InputError: If they are a model's and for an image, which nobody can rewrite, or if
                the region is no part of the variable's image.
        """
        if isinstance(gradient, str):
            gradient = Gradient(gradient)
        elif not isinstance(gradient, Gradient):
            # Not everybody runs a type checker.
            if not hasattr(gradient, "role_description"):
                raise InputTypeError(
                    f"{gradient!r:.80} is no criticism of {self._owner.role_description!r}",
                    "give a text",
                )
            gradient = Gradient(gradient.text, gradient.role_description)
        if region is not None:
            gradient = replace(
                gradient, region=region if isinstance(region, Region) else Region(*region)
            )
        self._check(gradient)
        introduce(self._owner)
        run = listening(self._owner) if gradient.author == "human" else current()
        if run is not current():  # else the program clears it before anything has read it
            gradient = replace(gradient, unread=True)
        self._items.append(gradient)
        run.emit(added(self._owner.id, gradient))

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

    def edit(self, gradient: Gradient, text: str, *, by: str = "", who: str = "") -> Gradient:
        """Write a gradient anew; it counts as a person's from here on.

        Args:
            gradient: Which one.
            text: What it shall say.
            by: The page where it is written; empty for the program.
            who: The person's name.

        Returns:
            What it is now. Its ``original`` is what the model had said.

        Raises:
            InputError: If it is not here, or nothing is left of it.
        """
        place = self._place(gradient)
        if not text.strip():
            raise InputError("a criticism needs words", "mute or remove it instead")
        return self._put(place, self._items[place].edited(text, by, who), "edit", by, who)

    def mute(self, gradient: Gradient, on: bool = True, *, by: str = "", who: str = "") -> Gradient:
        """Have no model read a gradient, neither an optimizer nor a backward pass.

        Args:
            gradient: Which one.
            on: False has it read again.
            by: The page that asks; empty for the program.
            who: The person's name.

        Returns:
            What it is now.

        Raises:
            InputError: If it is not here.
        """
        place = self._place(gradient)
        one = self._items[place]
        now = replace(one, muted=on, version=one.version + 1, restored=False)
        return self._put(place, now, "mute" if on else "unmute", by, who)

    def remove(self, gradient: Gradient, *, by: str = "", who: str = "") -> None:
        """Take a gradient away; a run's log still tells of it.

        Args:
            gradient: Which one.
            by: The page that asks; empty for the program.
            who: The person's name.

        Raises:
            InputError: If it is not here.
        """
        one = self._items[self._place(gradient)]
        self._items.remove(one)
        self._tell(replace(one, version=one.version + 1), "remove", by, who)

    @property
    def active(self) -> list[Gradient]:
        """Those that models read: all that are not muted."""
        return [one for one in self if not one.muted]

    def find(self, name: str) -> Gradient | None:
        """The gradient that events call so, if it is here."""
        return next((one for one in self if one.id == name), None)

    def _place(self, gradient: Gradient) -> int:
        for place, one in enumerate(self._items):
            if one.id == getattr(gradient, "id", None):
                return place
        role = self._owner.role_description
        raise InputError(f"{role!r} has no such gradient", "give one of variable.gradients")

    def _put(self, place: int, now: Gradient, action: Rework, by: str, who: str) -> Gradient:
        self._items[place] = now
        self._tell(now, action, by, who)
        return now

    def _tell(self, one: Gradient, action: Rework, by: str, who: str) -> None:
        node, seconds = self._owner.id, time.monotonic() - one.since
        listening(self._owner).emit(
            GradientChanged(one.id, node, action, one.value, one.version, by, who, seconds)
        )

    def restore(self, kept: Sequence[Gradient]) -> None:
        """Make them what they were; what a person said since, and nothing has read yet, stays.

        Args:
            kept: What they were.
        """
        said = {one.id: one for one in self._items if one.unread and not one.restored}
        back = (replace(one, restored=True) for one in kept)
        latest = (max(one, said.pop(one.id, one), key=lambda each: each.version) for one in back)
        self._items[:] = [*latest, *said.values()]
        introduce(self._owner)
        current().emit(GradientsCleared((self._owner.id,)))
        for one in tuple(self._items):
            current().emit(added(self._owner.id, one))

    def clear(self) -> None:
        """Remove all gradients but what a person said at the page and nothing has read yet."""
        gone = [one for one in self._items if one.muted or not one.unread]
        for one in gone:
            self._items.remove(one)  # one by one: a person may add another meanwhile
        if gone and current().knows(self._owner.id):  # else it hears of it when it is introduced
            current().emit(GradientsCleared((self._owner.id,)))
            for one in tuple(self._items):
                current().emit(added(self._owner.id, one))

    def were_read(self, words: Mapping[str, str]) -> None:
        """Let what a person said go when it is cleared next, as it has been read now.

        What was edited meanwhile stays: nothing has read it as it is now.

        Args:
            words: What was read of each gradient, by its id.
        """
        for place, one in enumerate(self._items):
            if one.unread and words.get(one.id) == one.value:
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
