"""What a step will cost, before a model is asked."""

from tgwidget.estimate.counting import Of, estimate
from tgwidget.estimate.values import Cost, Estimate

__all__ = ["Cost", "Estimate", "Of", "estimate"]
