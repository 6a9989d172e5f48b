"""A variable as a still picture shows it."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap

EXCERPT = 34
"""Characters in a line of a card."""


@dataclass(frozen=True)
class Node:
    """A variable as a still picture shows it; ``inputs`` are ids, ``gradients`` texts, in order."""

    id: str
    role: str
    kind: str
    op: str
    value: str
    inputs: tuple[str, ...]
    gradients: tuple[str, ...] = ()
    first: str = ""
    versions: int = 1

    def lines(self) -> list[str]:
        """The card's text below its title: an excerpt of the value."""
        return excerpt(self.value) or ["(empty)"]


def excerpt(text: str) -> list[str]:
    """The beginning of a text, in lines of a card."""
    return wrap(short(text, EXCERPT * 3), EXCERPT)


def short(text: str, limit: int) -> str:
    """The beginning of a text on one line, cut between words where it has some."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    return (head[: head.rfind(" ", limit // 2)] if " " in head[limit // 2 :] else head[:-1]) + " …"
