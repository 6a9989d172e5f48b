"""From decisions to rules: for each measure, the limit that the fewest decisions contradict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tgwidget.events import (
    ConstraintsSet,
    Decided,
    Measured,
    NodeAdded,
    ProposalMade,
    RoleSet,
    RunStarted,
)
from tgwidget.events.wire import Logged
from tgwidget.policy.rules import Case, MaxChange, MaxGrowth, MinGain, Required, Rule

FEW = 3
"""Fewer accepted values than these tell nothing of a limit."""

BLIND = ("accept", "reject", "gate", "policy", "program")
"""Who decides by a rule: nobody's judgement is to be learned from it."""


@dataclass
class Lesson:
    """What runs tell of the judgement of those who decided in them."""

    names: list[str] = field(default_factory=list[str])
    accepted: list[Case] = field(default_factory=list[Case])
    refused: list[Case] = field(default_factory=list[Case])
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])
    standing: dict[tuple[str, str], None] = field(default_factory=dict[tuple[str, str], None])
    """What persons want values to keep to, and have not lifted: the role, and the words."""

    def hear(self, log: Iterable[Logged]) -> None:
        """Take in one run.

        Args:
            log: Its events, in order.
        """
        roles: dict[str, str] = {}
        constraints: dict[str, tuple[str, ...]] = {}
        made: dict[str, tuple[ProposalMade, tuple[str, ...]]] = {}
        gains: dict[tuple[str, int], float] = {}
        for logged in log:
            match logged.event:
                case RunStarted(name=name):
                    self.names.append(name)
                case NodeAdded(node, role=role) | RoleSet(node, role):
                    roles[node] = role
                case ConstraintsSet(node, words):
                    constraints[node] = words
                case ProposalMade() as of:
                    made[of.proposal] = of, constraints.get(of.node, ())
                case Measured(proposal, place, before, after):
                    gains[proposal, place] = after - before
                case Decided() as end if end.proposal in made and not _blind(end.by):
                    of, told = made[end.proposal]
                    role = roles.get(of.node, of.node)
                    gain = gains.get((end.proposal, end.candidate))
                    if end.reason:
                        self.reasons[role, end.reason] += 1
                    if end.text is not None:
                        # What was measured is the proposal, not what a person made of it.
                        known = gain if end.action == "accept" else None
                        self.accepted.append(Case(role, of.old, end.text, known, told))
                    elif end.action != "skip" and end.candidate < len(of.candidates):
                        new = of.candidates[end.candidate].text
                        self.refused.append(Case(role, of.old, new, gain, told))
                case _:
                    pass
        for node, words in constraints.items():
            self.standing.update({(roles.get(node, node), one): None for one in words})

    def rules(self) -> tuple[list[Rule], list[str]]:
        """The rules, and why others could not be learned."""
        found: list[Rule] = []
        missing: list[str] = []
        for name, learned in (
            ("how many words may change", self._change()),
            ("how much longer it may become", self._growth()),
            ("how much a score must rise", self._gain()),
        ):
            if isinstance(learned, str):
                missing.append(f"{name}: {learned}")
            else:
                found.append(learned)
        for role, words in self.standing:
            under = sum(one.role == role and words in one.constraints for one in self.accepted)
            found.append(Required(role, words, support=under + self.reasons[role, words]))
        if not self.standing:
            missing.append("what to keep to: nobody gave a reason that still stands")
        return found, missing

    def _change(self) -> Rule | str:
        if (few := _few(self.accepted)) is not None:
            return few
        accepted, refused = [a.changed for a in self.accepted], [r.changed for r in self.refused]
        limit, support, against = bound(accepted, refused)
        return MaxChange(int(limit), support=support, against=against)

    def _growth(self) -> Rule | str:
        if (few := _few(self.accepted)) is not None:
            return few
        accepted = [max(0, one.grown) for one in self.accepted]
        limit, support, against = bound(accepted, [max(0, one.grown) for one in self.refused])
        return MaxGrowth(int(limit), support=support, against=against)

    def _gain(self) -> Rule | str:
        accepted = [-one.gain for one in self.accepted if one.gain is not None]
        refused = [-one.gain for one in self.refused if one.gain is not None]
        if not accepted and not refused:
            return "no Gate measured what was decided"
        if (few := _few(accepted, "that were measured ")) is not None:
            return few
        limit, support, against = bound(accepted, refused)
        return MinGain(-limit, support=support, against=against)


def bound(accepted: Sequence[float], refused: Sequence[float]) -> tuple[float, int, int]:
    """The upper limit that explains most decisions; of those that explain as many, the highest.

    Args:
        accepted: A measure of what was accepted, at least one.
        refused: The same of what was refused.

    Returns:
        The limit, how many decisions it explains, and how many accepted values are beyond it: at
        most a third of them.
    """
    best = (0, max(accepted))
    for limit in set(accepted):
        within = sum(one <= limit for one in accepted)
        if 3 * within >= 2 * len(accepted):
            best = max(best, (within + sum(one > limit for one in refused), limit))
    support, limit = best
    return limit, support, sum(one > limit for one in accepted)


def _few(accepted: Sequence[object], which: str = "") -> str | None:
    if len(accepted) >= FEW:
        return None
    return f"it takes {FEW} accepted values {which}to tell, and there are {len(accepted)}"


def _blind(by: str) -> bool:
    return by.partition(",")[0] in BLIND
