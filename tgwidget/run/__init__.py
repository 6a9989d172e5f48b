"""A run: what happens inside ``with tg.Run("name"):``, as events, with a way to answer and stop."""

from tgwidget.run.past import PastRun, Runs, resume, runs
from tgwidget.run.run import Run, watchers

__all__ = ["PastRun", "Run", "Runs", "resume", "runs", "watchers"]
