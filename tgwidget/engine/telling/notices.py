"""What a person should know of an engine: said once a run, and logged."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Literal
from weakref import WeakKeyDictionary

from tgwidget.engine.base import Reply
from tgwidget.events import Notice, Provenance
from tgwidget.observe import Nobody, Observer, current

log = logging.getLogger("tgwidget.engine")


@dataclass
class _Told:
    messages: set[str] = field(default_factory=set[str])
    sources: dict[Provenance, str] = field(default_factory=dict["Provenance", str])


_told: WeakKeyDictionary[Observer, _Told] = WeakKeyDictionary()


def tell(message: str, level: Literal["info", "warning"] = "info") -> None:
    """Say something about an engine to the run of this context, if it was not said there before.

    Args:
        message: What to say; nothing secret.
        level: How much it matters.
    """
    run = current()
    told = _told.setdefault(run, _Told()).messages
    if message in told:
        return
    told.add(message)
    log.log(logging.WARNING if level == "warning" else logging.INFO, "%s", message)
    run.emit(Notice(level, message))


def answered(reply: Reply) -> None:
    """Say where a reply of this run comes from, if that is another kind of place than before.

    Args:
        reply: The reply.
    """
    run = current()
    if isinstance(run, Nobody):
        return  # what is no run mixes nothing
    sources = _told.setdefault(run, _Told()).sources
    if reply.provenance in sources:
        return
    sources[reply.provenance] = reply.engine
    if len(sources) > 1:
        mixed = " and ".join(f"{kind} ({engine})" for kind, engine in sources.items())
        tell(f"This run mixes replies of different kinds: {mixed}.", "warning")
