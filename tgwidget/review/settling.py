"""From proposals to decisions, by whichever reviewer; what it wants drawn again is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tgwidget.errors import InputError
from tgwidget.events import Phase
from tgwidget.optimizer.proposal import Decision, Proposal, Reviewer
from tgwidget.runtime import together

PATIENCE = 20
"""How often a reviewer may ask for another proposal in one step; a person may, as they like."""


async def settle(
    reviewer: Callable[[], tuple[str, Reviewer]],
    proposals: Sequence[Proposal],
    record: Callable[[Decision], None],
    phase: Callable[[Phase], None],
) -> Sequence[Decision]:
    """Get one decision for each variable that something is proposed for.

    Args:
        reviewer: Who decides now, and what it is called; may be another as this goes on.
        proposals: All proposals of a step.
        record: Is told every decision, also that others are wanted.
        phase: Is told what the work is about.

    Raises:
        InputError: If the reviewer leaves a proposal undecided or decides another's, or is never
            content.
    """
    settled: list[Decision] = []
    asked = 0
    while asked < PATIENCE:
        phase("review")
        name, deciding = reviewer()
        decisions = list(await deciding.review(proposals))
        # By variable: another proposal may have taken the place of one of these.
        if sorted(map(_decided, decisions)) != sorted(one.variable.id for one in proposals):
            raise InputError(
                f"the reviewer {name!r} must decide each proposal exactly once",
                "return one decision per proposal",
            )
        for decision in decisions:
            record(decision)
        settled += [one for one in decisions if not one.again]
        again = [one for one in decisions if one.again]
        if not again:
            return settled
        asked += not any(one.person for one in again)
        phase("step")
        proposals = await together(one.proposal.again(one.reason) for one in again)
    raise InputError(
        f"the reviewer {reviewer()[0]!r} asked for another proposal {PATIENCE} times",
        "let it accept or reject at last",
    )


def _decided(decision: Decision) -> str:
    return decision.proposal.variable.id
