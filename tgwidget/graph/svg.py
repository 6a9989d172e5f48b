"""A graph as a picture that needs no program: rows of cards, top down."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tgwidget.graph.node import EXCERPT, Node, short
from tgwidget.markup import plain

WIDTH, GAP, LINE, PAD = 260, 28, 16, 12
BESIDE = 6
"""Cards beside each other; of a longer row the last one says how many more there are."""


def draw(nodes: Sequence[Node]) -> str:
    """Nodes as an SVG, light on any ground.

    Args:
        nodes: Each after what it was made from.
    """
    rows, width = _rows(nodes), across(nodes)
    boxes: dict[str, tuple[float, float, float]] = {}
    y, parts = float(GAP), list[str]()
    for row in rows:
        tallest = max((_height(node) for node in row), default=0)
        x = (width - len(row) * (WIDTH + GAP) + GAP) / 2
        for node in row:
            boxes[node.id] = (x, y, _height(node))
            parts.append(_card(node, x, y))
            x += WIDTH + GAP
        y += tallest + 2 * GAP
    y -= GAP if rows else 0
    edges = [
        _edge(boxes[source], boxes[node.id])
        for row in rows
        for node in row
        for source in dict.fromkeys(node.inputs)
        if source in boxes
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y:g}" width="{width}" '
        f'height="{y:g}" font-family="system-ui, sans-serif" font-size="12">'
        f"{''.join(edges)}{''.join(parts)}</svg>"
    )


def across(nodes: Sequence[Node]) -> int:
    """Pixels from side to side of the picture of some nodes."""
    return max((len(row) for row in _rows(nodes)), default=1) * (WIDTH + GAP) + GAP


def _rows(nodes: Sequence[Node]) -> list[list[Node]]:
    return [_folded(row) for row in _ranked(nodes)]


def _ranked(nodes: Sequence[Node]) -> list[list[Node]]:
    """Each node below all it was made from; what was given just above who uses it first."""
    rank: dict[str, int] = {}
    users: dict[str, int] = {}
    for node in nodes:
        rank[node.id] = 1 + max((rank.get(source, -1) for source in node.inputs), default=-1)
        for source in node.inputs:
            users[source] = min(users.get(source, rank[node.id]), rank[node.id])
    rows: list[list[Node]] = []
    for node in nodes:
        given = node.id in users and not node.inputs
        row = users[node.id] - 1 if given else rank[node.id]
        while len(rows) <= row:
            rows.append([])
        rows[row].append(node)
    return rows


def _folded(row: list[Node]) -> list[Node]:
    if len(row) <= BESIDE:
        return row
    kept, rest = row[: BESIDE - 1], len(row) - BESIDE + 1
    return [*kept, Node("", f"and {rest:,} more", "input", "", "beside these", ())]


def _height(node: Node) -> int:
    return 2 * PAD + LINE * (1 + len(node.lines()) + bool(node.gradients))


def _card(node: Node, x: float, y: float) -> str:
    stroke = {"parameter": "#0b7285", "loss": "#b35c00"}.get(node.kind, "#868e96")
    title = _text(short(node.role, EXCERPT))
    said = [f'<text x="{x + PAD}" y="{y + PAD + 12}" font-weight="600">{title}</text>']
    for index, line in enumerate(node.lines(), 1):
        top = y + PAD + 12 + LINE * index
        said.append(f'<text x="{x + PAD}" y="{top}" fill="#343a40">{_text(line)}</text>')
    if node.gradients:
        top = y + PAD + 12 + LINE * (1 + len(node.lines()))
        text = _text("← " + short(node.gradients[-1], EXCERPT - 2))
        said.append(f'<text x="{x + PAD}" y="{top}" fill="#0b7285">{text}</text>')
    box = f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{_height(node)}" rx="8" fill="#fff" '
    return f'<g>{box}stroke="{stroke}"/>{"".join(said)}</g>'


def _edge(source: tuple[float, float, float], target: tuple[float, float, float]) -> str:
    x1, y1 = source[0] + WIDTH / 2, source[1] + source[2]
    x2, y2 = target[0] + WIDTH / 2, target[1]
    bend = (y2 - y1) / 2
    path = f"M{x1:g} {y1:g}C{x1:g} {y1 + bend:g} {x2:g} {y2 - bend:g} {x2:g} {y2:g}"
    head = f"M{x2 - 4:g} {y2 - 7:g}L{x2:g} {y2 - 1:g}L{x2 + 4:g} {y2 - 7:g}"
    return f'<path d="{path}{head}" fill="none" stroke="#868e96"/>'


def _text(text: str) -> str:
    return escape(plain(text))
