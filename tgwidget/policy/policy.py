"""A reviewer that decides by rules: learned from decisions, edited by a person, used in CI."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tgwidget.errors import InputError, InputTypeError
from tgwidget.events import Notice
from tgwidget.events.wire import Logged
from tgwidget.observe import current
from tgwidget.optimizer.proposal import Decision, Proposal
from tgwidget.paths import path as named
from tgwidget.policy.learning import Lesson
from tgwidget.policy.rules import Case, MinGain, Required, Rule
from tgwidget.policy.saving import loaded, written
from tgwidget.report.figures import plural
from tgwidget.review import Gate
from tgwidget.variable import Variable


class HasLog(Protocol):
    """A run, a replay, or a journal."""

    @property
    def log(self) -> Sequence[Logged]:
        """Its events, in order."""
        ...


@dataclass(frozen=True, repr=False)
class Policy:
    """Accept what keeps to every rule; a policy without rules accepts nothing.

    Args:
        rules: The rules.
        origin: What they were learned from, in words.
        unlearned: What could not be learned, and why, a line each.
        gate: Who measures, for a rule about scores.

    Example:
        >>> from dataclasses import replace
        >>> import tgwidget as tg
        >>> from tgwidget.policy import MaxChange
        >>> policy = tg.Policy((MaxChange(12),))
        >>> print(policy)
        A new value is accepted if
          1. it changes at most 12 words
        >>> run = tg.Run("prompt", review=replace(policy, rules=(MaxChange(20),)))
    """

    rules: tuple[Rule, ...] = ()
    origin: str = ""
    unlearned: tuple[str, ...] = ()
    gate: Gate | None = None

    @classmethod
    def learn(cls, runs: HasLog | Iterable[HasLog], gate: Gate | None = None) -> Policy:
        """The rules that the decisions of persons, or of functions of yours, have in common.

        For each measure it is the limit that the fewest decisions contradict. What ``"accept"``,
        a Gate or another policy decided counts for nothing.

        Args:
            runs: A run, a replay, a journal, or several of them.
            gate: Who measures, for a rule about scores.

        Returns:
            The policy; ``unlearned`` says what could not be learned, and why.

        Raises:
            InputError: If nobody decided anything in these runs.
            InputTypeError: If something of it is no run.
        """
        lesson = Lesson()
        for run in runs if isinstance(runs, Iterable) else (runs,):
            # Not everybody runs a type checker.
            if not hasattr(run, "log"):
                raise InputTypeError(
                    f"a policy is learned from runs, and {run!r:.80} is none",
                    'give a run, tg.replay("run.jsonl"), or tg.runs()["name"]',
                )
            lesson.hear(tuple(run.log))
        accepted, refused = len(lesson.accepted), len(lesson.refused)
        if not accepted + refused:
            raise InputError(
                "no decision of a person is in these runs, so there is nothing to learn from",
                "decide some steps at the widget first",
            )
        rules, unlearned = lesson.rules()
        names = ", ".join(repr(name) for name in dict.fromkeys(lesson.names))
        told = f"{plural(accepted + refused, 'decision')} ({accepted} accepted, {refused} refused)"
        policy = cls(tuple(rules), f"{told} in {names}", tuple(unlearned), gate)
        right = sum(not policy.refused(one) for one in lesson.accepted)
        right += sum(bool(policy.refused(one)) for one in lesson.refused)
        agrees = f"{told} in {names}, of which it would decide {right} alike"
        return cls(tuple(rules), agrees, tuple(unlearned), gate)

    @classmethod
    def load(cls, path: str | os.PathLike[str], gate: Gate | None = None) -> Policy:
        """The policy of a file that ``save`` wrote, as it was edited since.

        Args:
            path: The file.
            gate: Who measures, for a rule about scores.

        Raises:
            InputError: If there is no such file, or something in it is no rule.
        """
        rules, origin = loaded(named(path, "a policy"))
        return cls(tuple(rules), origin, (), gate)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it as TOML, to be read, edited, and loaded.

        Args:
            path: Where; what is there is replaced at once, or not at all.

        Raises:
            WriteError: If it cannot be written there.
        """
        from tgwidget.report.files import write

        return write(path, written(self.rules, self.origin))

    def __repr__(self) -> str:
        return f"Policy({plural(len(self.rules), 'rule')})"

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": str(self)}

    def __str__(self) -> str:
        lines = [f"Learned from {self.origin}."] if self.origin else []
        lines.append(
            "A new value is accepted if" if self.rules else "It accepts nothing: no rules."
        )
        for place, rule in enumerate(self.rules, 1):
            against = f", {rule.against} against" if rule.against else ""
            told = f"   [{plural(rule.support, 'decision')}{against}]" if rule.support else ""
            lines.append(f"  {place}. {rule.words}{told}")
        lines += (
            ["Not learned:", *(f"  - {one}" for one in self.unlearned)] if self.unlearned else []
        )
        return "\n".join(lines)

    def refused(self, case: Case) -> tuple[Rule | None, str] | None:
        """The first rule that refuses a value, and why; ``None`` if all let it pass.

        Args:
            case: The value.
        """
        if not self.rules:
            return None, "the policy has no rules"
        found = ((rule, rule.refuses(case)) for rule in self.rules)
        return next(((rule, why) for rule, why in found if why), None)

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Accept the best candidate that keeps to every rule; tell which rule refuses the others.

        Raises:
            InputError: If a rule is about scores, and there is no Gate to measure them.
        """
        return [await self._decided(proposal) for proposal in proposals]

    async def criticise(self, variable: Variable, instruction: str) -> str:
        """Find nothing to criticise."""
        return ""

    async def _decided(self, proposal: Proposal) -> Decision:
        variable = proposal.variable
        role = variable.role_description
        gains = await self._gains(proposal)
        refusals: list[tuple[Rule | None, str]] = []
        for place, candidate in enumerate(proposal.candidates):
            case = Case(role, proposal.old, candidate.text, gains[place], variable.constraints)
            refusal = self.refused(case)
            if candidate.broken:
                refusal = None, f"it breaks a constraint: {'; '.join(candidate.broken)}"
            if refusal is None:
                return proposal.accept(place, by="policy")
            refusals.append(refusal)
        rule, why = refusals[0]
        current().emit(Notice("info", f"The policy refuses the new value for {role!r}: {why}."))
        by = f"policy, {rule.kind}" if rule else "policy"
        again = isinstance(rule, Required) and proposal.redraw is not None
        reason = rule.constraint if again and isinstance(rule, Required) else ""
        return proposal.reject(reason, by=by)

    async def _gains(self, proposal: Proposal) -> Sequence[float | None]:
        if not any(isinstance(rule, MinGain) for rule in self.rules):
            return [None] * len(proposal.candidates)
        if self.gate is None:
            raise InputError(
                "a rule of the policy is about scores, and nobody measures them",
                "give it a gate: tg.Policy.load(path, gate=tg.Gate(score_fn, data))",
            )
        return await self.gate.measure(proposal)
