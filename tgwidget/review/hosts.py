"""Notebooks in which a click cannot reach a running cell, and the way out of it there."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class Unheard:
    """Why nobody can answer, and what to do; both as parts of an error's sentence."""

    why: str
    way: str


NO_PAGE = Unheard(
    "no page is open to give it", "open the notebook in JupyterLab with %load_ext tgwidget"
)
MARIMO = "in marimo put the work into a function and start it: run = tg.start(work)"


def in_marimo() -> bool:
    """Whether this is a marimo notebook, as editor or as application."""
    marimo = sys.modules.get("marimo")
    return marimo is not None and marimo.running_in_notebook()


def unheard() -> Unheard | None:
    """Why a page's answer cannot arrive while the caller's thread waits, or ``None`` if it can."""
    if not in_marimo() or isinstance(threading.current_thread(), sys.modules["marimo"].Thread):
        return None
    return Unheard("a marimo cell hears no click while it runs", MARIMO)


def without_page() -> Unheard:
    """Why nobody can answer where no page is open, with the way that fits this notebook."""
    if "marimo" in sys.modules and "ipykernel" not in sys.modules:
        return Unheard(NO_PAGE.why, MARIMO)
    return NO_PAGE
