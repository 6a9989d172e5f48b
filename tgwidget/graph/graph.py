"""A graph as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from tgwidget.events import (
    GradientAdded,
    GradientsCleared,
    NodeAdded,
    ParametersSet,
    RoleSet,
    StepCommitted,
    ValueSet,
)
from tgwidget.events.wire import Logged
from tgwidget.graph.node import Node, short
from tgwidget.graph.svg import across, draw
from tgwidget.markup import Markup, element, fold, join, quiet

if TYPE_CHECKING:
    from graphviz import Digraph

DRAWN = 60
"""Variables that a still picture can show; more are told in words."""

READ = 0.8
"""How small it may get and still be read; in less room it scrolls by itself."""

TOLD = 200
"""Lines of an outline in a notebook, which carries them for ever."""


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
                case ParametersSet(parameters):
                    for node in parameters:
                        change(node, kind="parameter")
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
            value = short(node.value, 90)
            lines.append(f"{'  ' * depth[node.id]}{node.role}{made}: {value}")
            lines += [f"{'  ' * depth[node.id]}  ← {short(text, 90)}" for text in node.gradients]
        return "\n".join(lines)

    def digraph(self, gradients: bool = False) -> Digraph:
        """The graph for the ``dot`` program, which shows every text as it is.

        Args:
            gradients: Whether to show the criticism that each variable received.
        """
        from tgwidget.graph.dot import digraph

        return digraph(self, gradients)

    def svg(self) -> str:
        """The graph as a picture that needs no program: rows of cards, top down."""
        return draw(self.nodes)

    def html(self) -> Markup:
        """The graph as a still picture and in words, for a notebook that trusts nobody."""
        count = f"{len(self.nodes):,} variable{'' if len(self.nodes) == 1 else 's'}"
        if not self.nodes:
            return quiet("no variables")
        lines = self.outline().splitlines()
        rest = f"\n… and {len(lines) - TOLD:,} more lines" if len(lines) > TOLD else ""
        style = "white-space: pre-wrap; overflow-wrap: anywhere; margin: 4px 0"
        told = element("pre", "\n".join(lines[:TOLD]) + rest, style=style)
        return join(self._picture(count), fold(count, told))

    def _picture(self, count: str) -> Markup:
        if len(self.nodes) > DRAWN:
            return join()
        source = f"data:image/svg+xml,{quote(self.svg())}"
        least = across(self.nodes) * READ
        style = f"display: block; max-width: 100%; min-width: {least:.0f}px"
        alt = f"the graph of {count}, told in words below"
        picture = element("img", src=source, alt=alt, style=style)
        return element("div", picture, style="overflow-x: auto; margin: 8px 0")

    def __repr__(self) -> str:
        return f"Graph of {len(self.nodes)} variables"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {
            "text/plain": self.outline(),
            "text/html": self.html(),
            "image/svg+xml": self.svg(),
        }
