"""A proposal is a value, a decision is a value; who decides is a reviewer's business."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from tgwidget.errors import InputError
from tgwidget.events import Action
from tgwidget.variable import Gradient, Variable

_ids = count(1)


@dataclass(frozen=True)
class Proposal:
    """A new value for a variable; nothing has changed yet.

    Args:
        variable: The parameter it is for.
        old: The value it would replace.
        new: The proposed value.
        because: The gradients it was made from, in order.
        version: The version of ``old``; the proposal is stale once the variable has another.
        id: Its name in events and commands.
    """

    variable: Variable
    old: str
    new: str
    because: tuple[Gradient, ...] = ()
    version: int = 1
    id: str = field(default_factory=lambda: f"p{next(_ids)}")

    def __repr__(self) -> str:
        return f"Proposal(role={self.variable.role_description!r}, new={self.new!r})"

    def accept(self, by: str = "code") -> Decision:
        """The decision to take the proposed value."""
        return Decision(self, "accept", self.new, by)

    def edit(self, text: str, by: str = "code") -> Decision:
        """The decision to take ``text`` instead."""
        return Decision(self, "edit", text, by)

    def reject(self, by: str = "code") -> Decision:
        """The decision to keep the old value."""
        return Decision(self, "reject", None, by)


@dataclass(frozen=True)
class Decision:
    """What becomes of a proposal.

    Args:
        proposal: What it decides.
        action: ``accept``, ``edit`` or ``reject``.
        text: The value to commit; ``None`` for a rejection.
        by: The page or the policy that decided.
        seconds: How long it took.
    """

    proposal: Proposal
    action: Action
    text: str | None
    by: str = "code"
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if (self.action == "reject") != (self.text is None):
            role = self.proposal.variable.role_description
            raise InputError(
                f"a decision to {self.action} the proposal for {role!r} has the wrong text",
                "give a text to accept or edit, and None to reject",
            )


class Reviewer(Protocol):
    """Something that decides: a rule, or a person."""

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """One decision per proposal, in any order.

        Args:
            proposals: All proposals of one step.
        """
        ...


class AcceptAll:
    """Accept every proposal: what a step does outside a run."""

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Accept each."""
        return [proposal.accept("accept") for proposal in proposals]


reviewer: ContextVar[Reviewer] = ContextVar("tgwidget_reviewer")
_default = AcceptAll()


def current_reviewer() -> Reviewer:
    """The reviewer of this context: the innermost run's, or acceptance."""
    return reviewer.get(_default)
