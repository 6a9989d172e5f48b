"""A clock that a test puts forward: what must not depend on how busy the machine is."""

from __future__ import annotations

import asyncio
import time

import pytest

from tgwidget import runtime


class Clock:
    """What everything that waits reads: the real clock, and what a test put it forward by."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.ahead, real = 0.0, time.monotonic
        patch.setattr(time, "monotonic", lambda: real() + self.ahead)

    def forward(self, seconds: float) -> None:
        """Let so many seconds have passed; who waits for less notices."""
        self.ahead += seconds
        runtime.run(asyncio.sleep(0))


def only_by_sleep(patch: pytest.MonkeyPatch) -> None:
    """A clock that goes forward when somebody sleeps, who then wakes at once."""
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    patch.setattr(time, "monotonic", lambda: now)
    patch.setattr(asyncio, "sleep", sleep)
