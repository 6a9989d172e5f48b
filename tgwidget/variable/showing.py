"""How a variable shows itself: in a notebook, and as a graph of all it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tgwidget.variable.telling import drawn

if TYPE_CHECKING:
    from graphviz import Digraph

    from tgwidget.variable.variable import Variable


class Shown:
    """Something that a notebook can show: a variable."""

    __slots__ = ()

    def generate_graph(self, print_gradients: bool = False) -> Digraph:
        """A picture of this variable and all it was made from, for the ``dot`` program.

        A notebook shows it where that program is installed; ``.source`` is its text.

        Args:
            print_gradients: Whether to show the criticism that each variable received.

        Returns:
            The graph; each variable with its role and the beginning of its value.
        """
        return drawn(cast("Variable", self)).digraph(print_gradients)

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        from tgwidget.report import cards

        return {"text/plain": repr(self), "text/html": cards.variable(cast("Variable", self))}
