"""The tree of committed steps: undo, redo, go to any of them, branch, compare, merge."""

from tgwidget.history.commits import Commit, Commits, Which
from tgwidget.history.tree import History

__all__ = ["Commit", "Commits", "History", "Which"]
