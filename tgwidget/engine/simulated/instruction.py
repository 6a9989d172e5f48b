"""Adds advice to an instruction: once, before what it says about the form of the answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tgwidget.engine.simulated import general
from tgwidget.engine.simulated.advice import Advice, heard

WORD_LIMIT = 400
"""Words beyond which an instruction is not made longer."""
FORM = re.compile(r"\b(?:last line|final line|format|end with)\b|answer:", re.I)
FREE_WORDS = 30
"""Words of a person's own sentence that are taken over where no advice is recognised."""


def advised(text: str, asked: Sequence[Advice], feedback: Sequence[str]) -> str:
    """The instruction with what it lacks.

    Args:
        text: The instruction.
        asked: The advice that the feedback names.
        feedback: The feedback itself: where it names nothing known and is short, as a person
            types it, its own words are added.
    """
    missing = [one.sentence for one in asked if not one.given(text)]
    own = [" ".join(said.split()) for said in feedback if not heard(said)]
    missing += [said for said in own if len(said.split()) <= FREE_WORDS and said not in text]
    for sentence in dict.fromkeys(missing):
        if sentence and len(text.split()) + len(sentence.split()) <= WORD_LIMIT:
            text = _inserted(text, sentence)
    return text


def _inserted(text: str, sentence: str) -> str:
    if sentence[-1] not in ".!?:":
        sentence += "."
    place = 0
    for part in general.sentences(text):
        if FORM.search(part):
            return f"{text[:place]}{sentence} {text[place:]}"
        place += len(part)
    if not text.strip():
        return sentence
    joint = "\n" if text.endswith("\n") or "\n" in text.strip() else " "
    return f"{text.rstrip()}{joint}{sentence}"
