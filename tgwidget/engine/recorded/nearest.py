"""What to show when a recording does not hold a request: the nearest one, and what differs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from tgwidget.engine.recorded.recording import Asked, Entry

_MOST = 3
"""Differences that are shown."""
_AROUND = 4
"""Words of context on each side."""
_LONGEST = 100
"""Characters of one side of a difference."""
_BROAD = 1_000
"""Words that are compared, from shortly before the first difference."""
_WORD = re.compile(r"\S+")


def nearest(asked: Asked, entries: Iterable[Entry]) -> Entry:
    """The recorded request that has most words in common with one that was asked; the first such.

    Args:
        asked: The request.
        entries: The recorded ones, at least one.
    """
    words = _words(_whole(asked))

    def likeness(entry: Entry) -> float:
        # Without their order: a recording may hold thousands of long requests.
        return SequenceMatcher(None, words, _words(_whole(entry.asked)), False).quick_ratio()

    return max(entries, key=likeness)


def difference(recorded: Asked, asked: Asked) -> str:
    """In what two requests differ, in a few lines.

    Args:
        recorded: The one that is held.
        asked: The one that was wanted.
    """
    there, here = dict(_parts(recorded)), dict(_parts(asked))
    found: list[str] = []
    for name in dict.fromkeys((*there, *here)):
        old, new = there.get(name), here.get(name)
        if old != new:
            found += [f"  {name}\n    recorded {a}\n    asked    {b}" for a, b in _sides(old, new)]
    more = len(found) - _MOST
    return "\n".join(found[:_MOST]) + (f"\n  and {more} more" if more > 0 else "")


def _parts(asked: Asked) -> list[tuple[str, str]]:
    """What a request consists of, by name."""
    parts: list[tuple[str, str]] = []
    roles: dict[str, int] = {}
    for role, said in asked["messages"]:
        place = roles[role] = roles.get(role, 0) + 1
        for at, part in enumerate(said):
            name = role if place == 1 else f"{role} {place}"
            name = name if at == 0 else f"{name}, part {at + 1}"
            parts.append((name, part if isinstance(part, str) else json.dumps(part)))
    parts += [(f"parameter {name}", json.dumps(value)) for name, value in asked["params"].items()]
    if asked["sample"]:
        parts.append(("sample", str(asked["sample"])))
    return parts


def _whole(asked: Asked) -> str:
    return "\n".join(f"{name} {text}" for name, text in _parts(asked))


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _sides(old: str | None, new: str | None) -> list[tuple[str, str]]:
    """Where two texts differ, each as the words there and some around them."""
    a, b = _words(old or ""), _words(new or "")
    if not a or not b:
        return [(_told(old), _told(new))]
    if a == b:
        return [(_told(old), "the same words, spaced otherwise")]
    skip = _common(a, b)
    few, others = a[skip : skip + _BROAD], b[skip : skip + _BROAD]
    groups = SequenceMatcher(None, few, others, False).get_grouped_opcodes(_AROUND)
    return [
        (
            _around(a, skip + group[0][1], skip + group[-1][2]),
            _around(b, skip + group[0][3], skip + group[-1][4]),
        )
        for group in groups
    ]


def _told(text: str | None) -> str:
    return "nothing" if text is None else _short(text) or repr(text)


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """How many words the two have in common at the beginning, but for some context."""
    same = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        same += 1
    return max(0, same - _AROUND)


def _around(words: Sequence[str], begin: int, end: int) -> str:
    text = _short(" ".join(words[begin:end]))
    return ("… " if begin else "") + text + (" …" if end < len(words) else "")


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST else flat[:_LONGEST] + " …"
