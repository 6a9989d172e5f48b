"""What a run can be made into."""

from __future__ import annotations

import os

from tgwidget.events.wire import Logged


class Reported:
    """Something with a log that can be kept: a run."""

    log: list[Logged]

    def to_html(self, path: str | os.PathLike[str]) -> None:
        """Write the run as one HTML file: the same views, with its whole history.

        It opens in any browser, without a kernel and without a network, and runs no script but
        ours. While the run goes on it holds what has happened so far.

        Args:
            path: Where to write it; what is there is replaced at once, or not at all.

        Raises:
            WriteError: If it cannot be written there.
            TgError: If the front end has not been built.
        """
        from tgwidget.report.files import write
        from tgwidget.report.page import page

        write(path, page(tuple(self.log)))

    def to_markdown(self, path: str | os.PathLike[str] | None = None) -> str:
        """The run as a report to read: its steps, who decided what, every text word for word.

        Args:
            path: Where to write it, if anywhere.

        Returns:
            The report, in Markdown.

        Raises:
            WriteError: If it cannot be written there.
        """
        from tgwidget.report.files import write
        from tgwidget.report.markdown import markdown

        text = markdown(tuple(self.log))
        if path is not None:
            write(path, text)
        return text

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """A still picture of the run."""
        from tgwidget.report.still import still

        return {"text/plain": repr(self), "text/html": still(tuple(self.log))}
