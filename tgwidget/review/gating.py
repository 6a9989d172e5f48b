"""A reviewer that measures: accept only what does better on examples held out."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tgwidget.errors import InputError, InputTypeError
from tgwidget.events import Measured, Notice
from tgwidget.observe import current
from tgwidget.optimizer.proposal import Decision, Proposal
from tgwidget.optimizer.scoring import number, scored
from tgwidget.prompts.scene import prompted
from tgwidget.runtime import together
from tgwidget.variable import Variable

Score = Callable[[str, Any], float] | Callable[[str, Any], Awaitable[float]]
AT_ONCE = 8
"""Examples that are measured at the same time."""
COPIED = 8
"""Words in a row that are no coincidence; of an example that is shorter, all of them, from"""
SHORTEST = 5


@dataclass(frozen=True)
class Measurement:
    """How a text does on the examples.

    Args:
        scores: Of each example, in order.
    """

    scores: tuple[float, ...]

    @property
    def mean(self) -> float:
        """The mean score."""
        return sum(self.scores) / len(self.scores)


class Gate:
    """Accept a proposal only if its score on held-out examples rises.

    The best candidate that breaks no constraint and does better than the old value is accepted; a
    proposal without one is rejected. What is measured shows beside the proposal.

    It warns where a proposal copies examples into a prompt: these, or those that its criticism
    comes from.

    Args:
        score_fn: Gives a text's score on one example, the higher the better; also ``async``. A
            plain function is called in worker threads.
        data: The examples, which the criticism must not come from.
        min_gain: How much the mean score must rise at least; it must rise in any case.

    Raises:
        InputError: If there are no examples, or the gain is negative.
        InputTypeError: If the score is no function.

    Example:
        >>> import tgwidget as tg
        >>> gate = tg.Gate(lambda prompt, word: float(word in prompt), ["short", "polite"])
        >>> run = tg.Run("prompt", review=gate)
    """

    def __init__(self, score_fn: Score, data: Sequence[Any], min_gain: float = 0.0) -> None:
        # Not everybody runs a type checker.
        if not callable(score_fn):
            raise InputTypeError(
                f"a Gate measures with a function, not {score_fn!r}",
                "write tg.Gate(score_fn, data), with score_fn(text, example)",
            )
        self.score_fn = score_fn
        self.data = list(data) if hasattr(data, "__iter__") else []
        self.min_gain = min_gain
        self._known: dict[str, Measurement] = {}
        if not self.data:
            raise InputError("a Gate needs examples", "give it data that was held out")
        if not number(min_gain, "min_gain is") >= 0:
            raise InputError(f"min_gain={min_gain} is no gain", "give 0 or more")

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Accept what does better, reject the rest."""
        return [await self._decided(proposal) for proposal in proposals]

    async def criticise(self, variable: Variable, instruction: str) -> str:
        """Find nothing to criticise."""
        return ""

    async def measure(self, proposal: Proposal) -> Sequence[float]:
        """How much the mean score rises with each candidate, in order; it shows beside each.

        Args:
            proposal: What is proposed.
        """
        before = await self._measured(proposal.old)
        gains: list[float] = []
        for place, candidate in enumerate(proposal.candidates):
            after = await self._measured(candidate.text)
            pairs = list(zip(self.data, before.scores, after.scores, strict=True))
            current().emit(
                Measured(
                    proposal.id, place, before.mean, after.mean, len(self.data),
                    tuple(_named(one) for one, old, new in pairs if new > old),
                    tuple(_named(one) for one, old, new in pairs if new < old),
                )
            )  # fmt: skip
            self._warn(proposal, candidate.text)
            gains.append(after.mean - before.mean)
        return gains

    async def _decided(self, proposal: Proposal) -> Decision:
        gains = await self.measure(proposal)
        better = [
            (gain, -place)  # of those that do as well, the first
            for place, (gain, candidate) in enumerate(zip(gains, proposal.candidates, strict=True))
            if gain > 0 and gain >= self.min_gain and not candidate.broken
        ]
        if not better:
            return proposal.reject(by="gate")
        return proposal.accept(-max(better)[1], by="gate")

    def _warn(self, proposal: Proposal, text: str) -> None:
        role, old = proposal.variable.role_description, proposal.old
        learned = [prompted(one.context, old) for one in proposal.because]
        for examples, whose in (
            (map(str, self.data), "it is measured on: its score says little"),
            (learned, "its criticism comes from: it learns them by heart"),
        ):
            if copied := sum(_copied(one, text, old) for one in examples):
                said = f"A proposal for {role!r} copies the words of {copied} of the examples that"
                current().emit(Notice("warning", f"{said} {whose}."))

    async def _measured(self, text: str) -> Measurement:
        if text not in self._known:
            scores: list[float] = []
            for start in range(0, len(self.data), AT_ONCE):
                some = self.data[start : start + AT_ONCE]
                scores += await together(scored(self.score_fn, text, one) for one in some)
            self._known[text] = Measurement(tuple(scores))
        return self._known[text]


def _named(example: object) -> str:
    """An example in few words, for a list of them."""
    text = " ".join(str(example).split())
    return text if len(text) <= 120 else f"{text[:119]}…"


def _copied(example: str, new: str, old: str) -> bool:
    """Whether a new text has words in a row from an example that the old one has not."""
    length = min(COPIED, len(_words(example)))
    seen = _phrases(new, length) - _phrases(old, length)
    return length >= SHORTEST and bool(seen & _phrases(example, length))


def _phrases(text: str, length: int) -> set[tuple[str, ...]]:
    """Every run of so many words."""
    words = _words(text)
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


@lru_cache(maxsize=256)
def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
