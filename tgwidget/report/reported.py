"""What a run can be made into."""

from __future__ import annotations

import os

from tgwidget.events import Form
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

        write(path, self.exported("page"))

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

        text = self.exported("report")
        if path is not None:
            write(path, text)
        return text

    def exported(self, form: Form) -> str:
        """The run as the text of a file.

        Args:
            form: ``"page"`` is HTML, ``"report"`` Markdown, ``"log"`` one JSON object a line.

        Raises:
            TgError: If the front end, which a page is made of, has not been built.
        """
        from tgwidget.report.forms import FORMS

        return FORMS[form](tuple(self.log))

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        """A still picture of the run."""
        from tgwidget.report.still import still

        return {"text/plain": repr(self), "text/html": still(tuple(self.log))}
