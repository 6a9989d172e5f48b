"""What is said of variables, what a person makes of it, and when it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tgwidget.events.commands import Command
from tgwidget.events.records import Event, Region

Rework = Literal["edit", "mute", "unmute", "remove"]


@dataclass(frozen=True, slots=True)
class GradientAdded(Event):
    """A gradient was deposited on ``node``; ``via`` is the node it came through, or empty.

    ``region`` is the part of an image that it is about. ``by`` names the page where a person wrote
    it, empty for what the program added, and ``who`` the person. ``original`` is what the model had
    said, where a person has edited it; a ``muted`` one is read by no model; ``version`` counts what
    became of it, from 1. One that was told of already is still there as it is told now, where its
    node was cleared of others or went back in the history.
    """

    gradient: str
    node: str
    text: str
    via: str
    author: Literal["model", "human"]
    region: Region | None = None
    by: str = ""
    who: str = ""
    original: str = ""
    muted: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class GradientChanged(Event):
    """A gradient on ``node``, or one that waits at its breakpoint, was taken in hand.

    ``text`` is what it says from here on; an edited one is a person's. ``version`` counts what
    became of it. ``by`` names the page, empty for the program, and ``who`` the person; ``seconds``
    is how long after its arrival it was.
    """

    gradient: str
    node: str
    action: Rework
    text: str
    version: int
    by: str
    who: str
    seconds: float


@dataclass(frozen=True, slots=True)
class GradientsCleared(Event):
    """The gradients of these nodes are gone."""

    nodes: tuple[str, ...]


@dataclass(frozen=True)
class ChangeGradient(Command):
    """Edit, mute, unmute or remove a gradient; ``version`` is the one that the page shows.

    ``text`` is what it shall say, used with ``edit`` only. ``who`` is the person's name, if told.
    """

    client: str
    node: str
    gradient: str
    version: int
    action: Rework
    text: str = ""
    who: str = ""
