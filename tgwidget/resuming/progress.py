"""How far a program is, in a measure that holds in every attempt at its run."""

from __future__ import annotations

from tgwidget.events import (
    BreakpointLeft,
    BreakpointReached,
    CallFailed,
    CallFinished,
    CallStarted,
    CriticismAsked,
    CriticismGiven,
    Decided,
    Event,
    GradientAdded,
    NodeAdded,
    ProposalMade,
    StepCommitted,
)

PROGRESS = (
    NodeAdded, CallStarted, CallFinished, ProposalMade, Decided, CriticismAsked, CriticismGiven,
    BreakpointReached, BreakpointLeft, StepCommitted,
)  # fmt: skip
"""What tells how far a program is, whatever its calls went through on the way."""


class Progress:
    """How far a program is: ``count`` of what it has done, which never sinks.

    A call that failed and is made again is one, as it is where it is answered at once.
    """

    def __init__(self) -> None:
        self.count = 0
        self._done = 0
        self._deposited: set[str] = set()

    def hear(self, event: Event) -> None:
        """Take note of an event, in order."""
        self._done += isinstance(event, PROGRESS) - isinstance(event, CallFailed)
        if isinstance(event, GradientAdded) and event.author == "model":
            # What went back in the history may be told again.
            self._done += event.gradient not in self._deposited
            self._deposited.add(event.gradient)
        self.count = max(self.count, self._done)
