"""What it takes to keep a run's log for pages that come later, while the run goes on.

The end of a run keeps it at once; a question, a failure and a committed step, no more often than is
cheap: on the loop that also hears clicks, so that a long run must not be gone through each time.
"""

from __future__ import annotations

import statistics
import time

import tgwidget as tg
from tests.bench.table import table
from tests.bench.widget.runs import story
from tgwidget.widget.feeder import Feeder

STEPS = 20


def kept(nodes: int) -> tuple[float, float]:
    """Seconds of CPU until a log is kept for the first time, and after a step of 26 nodes more."""
    told = story(nodes)
    run = tg.Run("shirts", journal=False)
    run.log.extend(told.log)
    feeder = Feeder(run, lambda message: None, lambda snapshot: None)
    began = time.thread_time()
    feeder.snapshot()
    first, later = time.thread_time() - began, list[float]()
    for _ in range(STEPS):
        have = len(told.log)
        told.commit()
        told.forward()
        told.backward()
        run.log.extend(told.log[have:])
        feeder._sent = len(run.log)  # as if the page had been told
        began = time.thread_time()
        feeder.snapshot()
        later.append(time.thread_time() - began)
    return first, statistics.median(later)


def main() -> None:
    """Print the table."""
    rows: list[list[str]] = []
    for nodes in (100, 1000, 5000):
        first, later = kept(nodes)
        rows.append([f"{nodes:,} nodes", f"{first * 1000:.0f} ms", f"{later * 1000:.1f} ms"])
    table(["keeping a log for pages", "for the first time", "after a step more"], rows)
