"""The desk, where open questions lie until a person answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, replace
from itertools import count
from math import isfinite

from tgwidget import runtime
from tgwidget.errors import InputError, StaleDecisionError, TgError
from tgwidget.events import (
    BudgetAnswered,
    BudgetReached,
    Criticise,
    CriticismAsked,
    CriticismGiven,
    Decide,
    Decided,
    Event,
    Failed,
    FailureResolved,
    Limited,
    RaiseBudget,
    ReviewClosed,
    ReviewOpened,
)
from tgwidget.optimizer.proposal import Decision, Proposal
from tgwidget.review.hosts import Unheard
from tgwidget.review.person import person
from tgwidget.runtime import together

GRACE = 20.0
"""Seconds that a page gets to show itself before a question is answered by the headless policy."""


@dataclass(frozen=True)
class _Question:
    """A proposal that waits for its decision, ``since`` a moment of the monotonic clock."""

    proposal: Proposal
    answer: asyncio.Future[Decision]
    since: float


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


def _answer(future: asyncio.Future[Decision], decision: Decision) -> None:
    if not future.done():
        future.set_result(decision)


class Desk:
    """Where questions lie until somebody answers: the first valid answer wins.

    Lives on the runtime's loop; all its methods run there.

    Args:
        emit: Where its events go.
    """

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._ids = count(1)
        self._open: dict[str, _Question] = {}
        self._drawing = 0
        self._decided: dict[str, Decision] = {}
        self._failures: dict[str, asyncio.Future[bool]] = {}
        self._criticisms: dict[str, asyncio.Future[tuple[str, str]]] = {}
        self._budgets: dict[str, tuple[float, asyncio.Future[tuple[float, str]]]] = {}
        self.expects_page = False
        self.unheard: Unheard | None = None
        self._page = asyncio.Event()

    def page_seen(self) -> None:
        """A page has said that it is here."""
        self.expects_page = True
        self._page.set()

    @property
    def page_answers(self) -> bool:
        """Whether a page has said that it is here."""
        return self._page.is_set()

    async def attended(self) -> bool:
        """Whether a person can answer; waits ``GRACE`` seconds for a page that should come."""
        if self.unheard or not self.expects_page:
            return False
        try:
            await asyncio.wait_for(self._page.wait(), GRACE)
        except TimeoutError:
            return False
        return True

    async def ask(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Open a review and wait until every proposal in it is decided."""
        review = f"r{next(self._ids)}"
        waiting = [self._lay(proposal) for proposal in proposals]
        self._emit(ReviewOpened(review, tuple(proposal.id for proposal in proposals)))
        try:
            return await together(self._settled(question) for question in waiting)
        finally:
            self._emit(ReviewClosed(review))

    def _lay(self, proposal: Proposal) -> _Question:
        future: asyncio.Future[Decision] = asyncio.get_running_loop().create_future()
        question = self._open[proposal.id] = _Question(proposal, future, time.monotonic())
        return question

    async def _settled(self, question: _Question) -> Decision:
        """The decision that ends a question; another proposal may have taken its place before."""
        while True:
            try:
                decision = await question.answer
            finally:
                del self._open[question.proposal.id]
            if not decision.again:
                return decision
            self._drawing += 1
            try:
                other = await decision.proposal.again(decision.reason)
            finally:
                self._drawing -= 1
            question = self._lay(other)

    @property
    def resting(self) -> bool:
        """Whether proposals wait for a person, and none is being drawn again."""
        return bool(self._open) and self._drawing == 0

    def withdraw(self, by: str, who: str) -> None:
        """Leave every open question undecided: the variables are skipped in this step."""
        for question in tuple(self._open.values()):
            if not question.answer.done():
                seconds = time.monotonic() - question.since
                skipped = replace(question.proposal.skip(by=by), seconds=seconds, who=who)
                self.record(skipped)
                runtime.call_soon(_answer, question.answer, skipped)

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
            raise StaleDecisionError(f"already decided: {decided.action} by {who}")
        if waiting is None or waiting.proposal.version != command.version:
            raise StaleDecisionError("this proposal is gone", "decide the one that is shown now")
        proposal = waiting.proposal
        place = command.candidate
        if not 0 <= place < len(proposal.candidates):
            raise StaleDecisionError("this candidate is gone", "decide on one that is shown now")
        new = proposal.candidates[place].text
        text = {"accept": new, "edit": command.text}.get(command.action)
        decision = Decision(
            proposal, command.action, text, command.client, time.monotonic() - waiting.since,
            place, person=True, reason=command.reason.strip(), who=command.who.strip() or person(),
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
                    decision.candidate, decision.reason, decision.who,
                )
            )  # fmt: skip

    async def criticism(self, node: str, instruction: str) -> str:
        """Ask a person what is wrong with a variable, and wait for the words.

        Args:
            node: The variable.
            instruction: What to look at; may be empty.

        Returns:
            The criticism; empty if there is nothing to criticise.
        """
        ask, began = f"a{next(self._ids)}", time.monotonic()
        answer = self._criticisms[ask] = asyncio.get_running_loop().create_future()
        self._emit(CriticismAsked(ask, node, instruction))
        given: tuple[str | None, str] = (None, "")
        try:
            given = text, _ = await answer
        finally:
            del self._criticisms[ask]
            self._emit(CriticismGiven(ask, *given, time.monotonic() - began))
        return text

    def criticise(self, command: Criticise) -> None:
        """Take a page's criticism.

        Raises:
            StaleDecisionError: If nobody asks for it, or another page has given it.
        """
        answer = self._criticisms.get(command.ask)
        if answer is None or answer.done():
            raise StaleDecisionError("this criticism has been given already")
        answer.set_result((command.text.strip(), command.client))

    async def budget(
        self, whose: str, what: Limited, spent: float, limit: float, need: float, *, wait: bool
    ) -> float | None:
        """Tell that a budget is reached; where a person is there to ask, wait for a higher limit.

        Args:
            whose: Whose budget it is, in words.
            what: What is limited.
            spent: How much of it was spent.
            limit: How much of it might be.
            need: The most that the next call may take.
            wait: Whether this run asks persons at all.

        Returns:
            The new limit, above the old one; ``None`` if there is none.
        """
        waiting = wait and await self.attended()
        ask = f"b{next(self._ids)}"
        self._emit(BudgetReached(ask, whose, what, spent, limit, need, waiting))
        if not waiting:
            return None
        answer: asyncio.Future[tuple[float, str]] = asyncio.get_running_loop().create_future()
        self._budgets[ask] = limit, answer
        given: tuple[float | None, str] = (None, "")
        try:
            given = raised, _ = await answer
        finally:
            del self._budgets[ask]
            self._emit(BudgetAnswered(ask, *given))
        return raised

    def raise_budget(self, command: RaiseBudget) -> None:
        """Take a page's new limit.

        Raises:
            StaleDecisionError: If nobody asks for it, or another page has given it.
            InputError: If it is no higher than the old one.
        """
        limit, answer = self._budgets.get(command.ask, (0.0, None))
        if answer is None or answer.done():
            raise StaleDecisionError("this budget has been answered for already")
        if not (isfinite(command.limit) and command.limit > limit):
            raise InputError("the new limit is not higher", "give a higher one, or stop the run")
        answer.set_result((command.limit, command.client))

    async def failed(self, node: str, error: TgError, *, wait: bool) -> bool:
        """Show a failure; where a person is there to ask, wait for Retry.

        Args:
            node: Where it happened.
            error: What happened.
            wait: Whether this run asks persons at all.

        Returns:
            True to try again, False to give up.
        """
        waiting = wait and await self.attended()
        failure = f"f{next(self._ids)}"
        name = type(error).__name__
        self._emit(Failed(failure, node, name, error.message, error.hint, waiting))
        if not waiting:
            return False
        answer = self._failures[failure] = asyncio.get_running_loop().create_future()
        retried = False
        try:
            retried = await answer
        finally:
            del self._failures[failure]
            self._emit(FailureResolved(failure, retried))
        return retried

    def retry(self, failure: str) -> None:
        """Try again what failed.

        Raises:
            StaleDecisionError: If nothing of that name waits.
        """
        answer = self._failures.get(failure)
        if answer is None or answer.done():
            raise StaleDecisionError("nothing waits to be tried again here")
        answer.set_result(True)
