"""Shows a run in the notebook that it happens in, from its first event on."""

from __future__ import annotations

from tgwidget.notebook import kernels
from tgwidget.run import Run


class Display:
    """Puts a widget under the cell for every run that begins.

    Args:
        tap: How the pages of these runs are answered.
    """

    def __init__(self, tap: kernels.Tap) -> None:
        self._tap = tap
        self.last: Run | None = None

    def watch(self, run: Run) -> None:
        """Show a run that begins.

        Raises:
            TgError: If the front end has not been built.
        """
        from tgwidget.widget.widget import RunWidget

        widget = RunWidget(run)
        self.last = run
        self._tap.serve(widget.comm_ids())
        self._tap.begin(run)
        run.subscribe(lambda: self._tap.end(run) if run.ended else None)
        run.desk.expects_page = kernels.interactive()
        # Looked up each time, so that %%capture captures it.
        kernels.kernel().shell.display_pub.publish(widget.mimebundle(), {})
