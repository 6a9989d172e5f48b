"""Criticism that is too long for one request, condensed as a tree of requests that are not.

TextGrad (Yuksekgonul et al., Nature 2025) condenses the gradients of a batch in one call. Here they
are dealt out in order to as many calls as it takes, all at once, and what these say is dealt out
again, until it fits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from tgwidget.autograd.request import Limit, request
from tgwidget.calls import Subject, ask
from tgwidget.content import tokens
from tgwidget.engine.base import Request
from tgwidget.engine.lm import EngineLM
from tgwidget.errors import BadReplyError
from tgwidget.prompts import reduction as prompts
from tgwidget.prompts import roles
from tgwidget.prompts.reduction import Piece, reduction_prompt
from tgwidget.prompts.tags import Fence
from tgwidget.runtime import together
from tgwidget.variable import Gradient, Variable

WORDS = 30, 500
"""The least and the most words that a condensed piece is asked to have."""
SHRINKS = 0.9
"""What a level may leave of the length of the one before, at most."""

Weigh = Callable[[Sequence[Gradient]], int]


async def reduce(
    gradients: Sequence[Gradient], about: Variable, weigh: Weigh, limit: Limit, engine: EngineLM
) -> list[Gradient]:
    """Condense criticism until the request that it is for is within the limit.

    No criticism is dropped: what is too long for one request is dealt out in parts. The exchange a
    gradient came from goes along, unless it is too long beside its gradient alone. A person's
    gradients stay as they are as long as they leave half of the room to the others.

    Args:
        gradients: The criticism, in order; as it is where it fits.
        about: The variable that it is on.
        weigh: The tokens of the request that it is for, with the gradients given.
        limit: How long that request, and those that condense, may be.
        engine: Who condenses.

    Returns:
        Persons' gradients that were kept, then what the others were condensed to.

    Raises:
        ContextTooLongError: If the request is too long without any gradient.
        BadReplyError: If the engine does not make them shorter.
        EngineError: If no usable reply came.
    """
    if weigh(gradients) <= limit.tokens:
        return list(gradients)
    allowed = limit.beside(weigh(()), about.role_description)
    fitting = [one if weigh([one]) <= allowed else replace(one, context="") for one in gradients]
    kept, rest = _kept(fitting, weigh, allowed)
    level = _Level.of(about, limit, engine, room=allowed - weigh(kept))
    while weigh([*kept, *rest]) > allowed:
        shorter = await level.reduced(rest)
        before, after = _length(rest), _length(shorter)
        if weigh([*kept, *shorter]) > allowed and after > SHRINKS * before:
            raise BadReplyError(
                f"{engine.name} was to condense about {before:,} tokens of feedback on "
                f"{about.role_description!r} and wrote {after:,}",
                "use a stronger engine, or a smaller batch",
            )
        rest = shorter
    return [*kept, *rest]


def gathered(about: Variable, gradients: Sequence[Gradient]) -> int:
    """About how many tokens it takes to say all of these gradients in one request.

    Args:
        about: The variable that they are on.
        gradients: The criticism, in order.
    """
    return _asked(about.role_description, [_piece(one) for one in gradients], WORDS[1]).weight()


@dataclass(frozen=True)
class _Level:
    """What all levels of the tree share.

    ``capacity`` is what one request can hold, ``room`` what all that is left in the end may take,
    in tokens.
    """

    about: Variable
    engine: EngineLM
    capacity: int
    room: int

    @classmethod
    def of(cls, about: Variable, limit: Limit, engine: EngineLM, room: int) -> _Level:
        """The levels for the criticism of one variable. Raises ContextTooLongError."""
        role = about.role_description
        fixed = _asked(role, (), WORDS[1]).weight()
        return cls(about, engine, limit.beside(fixed, role) - fixed, room)

    async def reduced(self, gradients: Sequence[Gradient]) -> list[Gradient]:
        """One level: the gradients dealt out in order, each deal condensed, all at once."""
        groups = self._dealt(gradients)
        words = self._words(len(groups))

        async def one(group: _Group) -> Gradient:
            if len(groups) > 1 and self._short(group):
                return group.of[0]  # nothing to merge it with on this level
            role = self.about.role_description
            asked = _asked(role, group.pieces, words)
            reply = await ask(self.engine, asked, Subject(self.about.id, "reduction"))
            vias = {gradient.via for gradient in group.of}
            via = vias.pop() if len(vias) == 1 else ""
            text = reply.text.strip()
            return Gradient(text, roles.feedback_to(role), via=via, author="model")

        return await together(one(group) for group in groups)

    def _words(self, groups: int) -> int:
        """How long each condensed piece may be: all fit at once, or a quarter of what it is of."""
        share = self.room // groups
        if groups > 1:
            share = max(share, self.capacity // 4)
        words = min(share, self.capacity // 2) * 2 // 5  # a word and its space are two tokens
        return min(max(words, WORDS[0]), WORDS[1])

    def _dealt(self, gradients: Sequence[Gradient]) -> list[_Group]:
        groups, free = list[_Group](), 0
        for gradient in gradients:
            for piece in self._pieces(gradient):
                cost = _cost(piece)
                if cost > free or not groups:
                    groups.append(_Group([], []))
                    free = self.capacity
                groups[-1].add(piece, gradient)
                free -= cost
        return groups

    def _pieces(self, gradient: Gradient) -> Iterable[Piece]:
        whole = _piece(gradient)
        for piece in (whole, replace(whole, context="")):
            if _cost(piece) <= self.capacity:
                return [piece]
        around = _cost(replace(whole, text="", context="", part="100000 of 100000"))
        texts = split(whole.text, 3 * (self.capacity - around))
        return [
            replace(whole, text=text, context="", part=f"{place} of {len(texts)}")
            for place, text in enumerate(texts, 1)
        ]

    def _short(self, group: _Group) -> bool:
        first, *more = group.pieces
        whole = first == _piece(group.of[0])
        return whole and not more and _cost(first) <= self.capacity // 4


@dataclass(frozen=True)
class _Group:
    """What one request condenses: pieces, and the gradients that they are of."""

    pieces: list[Piece]
    of: list[Gradient]

    def add(self, piece: Piece, gradient: Gradient) -> None:
        """Add a piece of a gradient, which may be the whole."""
        self.pieces.append(piece)
        if gradient not in self.of[-1:]:
            self.of.append(gradient)


def split(text: str, size: int) -> list[str]:
    """Cut a text into parts that give it back when joined, at white space where there is some.

    Args:
        text: The text.
        size: The most bytes of UTF-8 in a part; at least 4.
    """
    data, parts, start = text.encode(errors="surrogatepass"), list[str](), 0
    while len(data) - start > size:
        end = start + size
        while data[end] & 0xC0 == 0x80:  # within a character
            end -= 1
        space = max(data.rfind(b"\n", start + size // 2, end), data.rfind(b" ", start, end))
        if space >= start + size // 2:
            end = space + 1
        parts.append(data[start:end].decode(errors="surrogatepass"))
        start = end
    return [*parts, data[start:].decode(errors="surrogatepass")]


def _kept(
    gradients: Sequence[Gradient], weigh: Weigh, allowed: int
) -> tuple[list[Gradient], list[Gradient]]:
    fixed, kept, rest = weigh(()), list[Gradient](), list[Gradient]()
    free = (allowed - fixed) // 2
    for gradient in gradients:
        cost = weigh([gradient]) - fixed if gradient.author == "human" else free + 1
        if cost <= free:
            free -= cost
            kept.append(gradient)
        else:
            rest.append(gradient)
    return kept, rest


def _asked(role: str, pieces: Sequence[Piece], words: int) -> Request:
    return request(prompts.SYSTEM, reduction_prompt(role, pieces, words))


def _piece(gradient: Gradient) -> Piece:
    return Piece(gradient.value, gradient.context, gradient.author == "human")


def _cost(piece: Piece) -> int:
    return tokens("\n" + piece.told(_SAMPLE))


_SAMPLE = Fence("0" * 6, ())


def _length(gradients: Iterable[Gradient]) -> int:
    return sum(tokens(one.value) + tokens(one.context) for one in gradients)
