"""Condenses many pieces of feedback into one that names each advice once."""

from __future__ import annotations

import re
from collections import Counter

from tgwidget.engine.simulated.advice import heard
from tgwidget.engine.simulated.general import within
from tgwidget.engine.simulated.gradient import KEEP, first_line, praises
from tgwidget.engine.simulated.reader import Fenced

LIMIT = re.compile(r"at most (\d+) words")


def condensed(prompt: Fenced) -> str:
    """The advice of all pieces, the most frequent first, then what persons said in other words."""
    persons = prompt.each("FEEDBACK_OF_A_PERSON")
    pieces = [*persons, *prompt.each("FEEDBACK")]
    complaints = [piece for piece in pieces if not praises(piece)]
    if not complaints:
        return f"None of {len(pieces)} pieces of feedback has a complaint. {KEEP}"
    counted = Counter(advice for piece in complaints for advice in heard(piece))
    lines = [
        f"{count} of {len(pieces)}: “{advice.sentence}”" for advice, count in counted.most_common()
    ]
    other = [piece for piece in complaints if not heard(piece)]
    first = [piece for piece in other if piece in persons]
    lines += [first_line(piece) for piece in dict.fromkeys([*first, *other])]
    limit = LIMIT.search(prompt.text.rsplit("</", 1)[-1])
    return within("\n".join(lines), int(limit[1]) if limit else 500)
