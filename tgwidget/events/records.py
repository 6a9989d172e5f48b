"""What events and commands are made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Phase = Literal["idle", "forward", "backward", "step", "review", "ended"]
Kind = Literal["input", "parameter", "response", "loss", "sum"]
Purpose = Literal["answer", "loss", "gradient", "reduction", "proposal", "repair", "judge"]
Provenance = Literal["live", "local", "recorded", "simulated"]
TextKind = Literal["text", "reasoning"]
Action = Literal["accept", "edit", "reject", "regenerate", "skip"]
Outcome = Literal["done", "stopped", "interrupted", "failed"]
Writer = Literal["forward", "user", "step"]
Form = Literal["page", "report", "log", "review"]
Limited = Literal["usd", "tokens", "calls", "seconds"]


@dataclass(frozen=True, slots=True)
class Event:
    """Base of everything that a run logs."""


@dataclass(frozen=True)
class Picture:
    """An image as the page shows it.

    ``width`` and ``height`` are the original's, in pixels; ``thumbnail`` is a PNG, or a JPEG of a
    JPEG, in base64, at most 256 pixels on its longer side.
    """

    sha256: str
    width: int
    height: int
    thumbnail: str


@dataclass(frozen=True)
class Region:
    """A part of an image, in pixels of the original, from its upper left corner."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True)
class Change:
    """One parameter's new value in a committed step; ``version`` counts its values from 1."""

    node: str
    old: str
    new: str
    version: int


@dataclass(frozen=True)
class Candidate:
    """One text that a parameter might become.

    ``broken`` are the constraints it breaks, in words; a policy cannot accept it then. ``sample``
    is the draw it came from, ``tokens`` its estimated length, ``cost`` what its calls cost,
    ``score`` what a score function gave it.
    """

    text: str
    sample: int = 0
    tokens: int = 0
    cost: float | None = None
    score: float | None = None
    broken: tuple[str, ...] = ()
