"""What happens in a model call."""

from __future__ import annotations

from dataclasses import dataclass

from tgwidget.events.records import Event, Provenance, Purpose, TextKind


@dataclass(frozen=True, slots=True)
class CallStarted(Event):
    """A model call began; its text belongs on ``node``.

    ``via`` is, for a gradient, the node whose criticism is being passed back, else empty.
    ``system`` and ``prompt`` are the exact words sent; images appear as ``[image 640 × 480]``.
    ``sample`` tells several draws of the same request apart. ``digest`` names the request: equal
    ones, of whatever run, have equal digests.
    """

    call: str
    node: str
    purpose: Purpose
    via: str
    engine: str
    model: str
    provenance: Provenance
    system: str
    prompt: str
    sample: int = 0
    digest: str = ""


@dataclass(frozen=True, slots=True)
class CallDelta(Event):
    """Text arrived."""

    call: str
    text: str
    kind: TextKind = "text"


@dataclass(frozen=True, slots=True)
class CallRetrying(Event):
    """An attempt failed and another follows after ``wait`` seconds.

    ``attempt`` is the number of the failed one, from 1; 0 where the call waits before it is made:
    the provider asked other calls to slow down, the run is paused, or its budget has no room.
    ``discard`` tells that text of the failed attempt was already shown and is void.
    """

    call: str
    attempt: int
    wait: float
    reason: str
    discard: bool


@dataclass(frozen=True, slots=True)
class CallFinished(Event):
    """A model call ended well. ``text`` is the whole reply.

    ``cost`` is what this call cost (0.0 from the cache or without a price to pay); ``saved`` what
    the cache saved. ``first_token`` and ``seconds`` count from the start of the call.
    ``estimated`` marks token counts that are ours, not the provider's. ``engine``, ``model`` and
    ``provenance`` are of who answered: another than was asked first, where that one failed.
    """

    call: str
    text: str
    reasoning: str
    finish: str
    tokens_in: int | None
    tokens_out: int | None
    estimated: bool
    cost: float | None
    saved: float | None
    cached: bool
    attempts: int
    first_token: float
    seconds: float
    engine: str = ""
    model: str = ""
    provenance: Provenance = "live"


@dataclass(frozen=True, slots=True)
class CallFailed(Event):
    """A model call ended badly, or was cancelled (``error`` is then ``"Cancelled"``).

    ``cost`` is what its attempts took, in US dollars; ``None`` is unknown. ``hint`` is what to do
    next.
    """

    call: str
    error: str
    message: str
    cost: float | None
    hint: str = ""


@dataclass(frozen=True, slots=True)
class CallsSummed(Event):
    """Calls that a shortened log tells in sum alone. No run logs it: its feed to the page does.

    Of these ``calls``, ``finished`` ended well. ``tokens`` are those that are known, and
    ``unknown`` tells that some are not; ``cost`` and ``saved`` are in US dollars.
    """

    calls: int
    finished: int
    tokens: int
    unknown: bool
    estimated: bool
    cost: float | None
    cached: int
    saved: float
    provenances: tuple[str, ...]
