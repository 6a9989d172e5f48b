"""What a run and its pictures are told of variables."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

from tgwidget.content import Content, Image
from tgwidget.events import BreakpointSet, ConstraintsSet, GradientAdded, NodeAdded, Picture
from tgwidget.graph import Graph, Node
from tgwidget.observe import Nobody, Observer, current
from tgwidget.variable.ids import told
from tgwidget.variable.order import topological

if TYPE_CHECKING:
    from tgwidget.variable.gradient import Gradient
    from tgwidget.variable.variable import Variable

_homes: WeakValueDictionary[str, Observer] = WeakValueDictionary()
"""The run that was told of a variable last, by the variable's id."""


def picture(value: Content, run: Observer | None = None) -> Picture | None:
    """The picture of a value for the page, ``None`` for a text."""
    if not isinstance(value, Image):
        return None
    (run or current()).keep(value)
    return value.picture()


def listening(variable: Variable) -> Observer:
    """Who hears of what a person's code does to a variable: the run that this is the program of.

    Outside of every run, as in another cell, it is the one that works with the variable now.
    """
    here = current()
    home = _homes.get(variable.id) if isinstance(here, Nobody) else None
    return (home and home.visitor()) or here


def drawn(variable: Variable) -> Graph:
    """A variable and all it was made from, as a picture shows them."""
    return Graph(
        tuple(
            Node(
                one.id, one.role_description, one.kind, _op(one), one.text,
                tuple(predecessor.id for predecessor in one.predecessors),
                tuple(gradient.value for gradient in one.gradients),
            )
            for one in topological(variable)
        )
    )  # fmt: skip


def _op(variable: Variable) -> str:
    return variable.grad_fn.function.label if variable.grad_fn else ""


def introduce(variable: Variable) -> None:
    """Add a variable, and what it was made from, to the graph of the run that listens."""
    run, stack, opened = current(), [variable], set[str]()
    while stack:
        top = stack[-1]
        unknown = [p for p in top.predecessors if not run.knows(p.id)]
        if unknown and not run.knows(top.id) and top.id not in opened:
            opened.add(top.id)  # once, or a cycle would never end
            stack.extend(reversed(unknown))
            continue
        stack.pop()
        if not run.knows(top.id):
            told[top.id], _homes[top.id] = top, run
            inputs = tuple(p.id for p in top.predecessors)
            run.emit(
                NodeAdded(
                    top.id, top.kind, top.role_description, _op(top), inputs, top.requires_grad,
                    True, top.text, picture(top.value),
                )
            )  # fmt: skip
            if top.constraints:
                run.emit(ConstraintsSet(top.id, top.constraints))
            if top.breakpoint:
                run.emit(BreakpointSet(top.id, on=True, by="program"))
            for gradient in top.gradients:
                run.emit(added(top.id, gradient))


def added(node: str, gradient: Gradient) -> GradientAdded:
    """What a run is told of a gradient on a variable."""
    return GradientAdded(
        gradient.id, node, gradient.value, gradient.via, gradient.author, gradient.region,
        gradient.by, gradient.who, gradient.original, gradient.muted, gradient.version,
    )  # fmt: skip
