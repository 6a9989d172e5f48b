"""Everything that a page can ask for."""

from __future__ import annotations

from dataclasses import dataclass

from tgwidget.events.records import Action, Form, Region


@dataclass(frozen=True)
class Command:
    """Base of everything that a page asks for. ``client`` names the page that asks."""


@dataclass(frozen=True)
class Hello(Command):
    """A page is here and holds the log up to ``since``; it wants what came after."""

    client: str
    since: int


@dataclass(frozen=True)
class Decide(Command):
    """Decide one proposal; ``text`` is the edited value, used with ``edit`` only.

    ``candidate`` is the place, from 0, of the one that is accepted or was edited. A ``reason`` is
    why it is rejected, or what another should do better. ``who`` is the person's name, if told.
    ``blend`` are the places of the candidates that an edited value was put together from.
    """

    client: str
    proposal: str
    version: int
    action: Action
    text: str
    candidate: int = 0
    reason: str = ""
    who: str = ""
    blend: tuple[int, ...] = ()


@dataclass(frozen=True)
class LiftConstraint(Command):
    """Take back a constraint that a person has put on a variable."""

    client: str
    node: str
    constraint: str


@dataclass(frozen=True)
class Criticise(Command):
    """Say what is wrong with a variable; empty if nothing is."""

    client: str
    ask: str
    text: str


@dataclass(frozen=True)
class AddGradient(Command):
    """Criticise a variable without being asked; ``region`` is the part of an image it is about.

    ``who`` is the person's name, if told.
    """

    client: str
    node: str
    text: str
    region: Region | None = None
    who: str = ""


@dataclass(frozen=True)
class Look(Command):
    """Be given an image in a size to look at, as a ``data:`` address."""

    client: str
    sha256: str


@dataclass(frozen=True)
class Export(Command):
    """Be given the run as a file: a page, a report, its log, or a page for a reviewer."""

    client: str
    form: Form


@dataclass(frozen=True)
class RaiseBudget(Command):
    """Raise the limit that was reached; ``limit`` is the new one, in its unit."""

    client: str
    ask: str
    limit: float


@dataclass(frozen=True)
class Retry(Command):
    """Try again what failed."""

    client: str
    failure: str


@dataclass(frozen=True)
class Pause(Command):
    """Let no call to a model begin; those in flight end."""

    client: str


@dataclass(frozen=True)
class Resume(Command):
    """Let calls begin again."""

    client: str


@dataclass(frozen=True)
class Undo(Command):
    """Go back to the commit before this one; an open question is left undecided."""

    client: str
    who: str = ""


@dataclass(frozen=True)
class Redo(Command):
    """Go forward to the commit that was undone last."""

    client: str
    who: str = ""


@dataclass(frozen=True)
class Checkout(Command):
    """Go to any commit; the next step branches off there."""

    client: str
    commit: int
    who: str = ""


@dataclass(frozen=True)
class Merge(Command):
    """Take over the value that a parameter has at the commit ``source``."""

    client: str
    node: str
    source: int
    who: str = ""


@dataclass(frozen=True)
class NameCommit(Command):
    """Give a commit a name; an empty one takes it away."""

    client: str
    commit: int
    name: str


@dataclass(frozen=True)
class Stop(Command):
    """Stop the run: cancel what is in flight, keep what is committed."""

    client: str
    who: str = ""
