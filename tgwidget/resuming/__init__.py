"""Going on where a run was: what its journal answers when the same program asks the same again."""

from tgwidget.resuming.memory import Found, Memory

__all__ = ["Found", "Memory"]
