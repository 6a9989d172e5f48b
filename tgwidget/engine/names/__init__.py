"""From a name to an engine."""

from tgwidget.engine.names.find import get_engine

__all__ = ["get_engine"]
