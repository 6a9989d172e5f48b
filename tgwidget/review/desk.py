"""The desk, where open questions lie until a person answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import TypeVar

from tgwidget import runtime
from tgwidget.errors import InputError, StaleDecisionError
from tgwidget.events import Decide, Decided, Event, ReviewClosed, ReviewOpened
from tgwidget.optimizer.checks import must_have_gradients
from tgwidget.optimizer.proposal import Decision, Proposal
from tgwidget.review.person import person
from tgwidget.review.relief import Relief
from tgwidget.review.stops import Stops
from tgwidget.runtime import together

DONE = {
    "accept": "accepted",
    "edit": "edited",
    "reject": "rejected",
    "regenerate": "drawn again",
    "skip": "left out",
}
"""What was decided, in a person's words."""


@dataclass(frozen=True)
class _Question:
    """A proposal that waits for its decision, ``since`` a moment of the monotonic clock."""

    proposal: Proposal
    answer: asyncio.Future[Decision | Relief]
    since: float


T = TypeVar("T")
place: ContextVar[Desk] = ContextVar("tgwidget_desk")


def current_desk() -> Desk:
    """The desk of the innermost run.

    Raises:
        InputError: Outside a run.
    """
    desk = place.get(None)
    if desk is None:
        raise InputError("nobody is asked outside a run", 'open one: with tg.Run("name"):')
    return desk


def _answer(future: asyncio.Future[T], answer: T) -> None:
    if not future.done():
        future.set_result(answer)


class Desk(Stops):
    """Where proposals lie until somebody decides: the first valid decision wins.

    Lives on the runtime's loop; all its methods run there.

    Args:
        emit: Where its events go.
    """

    def __init__(self, emit: Callable[[Event], None]) -> None:
        super().__init__(emit)
        self._open: dict[str, _Question] = {}
        self._drawing = 0
        self.recalling = False
        """Whether what was done while proposals waited is being done once more."""
        self._again: dict[str, tuple[Decision, asyncio.Task[Proposal]]] = {}
        self._relief: Relief | None = None
        self._decided: dict[str, Decision] = {}

    async def ask(
        self, proposals: Sequence[Proposal], *, redraws: bool = True
    ) -> Sequence[Decision]:
        """Open a review and wait until every proposal in it is decided.

        Args:
            proposals: What is asked about.
            redraws: Whether another that is wanted is drawn and laid here at once; else the
                decision says that it is wanted.
        """
        review = f"r{next(self._ids)}"
        waiting = [self._lay(self._newest(proposal)) for proposal in proposals]
        self._emit(ReviewOpened(review, tuple(question.proposal.id for question in waiting)))
        try:
            return await together(self._settled(question, redraws) for question in waiting)
        finally:
            self._emit(ReviewClosed(review))

    def _lay(self, proposal: Proposal) -> _Question:
        future: asyncio.Future[Decision | Relief] = asyncio.get_running_loop().create_future()
        question = self._open[proposal.id] = _Question(proposal, future, time.monotonic())
        again, _ = self._again.pop(proposal.id, (None, None))
        known = again or self._relief
        if known is not None:
            future.set_result(known)
        return question

    def drawing(self, decision: Decision, drawing: asyncio.Task[Proposal]) -> None:
        """Know, before a proposal is laid here, that another is being drawn in its place."""
        self._again[decision.proposal.id] = (decision, drawing)

    def _newest(self, proposal: Proposal) -> Proposal:
        """What is to be laid for a proposal: what was drawn in its place, once that is there."""
        _, drawing = self._again.get(proposal.id, (None, None))
        if drawing is None or not drawing.done() or drawing.cancelled() or drawing.exception():
            return proposal
        del self._again[proposal.id]
        return drawing.result()

    async def _settled(self, question: _Question, redraws: bool) -> Decision:
        """The decision that ends a question; another proposal may have taken its place before."""
        while True:
            try:
                decision = await question.answer
            finally:
                del self._open[question.proposal.id]
            if isinstance(decision, Relief):
                return await self._relieved(question, decision)
            if not (decision.again and redraws):
                return decision
            self._drawing += 1
            try:
                other = await decision.proposal.again(decision.reason)
            finally:
                self._drawing -= 1
            question = self._lay(other)

    async def _relieved(self, question: _Question, relief: Relief) -> Decision:
        self._drawing += 1
        try:
            seconds = time.monotonic() - question.since
            decision = await relief.decide(question.proposal, seconds)
        finally:
            self._drawing -= 1
        self.record(decision)
        return decision

    def relieve(self, relief: Relief | None) -> None:
        """Let a policy answer from here on, open questions too; ``None`` asks persons again.

        May be called from any thread.
        """
        self._relief = relief
        if relief is None:
            return
        for question in tuple(self._open.values()):
            runtime.call_soon(_answer, question.answer, relief)
        for answer in tuple(self._criticisms.values()):
            runtime.call_soon(_answer, answer, ("", relief.by))
        self.let_go(relief)

    @property
    def waited(self) -> float:
        """For how many seconds the oldest question has waited; 0 where there is none."""
        waiting = (*self._open.values(), *self._stops.values())
        since = [*(one.since for one in waiting), *self._since.values()]
        return time.monotonic() - min(since) if since else 0.0

    @property
    def resting(self) -> bool:
        """Whether proposals wait for a person, and none is being drawn again."""
        return self.recalling or (bool(self._open) and self._drawing == 0)

    def withdraw(self, by: str, who: str) -> None:
        """Leave every open question undecided: the variables are skipped in this step."""
        for question in tuple(self._open.values()):
            if not question.answer.done():
                seconds = time.monotonic() - question.since
                skipped = replace(question.proposal.skip(by=by), seconds=seconds, who=who)
                self.record(skipped)
                runtime.call_soon(_answer, question.answer, skipped)

    def waiting(self, proposal: str) -> Proposal | None:
        """The proposal of that name, if it waits to be decided."""
        question = self._open.get(proposal)
        return question.proposal if question and not question.answer.done() else None

    def decide(self, command: Decide) -> None:
        """Take a page's decision.

        Raises:
            StaleDecisionError: If the proposal is gone, decided, or of another version.
        """
        waiting = self._open.get(command.proposal)
        decided = self._decided.get(command.proposal)
        if decided is not None:
            mine = decided.by == command.client
            who = "you" if mine else ", ".join(filter(None, (decided.who, decided.by)))
            raise StaleDecisionError(f"already decided: {DONE[decided.action]} by {who}")
        if waiting is None or waiting.proposal.version != command.version:
            raise StaleDecisionError("this proposal is gone", "decide the one that is shown now")
        proposal = waiting.proposal
        place = command.candidate
        if not 0 <= place < len(proposal.candidates):
            raise StaleDecisionError("this candidate is gone", "decide on one that is shown now")
        new = proposal.candidates[place].text
        if command.action == "regenerate":
            must_have_gradients(proposal.variable)
        text = {"accept": new, "edit": command.text}.get(command.action)
        decision = Decision(
            proposal, command.action, text, command.client, time.monotonic() - waiting.since,
            place, person=True, reason=command.reason.strip(), who=command.who.strip() or person(),
            blend=command.blend,
        )  # fmt: skip
        self.record(decision)
        waiting.answer.set_result(decision)

    def record(self, decision: Decision) -> None:
        """Log a decision, once."""
        proposal = decision.proposal.id
        if proposal not in self._decided:
            self._decided[proposal] = decision
            self._emit(
                Decided(
                    proposal, decision.action, decision.text, decision.by, decision.seconds,
                    decision.candidate, decision.reason, decision.who, decision.blend,
                )
            )  # fmt: skip
