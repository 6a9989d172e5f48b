"""What happens between a proposal and its decision, and what persons are asked for."""

from __future__ import annotations

from dataclasses import dataclass

from tgwidget.events.records import Action, Candidate, Event


@dataclass(frozen=True, slots=True)
class ConstraintsSet(Event):
    """What a person wants every later value of ``node`` to keep to: all of it, in order."""

    node: str
    constraints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProposalMade(Event):
    """An optimizer proposes a new value for ``node``; nothing has changed yet.

    ``version`` is the version of the value it would replace. ``candidates`` are the texts to choose
    from, at least one, best first. ``because`` are the gradients it was made from. ``replaces`` is
    the proposal that it was drawn instead of, which is decided; it takes its place in the review.
    """

    proposal: str
    version: int
    node: str
    old: str
    candidates: tuple[Candidate, ...]
    because: tuple[str, ...]
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Measured(Event):
    """A candidate was measured on ``examples`` held-out examples, beside the old value.

    ``before`` and ``after`` are mean scores, the higher the better. ``fixed`` are the examples that
    do better with the candidate and ``broken`` those that do worse, each in few words.
    """

    proposal: str
    candidate: int
    before: float
    after: float
    examples: int
    fixed: tuple[str, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewOpened(Event):
    """The run waits for a decision on each of these proposals."""

    review: str
    proposals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decided(Event):
    """A proposal was decided. ``text`` is the value to commit, ``None`` where nothing changes.

    ``by`` names the page or the policy, ``who`` the person at the page; ``seconds`` is how long the
    decision took. ``candidate`` is the place, from 0, of the one that was accepted or edited, and
    ``blend`` those of the candidates that an edited text was put together from. After
    ``regenerate``, and after a rejection with a ``reason``, another proposal follows.
    """

    proposal: str
    action: Action
    text: str | None
    by: str
    seconds: float
    candidate: int = 0
    reason: str = ""
    who: str = ""
    blend: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewClosed(Event):
    """Nothing waits any more: all were decided, or the run was stopped or interrupted."""

    review: str


@dataclass(frozen=True, slots=True)
class CriticismAsked(Event):
    """The run waits for a person's criticism of ``node``; ``instruction`` says what to look at."""

    ask: str
    node: str
    instruction: str


@dataclass(frozen=True, slots=True)
class CriticismGiven(Event):
    """A person or a policy criticised, with an empty text if there is nothing to criticise.

    ``text`` is ``None`` where the run was stopped or interrupted instead. ``by`` names the page or
    the policy.
    """

    ask: str
    text: str | None
    by: str
    seconds: float
