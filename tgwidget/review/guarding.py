"""A rule of the program that holds whoever decides: what it refuses stays refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tgwidget.optimizer.proposal import AcceptAll, Decision, Proposal, Reviewer
from tgwidget.variable import Variable

REFUSED = "it is not the candidate that was let pass"


class Guarded:
    """Let a reviewer look first, and another decide on what it lets pass.

    Args:
        name: What the one who decides is called.
        after: Who looks first. Of several candidates it lets one pass.
        then: Who decides.
    """

    def __init__(self, name: str, after: Reviewer, then: Reviewer) -> None:
        self.name = name
        self.after = after
        self._then = then

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Decide on each that is let pass; on the others who looks first has decided."""
        first = await self.after.review(proposals)
        if isinstance(self._then, AcceptAll):
            return first
        passed = {one.proposal.id: one.proposal for one in first if one.text is not None}
        refused = [one for one in first if one.text is None]
        shown = [_only(one) for one in first if one.text is not None]
        decided = await self._then.review(shown) if shown else ()
        return [*refused, *(_whole(one, passed) for one in decided)]

    async def criticise(self, variable: Variable, instruction: str) -> str:
        """Find nothing to criticise."""
        return ""


def _only(passed: Decision) -> Proposal:
    """A proposal of which only the candidate that was let pass can be accepted."""
    candidates = [
        one if place == passed.candidate else replace(one, broken=(*one.broken, REFUSED))
        for place, one in enumerate(passed.proposal.candidates)
    ]
    return replace(passed.proposal, candidates=tuple(candidates))


def _whole(decision: Decision, passed: dict[str, Proposal]) -> Decision:
    found = passed.get(decision.proposal.id, decision.proposal)
    return replace(decision, proposal=found)
