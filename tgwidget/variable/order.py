"""The order of a graph, and which part of it a backward pass must reach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from tgwidget.errors import InputError

if TYPE_CHECKING:
    from tgwidget.variable.variable import Variable


def topological(root: Variable, stop: Callable[[Variable], bool] | None = None) -> list[Variable]:
    """All variables that ``root`` was made from, each after its own predecessors; root last.

    Args:
        root: Where to begin.
        stop: Which variables to leave out, with what only they were made from.

    Raises:
        InputError: If a variable was made from itself.
    """
    order: list[Variable] = []
    seen, made = {root.id}, set[str]()
    stack: list[tuple[Variable, Iterator[Variable]]] = [(root, iter(root.predecessors))]
    while stack:
        variable, waiting = stack[-1]
        for predecessor in waiting:
            if predecessor.id not in seen:
                seen.add(predecessor.id)
                if stop and stop(predecessor):
                    made.add(predecessor.id)
                    continue
                stack.append((predecessor, iter(predecessor.predecessors)))
                break
            if predecessor.id not in made:
                raise InputError(
                    f"the graph has a cycle: {predecessor.role_description!r} is among what "
                    f"{variable.role_description!r} was made from, and the other way round",
                    "leave a variable's predecessors as they were when it was made",
                )
        else:
            order.append(variable)
            made.add(variable.id)
            stack.pop()
    return order


def reaching(order: Sequence[Variable]) -> set[str]:
    """The ids of the variables in ``order`` on a way to one that wants criticism.

    Wanted are the optimizers' parameters and the leaves, where they require a gradient; where a
    graph has neither, also no frozen parameter, every variable that requires one.
    """
    asking = [variable for variable in order if variable.requires_grad]
    wanted = {v.id for v in asking if v.is_parameter or not v.predecessors}
    if not wanted and not any(variable.is_parameter for variable in order):
        wanted = {v.id for v in asking}
    for variable in order:
        if any(p.id in wanted for p in variable.predecessors):
            wanted.add(variable.id)
    return wanted


def must_have_history(root: Variable) -> None:
    """See that a backward pass can begin here.

    Raises:
        InputError: If it was made from nothing and wants no criticism itself.
    """
    if not root.predecessors and not root.requires_grad:
        raise InputError(
            f"{root.role_description!r} was made from nothing that could be criticised",
            "call backward() on a loss that was made outside no_grad() and not detached",
        )
