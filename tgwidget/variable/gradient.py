"""One piece of criticism, as a value."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tgwidget.events import Region
from tgwidget.variable.ids import foreign, new_gradient


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
        muted: Whether no model reads it: no optimizer, nor whoever criticises what is upstream.
        id: Its name in events.
        region: The part of an image that it is about, in pixels; ``None`` is the whole.
        by: The page where a person wrote it; empty for what the program added.
        unread: Whether it stays when gradients are cleared: a person may say something at any
            time, and it counts until a backward pass or an optimizer has read it.
        who: The person's name, where one wrote it at a page.
        original: What the model had said, where a person has edited it; else empty.
        version: Counts what became of it, from 1.
        since: When it was made, a moment of the monotonic clock.
        restored: Whether it came back with a commit, and goes with it.
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
    who: str = ""
    original: str = ""
    version: int = 1
    since: float = field(default_factory=time.monotonic, compare=False)
    restored: bool = field(default=False, compare=False)

    @property
    def said(self) -> bool:
        """Whether a person said it of the variable itself, also by editing what came."""
        return self.author == "human" and (not self.via or self.original != "")

    def edited(self, text: str, by: str = "", who: str = "") -> Gradient:
        """What a person makes of it; with the model's own words it is the model's again.

        Args:
            text: What it shall say.
            by: The page where it is written; empty for the program.
            who: The person's name.
        """
        before = self.original or (self.value if self.author == "model" else "")
        model = text == before
        return replace(
            self, value=text, author="model" if model else "human", by="" if model else by,
            who="" if model else who, original="" if model else before,
            unread=bool(by) and not model, version=self.version + 1, restored=False,
        )  # fmt: skip

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
            self.muted, self.region, self.original,
        )  # fmt: skip

    def __deepcopy__(self, _memo: dict[int, Any]) -> Gradient:
        return replace(self, id=new_gradient())


def _read(*fields: Any) -> Gradient:
    *own, region, original = fields
    return Gradient(*own, region=region, original=original)
