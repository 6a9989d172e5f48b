"""The live picture of a run: one anywidget a run, fed from the run's events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tgwidget.widget.widget import RunWidget as RunWidget

__all__ = ["RunWidget"]


def __getattr__(name: str) -> Any:
    # anywidget is loaded by whoever shows a run, not by who reads its log.
    if name == "RunWidget":
        from tgwidget.widget.widget import RunWidget

        return RunWidget
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
