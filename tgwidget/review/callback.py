"""A reviewer from a function of one's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from inspect import iscoroutinefunction
from typing import Any

from tgwidget.errors import InputTypeError
from tgwidget.optimizer.proposal import Decision, Proposal
from tgwidget.runtime import in_thread, together

Answer = Decision | str | bool | None


class Callback:
    """Let a function decide, proposal by proposal.

    Args:
        fn: Given a proposal, returns a Decision, or in short: ``True`` to accept, ``False`` or
            ``None`` to reject, a text to take instead. May be ``async``; a plain function is
            called in a worker thread.

    Example:
        >>> import tgwidget as tg
        >>> short = tg.Callback(lambda proposal: len(proposal.new) < 500)
        >>> run = tg.Run("prompt", review=short)
    """

    def __init__(self, fn: Callable[[Proposal], Answer | Awaitable[Answer]]) -> None:
        self.fn = fn

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Ask the function about each."""
        return await together(self._decided(proposal) for proposal in proposals)

    async def _decided(self, proposal: Proposal) -> Decision:
        fn: Any = self.fn
        name = getattr(fn, "__name__", type(fn).__name__)
        if iscoroutinefunction(fn):
            answer: Any = await fn(proposal)
        else:
            answer = await in_thread(partial(fn, proposal), "tgwidget review")
        if isinstance(answer, Decision):
            return answer
        if answer is True:
            return proposal.accept(by=name)
        if answer is False or answer is None:
            return proposal.reject(by=name)
        if isinstance(answer, str):
            return proposal.edit(answer, by=name)
        raise InputTypeError(
            f"the reviewer {name} returned {answer!r}",
            "return a Decision, True, False, None or a text",
        )
