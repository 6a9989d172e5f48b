"""What an engine is: a request goes in; deltas, usage and a finish reason come out.

An engine neither retries, nor caches, nor counts money: the runner does, for all engines alike.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from tgwidget.content import Content, Image, tokens
from tgwidget.engine.policy import Policy
from tgwidget.events import Provenance, TextKind

Finish = Literal["stop", "length", "content_filter"]


_MOST = 10**12
MESSAGE = 8
"""Tokens that a message takes besides its text."""


@dataclass(frozen=True)
class Message:
    """One message of a conversation: a role and its parts, texts and images, in order."""

    role: Literal["system", "user", "assistant"]
    parts: tuple[Content, ...]

    def text(self) -> str:
        """The message as plain text; an image reads ``[image 640 × 480]``."""
        return "\n".join(str(part) for part in self.parts)


@dataclass(frozen=True)
class Request:
    """What is asked of a model.

    Args:
        messages: The conversation, oldest first.
        params: Sampling parameters under their OpenAI names; ``None`` values are not sent.
        sample: 0 for the answer; 1, 2, … for further draws of the same request.
    """

    messages: tuple[Message, ...]
    params: Mapping[str, Any] = field(default_factory=dict[str, Any])
    sample: int = 0

    def weight(self) -> int:
        """About how many tokens the request takes, rather too many than too few."""
        return sum(MESSAGE + sum(map(tokens, message.parts)) for message in self.messages)

    def system(self) -> str:
        """The system prompt, empty if there is none."""
        return "\n".join(m.text() for m in self.messages if m.role == "system")

    def has_images(self) -> bool:
        """Whether a picture is among its parts."""
        return any(isinstance(part, Image) for one in self.messages for part in one.parts)

    def prompt(self) -> str:
        """Everything said besides the system prompt, as text."""
        return "\n\n".join(m.text() for m in self.messages if m.role != "system")


@dataclass(frozen=True)
class Delta:
    """A piece of the reply."""

    text: str
    kind: TextKind = "text"


@dataclass(frozen=True)
class Usage:
    """Tokens of one request, as the provider counts them; ``estimated`` where it does not.

    ``cached`` are those of the prompt that the provider had kept, which may cost less.
    """

    prompt: int
    completion: int
    estimated: bool = False
    cached: int = 0

    @classmethod
    def told(cls, prompt: Any, completion: Any, cached: Any) -> Usage | None:
        """What a provider says it counted; ``None`` where it says nothing, or nothing possible.

        Args:
            prompt: Tokens that it read.
            completion: Tokens that it wrote.
            cached: Tokens of the prompt that it had kept.
        """
        counts = [one or 0 for one in (prompt, completion, cached)]
        if not all(isinstance(one, int | float) and 0 <= one < _MOST for one in counts):
            return None
        read, written, kept = map(int, counts)
        return cls(read, written, cached=kept) if read or written else None


@dataclass(frozen=True)
class Ended:
    """The last thing an engine yields: why the reply ended."""

    reason: Finish


@dataclass(frozen=True)
class Retrying:
    """What a listener hears between two attempts; ``wait`` in seconds, ``attempt`` from 1.

    ``attempt`` is 0 where the call waits before it is made: the provider asked others to slow down,
    the run is paused, or its budget has no room.
    """

    attempt: int
    wait: float
    reason: str
    discard: bool


Listener = Callable[[Delta | Retrying], None]


@dataclass(frozen=True)
class Reply:
    """A complete reply and what it took.

    Args:
        text: The answer.
        reasoning: Reasoning text, where the model shows it.
        finish: Why it ended.
        usage: Tokens; ``None`` where nobody counted.
        cost: US dollars this call cost; 0.0 from the cache; ``None`` is unknown.
        saved: US dollars the cache saved; ``None`` if it saved nothing or the price is unknown.
        cached: Whether it came from the cache or from a call already in flight.
        attempts: Requests sent.
        first_token: Seconds to the first piece.
        seconds: Seconds in all.
        provenance: Where the words come from.
        engine: The name of the engine that answered.
        model: The model that answered.
    """

    text: str
    reasoning: str = ""
    finish: Finish = "stop"
    usage: Usage | None = None
    cost: float | None = None
    saved: float | None = None
    cached: bool = False
    attempts: int = 1
    first_token: float = 0.0
    seconds: float = 0.0
    provenance: Provenance = "live"
    engine: str = ""
    model: str = ""


class Engine(ABC):
    """A way to a model. To add one, write ``stream`` in a file of its own.

    Attributes:
        name: The name under which it is asked for, with nothing secret in it.
        model: The model's name.
        identity: What distinguishes its answers in a cache: adapter and address, never a key.
        provenance: Where its words come from.
        context: Tokens that a request may hold; ``None`` where that is unknown.
        enforces_schema: Whether a ``response_format`` may be asked for.
        policy: How patient its runner is where nobody says.
        why: Why it was chosen, where a name such as ``"auto"`` left that to us.
    """

    name: str
    model: str
    identity: str
    provenance: Provenance
    context: int | None = None
    enforces_schema: bool = False
    policy: Policy = Policy()
    why: str = ""

    @abstractmethod
    def stream(self, request: Request) -> AsyncGenerator[Delta | Usage | Ended, None]:
        """Ask once. Yields pieces as they arrive, usage if told, and ``Ended`` last.

        Raises:
            EngineError: Typed, with ``retryable`` set; also when a reply breaks off.
        """
        ...

    def price(self, usage: Usage) -> float | None:
        """US dollars for these tokens; ``None`` where the price is unknown."""
        return None

    def settings(self) -> dict[str, Any]:
        """What ``get_engine`` was given beside the name that is its own; nothing secret."""
        return {}

    @property
    def account(self) -> str:
        """Which server it asks; engines that ask the same one fail alike where that one fails."""
        return self.identity

    async def aclose(self) -> None:
        """Close connections."""
        return
