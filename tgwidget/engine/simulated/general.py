"""What can be said by rule about any text: its length, vague words, examples."""

from __future__ import annotations

import re
from collections.abc import Collection

from tgwidget.engine.simulated.advice import BRIEF, EXAMPLE, SPECIFIC, Advice
from tgwidget.engine.simulated.problem import Fault, next_faults

WORD_LIMIT = 120
VAGUE = re.compile(
    r"\b(?:very|really|quite|somewhat|basically|actually|various|several kinds of|a lot of|stuff"
    r"|some sort of|kind of|sort of|etc\.?)(?:\s+|(?=[.,;!?]|$))",
    re.I,
)
ABOUT = (
    "This criticism is simulated, by rules that know only the form of this text, not its subject."
)


def faults(text: str) -> list[Fault]:
    """Faults of form, the worst first."""
    found: list[Fault] = []
    vague = VAGUE.search(text)
    if vague:
        says = f"it uses the vague word “{vague.group().strip()}”"
        found.append(Fault(says, SPECIFIC))
    words = len(text.split())
    if words > WORD_LIMIT:
        found.append(Fault(f"it takes {words} words; {WORD_LIMIT} would do", BRIEF))
    if words > 3 and not EXAMPLE.mentioned(text):
        found.append(Fault("it gives no example", EXAMPLE))
    return found


def criticism(text: str) -> str:
    """What the rules say about any text."""
    found = next_faults(faults(text))
    if not found:
        return f"{ABOUT} By its form, I find nothing wrong."
    return f"{ABOUT} One thing: {found[0].says}.\nAdvice: “{found[0].advice.sentence}”"


def mended(text: str, asked: Collection[Advice]) -> str:
    """The text with the faults of form mended that were spoken of.

    Examples are not made up: a rule cannot know one.
    """
    if SPECIFIC in asked:
        text = VAGUE.sub("", text).strip() or text
    if BRIEF in asked:
        text = within(text, WORD_LIMIT)
    return text


def sentences(text: str) -> list[str]:
    """The sentences of a text, each with the white space that follows it."""
    return re.findall(r"(?:[^.!?\n]|[.!?](?![\s]))*(?:[.!?]+\s*|\n\s*|\Z)", text)[:2000]


def within(text: str, limit: int) -> str:
    """The first sentences that fit into ``limit`` words; at least its first words."""
    kept = ""
    for sentence in sentences(text):
        if len((kept + sentence).split()) > limit:
            break
        kept += sentence
    return kept.strip() or " ".join(text.split()[:limit])
