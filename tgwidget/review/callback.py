"""A reviewer from a function of one's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from inspect import isawaitable, iscoroutinefunction
from typing import Any

from tgwidget.errors import InputTypeError, TgError
from tgwidget.optimizer.proposal import Decision, Proposal
from tgwidget.runtime import in_thread, together

Answer = Decision | str | bool | None


class Callback:
    """Let a function decide, proposal by proposal.

    Args:
        fn: Given a proposal, returns a Decision, or in short: ``True`` to accept, ``False`` or
            ``None`` to reject, a text to take instead. May be ``async``; a plain function is
            called in a worker thread.

    Raises:
        InputTypeError: If it is no function.

    Example:
        >>> import tgwidget as tg
        >>> short = tg.Callback(lambda proposal: len(proposal.new) < 500)
        >>> run = tg.Run("prompt", review=short)
    """

    def __init__(self, fn: Callable[[Proposal], Answer | Awaitable[Answer]]) -> None:
        # Not everybody runs a type checker.
        if not callable(fn):
            raise InputTypeError(
                f"a Callback asks a function, not {fn!r}", "write tg.Callback(lambda proposal: …)"
            )
        self.fn = fn

    async def review(self, proposals: Sequence[Proposal]) -> Sequence[Decision]:
        """Ask the function about each."""
        return await together(self._decided(proposal) for proposal in proposals)

    async def _decided(self, proposal: Proposal) -> Decision:
        fn: Any = self.fn
        name = getattr(fn, "__name__", type(fn).__name__)
        try:
            if iscoroutinefunction(fn):
                answer: Any = await fn(proposal)
            else:
                answer = await in_thread(partial(fn, proposal), "tgwidget review")
            if isawaitable(answer):
                answer = await answer
        except TgError:
            raise
        except Exception as error:
            role = proposal.variable.role_description
            said = f"the reviewer {name} failed on the proposal for {role!r}"
            raise TgError(
                f"{said}: {type(error).__name__}: {error}",
                "the traceback above this one points into it",
            ) from error
        if isinstance(answer, Decision):
            return answer
        # A truth of another library, as of numpy, is one.
        if type(answer).__name__ in ("bool", "bool_"):
            return proposal.accept(by=name) if answer else proposal.reject(by=name)
        if answer is None:
            return proposal.reject(by=name)
        if isinstance(answer, str):
            return proposal.edit(answer, by=name)
        raise InputTypeError(
            f"the reviewer {name} returned {answer!r:.200}",
            "return a Decision, True, False, None or a text",
        )
