"""Who answers at the desk in a person's place, once the person leaves the rest to a policy."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tgwidget.optimizer.proposal import Decision, Proposal, Reviewer


@dataclass(frozen=True)
class Relief:
    """A policy that a person has put in their place.

    Args:
        policy: Who decides.
        by: The page where it was asked for, or ``program``.
        who: The person's name.
    """

    policy: Reviewer
    by: str
    who: str

    async def decide(self, proposal: Proposal, seconds: float) -> Decision:
        """What the policy decides; what it takes, it takes in the person's name.

        It is no person's decision for all that: what breaks a constraint cannot be taken by it.

        Args:
            proposal: What is asked about.
            seconds: How long it waited.
        """
        (decision,) = await self.policy.review([proposal])
        if decision.text is None:
            return decision
        return replace(decision, by=self.by, who=self.who, seconds=seconds)
