"""What happens where a backward pass stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tgwidget.events.commands import Command
from tgwidget.events.records import Event


@dataclass(frozen=True)
class Arrived:
    """A gradient that has arrived at a breakpoint and is not deposited yet."""

    gradient: str
    text: str
    via: str
    author: Literal["model", "human"]


@dataclass(frozen=True, slots=True)
class BreakpointSet(Event):
    """Backward passes stop at ``node`` from here on, or do so no longer.

    ``by`` names the page or ``program``, ``who`` the person; ``by`` is empty where a breakpoint
    moved on to what was made in the place of another variable.
    """

    node: str
    on: bool
    by: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class BreakpointReached(Event):
    """A backward pass has stopped at ``node`` with what ``arrived`` there, in order.

    It goes on to ``onto``, the nodes that ``node`` was made from and that want criticism; where
    there are none, the next step reads it. Its gradients can be changed meanwhile.
    """

    ask: str
    node: str
    arrived: tuple[Arrived, ...]
    onto: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BreakpointLeft(Event):
    """The pass went on from a breakpoint; it did not (``passed`` false) where it was stopped.

    ``by`` names the page, ``who`` the person there.
    """

    ask: str
    passed: bool
    by: str
    who: str
    seconds: float


@dataclass(frozen=True)
class SetBreakpoint(Command):
    """Have backward passes stop at a node, or no longer."""

    client: str
    node: str
    on: bool
    who: str = ""


@dataclass(frozen=True)
class Continue(Command):
    """Let a pass go on from a breakpoint.

    ``version`` is 1 and one more for each change of a gradient that waits there, as far as the
    page has seen them.
    """

    client: str
    ask: str
    version: int
    who: str = ""
