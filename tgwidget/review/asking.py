"""Questions other than a proposal: a criticism, a budget, a failure."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from math import isfinite

from tgwidget.errors import InputError, StaleDecisionError, TgError
from tgwidget.events import (
    BudgetAnswered,
    BudgetReached,
    Criticise,
    CriticismAsked,
    CriticismGiven,
    Event,
    Failed,
    FailureResolved,
    Limited,
    RaiseBudget,
)
from tgwidget.review.presence import Presence


class Asking(Presence):
    """Where these questions lie until somebody answers: the first valid answer wins.

    Args:
        emit: Where its events go.
    """

    def __init__(self, emit: Callable[[Event], None]) -> None:
        super().__init__(emit)
        self._failures: dict[str, asyncio.Future[bool]] = {}
        self._criticisms: dict[str, asyncio.Future[tuple[str, str]]] = {}
        self._since: dict[str, float] = {}
        self._budgets: dict[str, tuple[float, asyncio.Future[tuple[float, str]]]] = {}

    async def criticism(self, node: str, instruction: str) -> str:
        """Ask a person what is wrong with a variable, and wait for the words.

        Args:
            node: The variable.
            instruction: What to look at; may be empty.

        Returns:
            The criticism; empty if there is nothing to criticise.
        """
        ask = f"a{next(self._ids)}"
        self._since[ask] = time.monotonic()
        answer = self._criticisms[ask] = asyncio.get_running_loop().create_future()
        self._emit(CriticismAsked(ask, node, instruction))
        given: tuple[str | None, str] = (None, "")
        try:
            given = text, _ = await answer
        finally:
            del self._criticisms[ask]
            self._criticised(ask, *given)
        return text

    def repeat(
        self, node: str, instruction: str, given: CriticismGiven, meanwhile: Callable[[], None]
    ) -> None:
        """Tell of a criticism that was asked for and given before.

        Args:
            node: The variable.
            instruction: What to look at.
            given: The criticism, as it was told of then.
            meanwhile: Does what else was done while it was asked for.
        """
        ask = f"a{next(self._ids)}"
        self._emit(CriticismAsked(ask, node, instruction))
        meanwhile()
        self._emit(CriticismGiven(ask, given.text, given.by, given.seconds))

    def criticise(self, command: Criticise) -> None:
        """Take a page's criticism.

        Raises:
            StaleDecisionError: If nobody asks for it, or another page has given it.
        """
        answer = self._criticisms.get(command.ask)
        if answer is None or answer.done():
            raise StaleDecisionError("this criticism has been given already")
        said = command.text.strip()
        self._criticised(command.ask, said, command.client)
        answer.set_result((said, command.client))

    def _criticised(self, ask: str, text: str | None, by: str) -> None:
        """Log a criticism, once, and before it has any effect."""
        since = self._since.pop(ask, None)
        if since is not None:
            self._emit(CriticismGiven(ask, text, by, time.monotonic() - since))

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
            if self._budgets.pop(ask, None):
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
        del self._budgets[command.ask]
        self._emit(BudgetAnswered(command.ask, command.limit, command.client))
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
        failure = self._failed(node, error, waiting)
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

    def _failed(self, node: str, error: TgError, waiting: bool) -> str:
        failure, name = f"f{next(self._ids)}", type(error).__name__
        self._emit(Failed(failure, node, name, error.message, error.hint, waiting))
        return failure

    def repeat_retry(self, node: str, error: TgError) -> None:
        """Tell of a failure that a person had tried again before.

        Args:
            node: Where it happened.
            error: What happened.
        """
        self._emit(FailureResolved(self._failed(node, error, waiting=True), retried=True))

    def retry(self, failure: str) -> None:
        """Try again what failed.

        Raises:
            StaleDecisionError: If nothing of that name waits.
        """
        answer = self._failures.get(failure)
        if answer is None or answer.done():
            raise StaleDecisionError("nothing waits to be tried again here")
        answer.set_result(True)
