"""Requests as ops make them: what they say, and how long they may be."""

from __future__ import annotations

from dataclasses import dataclass

from tgwidget.content import Content
from tgwidget.engine.base import Message, Request
from tgwidget.engine.lm import EngineLM
from tgwidget.errors import ContextTooLongError, InputError

ASSUMED = 32_000
"""Tokens of a request to an engine that does not say how much it reads."""
REPLY = 16_000
"""Tokens of an engine's context that are left for its reply, or a quarter of it if that is less."""
LEAST = 100
"""Tokens of criticism that a request must have room for."""


def request(system: Content | None, *parts: Content) -> Request:
    """One question with an optional system prompt."""
    system_message = (Message("system", (system,)),) if system else ()
    return Request((*system_message, Message("user", parts)))


@dataclass(frozen=True)
class Limit:
    """How long a request may be.

    Args:
        tokens: In tokens, as ``Request.weight`` counts them.
        known: Whether the engine or the user said so; an assumed limit never refuses a text.
    """

    tokens: int = ASSUMED
    known: bool = False

    @classmethod
    def of(cls, engine: EngineLM, token_limit: int | None = None) -> Limit:
        """The limit of an engine's requests.

        Args:
            engine: Who will be asked; its context less room for the reply is the limit, 32,000
                where it does not say.
            token_limit: The limit in tokens, where the user gave one.

        Raises:
            InputError: If ``token_limit`` is no positive number.
        """
        if token_limit is not None:
            # Not everybody runs a type checker.
            wrong = isinstance(token_limit, bool) or not isinstance(token_limit, int)  # pyright: ignore[reportUnnecessaryIsInstance]
            if wrong or token_limit < 1:
                raise InputError(
                    f"token_limit={token_limit!r} is not a number of tokens",
                    "give a whole number above 0, or None for the engine's own limit",
                )
            return cls(token_limit, known=True)
        if engine.context is None:
            return cls()
        return cls(engine.context - min(engine.context // 4, REPLY), known=True)

    def beside(self, fixed: int, role: str) -> int:
        """The tokens that a request may take in all, so that criticism fits beside what is fixed.

        Args:
            fixed: Tokens of the request without any criticism.
            role: The role description of the variable it is about.

        Raises:
            ContextTooLongError: If there is no room, and the limit is known.
        """
        if fixed + LEAST <= self.tokens:
            return self.tokens
        if self.known:
            raise ContextTooLongError(
                f"what has to be shown with {role!r} takes about {fixed:,} tokens besides the "
                f"feedback, and a request may take {self.tokens:,}",
                "shorten the texts it was used with, choose an engine with a longer context, or "
                "set token_limit",
            )
        return fixed + self.tokens
