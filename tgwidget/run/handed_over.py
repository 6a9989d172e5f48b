"""A run in the hands of a person without Python."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from tgwidget import runtime
from tgwidget.events import Form
from tgwidget.history import Commit
from tgwidget.observe import Observer, inside
from tgwidget.report import Reported
from tgwidget.run.gallery import Gallery
from tgwidget.run.hands import visitor
from tgwidget.run.historic import Historic
from tgwidget.variable import Gradient, Variable

if TYPE_CHECKING:
    from tgwidget.handover import ReviewReport
    from tgwidget.run.run import Run

REASON = "reason why a change was taken back"


class HandedOver(Historic, Reported):
    """What a run has of it."""

    gallery: Gallery

    def to_review(self, path: str | os.PathLike[str]) -> None:
        """Write a page on which a person decides who has neither Python nor Jupyter.

        It asks the run's open questions; where there is none, whether each change that the run
        made shall stay. It is one HTML file that opens in any browser, loads nothing and sends
        nothing. What the person saves there comes back with ``apply_review``. While a cell waits
        for a decision no other cell runs, so begin a run that a reviewer shall answer with
        ``tg.start``.

        Args:
            path: Where to write it; what is there is replaced at once, or not at all.

        Raises:
            WriteError: If it cannot be written there.
            TgError: If the front end has not been built.
        """
        from tgwidget.report.files import write

        write(path, self.exported("review"))

    def apply_review(self, answers: str | os.PathLike[str]) -> ReviewReport:
        """Do what a person decided on the page that ``to_review`` wrote.

        An answer holds for the very texts that the person saw. What has changed or been decided
        since is refused, each answer by itself; nothing is applied twice. What is taken back or
        rewritten after the fact is one commit of the history, which ``undo`` takes back.

        Args:
            answers: The file that the page saved, or its text as it was copied there.

        Returns:
            What became of each answer; shows itself in a notebook.

        Raises:
            InputError: If it is not what such a page saves.
        """
        from tgwidget import handover

        read = handover.read(answers)

        async def apply() -> ReviewReport:
            return handover.apply(cast("Run", self), read)

        return runtime.run(apply())

    def exported(self, form: Form) -> str:
        """The run as the text of a file.

        Args:
            form: ``"page"`` is HTML, ``"report"`` Markdown, ``"log"`` one JSON object a line,
                ``"review"`` the page of ``to_review``.

        Raises:
            TgError: If the front end, which a page is made of, has not been built.
        """
        if form != "review":
            return super().exported(form)
        from tgwidget import handover

        document = handover.document(tuple(self.log))
        return handover.page(document, self.gallery.addresses(document.pictures))

    def revise(
        self, texts: Mapping[Variable, str], reasons: Mapping[Variable, str], by: str, who: str
    ) -> Commit:
        """Write values that a person chose afterwards, as one commit.

        Args:
            texts: The new value of each parameter.
            reasons: Why the old value of some is wrong; each becomes a gradient and a constraint.
            by: The page that asks.
            who: The person's name.

        Raises:
            InputError: If work is going on.
        """

        def say(variable: Variable, reason: str) -> None:
            variable.gradients.add(Gradient(reason, REASON, by=by, unread=True))
            variable.constrain(reason)

        def write() -> Any:
            here = visitor(cast("Observer", self))
            for variable, reason in reasons.items():
                inside(here, partial(say, variable, reason))
            return self.history.revise(texts, self.step, by, who)

        return self._between(write, by, who)
