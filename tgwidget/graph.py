"""A graph as data, and its still pictures: an outline, a Digraph, an SVG.

Of a run it is a fold over the run's events, like the live picture on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from textwrap import wrap
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape as escape_xml

from tgwidget.events import (
    GradientAdded,
    GradientsCleared,
    NodeAdded,
    RoleSet,
    StepCommitted,
    ValueSet,
)
from tgwidget.events.wire import Logged

if TYPE_CHECKING:
    from graphviz import Digraph

WIDTH, GAP, LINE, PAD = 260, 28, 16, 12
NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
EXCERPT = 34
"""Characters in a line of a card."""


@dataclass(frozen=True)
class Node:
    """A variable as a still picture shows it; ``inputs`` are ids, ``gradients`` texts, in order."""

    id: str
    role: str
    kind: str
    op: str
    value: str
    inputs: tuple[str, ...]
    gradients: tuple[str, ...] = ()
    first: str = ""
    versions: int = 1

    def lines(self) -> list[str]:
        """The card's text below its title: an excerpt of the value."""
        return _excerpt(self.value) or ["(empty)"]


@dataclass(frozen=True)
class Graph:
    """Variables, each after what it was made from."""

    nodes: tuple[Node, ...]

    @classmethod
    def of(cls, log: Iterable[Logged]) -> Graph:
        """Fold a run's log.

        Args:
            log: The events, in order.
        """
        nodes: dict[str, Node] = {}

        def change(node: str, **fields: object) -> None:
            if node in nodes:
                # The fields come from the cases below, which a checker cannot follow.
                nodes[node] = replace(nodes[node], **fields)  # type: ignore[arg-type]

        for entry in log:
            match entry.event:
                case NodeAdded(node, kind, role, op, inputs, _, _, value):
                    nodes[node] = Node(node, role, kind, op, value, inputs, first=value)
                case ValueSet(node, value):
                    change(node, value=value)
                case RoleSet(node, role):
                    change(node, role=role)
                case GradientAdded(_, node, text) if node in nodes:
                    change(node, gradients=(*nodes[node].gradients, text))
                case GradientsCleared(cleared):
                    for node in cleared:
                        change(node, gradients=())
                case StepCommitted(_, changes):
                    for one in changes:
                        change(one.node, value=one.new, versions=one.version)
                case _:
                    pass
        return cls(tuple(nodes.values()))

    def outline(self) -> str:
        """The graph as indented plain text: each variable under what it was made from."""
        depth: dict[str, int] = {}
        lines: list[str] = []
        for node in self.nodes:
            depth[node.id] = 1 + max((depth.get(i, 0) for i in node.inputs), default=-1)
            made = f" · {node.op}" if node.op else ""
            value = _short(node.value, 90)
            lines.append(f"{'  ' * depth[node.id]}{node.role}{made}: {value}")
            lines += [f"{'  ' * depth[node.id]}  ← {_short(text, 90)}" for text in node.gradients]
        return "\n".join(lines)

    def digraph(self, gradients: bool = False) -> Digraph:
        """The graph for the ``dot`` program, which shows every text as it is.

        Args:
            gradients: Whether to show the criticism that each variable received.
        """
        from graphviz import Digraph

        picture = Digraph(node_attr={"shape": "box", "style": "rounded", "fontname": "sans-serif"})
        for node in self.nodes:
            said = [f"← {text}" for text in node.gradients] if gradients else []
            lines = [*_excerpt(node.role), *node.lines()]
            lines += [line for text in said for line in _excerpt(text)]
            picture.node(node.id, _for_dot(lines))
            for source in dict.fromkeys(node.inputs):
                picture.edge(source, node.id)
        return picture

    def svg(self) -> str:
        """The graph as a picture that needs no program: rows of cards, top down."""
        rows: list[list[Node]] = []
        rank: dict[str, int] = {}
        for node in self.nodes:
            rank[node.id] = 1 + max((rank.get(source, -1) for source in node.inputs), default=-1)
        for node in self.nodes:
            users = [rank[other.id] for other in self.nodes if node.id in other.inputs]
            row = min(users) - 1 if users and not node.inputs else rank[node.id]
            while len(rows) <= row:
                rows.append([])
            rows[row].append(node)
        return _draw(rows)


def _excerpt(text: str) -> list[str]:
    return wrap(_short(text, EXCERPT * 3), EXCERPT)


def _short(text: str, limit: int) -> str:
    """The beginning of a text on one line, cut between words where it has some."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    return (head[: head.rfind(" ", limit // 2)] if " " in head[limit // 2 :] else head[:-1]) + " …"


def _for_dot(lines: list[str]) -> str:
    from graphviz import escape as plain

    # dot reads entities also where it reads no markup, and no character that XML cannot hold.
    return plain(NOT_XML.sub("\ufffd", "\n".join(lines)).replace("&", "&amp;"))


def _draw(rows: list[list[Node]]) -> str:
    width = max((len(row) for row in rows), default=1) * (WIDTH + GAP) + GAP
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
    edges = [
        _edge(boxes[source], boxes[node.id])
        for row in rows
        for node in row
        for source in node.inputs
        if source in boxes
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y:g}" width="{width}" '
        f'height="{y:g}" font-family="system-ui, sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(edges)}{"".join(parts)}</svg>'
    )


def _height(node: Node) -> int:
    return 2 * PAD + LINE * (1 + len(node.lines()) + bool(node.gradients))


def _card(node: Node, x: float, y: float) -> str:
    stroke = {"parameter": "#0b7285", "loss": "#b35c00"}.get(node.kind, "#868e96")
    title = escape(_short(node.role, EXCERPT))
    said = [f'<text x="{x + PAD}" y="{y + PAD + 12}" font-weight="600">{title}</text>']
    for index, line in enumerate(node.lines(), 1):
        top = y + PAD + 12 + LINE * index
        said.append(f'<text x="{x + PAD}" y="{top}" fill="#343a40">{escape(line)}</text>')
    if node.gradients:
        top = y + PAD + 12 + LINE * (1 + len(node.lines()))
        text = escape("← " + _short(node.gradients[-1], EXCERPT - 2))
        said.append(f'<text x="{x + PAD}" y="{top}" fill="#0b7285">{text}</text>')
    box = f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{_height(node)}" rx="8" fill="#f8f9fa" '
    return f'<g>{box}stroke="{stroke}"/>{"".join(said)}</g>'


def _edge(source: tuple[float, float, float], target: tuple[float, float, float]) -> str:
    x1, y1 = source[0] + WIDTH / 2, source[1] + source[2]
    x2, y2 = target[0] + WIDTH / 2, target[1]
    bend = (y2 - y1) / 2
    path = f"M{x1:g} {y1:g}C{x1:g} {y1 + bend:g} {x2:g} {y2 - bend:g} {x2:g} {y2:g}"
    return f'<path d="{path}" fill="none" stroke="#adb5bd"/>'


def escape(text: str) -> str:
    """Text for an SVG: markup is shown, what XML cannot hold is replaced."""
    return escape_xml(NOT_XML.sub("\ufffd", text))
