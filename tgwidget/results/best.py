"""The step that did best, and by which measure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tgwidget.errors import InputError
from tgwidget.events import Measured, NodeAdded, ParametersSet, ProposalMade, RoleSet, ValueSet
from tgwidget.events.wire import Logged
from tgwidget.history import Commit, Commits

GATE = "gate"
"""The name of what a Gate measures on the examples it was given."""


@dataclass(frozen=True)
class Best:
    """The commit that did best.

    Args:
        commit: The commit.
        by: What was measured: a score's name, or ``"gate"``; empty where nothing was, and the
            commit is the current one.
        score: What it gave there; ``None`` where nothing was measured.
        values: The value of each parameter there, by role description.
    """

    commit: Commit
    by: str
    score: float | None
    values: Mapping[str, str]

    def __repr__(self) -> str:
        by = f"by {self.by} {self.score:g}" if self.score is not None else "the current one"
        return f"Best({self.commit}, {by})"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        from tgwidget.report import cards

        return {"text/plain": repr(self), "text/html": cards.best(self)}


class Told:
    """What a log tells of a run's commits: the values, and the measures of each.

    Args:
        log: The events, in order.
    """

    def __init__(self, log: Iterable[Logged]) -> None:
        log = tuple(log)
        self.commits = Commits.of(log)
        self.roles: dict[str, str] = {}
        """What each parameter is for, by its node, in the order met."""
        self._first: dict[str, str] = {}
        self._gate: dict[tuple[str, str], float] = {}
        """What a Gate gave each text that a parameter had or might have had."""
        roles: dict[str, str] = {}
        made: dict[str, ProposalMade] = {}
        for logged in log:
            match logged.event:
                case NodeAdded(node, role=role, value=value):
                    roles[node] = role
                    self._first[node] = value
                case ValueSet(node, value) if node not in self.roles:
                    self._first[node] = value
                case RoleSet(node, role):
                    roles[node] = role
                case ParametersSet(nodes):
                    self.roles.update(dict.fromkeys(nodes, ""))
                case ProposalMade():
                    made[logged.event.proposal] = logged.event
                case Measured(proposal, place, before, after) if proposal in made:
                    of = made[proposal]
                    self._gate[of.node, of.old] = before
                    if place < len(of.candidates):
                        self._gate[of.node, of.candidates[place].text] = after
                case _:
                    pass
        self.roles = {node: roles.get(node, node) for node in self.roles}

    def values(self, which: int) -> dict[str, str]:
        """The value of each parameter at a commit, by its node."""
        line = [self.commits[which]]
        while line[-1].parent is not None:
            line.append(self.commits[line[-1].parent])
        values = {node: self._first.get(node, "") for node in self.roles}
        for commit in reversed(line):
            values.update({change.node: change.new for change in commit.changes})
        return values

    def scores(self, which: int) -> Mapping[str, float]:
        """What was measured of a commit, by name; what a Gate measured comes first."""
        told = [
            self._gate.get(pair)
            for pair in self.values(which).items()
            if any(node == pair[0] for node, _ in self._gate)
        ]
        known = [one for one in told if one is not None]
        gate = {GATE: sum(known) / len(known)} if known and len(known) == len(told) else {}
        return {**gate, **self.commits[which].scores}

    def best(self, by: str | None = None) -> Best:
        """The commit that did best.

        Args:
            by: The measure; ``None`` for what a Gate measured, else the score told of first.

        Raises:
            InputError: If nothing was measured by that name.
        """
        scores = [self.scores(commit.number) for commit in self.commits]
        names = list(dict.fromkeys(name for one in scores for name in one))
        if by is not None and by not in names:
            raise InputError(
                f"nothing was measured by the name {by!r}",
                f"there is {', '.join(names)}" if names else 'call run.score(value, "name")',
            )
        by = by or (GATE if GATE in names else names[0] if names else None)
        if by is None:
            return self._at(self.commits.head, "", None)
        measured = [(one[by], -place) for place, one in enumerate(scores) if by in one]
        score, place = max(measured)  # the earliest of those that are as good
        return self._at(-place, by, score)

    def _at(self, number: int, by: str, score: float | None) -> Best:
        values = {self.roles[node]: value for node, value in self.values(number).items()}
        return Best(self.commits[number], by, score, values)

    def parameter(self, role: str | None) -> str:
        """The node of a parameter.

        Args:
            role: Its role description; ``None`` where there is only one.

        Raises:
            InputError: If there is no such parameter, or more than one.
        """
        found = [node for node, one in self.roles.items() if role in (None, one, node)]
        if len(found) == 1:
            return found[0]
        roles: Sequence[str] = [repr(one) for one in self.roles.values()]
        if not roles:
            raise InputError("the run has no parameter", "give a variable to an optimizer in it")
        several = (
            "the run has several parameters" if role is None else f"several are called {role!r}"
        )
        wanted = several if found else f"{role!r} is no parameter of this run"
        raise InputError(wanted, f"name one of {', '.join(roles)}")
