"""A run as far as a reviewer is concerned: questions, values, and what they came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from tgwidget.events import (
    BreakpointLeft,
    BreakpointReached,
    Change,
    ConstraintsSet,
    CriticismAsked,
    CriticismGiven,
    Decided,
    GradientAdded,
    GradientChanged,
    HistoryMoved,
    NodeAdded,
    ParametersSet,
    ProposalMade,
    ReviewAnswered,
    ReviewClosed,
    ReviewOpened,
    RoleSet,
    RunStarted,
    StepCommitted,
    ValueSet,
)
from tgwidget.events.wire import Logged


class Told:
    """The fold.

    Args:
        log: The run's events, in order.
    """

    def __init__(self, log: Sequence[Logged]) -> None:
        self.run, self.started = "run", ""
        self.head = 0
        self.step = 1
        self.nodes: dict[str, NodeAdded] = {}
        self.roles: dict[str, str] = {}
        self.values: dict[str, str] = {}
        self.initial: dict[str, str] = {}
        """What each parameter was when an optimizer took charge of it."""
        self.constraints: dict[str, tuple[str, ...]] = {}
        self.gradients: dict[str, GradientAdded] = {}
        self.decided: dict[str, Decided] = {}
        self.answered: dict[tuple[str, str], ReviewAnswered] = {}
        """What a reviewer decided of each change since the last undo, by its id and digest."""
        self.comments: set[tuple[str, str, str, str]] = set()
        self.asks: dict[str, CriticismAsked] = {}
        """The criticism that is asked for and was not given yet."""
        self.stops: dict[str, BreakpointReached] = {}
        """What waits at breakpoints."""
        self.changed: dict[str, GradientChanged] = {}
        """What was made of a gradient last."""
        self._reviews: dict[str, list[str]] = {}
        self._made: dict[str, ProposalMade] = {}
        self._steps: dict[str, int] = {}
        self._accepted: dict[str, tuple[str, ...]] = {}
        self._causes: dict[int, dict[str, tuple[str, ...]]] = {}
        self._parents: dict[int, int] = {}
        for logged in log:
            event = logged.event
            self._take(event)
            changes: tuple[Change, ...] = getattr(event, "changes", ())
            for change in changes:
                self.values[change.node] = change.new
            if changes and hasattr(event, "parent"):
                self._commit(event)
            if isinstance(event, StepCommitted):
                self.step = event.step + 1

    @property
    def open(self) -> list[ProposalMade]:
        """The proposals that wait for a decision, in order."""
        names = [name for review in self._reviews.values() for name in review]
        return [self._made[one] for one in names if one in self._made and one not in self.decided]

    @property
    def proposed(self) -> Mapping[str, ProposalMade]:
        """Every proposal, by its name."""
        return self._made

    def when(self, proposal: str) -> int:
        """The step of the optimizer that a proposal was made in."""
        return self._steps[proposal]

    def made(self, proposal: str) -> ProposalMade | None:
        """The proposal of that name."""
        return self._made.get(proposal)

    def causes(self, node: str) -> Sequence[GradientAdded]:
        """The criticism that led to a parameter's value, from the beginning on."""
        found: list[str] = []
        at: int | None = self.head
        while at:
            found[:0] = self._causes.get(at, {}).get(node, ())
            at = self._parents.get(at)
        return [self.gradients[one] for one in dict.fromkeys(found) if one in self.gradients]

    def _take(self, event: object) -> None:
        match event:
            case RunStarted():
                self.run, self.started = event.name, event.started
            case NodeAdded(node):
                self.nodes[node] = event
                self.roles[node], self.values[node] = event.role, event.value
            case RoleSet(node, role):
                self.roles[node] = role
            case ValueSet(node, value):
                self.values[node] = value
            case ConstraintsSet(node, constraints):
                self.constraints[node] = constraints
            case ParametersSet(nodes):
                for node in nodes:
                    self.initial.setdefault(node, self.values.get(node, ""))
            case GradientAdded():
                self.gradients[event.gradient] = event
            case GradientChanged(name, action=action, text=text):
                self.changed[name] = event
                if action == "edit" and name in self.gradients:
                    self.gradients[name] = replace(self.gradients[name], text=text, author="human")
            case CriticismAsked(ask):
                self.asks[ask] = event
            case CriticismGiven(ask):
                self.asks.pop(ask, None)
            case BreakpointReached(ask):
                self.stops[ask] = event
            case BreakpointLeft(ask):
                self.stops.pop(ask, None)
            case ProposalMade():
                self._made[event.proposal] = event
                self._steps[event.proposal] = self.step
                for names in self._reviews.values():
                    names[:] = [event.proposal if one == event.replaces else one for one in names]
            case ReviewOpened(review, proposals):
                self._reviews[review] = list(proposals)
            case ReviewClosed(review):
                self._reviews.pop(review, None)
            case Decided():
                self.decided[event.proposal] = event
                made = self._made.get(event.proposal)
                if made and event.text is not None:
                    self._accepted[made.node] = made.because
            case HistoryMoved(commit):
                self.head = commit
                self.answered.clear()
            case ReviewAnswered():
                self._answer(event)
            case _:
                pass

    def _answer(self, event: ReviewAnswered) -> None:
        if event.action != "none":
            self.answered[event.item, event.digest] = event
        self.comments.add((event.item, event.digest, event.who, event.comment))

    def _commit(self, event: object) -> None:
        commit: int = getattr(event, "commit", 0)
        parent: int = getattr(event, "parent", 0)
        self.head, self._parents[commit] = commit, parent
        if isinstance(event, StepCommitted):
            nodes: Mapping[str, tuple[str, ...]] = self._accepted
            self._causes[commit] = {one.node: nodes.get(one.node, ()) for one in event.changes}
            self._accepted = {}
