"""How a run goes on: whether it is paused, and how far it has to go."""

from __future__ import annotations

from dataclasses import dataclass

from tgwidget.events.records import Event


@dataclass(frozen=True, slots=True)
class StepsPlanned(Event):
    """The run will have taken ``total`` steps of the optimizer, as far as its program says."""

    total: int


@dataclass(frozen=True, slots=True)
class Paused(Event):
    """No call to a model begins from here on; those in flight end.

    ``by`` names the page, or is ``"program"``.
    """

    by: str


@dataclass(frozen=True, slots=True)
class Resumed(Event):
    """Calls may begin again; ``by`` as in ``Paused``."""

    by: str
