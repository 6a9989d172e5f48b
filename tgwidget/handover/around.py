"""What is seen beside a text: what it was made from, and the pictures that it is about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tgwidget.events import Picture
from tgwidget.handover.told import Told

DEEP = 4
TEXTS = 3
PICTURES = 4
LONG = 4_000
"""Characters of such a text that are shown."""


@dataclass(frozen=True)
class Source:
    """A text or a picture, by its role; ``rest`` counts the characters that are left out."""

    role: str
    text: str
    rest: int = 0
    picture: Picture | None = None


def around(told: Told, node: str, criticised: Iterable[str]) -> tuple[Source, ...]:
    """What a text was made from, given texts first, and the pictures it was used with.

    Args:
        told: The run.
        node: The text.
        criticised: The nodes through which its criticism came.
    """
    own = _before(told, [node])
    given = [one for one in own if not told.nodes[one].op and told.nodes[one].picture is None]
    met = dict.fromkeys([*own, *_before(told, list(dict.fromkeys(criticised)))])
    pictures = {
        picture.sha256: Source(told.roles[one], "", picture=picture)
        for one in met
        if (picture := told.nodes[one].picture) is not None
    }
    return (
        *(_text(told, one) for one in given[:TEXTS]),
        *list(pictures.values())[:PICTURES],
    )


def _before(told: Told, nodes: list[str]) -> list[str]:
    """The nodes that these were made from, the nearest first, without these themselves."""
    met, here = dict.fromkeys(nodes), nodes
    for _ in range(DEEP):
        known = (told.nodes[one] for one in here if one in told.nodes)
        here = [one for at in known for one in at.inputs if one not in met and one in told.nodes]
        met.update(dict.fromkeys(here))
    return [one for one in met if one not in nodes]


def _text(told: Told, node: str) -> Source:
    text = told.values[node]
    return Source(told.roles[node], text[:LONG], max(0, len(text) - LONG))
