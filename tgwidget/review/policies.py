"""Who decides: the policies that have a name, and asking a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from tgwidget.errors import InputError, InputTypeError, ReviewNeededError
from tgwidget.optimizer.proposal import AcceptAll, Decision, Proposal, Reviewer
from tgwidget.review.desk import current_desk
from tgwidget.review.guarding import Guarded
from tgwidget.review.hosts import Unheard, without_page
from tgwidget.variable import Gradient, Variable

Policy = Literal["ask", "accept", "reject", "fail"]


class RejectAll:
    """Reject every proposal: a dry run."""

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Reject each."""
        return [proposal.reject(by="reject") for proposal in proposals]

    async def criticise(self, variable: Variable, instruction: str) -> str:
        """Find nothing to criticise."""
        return ""


class Fail:
    """Refuse to go on without a person: never hang, never accept in silence.

    Args:
        unheard: Why nobody can answer, if it is more than that no page is open.
    """

    def __init__(self, unheard: Unheard | None = None) -> None:
        self._unheard = unheard or without_page()

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Raise ReviewNeededError, naming the variable and the ways out."""
        roles = ", ".join(repr(proposal.variable.role_description) for proposal in proposals)
        raise ReviewNeededError(
            f"the step for {roles} needs a decision, and {self._unheard.why}",
            f'{self._unheard.way}, or choose a policy: tg.Run(name, review="accept") or '
            "TGWIDGET_REVIEW=accept",
        )

    async def criticise(self, variable: Variable, instruction: str) -> str:
        """Raise ReviewNeededError, naming the variable and the ways out."""
        raise ReviewNeededError(
            f"{variable.role_description!r} waits for a person's criticism, and "
            f"{self._unheard.why}",
            f"{self._unheard.way}, or let a reviewer answer: an object with "
            "async def criticise(variable, instruction)",
        )

    async def inspect(self, variable: Variable, arrived: Sequence[Gradient]) -> Sequence[Gradient]:
        """Raise ReviewNeededError, naming the variable and the ways out."""
        raise ReviewNeededError(
            f"the criticism of {variable.role_description!r} waits at a breakpoint, and "
            f"{self._unheard.why}",
            f"{self._unheard.way}, or take it away: tg.breakpoint(variable, on=False)",
        )


class Ask:
    """Ask a person at the widget; where nobody can come, fail at once.

    Args:
        after: Who looks first: what it rejects is not shown.

    Raises:
        InputTypeError: If that is no reviewer.

    Example:
        >>> import tgwidget as tg
        >>> gate = tg.Gate(lambda prompt, word: float(word in prompt), ["short", "polite"])
        >>> run = tg.Run("prompt", review=tg.Ask(after=gate))
    """

    def __init__(self, after: Reviewer | None = None) -> None:
        self.after = after if after is None else _reviewer(after, "after")

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Wait for a decision on each that is shown."""
        first = await self.after.review(proposals) if self.after else ()
        settled = [decision for decision in first if decision.text is None]
        shown = [decision.proposal for decision in first if decision.text is not None]
        if self.after is None:
            shown = list(proposals)
        desk = current_desk()
        if not shown:
            return settled
        if not await desk.attended():
            return await Fail(desk.unheard).review(shown)
        # Another that a person wants is looked at by whoever looks first, before it is shown.
        return [*settled, *await desk.ask(shown, redraws=self.after is None)]

    async def criticise(self, variable: Variable, instruction: str) -> str:
        """Wait for a person's words."""
        desk = current_desk()
        if await desk.attended():
            return await desk.criticism(variable.id, instruction)
        return await Fail(desk.unheard).criticise(variable, instruction)

    async def inspect(self, variable: Variable, arrived: Sequence[Gradient]) -> Sequence[Gradient]:
        """Wait until a person lets it go on, as it is then."""
        desk = current_desk()
        if await desk.attended():
            return await desk.inspect(variable, arrived)
        return await Fail(desk.unheard).inspect(variable, arrived)


def named(wanted: Policy | Reviewer) -> tuple[str, Reviewer]:
    """A reviewer with its name.

    Args:
        wanted: A policy's name, or a reviewer.

    Raises:
        InputError: If there is no such policy.
        InputTypeError: If it is no reviewer.
    """
    simple = {"ask": Ask, "accept": AcceptAll, "reject": RejectAll, "fail": Fail}
    if isinstance(wanted, str):
        if wanted not in simple:
            raise InputError(
                f"review={wanted!r} is not a policy", "use ask, accept, reject, fail or a Reviewer"
            )
        return wanted, simple[wanted]()
    if isinstance(wanted, Guarded):
        return wanted.name, wanted
    return type(wanted).__name__.lower(), _reviewer(wanted, "review")


def _reviewer(given: Reviewer, setting: str) -> Reviewer:
    """A reviewer, where not everybody runs a type checker."""
    told: object = given
    if isinstance(told, type) and hasattr(told, "review"):
        name = told.__name__
        raise InputTypeError(
            f"{setting}={name} is a class, and no reviewer yet", f"make one: {setting}={name}(…)"
        )
    if not hasattr(told, "review"):
        way = "give an object with async def review(proposals)"
        way = f"let it decide: {setting}=tg.Callback(fn)" if callable(told) else way
        raise InputTypeError(f"{setting}={told!r} cannot review", way)
    return given


def guard(reviewer: Reviewer) -> Reviewer | None:
    """Who looks at every proposal, whoever decides after it: what it refuses stays refused."""
    if isinstance(reviewer, Ask | Guarded):
        return reviewer.after
    return None if isinstance(reviewer, AcceptAll | RejectAll | Fail) else reviewer
