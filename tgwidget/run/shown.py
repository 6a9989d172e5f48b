"""What whoever shows a run needs of it: a run has it, and so has the replay of one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from tgwidget.events import Command
from tgwidget.events.wire import Logged
from tgwidget.review.presence import Presence


class Shown(Protocol):
    """Something with a log that a page can follow."""

    id: str
    name: str
    ended: bool

    @property
    def log(self) -> Sequence[Logged]:
        """What has happened so far."""
        ...

    @property
    def desk(self) -> Presence:
        """Where its page says that it is there."""
        ...

    def command(self, command: Command) -> str | Awaitable[str] | None:
        """Do what a page asks; see ``Run.command``."""
        ...

    def subscribe(self, changed: Callable[[], None]) -> None:
        """Be called after the log grew; see ``Run.subscribe``."""
        ...

    def since(self, seq: int) -> list[Logged]:
        """The events after ``seq``, in order."""
        ...
