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

from tgwidget.events.budgets import BudgetAnswered, BudgetReached, BudgetSet
from tgwidget.events.commands import (
    COMMANDS,
    Command,
    Criticise,
    Decide,
    Hello,
    Pause,
    RaiseBudget,
    Resume,
    Retry,
    Stop,
)
from tgwidget.events.pace import Paused, Resumed, StepsPlanned
from tgwidget.events.records import (
    Action,
    Candidate,
    Change,
    Event,
    Kind,
    Limited,
    Outcome,
    Phase,
    Picture,
    Provenance,
    Purpose,
    TextKind,
    Writer,
)
from tgwidget.events.scores import Scored

__all__ = [
    "COMMANDS", "CONTRACT", "EVENTS", "Action", "BudgetAnswered", "BudgetReached", "BudgetSet",
    "CallDelta", "CallFailed", "CallFinished", "CallRetrying", "CallStarted", "Candidate", "Change",
    "Command", "Criticise", "CriticismAsked", "CriticismGiven", "Decide", "Decided", "Event",
    "Failed", "FailureResolved", "GradientAdded", "GradientsCleared", "Hello", "Kind", "Limited",
    "NodeAdded", "Notice", "Outcome", "ParametersSet", "Pause", "Paused", "Phase", "PhaseChanged",
    "Picture", "ProposalMade", "Provenance", "Purpose", "RaiseBudget", "Resume", "Resumed", "Retry",
    "ReviewClosed", "ReviewOpened", "RoleSet", "RunEnded", "RunStarted", "Scored", "StepCommitted",
    "StepsPlanned", "Stop", "TextKind", "ValueSet", "Writer",
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
class CallStarted(Event):
    """A model call began; its text belongs on ``node``.

    ``via`` is, for a gradient, the node whose criticism is being passed back, else empty.
    ``system`` and ``prompt`` are the exact words sent; images appear as ``[image 640 × 480]``.
    ``sample`` tells several draws of the same request apart.
    """

    call: str
    node: str
    purpose: Purpose
    via: str
    engine: str
    model: str
    provenance: Provenance
    system: str
    prompt: str
    sample: int = 0


@dataclass(frozen=True, slots=True)
class CallDelta(Event):
    """Text arrived."""

    call: str
    text: str
    kind: TextKind = "text"


@dataclass(frozen=True, slots=True)
class CallRetrying(Event):
    """An attempt failed and another follows after ``wait`` seconds.

    ``attempt`` is the number of the failed one, from 1; 0 where none was made yet, because the
    provider asked other calls to slow down. ``discard`` tells that text of the failed attempt was
    already shown and is void.
    """

    call: str
    attempt: int
    wait: float
    reason: str
    discard: bool


@dataclass(frozen=True, slots=True)
class CallFinished(Event):
    """A model call ended well. ``text`` is the whole reply.

    ``cost`` is what this call cost (0.0 from the cache or without a price to pay); ``saved`` what
    the cache saved. ``first_token`` and ``seconds`` count from the start of the call.
    ``estimated`` marks token counts that are ours, not the provider's. ``engine``, ``model`` and
    ``provenance`` are of who answered: another than was asked first, where that one failed.
    """

    call: str
    text: str
    reasoning: str
    finish: str
    tokens_in: int | None
    tokens_out: int | None
    estimated: bool
    cost: float | None
    saved: float | None
    cached: bool
    attempts: int
    first_token: float
    seconds: float
    engine: str = ""
    model: str = ""
    provenance: Provenance = "live"


@dataclass(frozen=True, slots=True)
class CallFailed(Event):
    """A model call ended badly, or was cancelled (``error`` is then ``"Cancelled"``)."""

    call: str
    error: str
    message: str


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
class GradientAdded(Event):
    """A gradient was deposited on ``node``; ``via`` is the node it came through, or empty."""

    gradient: str
    node: str
    text: str
    via: str
    author: Literal["model", "human"]


@dataclass(frozen=True, slots=True)
class GradientsCleared(Event):
    """The gradients of these nodes are gone."""

    nodes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalMade(Event):
    """An optimizer proposes a new value for ``node``; nothing has changed yet.

    ``version`` is the version of the value it would replace. ``candidates`` are the texts to choose
    from, at least one, best first. ``because`` are the gradients it was made from.
    """

    proposal: str
    version: int
    node: str
    old: str
    candidates: tuple[Candidate, ...]
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewOpened(Event):
    """The run waits for a decision on each of these proposals."""

    review: str
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decided(Event):
    """A proposal was decided. ``text`` is the value to commit, ``None`` for a rejection.

    ``by`` names the page or the policy; ``seconds`` is how long the decision took. ``candidate`` is
    the place, from 0, of the one that was accepted or edited.
    """

    proposal: str
    action: Action
    text: str | None
    by: str
    seconds: float
    candidate: int = 0


@dataclass(frozen=True, slots=True)
class ReviewClosed(Event):
    """Nothing waits any more: all were decided, or the run was stopped or interrupted."""

    review: str


@dataclass(frozen=True, slots=True)
class CriticismAsked(Event):
    """The run waits for a person's criticism of ``node``; ``instruction`` says what to look at."""

    ask: str
    node: str
    instruction: str


@dataclass(frozen=True, slots=True)
class CriticismGiven(Event):
    """A person or a policy criticised, with an empty text if there is nothing to criticise.

    ``text`` is ``None`` where the run was stopped or interrupted instead. ``by`` names the page or
    the policy.
    """

    ask: str
    text: str | None
    by: str
    seconds: float


@dataclass(frozen=True, slots=True)
class StepCommitted(Event):
    """A step was committed, all its changes at once; without changes, all were rejected."""

    step: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Notice(Event):
    """Something the person should know."""

    level: Literal["info", "warning"]
    message: str


@dataclass(frozen=True, slots=True)
class RunEnded(Event):
    """The run is over."""

    outcome: Outcome
    message: str


# Not __subclasses__(): a class that is given slots leaves its first form among them.
EVENTS: tuple[type[Event], ...] = tuple(
    kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
)
