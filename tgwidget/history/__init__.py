"""The tree of committed steps: undo, redo, go to any of them, branch, compare, merge."""

from tgwidget.history.tree import Commit, History

__all__ = ["Commit", "History"]
