"""The majority of several answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tgwidget.autograd.algebra import Sum
from tgwidget.autograd.checks import listed, text
from tgwidget.autograd.function import Criticism, fulfil, promise
from tgwidget.errors import InputTypeError, TgError
from tgwidget.observe import blocking, current
from tgwidget.prompts import roles
from tgwidget.runtime import in_thread
from tgwidget.variable import Gradient, Variable

Key = Callable[[str], str | int | float | None]


class Vote(Sum):
    """Take the answer that most of several give.

    Votes are counted as TextGrad counts them over the iterates of a solution (Yuksekgonul et al.,
    Nature 2025; section 3.2 of arXiv:2406.07496), where its gain on MMLU comes from. Answers are
    one if they differ in nothing but case and the space around them. Of answers with as many
    votes, the first to reach that number wins. Criticism goes to those who voted for the winner,
    unchanged: the others said something else.

    Args:
        key: Finds the answer in a text, ``None`` where there is none, which is no vote; the whole
            text by default.

    Raises:
        InputTypeError: If the key cannot be called.
    """

    def __init__(self, key: Key | None = None) -> None:
        if key is not None and not callable(key):
            raise InputTypeError(
                f"vote got a {type(key).__name__} as its key", "give a function of an answer's text"
            )
        self.key = key

    async def forward(
        self, variables: Sequence[Variable], response_role_description: str | None = None
    ) -> Variable:
        """Count the votes.

        Args:
            variables: The answers, in order; at least one.
            response_role_description: What the winner is for; what the answers are for by default.

        Returns:
            The text of the first who voted for the winner; of the first of all, if none voted.

        Raises:
            InputTypeError: If one is not a Variable, or an image.
            InputError: If there are none.
            TgError: If the key raises; its own error is the cause.
        """
        op = self.label
        given = [text(op, variable) for variable in listed(op, variables)]
        asked = dict.fromkeys(variable.role_description for variable in given)
        role = response_role_description or roles.majority_of(asked)
        current().phase("forward")
        node = promise(self, given, role, "response")
        votes = await self._votes([variable.text for variable in given])
        winner = _first_to_reach_the_most(votes)
        voted = tuple(vote == winner for vote in votes)
        value = given[voted.index(True)].text
        return fulfil(node, self, given, role, "response", value, voted)

    async def backward(self, output: Variable, criticism: Criticism) -> Sequence[Gradient | None]:
        """The same criticism for each who voted for the winner; none for the others."""
        assert output.grad_fn is not None
        pairs = zip(criticism.wanted, output.grad_fn.saved, strict=True)
        voted = replace(criticism, wanted=tuple(want and voted for want, voted in pairs))
        return await super().backward(output, voted)

    async def _votes(self, answers: Sequence[str]) -> list[str | None]:
        if self.key is None:
            return [answer.strip().casefold() for answer in answers]
        name = str(getattr(self.key, "__name__", type(self.key).__name__))
        return await in_thread(lambda: [self._found(answer, name) for answer in answers], name)

    def _found(self, answer: str, name: str) -> str | None:
        assert self.key is not None
        try:
            found: Any = self.key(answer)
        except Exception as error:
            raise TgError(
                f"vote's key {name} failed on {answer!r}: {type(error).__name__}: {error}",
                "let it return None where there is no answer",
            ) from error
        return None if found is None else str(found).strip().casefold()


def _first_to_reach_the_most(votes: Sequence[str | None]) -> str | None:
    counts, most, winner = Counter[str](), 0, None
    for vote in votes:
        if vote is not None:
            counts[vote] += 1
            if counts[vote] > most:
                most, winner = counts[vote], vote
    return winner


def vote(variables: Sequence[Variable], key: Key | None = None) -> Variable:
    """Take the answer that most of several give: ``Vote``.

    Args:
        variables: The answers, in order; at least one.
        key: Finds the answer in a text, the last number for instance, ``None`` where there is
            none; by default the whole text counts, but for case and the space around it.

    Returns:
        The text of the first who gave the winning answer.

    Raises:
        InputTypeError: If one is not a Variable, or an image.
        InputError: If there are none.
        TgError: If the key raises; its own error is the cause.

    Example:
        >>> import tgwidget as tg
        >>> answers = [tg.Variable(word, role_description="answer") for word in ("A", "b", "B ")]
        >>> tg.vote(answers).value
        'b'
        >>> tg.vote(answers[:2], key=lambda text: text if text.isupper() else None).value
        'A'
    """
    return blocking(Vote(key).forward(variables))
