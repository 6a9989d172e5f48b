"""Going on where a run was: what its journal answers when the same program asks the same again."""

from tgwidget.resuming.memory import Memory

__all__ = ["Memory"]
