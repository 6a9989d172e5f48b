"""A run told in steps: a fold over its log, for whatever is read rather than watched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from tgwidget.events import (
    CallFailed,
    CallFinished,
    CallStarted,
    CriticismAsked,
    CriticismGiven,
    Decided,
    Failed,
    GradientAdded,
    GradientChanged,
    HistoryMoved,
    Measured,
    Merged,
    NodeAdded,
    Notice,
    ProposalMade,
    Revised,
    RoleSet,
    RunEnded,
    RunStarted,
    Scored,
    StepCommitted,
    ValueSet,
)
from tgwidget.events.wire import Logged


@dataclass
class Call:
    """One model call and how it ended."""

    started: CallStarted
    finished: CallFinished | None = None
    failed: CallFailed | None = None

    @property
    def answered(self) -> CallStarted | CallFinished:
        """Who answered, or was asked: its engine, model and provenance."""
        return self.finished if self.finished and self.finished.model else self.started

    @property
    def cost(self) -> float | None:
        """US dollars; ``None`` where the price is unknown."""
        if self.finished is None:
            return self.failed.cost if self.failed else 0.0
        return self.finished.cost


@dataclass
class Choice:
    """A proposal, its criticism as it was read, and, once it was made, its decision.

    ``measured`` is what a gate measured of a candidate, by its place.
    """

    made: ProposalMade
    decided: Decided | None = None
    because: tuple[GradientAdded, ...] = ()
    measured: dict[int, Measured] = field(default_factory=dict[int, Measured])


@dataclass
class Criticism:
    """What a person was asked to criticise and, once it came, the criticism."""

    asked: CriticismAsked
    given: CriticismGiven | None = None


@dataclass
class Step:
    """What happened up to one commit; ``committed`` is ``None`` for what came after the last."""

    number: int
    committed: StepCommitted | None = None
    added: list[NodeAdded] = field(default_factory=list[NodeAdded])
    gradients: list[GradientAdded] = field(default_factory=list[GradientAdded])
    choices: list[Choice] = field(default_factory=list[Choice])
    criticisms: list[Criticism] = field(default_factory=list[Criticism])
    calls: list[Call] = field(default_factory=list[Call])
    failures: list[Failed] = field(default_factory=list[Failed])
    warnings: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class Totals:
    """What calls took; ``None`` is unknown. ``about`` marks tokens that we counted ourselves."""

    calls: int
    tokens: int | None
    about: bool
    cost: float | None
    cached: int


class Story:
    """A run in steps.

    Args:
        log: Its events, in order.
    """

    def __init__(self, log: Iterable[Logged]) -> None:
        self.started: RunStarted | None = None
        self.ended: RunEnded | None = None
        self.seconds = 0.0
        self.steps = [Step(1)]
        self.gradients: dict[str, GradientAdded] = {}
        self.removed: set[str] = set()
        self.values: dict[str, str] = {}
        self.changed: dict[str, str] = {}
        """What each parameter was before its first change."""
        self.scores: dict[tuple[int, str], float] = {}
        self._roles: dict[str, str] = {}
        self._calls: dict[str, Call] = {}
        self._choices: dict[str, Choice] = {}
        self._criticisms: dict[str, Criticism] = {}
        for logged in log:
            self.seconds = logged.t
            self._take(logged)

    @property
    def name(self) -> str:
        """What the run is called."""
        return self.started.name if self.started else "run"

    @property
    def calls(self) -> Sequence[Call]:
        """Every call, in order of its start."""
        return tuple(self._calls.values())

    @property
    def committed(self) -> Sequence[Step]:
        """The steps that were committed."""
        return [step for step in self.steps if step.committed]

    @property
    def outcome(self) -> str:
        """How the run stands, in a word or two."""
        return self.ended.outcome if self.ended else "not ended"

    @property
    def provenances(self) -> Sequence[str]:
        """Where words came from, each once, in the order met."""
        return list(dict.fromkeys(call.answered.provenance for call in self.calls))

    @property
    def models(self) -> Mapping[str, list[Call]]:
        """The calls by who answered them."""
        models: dict[str, list[Call]] = {}
        for call in self.calls:
            models.setdefault(call.answered.model or call.started.model, []).append(call)
        return models

    def role(self, node: str) -> str:
        """What a variable is for."""
        return self._roles.get(node, node)

    def _take(self, logged: Logged) -> None:
        event, step = logged.event, self.steps[-1]
        match event:
            case RunStarted():
                self.started = event
            case NodeAdded(node, role=role, value=value):
                self._roles[node], self.values[node] = role, value
                step.added.append(event)
            case RoleSet(node, role):
                self._roles[node] = role
            case ValueSet(node, value):
                self.values[node] = value
            case CallStarted():
                self._calls[event.call] = call = Call(event)
                step.calls.append(call)
            case CallFinished(call) if call in self._calls:
                self._calls[call].finished = event
            case CallFailed(call) if call in self._calls:
                self._calls[call].failed = event
            case GradientAdded():
                self.gradients[event.gradient] = event
                step.gradients.append(event)
            case GradientChanged(gradient) if gradient in self.gradients:
                self.gradients[gradient] = _changed(self.gradients[gradient], event)
                if event.action == "remove":
                    self.removed.add(gradient)
            case ProposalMade():
                known = (self.gradients.get(one) for one in event.because)
                choice = Choice(event, because=tuple(one for one in known if one))
                self._choices[event.proposal] = choice
                step.choices.append(choice)
            case Decided(proposal) if proposal in self._choices:
                self._choices[proposal].decided = event
            case Measured(proposal, candidate) if proposal in self._choices:
                self._choices[proposal].measured[candidate] = event
            case Notice("warning", message):
                step.warnings.append(message)
            case CriticismAsked():
                self._criticisms[event.ask] = criticism = Criticism(event)
                step.criticisms.append(criticism)
            case CriticismGiven(ask) if ask in self._criticisms:
                self._criticisms[ask].given = event
            case Failed():
                step.failures.append(event)
            case Scored():
                self.scores[event.step, event.name] = event.value
            case StepCommitted(number, changes):
                step.number, step.committed = number, event
                for change in changes:
                    self.changed.setdefault(change.node, change.old)
                    self.values[change.node] = change.new
                self.steps.append(Step(number + 1))
            case HistoryMoved(changes=changes) | Merged(changes=changes) | Revised(changes=changes):
                for change in changes:
                    self.changed.setdefault(change.node, change.old)
                    self.values[change.node] = change.new
            case RunEnded():
                self.ended = event
            case _:
                pass


def _changed(told: GradientAdded, event: GradientChanged) -> GradientAdded:
    """A gradient as it is after what a person made of it."""
    before = told.original or (told.text if told.author == "model" else "")
    if event.action == "edit" and event.text == before:
        return replace(told, text=before, author="model", original="")
    if event.action == "edit":
        return replace(told, text=event.text, author="human", original=before, who=event.who)
    return replace(told, muted=event.action == "mute" or (told.muted and event.action == "remove"))


def totals(calls: Iterable[Call]) -> Totals:
    """What these calls took together; failed ones took money too."""
    all_of = list(calls)
    finished = [call.finished for call in all_of if call.finished]
    tokens = [(one.tokens_in, one.tokens_out) for one in finished]
    known = [a + b for a, b in tokens if a is not None and b is not None]
    costs = [call.cost for call in all_of if call.finished or call.failed]
    priced = [cost for cost in costs if cost is not None]
    return Totals(
        len(finished),
        sum(known) if len(known) == len(tokens) else None,
        any(one.estimated for one in finished),
        sum(priced) if len(priced) == len(costs) else None,
        sum(one.cached for one in finished),
    )


DONE = {
    "accept": "accepted",
    "edit": "edited",
    "reject": "rejected",
    "regenerate": "wanted again",
    "skip": "left as it was",
}
"""What a decision did, in words."""


def who(by: str, name: str = "") -> str:
    """Who decided, in words: a page's own name says nothing to anybody."""
    if name:
        return f"by {name}"
    if by.startswith("page"):
        return "at the widget"
    return "in code" if by == "code" else f"by the policy {by!r}"
