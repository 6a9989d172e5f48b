"""Who decides: the policies, and the desk where an open question waits for a person."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from itertools import count
from typing import Literal, cast, get_args

from tgwidget.errors import InputError, ReviewNeededError, StaleDecisionError, TgError
from tgwidget.events import (
    Decide,
    Decided,
    Event,
    Failed,
    FailureResolved,
    ReviewClosed,
    ReviewOpened,
)
from tgwidget.optimizer.proposal import AcceptAll, Decision, Proposal, Reviewer

Policy = Literal["ask", "accept", "reject", "fail"]
GRACE = 20.0
"""Seconds that a page gets to show itself before a question is answered by the headless policy."""


_default: Policy = "ask"


def default_policy() -> Policy:
    """The policy of a run that names none."""
    return _default


def set_default_policy(policy: str) -> None:
    """Choose the policy of later runs that name none.

    Args:
        policy: ``ask``, ``accept``, ``reject`` or ``fail``.

    Raises:
        InputError: If there is no such policy.
    """
    global _default
    if policy not in get_args(Policy):
        raise InputError(
            f"{policy!r} is not a review policy", f"choose one of {', '.join(get_args(Policy))}"
        )
    _default = cast("Policy", policy)


class RejectAll:
    """Reject every proposal: a dry run."""

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Reject each."""
        return [proposal.reject("reject") for proposal in proposals]


class Fail:
    """Refuse to go on without a person: never hang, never accept in silence."""

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Raise ReviewNeededError, naming the variable and the ways out."""
        roles = ", ".join(repr(proposal.variable.role_description) for proposal in proposals)
        raise ReviewNeededError(
            f"the step for {roles} needs a decision, and no page is open to give it",
            "open the notebook in JupyterLab with %load_ext tgwidget, or choose a policy: "
            'tg.Run(name, review="accept") or TGWIDGET_REVIEW=accept',
        )


class Desk:
    """Where questions lie until somebody answers: the first valid answer wins.

    Lives on the runtime's loop; all its methods run there.

    Args:
        emit: Where its events go.
    """

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._ids = count(1)
        self._open: dict[str, tuple[Proposal, asyncio.Future[Decision]]] = {}
        self._decided: dict[str, Decision] = {}
        self._failures: dict[str, asyncio.Future[bool]] = {}
        self._opened_at = 0.0
        self.expects_page = False
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
        if not self.expects_page:
            return False
        try:
            await asyncio.wait_for(self._page.wait(), GRACE)
        except TimeoutError:
            return False
        return True

    async def ask(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Open a review and wait until every proposal in it is decided."""
        review, here = f"r{next(self._ids)}", asyncio.get_running_loop()
        futures = [here.create_future() for _ in proposals]
        pairs = zip(proposals, futures, strict=True)
        self._open.update({proposal.id: (proposal, future) for proposal, future in pairs})
        self._opened_at = time.monotonic()
        self._emit(ReviewOpened(review, tuple(proposal.id for proposal in proposals)))
        try:
            return await asyncio.gather(*futures)
        finally:
            for proposal in proposals:
                self._open.pop(proposal.id, None)
            self._emit(ReviewClosed(review))

    def decide(self, command: Decide) -> None:
        """Take a page's decision.

        Raises:
            StaleDecisionError: If the proposal is gone, decided, or of another version.
        """
        waiting = self._open.get(command.proposal)
        decided = self._decided.get(command.proposal)
        if decided is not None:
            what, who = decided.action, decided.by
            mine = who == command.client
            raise StaleDecisionError(f"already decided: {what} by {'you' if mine else who}")
        if waiting is None or waiting[0].version != command.version:
            raise StaleDecisionError("this proposal is gone", "decide the one that is shown now")
        proposal, future = waiting
        text = {"accept": proposal.new, "edit": command.text, "reject": None}[command.action]
        seconds = time.monotonic() - self._opened_at
        decision = Decision(proposal, command.action, text, command.client, seconds)
        self.record(decision)
        future.set_result(decision)

    def record(self, decision: Decision) -> None:
        """Log a decision, once."""
        proposal = decision.proposal.id
        if proposal not in self._decided:
            self._decided[proposal] = decision
            self._emit(
                Decided(proposal, decision.action, decision.text, decision.by, decision.seconds)
            )

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


class Ask:
    """Ask a person at the desk; where nobody can come, the headless policy decides at once.

    Args:
        desk: Where the question is laid.
        headless: The policy without a page.
    """

    def __init__(self, desk: Desk, headless: Reviewer | None = None) -> None:
        self._desk = desk
        self._headless = headless or Fail()

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Wait for a decision on each."""
        if await self._desk.attended():
            return await self._desk.ask(proposals)
        return await self._headless.review(proposals)


def choose(review: Policy | Reviewer | None, desk: Desk) -> tuple[str, Reviewer]:
    """The reviewer a run was asked for, with its name; ``TGWIDGET_REVIEW`` overrides.

    Args:
        review: A policy's name, or a reviewer; ``None`` for the default policy.
        desk: Where ``ask`` lays its questions.

    Raises:
        InputError: If there is no such policy.
    """
    wanted = os.environ.get("TGWIDGET_REVIEW") or review or _default
    if wanted == "ask":
        return "ask", Ask(desk)
    simple = {"accept": AcceptAll, "reject": RejectAll, "fail": Fail}
    if isinstance(wanted, str):
        if wanted not in simple:
            raise InputError(
                f"review={wanted!r} is not a policy", "use ask, accept, reject, fail or a Reviewer"
            )
        return wanted, simple[wanted]()
    if not hasattr(wanted, "review"):
        raise InputError(
            f"review={wanted!r} cannot review", "give an object with async def review(proposals)"
        )
    return type(wanted).__name__, wanted
