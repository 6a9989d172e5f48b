"""Graphs as pickles and deep copies: flat, so that no chain is too long for them.

A variable is written as the list of all that it was made from, each after its own predecessors.
What was written once is referred to from there on, so variables that are written together go on
sharing what they shared. Every variable and gradient read or copied has a new id.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from tgwidget.variable.ids import foreign, new_node
from tgwidget.variable.order import topological

if TYPE_CHECKING:
    from tgwidget.variable.variable import Variable


class _Node:
    """A variable inside a pickle, whose predecessors stand before it; it is read as a variable."""

    __slots__ = ("__weakref__", "variable")

    def __init__(self, variable: Variable) -> None:
        self.variable = variable

    def __reduce__(self) -> tuple[Any, ...]:
        state = self.variable.__getstate__()
        state["predecessors"] = tuple(_node(one) for one in self.variable.predecessors)
        return blank, (type(self.variable),), state


class _Nodes(threading.local):
    """The nodes that a pickler of this thread still refers to, by their variables' addresses."""

    def __init__(self) -> None:
        self.held: WeakValueDictionary[int, _Node] = WeakValueDictionary()


_nodes = _Nodes()


def _node(variable: Variable) -> _Node:
    node = _nodes.held.get(id(variable))
    if node is None:
        node = _nodes.held[id(variable)] = _Node(variable)
    return node


def blank(kind: type[Variable]) -> Variable:
    """A variable with a new id and nothing in it yet.

    Args:
        kind: Its class.
    """
    made = kind.__new__(kind)
    made.__setstate__({"id": new_node(), "_gradients": None, "predecessors": ()})
    return made


def written(variable: Variable) -> tuple[Callable[..., Variable], tuple[Any, ...]]:
    """A variable and all it was made from, as ``pickle`` writes it: see ``object.__reduce__``.

    Args:
        variable: The variable.
    """
    order = topological(variable)
    return read, ([_node(one) for one in order], [foreign(one.id) for one in order])


def read(variables: Sequence[Variable], ids: Sequence[str]) -> Variable:
    """The variable that was written; its gradients know again which variables they came through.

    Args:
        variables: All that was written, the variable itself last.
        ids: The ids they had, in the same order.
    """
    now = dict(zip(ids, (one.id for one in variables), strict=True))
    for variable in variables:
        variable.gradients.reroute(now)
    return variables[-1]


def deep_copy(variable: Variable, memo: dict[int, Any]) -> Variable:
    """A variable and all it was made from, anew: see ``object.__deepcopy__``.

    Args:
        variable: The variable.
        memo: What was copied already, by address.
    """
    met: list[Variable] = []

    def copied_before(one: Variable) -> bool:
        if id(one) not in memo:
            return False
        met.append(memo[id(one)])
        return True

    order = topological(variable, stop=copied_before)
    for one in order:
        memo[id(one)] = blank(type(one))
    now = {one.id: memo[id(one)].id for one in order}
    for one in order:
        state = one.__getstate__()
        before = tuple(memo[id(predecessor)] for predecessor in state.pop("predecessors"))
        copied = {name: copy.deepcopy(value, memo) for name, value in state.items()}
        memo[id(one)].__setstate__({**copied, "predecessors": before})
        met.append(memo[id(one)])
    for made in met:
        made.gradients.reroute(now)
    return memo[id(variable)]


def shallow_copy(variable: Variable) -> Variable:
    """A variable with another id that shares everything else, its gradients apart.

    Args:
        variable: The variable.
    """
    made = blank(type(variable))
    made.__setstate__(variable.__getstate__())
    return made
