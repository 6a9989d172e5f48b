"""A graph for the ``dot`` program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphviz import Digraph, ExecutableNotFound, escape

from tgwidget.graph.node import excerpt
from tgwidget.markup import plain

if TYPE_CHECKING:
    from tgwidget.graph.graph import Graph


class Picture(Digraph):
    """A Digraph that a notebook can show where ``dot`` is missing, too."""

    of: Graph | None = None

    def __repr__(self) -> str:
        return repr(self.of) if self.of else super().__repr__()

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None, **more: Any
    ) -> dict[str, Any]:
        words = {"text/plain": self.of.outline()} if self.of else {}
        try:
            return {**words, **super()._repr_mimebundle_(include, exclude, **more)}
        except ExecutableNotFound:
            return {**words, "image/svg+xml": self.of.svg()} if self.of else words


def digraph(graph: Graph, gradients: bool) -> Digraph:
    """A graph for ``dot``, which shows every text as it is.

    Args:
        graph: The graph.
        gradients: Whether to show the criticism that each variable received.
    """
    picture = Picture(node_attr={"shape": "box", "style": "rounded", "fontname": "sans-serif"})
    picture.of = graph
    for node in graph.nodes:
        said = [f"← {text}" for text in node.gradients] if gradients else []
        lines = [*excerpt(node.role), *node.lines()]
        lines += [line for text in said for line in excerpt(text)]
        picture.node(node.id, _label(lines))
        for source in dict.fromkeys(node.inputs):
            picture.edge(source, node.id)
    return picture


def _label(lines: list[str]) -> str:
    # dot reads entities also where it reads no markup, and no character that XML cannot hold.
    return escape(plain("\n".join(lines)).replace("&", "&amp;"))
