"""The runs that journals tell of, as a list to read: in a notebook a table, else lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from tgwidget.errors import InputError
from tgwidget.journal import files
from tgwidget.markup import Markup, element, join, plain, quiet
from tgwidget.report.figures import dollars, plural

if TYPE_CHECKING:
    from tgwidget.run.past import PastRun

SHOWN = 20
"""Runs that a list shows, the latest; the rest is counted."""
LONG = 48
"""Characters of a name that are shown."""
_HEAD = ("", "run", "ended", "steps", "decisions", "cost", "begun", "size")
_SIDES = ("right", "left", "left", "right", "right", "right", "left", "right")


@dataclass(frozen=True)
class _Line:
    """One run; ``figures`` are empty where its journal cannot be read."""

    name: str
    begun: str
    outcome: str
    figures: tuple[int, int, float | None] | None
    size: str


def text(runs: Sequence[PastRun]) -> str:
    """The latest of them, a line each."""
    if not runs:
        return f"no run has a journal yet (they are kept in {files.directory()})"
    rows = [_words(place, _line(one)) for place, one in enumerate(islice(runs, SHOWN))]
    wide = [max(_width(row[column]) for row in rows) for column in range(len(rows[0]))]
    told = ["  ".join(map(_padded, row, wide)).rstrip() for row in rows]
    return "\n".join([*told, _rest(runs)])


def table(runs: Sequence[PastRun]) -> Markup:
    """The latest of them, a row each."""
    if not runs:
        return quiet(text(runs))
    head = element("tr", *map(_head, _HEAD, _SIDES))
    rows = [_row(place, _line(one)) for place, one in enumerate(islice(runs, SHOWN))]
    whole = element(
        "table", element("thead", head), element("tbody", *rows), style="margin: 0 0 6px 0"
    )
    return join(element("div", whole, style="overflow-x: auto"), quiet(_rest(runs)))


def _line(one: PastRun) -> _Line:
    name = " ".join(plain(one.name).split())
    name = name if len(name) <= LONG else f"{name[: LONG - 1]}…"
    begun, size = one.started.replace("T", " ")[:16], amount(one.size)
    try:
        return _Line(name, begun, one.outcome, (one.steps, one.decisions, one.cost), size)
    except InputError:  # gone meanwhile, or of a later version
        return _Line(name, begun, "cannot be read", None, size)


def _words(place: int, line: _Line) -> tuple[str, ...]:
    if line.figures is None:
        return (str(place), line.name, line.outcome, "", "", "", line.begun, line.size)
    steps, decisions, cost = line.figures
    counted = (plural(steps, "step"), plural(decisions, "decision"), dollars(cost))
    return (str(place), line.name, line.outcome, *counted, line.begun, line.size)


def _row(place: int, line: _Line) -> Markup:
    figures = ("", "", "")
    if line.figures is not None:
        steps, decisions, cost = line.figures
        figures = (f"{steps:,}", f"{decisions:,}", "unknown" if cost is None else dollars(cost))
    usual = line.outcome == "done"
    cells = [
        quiet(str(place)),
        element("bdi", line.name, style="font-weight: 600"),
        quiet(line.outcome) if usual else line.outcome,
        *figures,
        quiet(line.begun),
        quiet(line.size),
    ]
    return element("tr", *map(_cell, cells, _SIDES, _HEAD))


def _cell(inside: str, side: str, column: str) -> Markup:
    wraps = "overflow-wrap: anywhere; min-width: 10em" if column == "run" else "white-space: nowrap"
    return element("td", inside, style=f"text-align: {side}; {wraps}")


def _head(word: str, side: str) -> Markup:
    return element("th", word, style=f"text-align: {side}")


def _rest(runs: Sequence[PastRun]) -> str:
    left = len(runs) - SHOWN
    more = f"… and {plural(left, 'earlier run')} · " if left > 0 else ""
    return f"{more}{amount(sum(one.size for one in runs))} in {files.directory()}"


def amount(size: int) -> str:
    """Bytes as ``43 kB``, ``1.2 MB``."""
    for unit, much in (("GB", 1e9), ("MB", 1e6)):
        if size >= much:
            return f"{size / much:.1f} {unit}"
    return f"{max(1, round(size / 1e3))} kB" if size else "0 kB"


def _width(cell: str) -> int:
    """How many places of a terminal a text takes."""
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in cell)
    return len(cell) + wide - sum(bool(unicodedata.combining(one)) for one in cell)


def _padded(cell: str, wide: int) -> str:
    return cell + " " * (wide - _width(cell))
