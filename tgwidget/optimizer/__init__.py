"""Optimizers: what turns criticism into proposals, and decisions into new values."""

from tgwidget.optimizer.proposal import Decision, Proposal, Reviewer
from tgwidget.optimizer.tgd import TGD, TextualGradientDescent

__all__ = ["TGD", "Decision", "Proposal", "Reviewer", "TextualGradientDescent"]
