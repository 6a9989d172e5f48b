"""A graph as data, and its still pictures: an outline, HTML, an SVG, a Digraph.

Of a run it is a fold over the run's events, like the live picture on the page.
"""

from tgwidget.graph.graph import Graph
from tgwidget.graph.node import Node

__all__ = ["Graph", "Node"]
