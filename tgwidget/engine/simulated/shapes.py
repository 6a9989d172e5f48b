"""Connected areas of one label in a small picture."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

RUN = re.compile(rb"(.)\1*", re.S)


@dataclass
class Spot:
    """One connected area.

    Args:
        label: What its pixels are labelled with.
        area: Pixels.
        top: Its first row.
        left: Where it begins in that row.
        thick: Whether a square of 3 × 3 pixels fits into it.
        beside: How many pixels of each other label lie beside it.
    """

    label: int
    area: int
    top: int
    left: int
    thick: bool
    beside: Counter[int] = field(default_factory=Counter[int])


def spots(labels: bytes, width: int, height: int) -> list[Spot]:
    """The connected areas, diagonal neighbours included, in the order of their first rows.

    Args:
        labels: One byte a pixel, row by row.
        width: Pixels in a row.
        height: Rows.
    """
    rows = [labels[at * width : (at + 1) * width] for at in range(height)]
    runs: list[tuple[int, int, int]] = []
    parent: list[int] = []
    found: dict[int, Spot] = {}

    def top(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    above: list[int] = []
    for y, row in enumerate(rows):
        current: list[int] = []
        first = 0
        for match in RUN.finditer(row):
            start, end = match.span()
            me = len(runs)
            runs.append((y, start, end))
            parent.append(me)
            current.append(me)
            while first < len(above) and runs[above[first]][2] < start:
                first += 1
            for other in above[first:]:
                if runs[other][1] > end:
                    break
                if rows[y - 1][runs[other][1]] == row[start]:
                    low, high = sorted((top(me), top(other)))
                    parent[high] = low
        above = current
    thick = _thick(rows, width)
    for at, (y, start, end) in enumerate(runs):
        label = rows[y][start]
        spot = found.setdefault(top(at), Spot(label, 0, y, start, thick=False))
        spot.area += end - start
        spot.thick = spot.thick or any(thick[y][start:end])
        edges = [row[start:end] for row in rows[max(0, y - 1) : y] + rows[y + 1 : y + 2]]
        edges.append(rows[y][max(0, start - 1) : start] + rows[y][end : end + 1])
        for edge in edges:
            spot.beside.update(edge)
    for spot in found.values():
        del spot.beside[spot.label]
    return list(found.values())


def _thick(rows: list[bytes], width: int) -> list[bytes]:
    """For each pixel 1 where all its neighbours have its label, else 0."""
    blank = bytes(width)
    if len(rows) < 3 or width < 3:
        return [blank] * len(rows)
    inner = [blank]
    for above, row, below in zip(rows, rows[1:], rows[2:], strict=False):
        across = [
            1 if len(set(above[at : at + 3] + row[at : at + 3] + below[at : at + 3])) == 1 else 0
            for at in range(width - 2)
        ]
        inner.append(bytes((0, *across, 0)))
    return [*inner, blank]
