"""TGD with one choice made, under the names that TextGrad gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tgwidget.engine.lm import EngineLike
from tgwidget.optimizer.checks import at_least
from tgwidget.optimizer.constraints import Constraint
from tgwidget.optimizer.tgd import TextualGradientDescent, latest
from tgwidget.prompts.optimizer import Version
from tgwidget.variable import Variable


class TextualGradientDescentwithMomentum(TextualGradientDescent):
    """TGD that also shows the latest earlier values of a variable, each with its feedback.

    Momentum is TextGrad's (Yuksekgonul et al., Nature 2025): feedback that keeps coming back calls
    for a larger change.

    Args:
        engine: Who rewrites: an engine or its name; ``None`` for the backward engine.
        parameters: The variables to improve; each requires a gradient.
        momentum_window: How many earlier values are shown; 0 is plain TGD.
        constraints: What every new value must keep to.
        **settings: TGD's other settings.

    Raises:
        InputError: If there are no parameters, one cannot be optimised, or the window is negative.
    """

    def __init__(
        self,
        engine: EngineLike | None,
        parameters: Sequence[Variable],
        momentum_window: int = 0,
        constraints: Sequence[Constraint] | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(parameters, engine=engine, constraints=constraints, **settings)
        self.momentum_window = at_least("momentum_window", momentum_window, 0)

    def _earlier(self, past: Sequence[Version]) -> Sequence[Version]:
        return latest(past, self.momentum_window)


class GuidedTextualGradientDescent(TextualGradientDescent):
    """TGD whose new value comes as JSON that the provider holds the model to, where it can.

    Args:
        parameters: The variables to improve; each requires a gradient.
        **settings: TGD's other settings.

    Raises:
        InputError: If there are no parameters, or one cannot be optimised.
    """

    def __init__(self, parameters: Sequence[Variable], verbose: int = 0, **settings: Any) -> None:
        super().__init__(parameters, verbose, structured=True, **settings)
