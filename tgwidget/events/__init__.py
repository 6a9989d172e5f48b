"""THE contract: everything that can happen in a run, and everything a page can ask for.

Every picture of a run is a fold over these events. A logged event travels as one flat JSON object:
its ``type`` (the class name), its ``seq`` (position in the run's log, from 1), its ``t`` (seconds
since the run began) and the fields below. ``python -m tgwidget.events`` writes the same contract
for the page, as ``js/src/protocol.ts``.

Units: times in seconds, money in US dollars, tokens as the provider counts them. ``None`` is
"unknown", never zero. A node is a variable; its id is unique within the process.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tgwidget.events.breakpoints import (
    Arrived,
    BreakpointLeft,
    BreakpointReached,
    BreakpointSet,
    Continue,
    SetBreakpoint,
)
from tgwidget.events.budgets import BudgetAnswered, BudgetReached, BudgetSet
from tgwidget.events.calls import (
    CallDelta,
    CallFailed,
    CallFinished,
    CallRetrying,
    CallsSummed,
    CallStarted,
)
from tgwidget.events.commands import (
    AddGradient,
    Checkout,
    Command,
    Criticise,
    Decide,
    Export,
    Hello,
    LiftConstraint,
    Look,
    Merge,
    NameCommit,
    Pause,
    RaiseBudget,
    Redo,
    Resume,
    Retry,
    Stop,
    Undo,
)
from tgwidget.events.gradients import (
    ChangeGradient,
    GradientAdded,
    GradientChanged,
    GradientsCleared,
    Rework,
)
from tgwidget.events.handover import ReviewAnswered, Revised
from tgwidget.events.history import CommitNamed, HistoryMoved, Merged, StepCommitted
from tgwidget.events.pace import Paused, Resumed, StepsPlanned
from tgwidget.events.policies import PolicyChanged, SetPolicy
from tgwidget.events.records import (
    Action,
    Candidate,
    Change,
    Event,
    Form,
    Kind,
    Limited,
    Outcome,
    Phase,
    Picture,
    Provenance,
    Purpose,
    Region,
    TextKind,
    Writer,
)
from tgwidget.events.replays import Replayed
from tgwidget.events.reviews import (
    ConstraintsSet,
    CriticismAsked,
    CriticismGiven,
    Decided,
    Measured,
    ProposalMade,
    ReviewClosed,
    ReviewOpened,
)
from tgwidget.events.scores import Scored

__all__ = [
    "COMMANDS", "CONTRACT", "EVENTS", "Action", "AddGradient", "Arrived", "BreakpointLeft",
    "BreakpointReached", "BreakpointSet", "BudgetAnswered", "BudgetReached", "BudgetSet",
    "CallDelta", "CallFailed", "CallFinished", "CallRetrying", "CallStarted", "CallsSummed",
    "Candidate", "Change", "ChangeGradient", "Checkout", "Command", "CommitNamed", "ConstraintsSet",
    "Continue", "Criticise", "CriticismAsked", "CriticismGiven", "Decide", "Decided", "Event",
    "Export", "Failed", "FailureResolved", "Form", "GradientAdded", "GradientChanged",
    "GradientsCleared", "Hello", "HistoryMoved", "Kind", "LiftConstraint", "Limited", "Look",
    "Measured", "Merge", "Merged", "NameCommit", "NodeAdded", "Notice", "Outcome", "ParametersSet",
    "Pause", "Paused", "Phase", "PhaseChanged", "Picture", "PolicyChanged", "ProposalMade",
    "Provenance", "Purpose", "RaiseBudget", "Redo", "Region", "Replayed", "Resume", "Resumed",
    "Retry", "ReviewAnswered", "ReviewClosed", "ReviewOpened", "Revised", "Rework", "RoleSet",
    "RunEnded", "RunStarted", "Scored", "SetBreakpoint", "SetPolicy", "StepCommitted",
    "StepsPlanned", "Stop", "TextKind", "Undo", "ValueSet", "Writer",
]  # fmt: skip

CONTRACT = 1
"""Version of this contract; a reader refuses a log of a later one."""


@dataclass(frozen=True, slots=True)
class RunStarted(Event):
    """A run began. ``review`` names its policy; ``started`` is UTC, ISO 8601."""

    run: str
    name: str
    review: str
    started: str
    contract: int = CONTRACT


@dataclass(frozen=True, slots=True)
class PhaseChanged(Event):
    """The run does something else now; ``step`` counts the optimizer's steps from 1."""

    phase: Phase
    step: int


@dataclass(frozen=True, slots=True)
class NodeAdded(Event):
    """A variable entered the graph, before its text exists where an op is producing it.

    ``op`` is the name of the op that makes it, empty for a variable the user wrote. ``inputs`` are
    the nodes it is made from, in order. ``value`` is empty while the op runs (``ready`` false).
    """

    node: str
    kind: Kind
    role: str
    op: str
    inputs: tuple[str, ...]
    requires_grad: bool
    ready: bool
    value: str
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class ValueSet(Event):
    """A variable has a new value: its op finished, or the user wrote it."""

    node: str
    value: str
    by: Writer
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class RoleSet(Event):
    """A variable has a new role description."""

    node: str
    role: str


@dataclass(frozen=True, slots=True)
class ParametersSet(Event):
    """An optimizer took charge of these variables."""

    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """Something failed on a node. ``waiting`` tells that the run waits for Retry or Stop."""

    failure: str
    node: str
    error: str
    message: str
    hint: str
    waiting: bool


@dataclass(frozen=True, slots=True)
class FailureResolved(Event):
    """A failure that was waited on is being retried, or was given up."""

    failure: str
    retried: bool


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """Something the person should know."""

    level: Literal["info", "warning"]
    message: str


@dataclass(frozen=True, slots=True)
class RunEnded(Event):
    """The run is over.

    Where it was stopped, ``by`` names the page or is ``"program"``, ``who`` is the person's name,
    and ``seconds`` tells for how long it had waited for an answer.
    """

    outcome: Outcome
    message: str
    by: str = ""
    who: str = ""
    seconds: float = 0.0


# Not __subclasses__(): a class that is given slots leaves its first form among them.
EVENTS: tuple[type[Event], ...] = tuple(
    kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
)

COMMANDS: tuple[type[Command], ...] = tuple(Command.__subclasses__())
"""Everything that a page can ask for."""
