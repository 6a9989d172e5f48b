"""What a notebook shows of one value: a card of text that does nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from tgwidget.content import Image
from tgwidget.events import Candidate
from tgwidget.markup import Markup, card, element, fold, join, quiet, words
from tgwidget.report.figures import dollars, duration, plural
from tgwidget.report.story import DONE, who

if TYPE_CHECKING:
    from tgwidget.optimizer.proposal import Decision, Proposal
    from tgwidget.results import Best
    from tgwidget.variable import Gradient, Variable

COMPARED = 2_000
"""Words of the longest texts whose changes are shown one by one."""


def variable(one: Variable) -> Markup:
    """A variable: its role, how it came to be, its value and its criticism."""
    made = f"made by {one.grad_fn.function.label}" if one.grad_fn else "given"
    facts = [one.kind, made] if one.requires_grad else [one.kind, made, "needs no gradient"]
    gradients = tuple(one.gradients)
    said = fold(plural(len(gradients), "gradient"), *map(gradient, gradients)) if gradients else ""
    value = picture(one.value) if isinstance(one.value, Image) else words(one.value)
    return card(_head(one.role_description, *facts), value, said)


def picture(image: Image) -> Markup:
    """An image's thumbnail, with the size of the original."""
    shown = image.picture()
    source = f"data:image/png;base64,{shown.thumbnail}"
    size = f"{shown.width} × {shown.height}"
    style = "max-width: 100%; display: block; margin: 6px 0"
    return join(element("img", src=source, alt=f"image, {size} pixels", style=style), quiet(size))


def gradient(one: Gradient) -> Markup:
    """One piece of criticism."""
    author = "from a person" if one.author == "human" else "from a model"
    facts = [author, *(["edited"] if one.original else []), *(["muted"] if one.muted else [])]
    before = fold("what the model had said", words(one.original)) if one.original else ""
    where = fold("where it came from", words(one.context)) if one.context else ""
    return card(_head(one.role_description, *facts), words(one.value), before, where)


def proposal(one: Proposal) -> Markup:
    """What would change, what else there is to choose, and why."""
    several = len(one.candidates) > 1
    head = _head(one.variable.role_description, "proposal", "nothing has changed yet")
    rest = fold(plural(len(one.candidates), "candidate"), _candidates(one.candidates))
    why = fold("because", *map(gradient, one.because)) if one.because else ""
    broken = [_broken(line) for line in one.broken]
    return card(head, *broken, changes(one.old, one.new), rest if several else "", why)


def decision(one: Decision) -> Markup:
    """What was decided, by whom, and what changes by it."""
    role = one.proposal.variable.role_description
    took = [f"after {duration(one.seconds)}"] if one.seconds > 0.05 else []
    head = _head(role, f"{DONE[one.action]} {who(one.by, one.who)}", *took)
    if one.text is None:
        why = words(one.reason) if one.reason else ""
        return card(head, why, quiet("It stays as it was:"), words(one.proposal.old))
    return card(head, changes(one.proposal.old, one.text))


def changes(old: str, new: str) -> Markup:
    """The new text, with what is gone and what is new in it marked."""
    before, after = _tokens(old), _tokens(new)
    if max(len(before), len(after)) > COMPARED:
        return join(quiet("before"), words(old), quiet("after"), words(new))
    pieces: list[str] = []
    for gone, come in _pieces(before, after):
        if gone == come:
            pieces.append(come)
            continue
        pieces += [element("del", gone, style="opacity: 0.7")] if gone else []
        pieces += [element("ins", come, style="font-weight: 600")] if come else []
    style = "white-space: pre-wrap; overflow-wrap: anywhere; margin: 4px 0"
    return element("div", element("bdi", *pieces), dir="auto", style=style)


def _head(role: str, *facts: str) -> Markup:
    return element(
        "div", element("b", element("bdi", role)), " ", quiet(*(f" · {fact}" for fact in facts))
    )


def best(one: Best) -> Markup:
    """The values that did best, and by what."""
    by = f"best by {one.by}: {one.score:.4g}" if one.score is not None else "the current value"
    facts = (by, str(one.commit))
    made = [card(_head(role, *facts), words(text)) for role, text in one.values.items()]
    return join(*made) if made else quiet("nothing was changed yet")


def _broken(line: str) -> Markup:
    return element("div", element("b", "breaks a constraint: "), line)


def _candidates(candidates: Iterable[Candidate]) -> Markup:
    shown: list[Markup] = []
    for place, one in enumerate(candidates, 1):
        facts = [plural(one.tokens, "token")] if one.tokens else []
        facts += [f"score {one.score:.4g}"] if one.score is not None else []
        facts += [dollars(one.cost)] if one.cost is not None else []
        head = _head(f"{place}", *facts)
        shown.append(card(head, *map(_broken, one.broken), words(one.text)))
    return join(*shown)


def _pieces(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    """What was and what is, piece by piece; a lone space between two changes is part of them."""
    pieces: list[tuple[str, str]] = []
    for _, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        piece = "".join(before[a:b]), "".join(after[c:d])
        lone = len(pieces) > 1 and pieces[-1][0] == pieces[-1][1] == " "
        if lone and piece[0] != piece[1]:
            pieces.pop()
            gone, come = pieces.pop()
            piece = f"{gone} {piece[0]}", f"{come} {piece[1]}"
        pieces.append(piece)
    return pieces


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+|\s+|[^\w\s]", text)
