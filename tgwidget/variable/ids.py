"""What events call variables and gradients; unique in this process."""

from __future__ import annotations

import os
from itertools import count
from typing import TYPE_CHECKING
from weakref import WeakValueDictionary

if TYPE_CHECKING:
    from tgwidget.variable.variable import Variable

_nodes = count(1)
_gradients = count(1)
_process = os.urandom(6).hex()
told: WeakValueDictionary[str, Variable] = WeakValueDictionary()
"""The variables that a run was told of, by id, while somebody holds them."""


def new_node() -> str:
    """An id for a variable that does not exist yet, but whose text may already be arriving."""
    return f"v{next(_nodes)}"


def new_gradient() -> str:
    """An id for a gradient."""
    return f"g{next(_gradients)}"


def foreign(node: str) -> str:
    """A variable's id for a pickle, where it must not be taken for one of the reader's.

    Args:
        node: The id here; it may be a foreign one already, or empty.
    """
    return f"{_process}:{node}" if node and ":" not in node else node
