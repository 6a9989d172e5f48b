"""What a journal costs: an event with and without it, and reading it again.

``python -m tests.bench.journal``; the medians of several rounds, in CPU time of the thread and,
as the disk is part of it, in time on the clock.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable

import tgwidget as tg
from tests.bench.table import table
from tgwidget import journal
from tgwidget.events import CallDelta, CallFinished, Decided, Event, NodeAdded

ROUNDS, EVENTS = 7, 2_000
WORDS = "check the sum of every line before you answer " * 40
SAMPLES: dict[str, Event] = {
    "a piece of a reply": CallDelta("c1", "the "),
    "a node": NodeAdded("v1", "response", "answer", "LLMCall", ("v0",), True, True, WORDS[:200]),
    "a whole reply, 1.8 kB": CallFinished(
        "c1", WORDS, "", "stop", 10, 300, False, 0.001, None, False, 1, 0.1, 0.5, "gpt", "gpt"
    ),
    "a person's decision": Decided("p1", "edit", WORDS[:200], "page", 4.2, who="Ada"),
}


def spent(event: Event, kept: bool, count: int) -> tuple[float, float]:
    """Microseconds of one event: on this thread's CPU, and on the clock."""
    with tg.Run("bench", review="accept", journal=kept, resume=False) as run:
        cpu, clock = time.thread_time(), time.perf_counter()
        for _ in range(count):
            run.emit(event)
        cpu, clock = time.thread_time() - cpu, time.perf_counter() - clock
    return cpu / count * 1e6, clock / count * 1e6


def median(measure: Callable[[], tuple[float, float]]) -> tuple[float, float]:
    """The medians of several rounds."""
    cpu, clock = zip(*(measure() for _ in range(ROUNDS)), strict=True)
    return statistics.median(cpu), statistics.median(clock)


def main() -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["TGWIDGET_HOME"] = home
        rows: list[list[str]] = []
        for name, event in SAMPLES.items():
            count = 50 if isinstance(event, Decided) else EVENTS
            without = median(lambda e=event, n=count: spent(e, False, n))
            kept = median(lambda e=event, n=count: spent(e, True, n))
            rows.append([name, f"{without[0]:.1f} µs", f"{kept[0]:.1f} µs", f"{kept[1]:.1f} µs"])
        table(["an event", "CPU without", "CPU with a journal", "on the clock"], rows)
        with tg.Run("long", review="accept", resume=False) as run:
            for _ in range(20_000):
                run.emit(SAMPLES["a node"])
        began = time.thread_time()
        held = journal.read(str(run.journal))
        took = (time.thread_time() - began) / len(held.log) * 1e6
        table(["reading", "CPU an event"], [[f"{len(held.log):,} events", f"{took:.1f} µs"]])


if __name__ == "__main__":
    main()
