"""A request's way to an engine and back: one flight, limits, deadlines, retries."""

from tgwidget.engine.runner.runner import Runner

__all__ = ["Runner"]
