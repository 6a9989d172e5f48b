"""Who decides in a run, also when that changes while it goes on."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from tgwidget.errors import InputError, TgError
from tgwidget.events import Command, Phase, PolicyChanged
from tgwidget.optimizer.proposal import Decision, Proposal, Reviewer
from tgwidget.review import Ask, Guarded, Policy, guard, named, settle
from tgwidget.review.relief import Relief
from tgwidget.run.choosing import Choice, choose, settled
from tgwidget.run.historic import Historic
from tgwidget.variable import Variable, introduce


class Reviewed(Historic):
    """What a run has of it.

    Args:
        name: What the run is called.
        review: Who decides; see ``Run``.
    """

    def __init__(self, name: str, review: Choice | None) -> None:
        super().__init__(name)
        self.review_policy: str
        self._reviewer: Reviewer
        self.review_policy, self._reviewer = choose(review)
        self._guard = guard(self._reviewer)
        self.asks = isinstance(self._reviewer, Ask)
        """Whether a person is at the page, who is asked about failures and budgets."""

    @abstractmethod
    def command(self, command: Command) -> object:
        """Do what a page asks; on the runtime's loop."""

    @abstractmethod
    def notice(self, message: str) -> None:
        """Tell the person something."""

    @abstractmethod
    def phase(self, phase: Phase) -> None:
        """Tell what the work is about from here on."""

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Get one decision per proposal from this run's reviewer.

        What it wants other values for is drawn again and laid before it again.

        Raises:
            InputError: If the reviewer leaves a proposal undecided or decides another's, or is
                never content.
        """
        return await settle(self._deciding, proposals, self.desk.record, self.phase)

    def _deciding(self) -> tuple[str, Reviewer]:
        return self.review_policy, self._reviewer

    async def criticism(self, variable: Variable, instruction: str) -> str:
        """Get a criticism of a variable from this run's reviewer, empty if there is none.

        Raises:
            InputError: If the reviewer criticises nothing, or gives something else than a text.
        """
        introduce(variable)
        criticise = getattr(self._reviewer, "criticise", None)
        said: Any = await criticise(variable, instruction) if criticise else None
        if not isinstance(said, str):
            raise InputError(
                f"the reviewer {self.review_policy!r} gave no criticism",
                "let it have async def criticise(variable, instruction) that returns a text",
            )
        return said

    async def failed(self, node: str, error: TgError) -> bool:
        """Show a failure; with a person at the page, wait for Retry or Stop."""
        return await self.desk.failed(node, error, wait=self.asks)

    def set_review(self, review: Choice) -> None:
        """Let another decide from here on, open questions included. From any thread.

        A gate keeps its guard: with ``tg.Ask(after=gate)``, ``set_review("accept")`` accepts only
        what the gate passes. No policy accepts what breaks a constraint. ``TGWIDGET_REVIEW``
        overrides, and the gate holds then, too.

        Args:
            review: As for ``tg.Run``.

        Raises:
            InputError: If there is no such policy, or the run is not going on.
        """
        self.switch(settled(review), "program")

    def switch(self, review: Policy | Reviewer, by: str, who: str = "") -> None:
        """``set_review``, as a page asks for it.

        Args:
            review: As for ``set_review``; the environment does not override it.
            by: The page that asks.
            who: The person's name.
        """
        self.check_going()
        name, chosen = named(review)
        if not isinstance(review, str):
            self._guard = guard(chosen)
        elif name == "ask":
            chosen = Ask(after=self._guard)
        elif name == "accept" and self._guard:
            chosen = Guarded(name, self._guard, chosen)
        if name == self.review_policy and isinstance(review, str):
            return
        self.review_policy, self._reviewer = name, chosen
        asks = isinstance(chosen, Ask)
        self.asks = self.asks or asks
        self.emit(PolicyChanged(name, by, who))
        self.desk.relieve(None if asks else Relief(chosen, by, who))
