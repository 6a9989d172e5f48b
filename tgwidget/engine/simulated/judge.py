"""Judges constraints in words, as far as rules understand them."""

from __future__ import annotations

from tgwidget.engine.simulated.constraints import Limits
from tgwidget.engine.simulated.reader import Fenced


def verdicts(prompt: Fenced) -> str:
    """One verdict a line in the tags that the prompt asks for; what is not understood is kept."""
    text, tag = prompt.one("JUDGED"), prompt.reply_tag()
    lines = [
        f"{number}: {_verdict(constraint, text)}"
        for number, constraint in enumerate(prompt.each("CONSTRAINT"), 1)
    ]
    return "\n".join([f"<{tag}>", *lines, f"</{tag}>"])


def _verdict(constraint: str, text: str) -> str:
    limits = Limits.read([constraint])
    missing = [phrase for phrase in limits.needed if phrase not in text]
    if missing:
        return f"broken: it does not hold “{missing[0]}”"
    return "kept" if limits.fits(text) else "broken: it is too long"
