"""What an optimizer was at a moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tgwidget.optimizer.constraints import Constraint
from tgwidget.prompts.optimizer import Version
from tgwidget.variable import Variable
from tgwidget.variable.keeping import VariableState


@dataclass(frozen=True)
class OptimizerState:
    """An optimizer and its parameters at a moment.

    Args:
        parameters: What each parameter was.
        past: The earlier values of each, with what was said of them, oldest first.
        told: What the last proposal for each was made from.
        constraints: What every new value keeps to.
        examples: The values that it shows as good ones.
    """

    parameters: Mapping[Variable, VariableState]
    past: Mapping[Variable, tuple[Version, ...]]
    told: Mapping[Variable, str]
    constraints: tuple[Constraint, ...]
    examples: tuple[str, ...]
