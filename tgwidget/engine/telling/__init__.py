"""Who hears of calls: logs, traces, and a person."""

from tgwidget.engine.telling.call import Call, told

__all__ = ["Call", "told"]
