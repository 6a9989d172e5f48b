"""What a run has brought: its best step, its decisions as a table, its prompts with their origin.

All of it is folds over a log, so that a run that goes on, one that is over, and one that is read
from a file give the same.
"""

from tgwidget.results.best import Best
from tgwidget.results.results import Results
from tgwidget.results.rows import Row

__all__ = ["Best", "Results", "Row"]
