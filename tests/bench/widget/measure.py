"""A figure beside its target, and what a stretch of time costs the page."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.widget.page import Bare


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Args:
        what: What was measured.
        value: The figure.
        unit: Its unit.
        target: What it should be, in the same unit; at most, or at least where ``least``; ``None``
            where it only helps to read the others.
        least: Whether the target is the least.
        beside: Other figures that help to read it.
    """

    what: str
    value: float
    unit: str
    target: float | None
    least: bool = False
    beside: str = ""

    def row(self) -> tuple[str, str, str, str, str]:
        """The cells, in the order of ``HEAD``."""
        value = f"{self.value:.1f} {self.unit}"
        if self.target is None:
            return self.what, value, "", "", self.beside
        held = self.value >= self.target if self.least else self.value <= self.target
        target = f"{'≥' if self.least else '≤'} {self.target:g} {self.unit}"
        return self.what, value, target, "yes" if held else "NO", self.beside


HEAD = ("figure", "measured", "target", "held", "beside it")


def main_tasks(events: Sequence[Any]) -> list[Any]:
    """The tasks of a page's main thread in a trace, in the order they began.

    Args:
        events: The trace's events, of the category ``toplevel`` at least.
    """
    named = (one for one in events if one["name"] == "thread_name")
    main = {one["tid"] for one in named if one["args"]["name"] == "CrRendererMain"}
    tasks = (one for one in events if one["name"] == "ThreadControllerImpl::RunTask")
    return sorted(
        (one for one in tasks if one["tid"] in main and "tdur" in one), key=lambda one: one["ts"]
    )


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return statistics.median(values)


# Calls `step` once a frame. Gives frames a second, and the longest time between two frames.
FRAMES = """async ([source, count]) => {
  const step = eval(source);
  const times = [];
  let last = await new Promise(requestAnimationFrame);
  const begun = last;
  for (let i = 0; i < count; i++) {
    step(i, count);
    const now = await new Promise(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  times.sort((a, b) => a - b);
  return [(1000 * count) / (last - begun), times[times.length - 1]];
}"""


@dataclass(frozen=True, slots=True)
class Frames:
    """What a run of frames cost: frames a second, and milliseconds of CPU a frame."""

    rate: float
    cpu: float
    script: float
    style: float
    layout: float

    def parts(self) -> str:
        """What the time went to; the rest is painting."""
        return f"scripts {self.script:.1f}, style {self.style:.1f}, layout {self.layout:.1f} ms"


def frames(bare: Bare, step: str, count: int = 120) -> Frames:
    """Call a function of the page once a frame, and see what that costs its main thread.

    Args:
        bare: The page.
        step: The function, of the frame's number and how many there are.
        count: Frames.
    """
    before = bare.spent()
    rate, _ = bare.page.evaluate(FRAMES, [step, count])
    after = bare.spent()
    names = ("TaskDuration", "ScriptDuration", "RecalcStyleDuration", "LayoutDuration")
    return Frames(rate, *(1000 * (after[name] - before[name]) / count for name in names))
