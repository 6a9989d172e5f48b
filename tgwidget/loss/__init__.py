"""Losses: criticism by a model told what to look for, or by a person."""

from tgwidget.loss.choice import MultiChoiceTestTime
from tgwidget.loss.fields import MultiFieldEvaluation, MultiFieldTokenParsedEvaluation
from tgwidget.loss.human import HumanLoss
from tgwidget.loss.image import ImageQALoss
from tgwidget.loss.text import TextLoss

__all__ = [
    "HumanLoss",
    "ImageQALoss",
    "MultiChoiceTestTime",
    "MultiFieldEvaluation",
    "MultiFieldTokenParsedEvaluation",
    "TextLoss",
]
