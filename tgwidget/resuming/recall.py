"""What one attempt at a run was answered, read from its journal."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable, Sequence

from tgwidget.events import (
    BreakpointLeft,
    BreakpointReached,
    BudgetAnswered,
    BudgetReached,
    CallFailed,
    CallFinished,
    CallStarted,
    Change,
    Command,
    CriticismAsked,
    CriticismGiven,
    Decided,
    Event,
    Failed,
    FailureResolved,
    GradientAdded,
    GradientChanged,
    HistoryMoved,
    Measured,
    Merged,
    NodeAdded,
    ProposalMade,
    Revised,
    RunEnded,
    StepCommitted,
    ValueSet,
)
from tgwidget.journal import Attempt
from tgwidget.resuming.answers import (
    Answer,
    Changed,
    Given,
    Kind,
    Recall,
    Steered,
    failed,
    proposed,
    requested,
)
from tgwidget.resuming.places import Places
from tgwidget.resuming.progress import Progress


def recall(attempt: Attempt) -> Recall:
    """What an attempt was answered.

    Args:
        attempt: As its journal tells it.
    """
    reader = _Reader(attempt)
    for logged in attempt.log:
        reader.hear(logged.event)
        reader.counts.append(reader.progress.count)
    reader.end()
    reader.found.steered = _steered(attempt, reader)
    return reader.found


def _steered(attempt: Attempt, reader: _Reader) -> list[Steered]:
    """What was done; after the end of the attempt, as if it was when its last step was committed.

    Where what it is about was not there then, it comes at last.
    """
    during: list[Steered] = []
    later: list[Steered] = []
    for taken in attempt.taken:
        of = about(taken.act)
        if any(reader.told.get(one, taken.after + 1) > taken.after for one in of):
            continue  # at a breakpoint, which answers for it
        places = {one: reader.places.of(one) for one in of}
        over = taken.after >= reader.ended
        after = reader.counts[reader.rested if over else taken.after]
        steered = Steered(after, taken.act, places, taken.again)
        if not over:
            during.append(steered)
        elif all(reader.told[one] <= reader.rested for one in places):
            during.insert(bisect_right(during, after, key=lambda one: one.after), steered)
        else:
            later.append(steered)
    return during + later


def about(act: Command | Event) -> set[str]:
    """The ids of the variables and gradients that something is about."""
    changes: Sequence[Change] = getattr(act, "changes", ())
    of = {one.node for one in changes} if isinstance(act, Merged | Revised) else set[str]()
    if not isinstance(act, GradientAdded):  # which is new
        of.add(getattr(act, "gradient", ""))
    return (of | {getattr(act, "node", "")}) - {""}


class _Reader:
    def __init__(self, attempt: Attempt) -> None:
        self.found = Recall()
        self.places = Places()
        self.progress = Progress()
        self.counts = [0]
        self.ended = len(attempt.log) + 1
        """The number of the event that ended it."""
        self.rested = 0
        """That of its last committed step."""
        self.told: dict[str, int] = {}
        """The number of the event that told of each variable and gradient first."""
        self._step = 1
        self._values: dict[str, str] = {}
        self._calls: dict[str, CallStarted] = {}
        self._wasted: dict[str, CallFailed] = {}
        self._proposals: dict[str, Hashable] = {}
        self._measured: dict[str, list[Measured]] = {}
        self._asks: dict[str, Hashable] = {}
        self._failures: dict[str, tuple[Hashable, CallFailed | None]] = {}
        self._budgets: dict[str, BudgetReached] = {}
        self._stops: dict[str, BreakpointReached] = {}
        self._changed: list[GradientChanged] = []

    def hear(self, event: Event) -> None:
        """Take note of an event, in order."""
        self.progress.hear(event)
        match event:
            case NodeAdded():
                self.places.add(event)
                self.told.setdefault(event.node, len(self.counts))
                self._values[event.node] = event.value
            case GradientAdded():
                self.places.add(event)
                self.told.setdefault(event.gradient, len(self.counts))
            case ValueSet():
                self._values[event.node] = event.value
            case StepCommitted():
                self._step = event.step + 1
                self.found.committed = event.step
                self.rested = len(self.counts)
                self._change(event.changes)
            case HistoryMoved() | Merged() | Revised():
                self._change(event.changes)
            case RunEnded():
                self.ended = min(self.ended, len(self.counts))
            case BudgetReached():
                self._budgets[event.ask] = event
            case BudgetAnswered(limit=float(limit)):
                if (reached := self._budgets.get(event.ask)) and reached.whose == "this run":
                    self.found.raised[reached.what] = limit
            case _:
                self._answered(event)

    def _answered(self, event: Event) -> None:
        match event:
            case CallStarted():
                self._calls[event.call] = event
                self.found.started.add(requested(event))
            case CallFinished():
                self._replied(event)
            case CallFailed():
                self._wasted[event.call] = event
            case Failed():
                of = failed(self._step, self.places.of(event.node), event.message)
                self._failures[event.failure] = of, self._cause(event)
            case FailureResolved(retried=True):
                self._tried_again(event)
            case ProposalMade():
                self.found.drawn.add(self._proposals.get(event.replaces))
                self._proposals[event.proposal] = proposed(
                    self.places.of(event.node), event.old, event.candidates
                )
            case Measured():
                self._measured.setdefault(event.proposal, []).append(event)
            case Decided():
                measured = tuple(self._measured.get(event.proposal, ()))
                self._keep("decision", self._proposals.get(event.proposal), event, measured)
            case CriticismAsked():
                place = self.places.of(event.node)
                value = self._values.get(event.node, "")
                self._asks[event.ask] = (place, value, event.instruction)
            case CriticismGiven(text=str()):
                self._keep("criticism", self._asks.get(event.ask), event)
            case BreakpointReached():
                self._stops[event.ask] = event
            case GradientChanged():
                self._changed.append(event)
            case BreakpointLeft(passed=True):
                self._inspected(self._stops.pop(event.ask, None), event)
            case _:
                pass

    def _replied(self, event: CallFinished | CallFailed) -> None:
        if started := self._calls.get(event.call):
            self._keep("call", requested(started), event)

    def _cause(self, event: Failed) -> CallFailed | None:
        """The call that failed so, and that no other failure tells of."""
        told = {cause.call for _, cause in self._failures.values() if cause}
        for one in self._wasted.values():
            started = self._calls.get(one.call)
            same = started and started.node == event.node and one.message == event.message
            if same and one.call not in told:
                return one
        return None

    def _tried_again(self, event: FailureResolved) -> None:
        """What failed fails so again: what was changed before it was tried again comes after it."""
        asked, cause = self._failures.pop(event.failure, (None, None))
        self._keep("failure", asked, event)
        if cause is not None:
            self._replied(self._wasted.pop(cause.call))

    def _inspected(self, stop: BreakpointReached | None, left: BreakpointLeft) -> None:
        if stop is not None:
            self._keep("inspection", self._arrived(stop), left, (), self._reworked(stop))

    def _arrived(self, stop: BreakpointReached) -> Hashable:
        said = tuple((one.text, one.author) for one in stop.arrived)
        return self.places.of(stop.node), said

    def _reworked(self, stop: BreakpointReached) -> Changed:
        waited = {one.gradient: place for place, one in enumerate(stop.arrived)}
        return tuple((waited[one.gradient], one) for one in self._changed if one.gradient in waited)

    def end(self) -> None:
        """Take note of what was begun and not ended, and what was spent in vain."""
        self.found.wasted = [one.cost for one in self._wasted.values()]
        for stop in self._stops.values():
            self.found.begun[self._arrived(stop)] = self._reworked(stop)

    def _keep(
        self,
        kind: Kind,
        asked: Hashable | None,
        given: Given,
        measured: tuple[Measured, ...] = (),
        changed: Changed = (),
    ) -> None:
        if asked is not None:
            self.found.answers.append(Answer((kind, asked), self._step, given, measured, changed))

    def _change(self, changes: Sequence[Change]) -> None:
        self._values.update((change.node, change.new) for change in changes)
