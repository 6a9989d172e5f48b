"""A run that keeps a journal, and goes on where that ends."""

from __future__ import annotations

from collections.abc import Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

from tgwidget.errors import TgError
from tgwidget.events import CallFailed, CallFinished, CallStarted, Limited
from tgwidget.observe import Observer
from tgwidget.optimizer.proposal import Decision, Proposal
from tgwidget.review import Ask
from tgwidget.run.choosing import Choice
from tgwidget.run.hands import visitor
from tgwidget.run.keeping import Keeping, Where
from tgwidget.run.reviewed import Reviewed
from tgwidget.spending import Spending
from tgwidget.variable import Gradient, Variable, introduce

T = TypeVar("T")


class Kept(Reviewed):
    """What a run has of it.

    Args:
        name: What the run is called.
        review: Who decides; see ``Run``.
        journal: Where it keeps its journal; see ``Run``.
        resume: Whether it goes on where the last run of its name was; see ``Run``.

    Raises:
        InputError: If it shall go on and keep no journal.
    """

    _spending: Spending

    def __init__(
        self,
        name: str,
        review: Choice | None,
        journal: Where,
        resume: bool | None,
    ) -> None:
        super().__init__(name, review)
        self._keeping = Keeping(self, journal, resume)

    @property
    def journal(self) -> Path | None:
        """The file that keeps what happens in this run; ``None`` where there is none."""
        return self._keeping.path

    @property
    def at_work(self) -> bool:
        """Whether something is going on in it."""
        return bool(self._work)

    @property
    def asking(self) -> bool:
        """Whether a person is asked now; what a policy passes over leaves no trace."""
        return isinstance(self._reviewer, Ask)

    @property
    def lays_out(self) -> bool:
        """Whether every proposal is laid before a person, as nobody else looks first."""
        return isinstance(self._reviewer, Ask) and self._reviewer.after is None

    def visitor(self) -> Observer | None:
        """Who hears of what is done from outside its program; ``None`` once it is over."""
        return None if self.ended else visitor(cast("Observer", self))

    async def guard(self, work: Coroutine[Any, Any, T]) -> T:
        """Do the work so that Stop can cancel it; around it, what was done before between works.

        Raises:
            StoppedError: If it was stopped.
        """
        self._steer()
        try:
            return await super().guard(work)
        finally:
            self._steer()

    def _steer(self) -> None:
        if (recalling := self._keeping.recalling) and not self._work:
            recalling.steer()

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Get one decision per proposal: from the journal where it has one, else from a reviewer.

        Raises:
            InputError: If the reviewer leaves a proposal undecided or decides another's, or is
                never content.
        """
        recalling = self._keeping.recalling
        if recalling is None:
            return await super().review(proposals)
        try:
            settled, left = await recalling.decided(proposals)
            return [*settled, *(await super().review(left) if left else ())]
        finally:
            await recalling.leave()

    async def criticism(self, variable: Variable, instruction: str) -> str:
        """Get a criticism of a variable, empty if there is none: as ``review`` gets a decision.

        Raises:
            InputError: If the reviewer criticises nothing, or gives something else than a text.
        """
        introduce(variable)
        recalling = self._keeping.recalling
        said = recalling.criticism(variable, instruction) if recalling else None
        return await super().criticism(variable, instruction) if said is None else said

    async def failed(self, node: str, error: TgError) -> bool:
        """Show a failure; with a person at the page, wait for Retry or Stop, as ``review`` does."""
        recalling = self._keeping.recalling
        if recalling and recalling.retried(node, error):
            return True
        return await super().failed(node, error)

    def inspected(
        self, variable: Variable, arrived: Sequence[Gradient]
    ) -> Sequence[Gradient] | None:
        """What became of criticism at a breakpoint, where a person has let the same go on."""
        recalling = self._keeping.recalling
        return recalling.inspected(variable, arrived) if recalling else None

    def recalled(self, started: CallStarted) -> CallFinished | CallFailed | None:
        """How the same call ended before; ``None`` if it is to be made."""
        recalling = self._keeping.recalling
        return recalling.reply(started) if recalling else None

    def carry(
        self,
        calls: Sequence[CallFinished],
        wasted: Sequence[float | None],
        raised: dict[Limited, float],
    ) -> None:
        """Count what the run spent before it went on, and keep the limits that were raised.

        Args:
            calls: The calls that ended well.
            wasted: What each that failed took, in US dollars; ``None`` where that is unknown.
            raised: The limits.
        """
        for one in calls:
            tokens = (one.tokens_in or 0) + (one.tokens_out or 0)
            if not one.cached:
                self._spending.carry({"usd": one.cost, "tokens": tokens, "calls": one.attempts})
        for cost in wasted:
            self._spending.carry({"usd": cost, "calls": 1})
        self._spending.keep_raised(raised)
