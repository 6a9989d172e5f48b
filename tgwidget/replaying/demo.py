"""The run that ``%tg demo`` shows: recorded with ``python -m tests.recordings``."""

from __future__ import annotations

from pathlib import Path

from tgwidget.replaying.replay import Replay, replay

LOG = Path(__file__).with_name("demo.jsonl")


def demo(speed: float | None = 1.0) -> Replay:
    """Show a recorded run: a question that is answered, criticised and improved under your eyes.

    Args:
        speed: How many times as fast as it was; ``None`` for all at once.
    """
    return replay(LOG, speed)
