"""What a run was answered, and what was done to it, by content that holds in every process."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from tgwidget.events import (
    BreakpointLeft,
    CallFailed,
    CallFinished,
    CallStarted,
    Candidate,
    Command,
    CriticismGiven,
    Decided,
    Event,
    FailureResolved,
    GradientChanged,
    Limited,
    Measured,
)
from tgwidget.resuming.places import Place

Given = CallFinished | CallFailed | Decided | CriticismGiven | BreakpointLeft | FailureResolved
Kind = Literal["call", "decision", "criticism", "inspection", "failure"]
Changed = tuple[tuple[int, GradientChanged], ...]
"""What was made of gradients that waited: the place of one among them, and what."""


@dataclass(frozen=True)
class Answer:
    """Something that was answered.

    Args:
        asked: What was asked, by its content: its kind first.
        step: In which step of the optimizer.
        given: The answer.
        measured: What a gate had measured of a proposal.
        changed: What was made of gradients at a breakpoint.
    """

    asked: tuple[Kind, Hashable]
    step: int
    given: Given
    measured: tuple[Measured, ...] = ()
    changed: Changed = ()


@dataclass(frozen=True)
class Steered:
    """What was done to the run by somebody else than its program, beside answers to questions.

    Args:
        after: How far the program was, as ``Progress`` counts.
        act: What a page asked for, or what was done elsewhere; its ids are of its own process.
        places: The variables and gradients that it is about, by those ids.
        again: Which of all that the attempts before have it repeats, from 1; 0 for none.
    """

    after: int
    act: Command | Event
    places: Mapping[str, Place]
    again: int


@dataclass
class Recall:
    """What an attempt was answered, in order.

    Args:
        answers: Every answer.
        steered: What was done by anybody else than the program.
        started: The calls that were begun, ended or not.
        begun: What was made of criticism that waits at a breakpoint still, by what has arrived.
        drawn: The proposals in whose place others were drawn, by their content.
        committed: The last step that was committed.
        raised: The budgets that were raised, each to its new limit.
        wasted: What calls that failed took, in US dollars; ``None`` where that is unknown.
    """

    answers: list[Answer] = field(default_factory=list[Answer])
    steered: list[Steered] = field(default_factory=list[Steered])
    started: set[Hashable] = field(default_factory=set[Hashable])
    begun: dict[Hashable, Changed] = field(default_factory=dict["Hashable", "Changed"])
    drawn: set[Hashable] = field(default_factory=set[Hashable])
    committed: int = 0
    raised: dict[Limited, float] = field(default_factory=dict["Limited", float])
    wasted: list[float | None] = field(default_factory=list["float | None"])


def requested(call: CallStarted) -> Hashable:
    """What a call asks, by its content."""
    return call.engine, call.model, call.digest


def proposed(place: Place, old: str, candidates: Sequence[Candidate]) -> Hashable:
    """What a proposal asks, by its content."""
    return place, old, tuple((one.text, one.broken) for one in candidates)


def failed(step: int, place: Place, message: str) -> Hashable:
    """What a failure asks, by its content."""
    return step, place, message
