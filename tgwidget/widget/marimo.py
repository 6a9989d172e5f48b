"""Shows a run under the marimo cell that starts it."""

from __future__ import annotations

import importlib
from typing import Any

from tgwidget.run.shown import Shown
from tgwidget.widget.widget import RunWidget


def show(run: Shown) -> None:
    """Put the run's widget under the cell that runs now.

    Args:
        run: The run.
    """
    marimo: Any = importlib.import_module("marimo")
    marimo.output.append(marimo.ui.anywidget(RunWidget(run)))
