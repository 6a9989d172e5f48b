"""Optimizers: what turns criticism into proposals, and decisions into new values."""

from tgwidget.optimizer.constraints import Json, Locked, MaxTokens, Placeholders, Regex, Rule
from tgwidget.optimizer.proposal import Decision, Proposal, Reviewer
from tgwidget.optimizer.tgd import TGD, TextualGradientDescent
from tgwidget.optimizer.variants import (
    GuidedTextualGradientDescent,
    TextualGradientDescentwithMomentum,
)

__all__ = [
    "TGD",
    "Decision",
    "GuidedTextualGradientDescent",
    "Json",
    "Locked",
    "MaxTokens",
    "Placeholders",
    "Proposal",
    "Regex",
    "Reviewer",
    "Rule",
    "TextualGradientDescent",
    "TextualGradientDescentwithMomentum",
]
