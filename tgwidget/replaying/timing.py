"""When each event of a log is shown again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tgwidget.events.wire import Logged

CUT = 4.0
"""Seconds that a replay waits at most where nothing happened."""


def played(log: Sequence[Logged]) -> Iterator[float]:
    """When each event is shown, in seconds from the beginning; long waiting is cut.

    Args:
        log: The events, in order.
    """
    second, before = 0.0, log[0].t if log else 0.0
    for logged in log:
        second += min(max(logged.t - before, 0.0), CUT)
        before = max(before, logged.t)
        yield second
