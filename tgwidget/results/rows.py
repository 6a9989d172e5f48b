"""A run's decisions as a table: a row a step and parameter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from tgwidget.events import (
    Change,
    Decided,
    HistoryMoved,
    Measured,
    Merged,
    ProposalMade,
    Revised,
    StepCommitted,
)
from tgwidget.events.wire import Logged
from tgwidget.history import Commits
from tgwidget.report.story import Story, totals


@dataclass(frozen=True)
class Row:
    """One decision on one parameter, or one parameter that undo, redo or merge has changed.

    What a step took is the same in all of its rows: it belongs to the step, not to the row.

    Args:
        step: The optimizer's step, from 1.
        commit: The number of the commit it became; ``None`` where nothing changed.
        parameter: The parameter's role description.
        draw: Which proposal of this step for this parameter it is, from 1.
        action: ``accept``, ``edit``, ``reject``, ``regenerate``, ``skip``, ``undo``, ``redo``,
            ``checkout`` or ``merge``; empty for what was not decided.
        by: The page or the policy that decided; ``code`` where a program did.
        who: The person's name.
        seconds: How long the decision took; ``None`` where nobody decided.
        old: The value before.
        new: The value after; the old one where nothing changed.
        proposed: What was proposed.
        reason: Why it was rejected, in a person's words.
        broken: The constraints that the proposal breaks, a line each.
        gate_before: The mean score on held-out examples of the old value; ``None`` without a Gate.
        gate_after: That of what was proposed.
        step_calls: The calls of the step.
        step_tokens: Their tokens; ``None`` is unknown.
        step_cost: What they cost, in US dollars; ``None`` is unknown.
        step_models: Who answered them, with commas between.
        step_provenance: Where the answers came from: live, local, recorded, simulated.
        scores: What was measured of the commit, by name.
    """

    step: int
    parameter: str
    action: str
    old: str
    new: str
    commit: int | None = None
    draw: int = 1
    by: str = "code"
    who: str = ""
    seconds: float | None = None
    proposed: str = ""
    reason: str = ""
    broken: str = ""
    gate_before: float | None = None
    gate_after: float | None = None
    step_calls: int = 0
    step_tokens: int | None = 0
    step_cost: float | None = 0.0
    step_models: str = ""
    step_provenance: str = ""
    scores: Mapping[str, float] = field(default_factory=dict[str, float])

    def flat(self) -> dict[str, Any]:
        """The row as columns; the score named x is the column ``score.x``."""
        plain = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "scores"}
        return {**plain, **{f"score.{name}": value for name, value in self.scores.items()}}


def columns(rows: Sequence[Row]) -> list[str]:
    """The columns of a table of these rows, in order."""
    plain = [one.name for one in fields(Row) if one.name != "scores"]
    return list(dict.fromkeys([*plain, *(name for row in rows for name in row.flat())]))


def rows(log: Sequence[Logged]) -> list[Row]:
    """A run's decisions, in the order they were made.

    Args:
        log: Its events, in order.
    """
    table = _Table(log)
    for logged in log:
        table.take(logged)
    return table.finished()


class _Table:
    """Rows as they are filled in; those of the step that goes on, each beside its node."""

    def __init__(self, log: Sequence[Logged]) -> None:
        self.story, self.commits = Story(log), Commits.of(log)
        self.drafts: list[dict[str, Any]] = []
        self.step: list[tuple[str, dict[str, Any]]] = []
        self.place = 0
        self.made: dict[str, tuple[ProposalMade, dict[str, Any]]] = {}
        self.measured: dict[tuple[str, int], Measured] = {}

    def take(self, logged: Logged) -> None:
        """Take the next event."""
        match logged.event:
            case ProposalMade() as of:
                draw = 1 + sum(node == of.node for node, _ in self.step)
                draft = self.begin(of.node, action="", old=of.old, new=of.old, draw=draw, by="")
                self.step.append((of.node, draft))
                self.made[of.proposal] = of, draft
                self.propose(of, draft, 0)
            case Measured() as one:
                self.measured[one.proposal, one.candidate] = one
                if one.candidate == 0 and one.proposal in self.made:
                    self.propose(*self.made[one.proposal], 0)
            case Decided() as end if end.proposal in self.made:
                of, draft = self.made[end.proposal]
                self.propose(of, draft, end.candidate)
                draft.update(action=end.action, by=end.by, who=end.who)
                draft.update(seconds=end.seconds, reason=end.reason)
            case StepCommitted(_, changes, commit):
                for change in changes:
                    self.commit(change, commit)
                self.took()
                self.step, self.place = [], self.place + 1
            case HistoryMoved(commit, changes, way, by, who):
                self.moved(way, changes, commit, by, who)
            case Merged(commit, _, _, changes, by, who):
                self.moved("merge", changes, commit, by, who)
            case Revised(commit, _, changes, by, who):
                self.moved("revise", changes, commit, by, who)
            case _:
                pass

    def begin(self, node: str, **known: Any) -> dict[str, Any]:
        """A new row of the step that goes on."""
        number, role = self.story.steps[self.place].number, self.story.role(node)
        draft = {"step": number, "parameter": role, **known}
        self.drafts.append(draft)
        return draft

    def moved(self, way: str, changes: Sequence[Change], commit: int, by: str, who: str) -> None:
        """Parameters were changed between two steps."""
        told = self.scored(commit)
        for one in changes:
            self.begin(one.node, action=way, old=one.old, new=one.new, by=by, who=who, **told)

    def propose(self, of: ProposalMade, draft: dict[str, Any], place: int) -> None:
        """What was proposed is the candidate at this place."""
        if place < len(of.candidates):
            candidate = of.candidates[place]
            draft.update(proposed=candidate.text, broken="\n".join(candidate.broken))
        measured = self.measured.get((of.proposal, place))
        if measured:
            draft.update(gate_before=measured.before, gate_after=measured.after)

    def commit(self, change: Change, commit: int) -> None:
        """A value was committed; a program may have decided so without a word."""
        mine = [draft for node, draft in self.step if node == change.node]
        if not mine:
            return
        draft = mine[-1]
        draft.update(new=change.new, **self.scored(commit))
        if not draft["action"]:
            taken = change.new == draft.get("proposed")
            draft.update(action="accept" if taken else "edit", by="code")

    def scored(self, commit: int) -> dict[str, Any]:
        """The commit, with what was measured of it."""
        known = commit < len(self.commits)
        return {"commit": commit, "scores": self.commits[commit].scores if known else {}}

    def took(self) -> None:
        """Tell the rows of the step what it took."""
        calls = self.story.steps[self.place].calls
        sums, answered = totals(calls), [call.answered for call in calls]
        for _, draft in self.step:
            draft.update(step_calls=sums.calls, step_tokens=sums.tokens, step_cost=sums.cost)
            draft["step_models"] = ", ".join(dict.fromkeys(one.model for one in answered))
            draft["step_provenance"] = ", ".join(dict.fromkeys(one.provenance for one in answered))

    def finished(self) -> list[Row]:
        """The rows."""
        self.took()
        return [Row(**draft) for draft in self.drafts]
