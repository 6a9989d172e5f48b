"""What all attempts at a run were answered, each answer given once more at most.

A program that goes on is run from its beginning; what it asks is answered from here as long as it
asks the same. The first request or proposal that differs ends that: from there on it asks anew,
and nothing that was decided for something else is applied.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import Any, cast

from tgwidget.events import (
    BreakpointLeft,
    CallFailed,
    CallFinished,
    CallStarted,
    Command,
    CriticismGiven,
    Decided,
    Event,
    GradientAdded,
    Measured,
    Merged,
    NodeAdded,
    Revised,
)
from tgwidget.journal import Attempt, Journal
from tgwidget.optimizer.proposal import Proposal
from tgwidget.resuming.answers import (
    Answer,
    Changed,
    Given,
    Recall,
    Steered,
    failed,
    proposed,
    requested,
)
from tgwidget.resuming.places import Places
from tgwidget.resuming.progress import Progress
from tgwidget.resuming.recall import recall

Found = tuple[Proposal, Decided, tuple[Measured, ...]]
"""A proposal that was decided before, how, and what a gate had measured of it."""


class Memory:
    """What a journal answers.

    Args:
        journal: The journal of the run that is gone on with.
    """

    def __init__(self, journal: Journal) -> None:
        self.places = Places()
        self.closed = False
        self._progress = Progress()
        whole = _together([recall(one) for one in journal.attempts], journal)
        self._started = whole.started
        self.committed = whole.committed
        self.raised = whole.raised
        self.wasted = whole.wasted
        self.answers: list[Answer] = whole.answers
        self._drawn = whole.drawn
        self._begun = whole.begun
        self._answers: dict[Hashable, deque[int]] = {}
        for place, answer in enumerate(whole.answers):
            self._answers.setdefault(answer.asked, deque()).append(place)
        self._steered = deque(enumerate(whole.steered, 1))

    def hear(self, event: Event) -> None:
        """Take note of what happens in the run that goes on, in order."""
        if isinstance(event, NodeAdded | GradientAdded):
            self.places.add(event)
        self._progress.hear(event)

    def call(self, started: CallStarted, step: int) -> CallFinished | CallFailed | str | None:
        """The reply to a call, or how it failed before somebody had it tried again.

        Args:
            started: The call.
            step: In which step of the optimizer.

        Returns:
            The reply; ``None`` if there is none yet; in words what differs, if the run came
            further without this call.
        """
        asked = requested(started)
        given = self._take(("call", asked))
        if isinstance(given, CallFinished | CallFailed):
            return given
        passed = step <= self.committed and asked not in self._started
        return f"another request is made to {started.engine}" if passed else None

    def decision(self, proposals: Sequence[Proposal]) -> Found | None:
        """Of what was decided of these proposals, the first: of which, how, and what a gate saw."""
        found = [(places[0], one) for one in proposals if (places := self._of(one))]
        if self.closed or not found:
            return None
        place, proposal = min(found, key=lambda pair: pair[0])
        answer = self.answers[place]
        self._take(answer.asked)
        return proposal, cast("Decided", answer.given), answer.measured

    def drawn(self, proposal: Proposal) -> bool:
        """Whether another was drawn already in the place of a proposal."""
        place = self.places.of(proposal.variable.id)
        return proposed(place, proposal.old, proposal.candidates) in self._drawn

    def undecided(self, proposal: Proposal, step: int) -> str:
        """What differs, in words, where a proposal is not known; empty if it is just new."""
        place = self.places.of(proposal.variable.id)
        passed = step <= self.committed or any(
            cast("tuple[Any, ...]", one.asked[1])[0] == place
            for one in self._left("decision", step)
        )
        return f"{proposal.variable.role_description!r} is to become something else" * passed

    def _of(self, proposal: Proposal) -> deque[int] | None:
        place = self.places.of(proposal.variable.id)
        return self._answers.get(("decision", proposed(place, proposal.old, proposal.candidates)))

    def criticism(
        self, node: str, value: str, instruction: str, step: int
    ) -> CriticismGiven | str | None:
        """What a person said of a variable; else as for ``call``."""
        place = self.places.of(node)
        given = self._take(("criticism", (place, value, instruction)))
        if isinstance(given, CriticismGiven):
            return given
        return "another text is to be criticised" if self._left("criticism", step) else None

    def inspection(
        self, node: str, arrived: Hashable, step: int
    ) -> tuple[Changed, BreakpointLeft | None] | str | None:
        """What was made of criticism at a breakpoint, and how it went on, if it did.

        Else as for ``call``.
        """
        asked = ("inspection", (self.places.of(node), arrived))
        places = self._answers.get(asked)
        if places and not self.closed:
            answer = self.answers[places[0]]
            self._take(asked)
            return answer.changed, cast("BreakpointLeft", answer.given)
        if self._left("inspection", step):
            return "other criticism arrives at a breakpoint"
        begun = () if self.closed else self._begun.get(asked[1], ())
        return (begun, None) if begun else None

    def retried(self, node: str, message: str, step: int) -> bool:
        """Whether a person had what failed just so tried again."""
        asked = failed(step, self.places.of(node), message)
        return self._take(("failure", asked)) is not None

    def left(self, step: int) -> str:
        """What differs, in words, if a step is over and less was asked in it than before."""
        fewer = [kind for kind in ("decision", "criticism", "inspection") if self._left(kind, step)]
        return f"no {fewer[0]} is asked for where there was one" if fewer else ""

    def _left(self, kind: str, step: int) -> list[Answer]:
        return [
            self.answers[place]
            for places in self._answers.values()
            if not self.closed
            for place in places
            if self.answers[place].asked[0] == kind and self.answers[place].step <= step
        ]

    def _take(self, asked: Hashable) -> Given | None:
        places = self._answers.get(asked)
        return self.answers[places.popleft()].given if places and not self.closed else None

    def due(self, ready: Callable[[Command | Event], bool]) -> tuple[int, Command | Event] | None:
        """What was done when the run was where it is now, in the ids of this process.

        Args:
            ready: Whether that can be done now.

        Returns:
            Which it is of all that is to be done again, from 1, and what.
        """
        if not self.steers or self._steered[0][1].after > self._progress.count:
            return None
        number, steered = self._steered[0]
        act = self._translated(steered)
        if act is None or not ready(act):
            return None
        self._steered.popleft()
        return number, act

    def _translated(self, steered: Steered) -> Command | Event | None:
        """An act in the ids of this process; ``None`` while what it is about is not there."""
        here = {name: self.places.find(place) for name, place in steered.places.items()}
        if None in here.values():
            return None
        act = cast("Any", steered.act)
        changes: dict[str, Any] = {
            name: here[getattr(act, name)]
            for name in ("node", "gradient", "item")
            if getattr(act, name, None) in here
        }
        if isinstance(act, Merged | Revised):
            changes["changes"] = tuple(replace(one, node=here[one.node]) for one in act.changes)
        return replace(act, **changes)

    @property
    def steers(self) -> bool:
        """Whether something that somebody did is still to be repeated."""
        return bool(self._steered) and not self.closed

    @property
    def decided(self) -> int:
        """How many decisions there are."""
        return sum(isinstance(one.given, Decided) for one in self.answers)


def _together(recalls: Sequence[Recall], journal: Journal) -> Recall:
    """What all attempts were answered: what the last one repeated of the one before is one."""
    whole = Recall()
    for attempt, found in zip(journal.attempts, recalls, strict=True):
        found.wasted = [*whole.wasted, *found.wasted]
        if not attempt.differs:
            repeated = Counter(one.asked for one in found.answers)
            found.steered = _steered(whole.steered, attempt, found.steered)
            found.started |= whole.started
            found.drawn |= whole.drawn
            for asked, changed in whole.begun.items():
                if len(changed) > len(found.begun.get(asked, ())):
                    found.begun[asked] = changed
            found.committed = max(found.committed, whole.committed)
            found.raised = {**whole.raised, **found.raised}
            for one in whole.answers:
                if repeated[one.asked]:
                    repeated[one.asked] -= 1
                else:
                    found.answers.append(one)
        whole = found
    return whole


def _steered(
    before: Sequence[Steered], attempt: Attempt, found: Sequence[Steered]
) -> list[Steered]:
    """What was done before and in an attempt, each once, in order.

    What left no trace when it was to be done again, as it could not be done yet, is kept.
    """
    done = attempt.refused | {one.again for one in attempt.taken}
    left = deque((number, one) for number, one in enumerate(before, 1) if number not in done)
    whole: list[Steered] = []
    for one in found:
        while one.again and left and left[0][0] < one.again:
            whole.append(left.popleft()[1])
        whole.append(one)
    return [*whole, *(one for _, one in left)]
