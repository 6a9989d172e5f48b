"""The only file that knows anywidget: a run's events go down, a page's commands come up."""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from inspect import isawaitable
from typing import Any, cast

import anywidget
import traitlets

from tgwidget import runtime
from tgwidget.errors import TgError
from tgwidget.events import Hello
from tgwidget.events.wire import Answer, parse_command
from tgwidget.markup import element, quiet
from tgwidget.report.bundle import bundle
from tgwidget.run.shown import Shown
from tgwidget.widget.feeder import Feeder

log = logging.getLogger(__name__)


class RunWidget(anywidget.AnyWidget):  # pyright: ignore[reportMissingTypeStubs]
    """Shows one run.

    Args:
        run: The run; what it has logged already is shown first.

    Raises:
        TgError: If the front end has not been built.
    """

    log = traitlets.Dict(
        help="The events so far (`Log` in protocol.ts), written when the run rests."
    )
    log.tag(sync=True)

    _esm = bundle("widget.js")
    _css = bundle("widget.css")

    # On ipywidgets 7 this would be shown instead of the MIME bundle.
    _ipython_display_ = None

    def __init__(self, run: Shown) -> None:
        self._run = run
        # ipykernel 7.0 finds a message's parent in the context of the cell, and nowhere else.
        self._cell = contextvars.copy_context()
        self._feeder = Feeder(run, self._tell, self._keep)
        self._work: set[asyncio.Task[None]] = set()
        super().__init__(log=self._feeder.snapshot())
        # Who makes a page will show it, and a question may come before it is there.
        run.desk.expects_page = True
        self.on_msg(self._heard)

    def __repr__(self) -> str:
        return repr(self._run)

    def mimebundle(self) -> dict[str, Any]:
        """What a notebook shows and saves: the widget, and words for where it cannot live."""
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        return {
            "text/plain": repr(self),
            "text/html": element("p", quiet("Run this cell to watch the run and to steer it.")),
            "application/vnd.jupyter.widget-view+json": view,
        }

    def _repr_mimebundle_(self, **kwargs: object) -> tuple[dict[str, Any], dict[str, Any]]:
        return self.mimebundle(), {}

    def comm_ids(self) -> frozenset[str]:
        """The ids under which a page talks to this widget and its layout."""
        return frozenset({cast(str, self.model_id), cast(str, self.layout.model_id)})

    # May run on the main thread or on a kernel's own; it only hands over.
    def _heard(self, _widget: object, content: object, _buffers: object) -> None:
        runtime.call_soon(self._obey, content)

    def _obey(self, content: object) -> None:
        fields: dict[str, Any] = {}
        if isinstance(content, dict):
            fields = cast("dict[str, Any]", content)
        answer = Answer(str(fields.get("id", ""))[:80])
        try:
            _, command = parse_command(fields)
            found = self._run.command(command)
        except Exception as error:
            self._feeder.answer(_refused(answer, error))
            return
        if isawaitable(found):
            work = asyncio.get_running_loop().create_task(self._fetch(answer, found))
            self._work.add(work)
            work.add_done_callback(self._work.discard)
            return
        self._feeder.answer(replace(answer, data=found))
        if isinstance(command, Hello):
            self._feeder.catch_up(command.since)

    async def _fetch(self, answer: Answer, making: Awaitable[str]) -> None:
        try:
            answer = replace(answer, data=await making)
        except Exception as error:
            answer = _refused(answer, error)
        self._feeder.answer(answer)

    def _tell(self, message: dict[str, Any]) -> None:
        send = cast("Callable[[Any], None]", self.send)
        self._cell.copy().run(send, message)

    def _keep(self, snapshot: dict[str, Any]) -> None:
        self._cell.copy().run(self.set_trait, "log", snapshot)


def _refused(answer: Answer, error: Exception) -> Answer:
    """The page gets an answer, whatever happens here."""
    if isinstance(error, TgError):
        message = "; ".join(filter(None, (error.message, error.hint)))
        return replace(answer, ok=False, message=message)
    log.error("a command of the page failed", exc_info=error)
    return replace(answer, ok=False, message="this could not be done")
