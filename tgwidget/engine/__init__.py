"""Engines: the ways to a model, and the runner that they share."""

from tgwidget.engine.lm import EngineLM
from tgwidget.engine.names import get_engine

__all__ = ["EngineLM", "get_engine"]
