"""Shows a run in the notebook that it happens in, from its first event on."""

from __future__ import annotations

import contextvars
import logging
from secrets import token_hex
from typing import Any

from tgwidget.markup import Markup, element, quiet
from tgwidget.notebook import kernels
from tgwidget.report.still import still
from tgwidget.run.shown import Shown

log = logging.getLogger(__name__)
CLASS = "tgw-still"
STYLE = f"""
:is(.jp-OutputArea, .cell_container, #output-area):has(.tgw)
  :is(.{CLASS}, .jp-OutputArea-child:has(.{CLASS})),
.jp-OutputArea-child:has(> .jupyter-widgets):not(:has(> * > *)):has(+ * .{CLASS})
  {{ display: none; }}
"""
"""Either the widget shows or its still picture: beside the widget no picture, and before the
picture no word of a widget that could not be found."""


class Display:
    """Puts a widget under the cell for every run that begins, and a still picture under that.

    The picture is what remains where the widget cannot be: in a notebook that was saved without
    its state, that is not trusted, or that is read elsewhere. It hides where the widget shows.

    Args:
        tap: How the pages of these runs are answered.
    """

    def __init__(self, tap: kernels.Tap) -> None:
        self._tap = tap

    def watch(self, run: Shown) -> None:
        """Show a run that begins.

        Raises:
            TgError: If the front end has not been built.
        """
        from tgwidget.widget.widget import RunWidget

        widget = RunWidget(run)
        self._tap.serve(widget.comm_ids())
        self._tap.begin(run)
        run.subscribe(lambda: self._tap.end(run) if run.ended else None)
        run.desk.expects_page = kernels.interactive()
        _publish(widget.mimebundle(), {})
        _Still(run, updates=kernels.interactive())


class _Still:
    """The still picture of one run, in an output of its own."""

    def __init__(self, run: Shown, updates: bool) -> None:
        self._run = run
        self._shown = False
        self._cell = contextvars.copy_context()
        self._where = {"display_id": f"tgwidget-{token_hex(8)}"}
        # What only runs a notebook and keeps the result may not know of updates.
        if updates:
            self._show()
        run.subscribe(self._changed)

    def _changed(self) -> None:
        if not self._run.ended:
            return
        try:
            self._cell.copy().run(self._show)
        except Exception:  # a run does not fail for want of a picture of it
            log.exception("the still picture of the run was not shown")

    def _show(self) -> None:
        picture = still(self._run.log) if self._run.ended else quiet("The run has not ended.")
        shown = element(
            "div", element("style", Markup(" ".join(STYLE.split()))), picture, class_=CLASS
        )
        data = {"text/plain": repr(self._run), "text/html": shown}
        _publish(data, self._where, update=self._shown)
        self._shown = True


def _publish(data: dict[str, Any], transient: dict[str, str], update: bool = False) -> None:
    # Looked up each time, so that %%capture captures it.
    kernels.kernel().shell.display_pub.publish(data, {}, transient=transient, update=update)
