"""Any server that speaks the OpenAI protocol, over HTTP."""

from tgwidget.engine.direct.engine import DirectEngine

__all__ = ["DirectEngine"]
