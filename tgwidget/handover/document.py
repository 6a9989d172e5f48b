"""What a reviewer is asked: a run's open questions, else what it has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tgwidget.events import BreakpointReached, CriticismAsked, GradientAdded, ProposalMade
from tgwidget.events.wire import Logged, clean
from tgwidget.handover.around import LONG, Source, around
from tgwidget.handover.told import Told

Asked = Literal["question", "criticism", "stop", "change"]
REASONS = 12
"""Criticism of one item that is shown, the newest."""


@dataclass(frozen=True)
class Option:
    """A text that may stand instead of the old one; ``broken`` are the constraints it breaks."""

    text: str
    broken: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """A piece of criticism, and whose it is: a role, or empty for the model's own."""

    source: str
    text: str


@dataclass(frozen=True)
class Item:
    """One thing to decide: an open question, or a change that was made.

    Args:
        id: The proposal's, the ask's, the gradient's, or the parameter's.
        kind: What it is: a proposal, criticism that is asked for, criticism that waits at a
            breakpoint, or a change.
        node: The parameter.
        role: What it is for.
        version: That of the value which a proposal would replace, or of the gradient; else 0.
        commit: The commit at which the parameters stood; for a change.
        digest: Of what is asked, by its content: role, step and texts. An answer holds for this
            alone, also where the run was begun again and calls it by another id.
        old: The text before.
        options: What would stand, or stands, instead; at least one. Where criticism is asked for
            it is the empty text: nothing is wrong.
        because: The criticism that led to it, in order.
        keeps: What a person wants every text of it to keep to.
        sources: What it was made from, or used with.
        asked: What to look at, where criticism is asked for.
    """

    id: str
    kind: Asked
    node: str
    role: str
    version: int
    commit: int
    digest: str
    old: str
    options: tuple[Option, ...]
    because: tuple[Reason, ...]
    keeps: tuple[str, ...]
    sources: tuple[Source, ...]
    asked: str = ""


@dataclass(frozen=True)
class Document:
    """All that one page asks.

    Args:
        id: The same for the same items of the same run.
        run: The run's name.
        started: When it began: UTC, ISO 8601.
        items: What is to be decided, in order.
    """

    id: str
    run: str
    started: str
    items: tuple[Item, ...]

    @property
    def pictures(self) -> tuple[str, ...]:
        """The digests of the pictures that it shows."""
        sources = (one for item in self.items for one in item.sources)
        return tuple(dict.fromkeys(one.picture.sha256 for one in sources if one.picture))


def document(log: Sequence[Logged]) -> Document:
    """What a reviewer is asked about a run.

    Args:
        log: The run's events, in order.

    Returns:
        Its open questions; where it has none, the net change of each parameter since it began.
    """
    told = Told(log)
    items = questions(told) or changes(told)
    identity = [told.run, told.started, *((item.id, item.digest) for item in items)]
    return Document(_digest(identity), told.run, told.started, items)


def questions(told: Told) -> tuple[Item, ...]:
    """What waits for a person: criticism to give, criticism at breakpoints, proposals."""
    return (
        *(_criticism(told, ask) for ask in told.asks.values()),
        *(_stop(told, stop, place) for stop in told.stops.values() for place in _waiting(stop)),
        *(_question(told, made) for made in told.open),
    )


def _waiting(stop: BreakpointReached) -> range:
    return range(len(stop.arrived))


def _criticism(told: Told, ask: CriticismAsked) -> Item:
    node, value = ask.node, told.values.get(ask.node, "")
    role = told.roles.get(node, node)
    drawn = told.nodes[node].picture if node in told.nodes else None
    own = Source(role, "" if drawn else value[:LONG], max(0, len(value) - LONG), drawn)
    return Item(
        ask.ask, "criticism", node, role, 0, 0,
        _digest(["criticism", role, told.step, value, ask.instruction]),
        value, (Option(""),), (), (), (own, *around(told, node, ())), ask.instruction,
    )  # fmt: skip


def _stop(told: Told, stop: BreakpointReached, place: int) -> Item:
    one = stop.arrived[place]
    role, changed = told.roles.get(stop.node, stop.node), told.changed.get(one.gradient)
    text, version = (changed.text, changed.version) if changed else (one.text, 1)
    via = told.roles.get(one.via, "")
    value = told.values.get(stop.node, "")
    here = Source(role, value[:LONG], max(0, len(value) - LONG))
    return Item(
        one.gradient, "stop", stop.node, role, version, 0,
        _digest(["stop", role, told.step, place, text]), text, (Option(text),), (), (), (here,),
        f"It comes from: {via}." if via else "",
    )  # fmt: skip


def asked(told: Told, made: ProposalMade) -> str:
    """The digest of what a proposal asks, whether it waits or was decided long ago."""
    role, step = told.roles.get(made.node, made.node), told.when(made.proposal)
    return _digest(["question", role, step, made.old, *(one.text for one in made.candidates)])


def changes(told: Told) -> tuple[Item, ...]:
    """The parameters that are other now than when the run took charge of them."""
    nodes = (node for node, old in told.initial.items() if told.values.get(node, old) != old)
    return tuple(_change(told, node) for node in nodes)


def _question(told: Told, made: ProposalMade) -> Item:
    options = tuple(Option(one.text, one.broken) for one in made.candidates)
    because = [told.gradients[one] for one in made.because if one in told.gradients]
    return _item(told, made.proposal, "question", made.node, made.old, options, because, made)


def _change(told: Told, node: str) -> Item:
    options = (Option(told.values[node]),)
    return _item(told, node, "change", node, told.initial[node], options, told.causes(node))


def _item(
    told: Told,
    name: str,
    kind: Asked,
    node: str,
    old: str,
    options: tuple[Option, ...],
    because: Sequence[GradientAdded],
    made: ProposalMade | None = None,
) -> Item:
    reasons = [Reason(_source(told, one), one.text) for one in because[-REASONS:]]
    role = told.roles.get(node, node)
    texts = [one.text for one in options]
    return Item(
        name, kind, node, role,
        made.version if made else 0, 0 if made else told.head,
        asked(told, made) if made else _digest([kind, role, old, *texts]),
        old, options, tuple(reasons),
        told.constraints.get(node, ()), around(told, node, [one.via for one in because]),
    )  # fmt: skip


def _source(told: Told, gradient: GradientAdded) -> str:
    return "a person" if gradient.author == "human" else told.roles.get(gradient.via, "")


def _digest(data: object) -> str:
    """A name for some texts that two of them hardly ever share."""
    return hashlib.sha256(json.dumps(clean(data)).encode()).hexdigest()[:32]
