"""What a variable was at a moment, and how it becomes that again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tgwidget.content import Content

if TYPE_CHECKING:
    from tgwidget.variable.gradient import Gradient


@dataclass(frozen=True, slots=True)
class VariableState:
    """A variable at a moment.

    Args:
        value: Its text or image.
        constraints: What its later values keep to.
        gradients: The criticism it had received, in order.
    """

    value: Content
    constraints: tuple[str, ...]
    gradients: tuple[Gradient, ...]
