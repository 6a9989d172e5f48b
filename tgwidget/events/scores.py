"""What a user measures while a run goes on."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from tgwidget.errors import InputError
from tgwidget.events.records import Event


@dataclass(frozen=True, slots=True)
class Scored(Event):
    """The user measured how good the parameters are now; ``name`` says by which measure.

    ``step`` is the last committed step, 0 before the first. A later value of the same name and
    step takes the place of an earlier one.
    """

    name: str
    value: float
    step: int

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError("a score needs a name", 'write run.score(0.8, "accuracy")')
        if not isfinite(self.value):
            raise InputError(f"the score {self.name!r} is {self.value}", "give a finite number")
