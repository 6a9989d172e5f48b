"""What is said of variables, and when it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tgwidget.events.records import Event, Region


@dataclass(frozen=True, slots=True)
class GradientAdded(Event):
    """A gradient was deposited on ``node``; ``via`` is the node it came through, or empty.

    ``region`` is the part of an image that it is about. ``by`` names the page where a person wrote
    it, empty for what the program added. One that was told of already is still there, where its
    node was cleared of others.
    """

    gradient: str
    node: str
    text: str
    via: str
    author: Literal["model", "human"]
    region: Region | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class GradientsCleared(Event):
    """The gradients of these nodes are gone."""

    nodes: tuple[str, ...]
