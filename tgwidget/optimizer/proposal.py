"""A proposal is a value, a decision is a value; who decides is a reviewer's business."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from tgwidget.errors import InputError, StaleDecisionError
from tgwidget.events import Action, Candidate
from tgwidget.optimizer.constraints import Constraint, breaches
from tgwidget.report import cards
from tgwidget.variable import Gradient, Variable

_ids = count(1)


@dataclass(frozen=True)
class Proposal:
    """New values for a variable to choose from; nothing has changed yet.

    Args:
        variable: The parameter it is for.
        old: The value it would replace.
        candidates: The proposed values, at least one: those that break no constraint first, then
            by score, then in the order they were drawn.
        because: The gradients it was made from, in order.
        version: The version of ``old``; the proposal is stale once the variable has another.
        id: Its name in events and commands.
        redraw: Draws other values for the same variable, told why; see ``again``.
    """

    variable: Variable
    old: str
    candidates: tuple[Candidate, ...]
    because: tuple[Gradient, ...] = ()
    version: int = 1
    id: str = field(default_factory=lambda: f"p{next(_ids)}")
    redraw: Callable[[str], Awaitable[Proposal]] | None = field(default=None, compare=False)

    def __repr__(self) -> str:
        return f"Proposal(role={self.variable.role_description!r}, new={self.new!r})"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": cards.proposal(self)}

    @property
    def new(self) -> str:
        """The proposed value; the best one where there are several."""
        return self.candidates[0].text

    @property
    def broken(self) -> tuple[str, ...]:
        """The constraints that even the best candidate breaks; no policy can accept it then."""
        return self.candidates[0].broken

    def accept(self, candidate: int = 0, *, by: str = "code") -> Decision:
        """The decision to take a proposed value.

        Args:
            candidate: Its place among the candidates, from 0.
            by: Who decides.

        Raises:
            InputError: If there is no such candidate, or it breaks a constraint.
        """
        role = self.variable.role_description
        if not 0 <= candidate < len(self.candidates):
            raise InputError(
                f"the proposal for {role!r} has no candidate {candidate}",
                f"it has {len(self.candidates)}, counted from 0",
            )
        chosen = self.candidates[candidate]
        if chosen.broken:
            raise broken_error(role, chosen.broken)
        return Decision(self, "accept", chosen.text, by, candidate=candidate)

    def edit(self, text: str, candidate: int = 0, *, by: str = "code") -> Decision:
        """The decision to take ``text`` instead, made from the candidate at that place."""
        return Decision(self, "edit", text, by, candidate=candidate)

    def blend(self, text: str, candidates: Sequence[int], *, by: str = "code") -> Decision:
        """The decision to take ``text``, which was put together from several candidates.

        Args:
            text: The value to commit.
            candidates: The places, from 0, of the candidates that parts were taken from.
            by: Who decides.

        Raises:
            InputError: If they are not several, or there is no such candidate.
        """
        places = tuple(sorted(set(candidates)))
        if len(places) < 2:
            role = self.variable.role_description
            raise InputError(
                f"a blend for {role!r} has parts of several candidates", "name two, or edit one"
            )
        return Decision(self, "edit", text, by, candidate=places[0], blend=places)

    def reject(self, reason: str = "", *, by: str = "code") -> Decision:
        """The decision to keep the old value.

        Args:
            reason: Why, in words. Another proposal follows then, see ``again``.
            by: Who decides.
        """
        return Decision(self, "reject", None, by, reason=reason.strip())

    def regenerate(self, *, by: str = "code") -> Decision:
        """The decision to have other values drawn from the same criticism."""
        return Decision(self, "regenerate", None, by)

    def skip(self, *, by: str = "code") -> Decision:
        """The decision to leave the variable alone in this step, as if nothing was proposed."""
        return Decision(self, "skip", None, by)

    async def again(self, reason: str = "") -> Proposal:
        """Draw other values, to be decided instead of these.

        Args:
            reason: What is wrong with these, in a person's words. It becomes a gradient on the
                variable, and a constraint that its later values keep to until it is lifted.

        Returns:
            The proposal that takes the place of this one.

        Raises:
            InputError: If its optimizer cannot draw again.
            EngineError: If a model did not answer.
        """
        if self.redraw is None:
            raise InputError(
                f"the proposal for {self.variable.role_description!r} cannot be drawn again",
                "accept, edit or reject it",
            )
        return await self.redraw(reason)


@dataclass(frozen=True)
class Decision:
    """What becomes of a proposal.

    Args:
        proposal: What it decides.
        action: ``accept``, ``edit``, ``reject``, ``regenerate`` or ``skip``.
        text: The value to commit; ``None`` where nothing changes.
        by: The page or the policy that decided.
        seconds: How long it took.
        candidate: The place, from 0, of the candidate that was accepted or edited.
        person: Whether a person decided, who may knowingly break a constraint.
        reason: Why it was rejected, in words; empty if nobody said.
        who: The person's name; empty for a policy.
        blend: The places of the candidates that an edited text was put together from.
    """

    proposal: Proposal
    action: Action
    text: str | None
    by: str = "code"
    seconds: float = 0.0
    candidate: int = 0
    person: bool = False
    reason: str = ""
    who: str = ""
    blend: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        role = self.proposal.variable.role_description
        known = range(len(self.proposal.candidates))
        if self.blend and (self.action != "edit" or not set(self.blend) <= set(known)):
            raise InputError(
                f"a decision to {self.action} the proposal for {role!r} blends what is not there",
                f"it has {len(known)} candidates, counted from 0, and a blend is an edit",
            )
        if (self.action in ("accept", "edit")) != (self.text is not None):
            raise InputError(
                f"a decision to {self.action} the proposal for {role!r} has the wrong text",
                "give a text to accept or edit, and None otherwise",
            )

    @property
    def again(self) -> bool:
        """Whether another proposal is wanted in the place of this one."""
        return self.action == "regenerate" or (self.action == "reject" and self.reason != "")

    def __repr__(self) -> str:
        role = self.proposal.variable.role_description
        return f"Decision({self.action!r}, role={role!r}, text={self.text!r}, by={self.by!r})"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": cards.decision(self)}


class Reviewer(Protocol):
    """Something that decides: a rule, or a person.

    A reviewer that also has ``async def criticise(variable, instruction) -> str`` answers for the
    person whom a ``HumanLoss`` asks. With ``async def inspect(variable, gradients)`` it looks at
    what has arrived at a breakpoint, and gives what of it goes on.
    """

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """One decision per proposal, in any order.

        Args:
            proposals: All proposals of one step.
        """
        ...


class AcceptAll:
    """Accept the best candidate of every proposal: what a step does outside a run.

    A proposal that breaks its constraints is rejected.
    """

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Accept each that may be accepted."""
        return [
            proposal.reject(by="accept") if proposal.broken else proposal.accept(by="accept")
            for proposal in proposals
        ]

    async def criticise(self, variable: Variable, instruction: str) -> str:
        """Find nothing to criticise."""
        return ""


def broken_error(role: str, broken: Sequence[str]) -> InputError:
    """The error of a decision that only a person may take."""
    return InputError(
        f"the new value for {role!r} breaks a constraint: {'; '.join(broken)}",
        "reject it, or edit it so that it keeps to its constraints",
    )


reviewer: ContextVar[Reviewer] = ContextVar("tgwidget_reviewer")
_default = AcceptAll()


async def must_be_allowed(decision: Decision, constraints: Sequence[Constraint]) -> None:
    """See that a decision can be carried out.

    Args:
        decision: What was decided.
        constraints: What a value must keep to that no person chose.

    Raises:
        StaleDecisionError: If the variable has changed since its proposal was made.
        InputError: If the value breaks a constraint, and no person allowed that.
    """
    proposal, role = decision.proposal, decision.proposal.variable.role_description
    if proposal.variable.version != proposal.version:
        raise StaleDecisionError(f"{role!r} has changed since this was proposed", "propose again")
    if decision.text is None or decision.person:
        return
    broken = {one.text: one.broken for one in proposal.candidates}.get(decision.text)
    if broken is None:
        broken = await breaches(constraints, proposal.old, decision.text)
    if broken:
        raise broken_error(role, broken)


def current_reviewer() -> Reviewer:
    """The reviewer of this context: the innermost run's, or acceptance."""
    return reviewer.get(_default)
