"""What a replay adds to the log that it shows."""

from __future__ import annotations

from dataclasses import dataclass

from tgwidget.events.records import Event


@dataclass(frozen=True, slots=True)
class Replayed(Event):
    """What follows is shown again from a log: nothing can be decided in it.

    ``speed`` is how many times as fast as it was; ``None`` is all at once.
    """

    speed: float | None
