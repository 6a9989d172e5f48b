"""Constraints that a rule can hold: a length, and words that must be there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from tgwidget.content import tokens
from tgwidget.engine.simulated import general, numbers

LENGTH = re.compile(
    rf"(?:at most|no more than|not more than|max(?:imum)?(?: of)?|up to|within|"
    rf"(?P<below>fewer than|less than|under|below))\s+(?P<count>{numbers.NUMBER})\s+"
    r"(?P<unit>words?|characters?|sentences?|lines?|tokens?)",
    re.I,
)
KEEP = re.compile(
    r"(?:contain|include|keep|mention|hold|end with|start with)\w*\s[^\"“'`]{0,60}"
    r"(?:\"([^\"]+)\"|“([^”]+)”|`([^`]+)`|'([^']+)')",
    re.I,
)
MOST = {
    "word": 100_000, "character": 1_000_000, "sentence": 100_000, "line": 100_000,
    "token": 1_000_000,
}  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """What the new text must keep to, as far as rules understand it.

    Args:
        most: The most of each unit of length: word, character, sentence, line, token.
        needed: Words that must be in the text.
    """

    most: dict[str, int]
    needed: tuple[str, ...]

    @classmethod
    def read(cls, constraints: Sequence[str]) -> Limits:
        """The limits in plain sentences; what is not understood is left out."""
        most, needed = dict(MOST), list[str]()
        for text in constraints:
            for found in LENGTH.finditer(text):
                unit = numbers.singular(found["unit"])
                count = int(numbers.parse(found["count"])) - (1 if found["below"] else 0)
                most[unit] = min(most[unit], max(1, count))
            needed += ["".join(found) for found in KEEP.findall(text)]
        return cls(most, tuple(dict.fromkeys(needed)))

    def fits(self, text: str) -> bool:
        """Whether the text is short enough."""
        return (
            len(text.split()) <= self.most["word"]
            and len(text) <= self.most["character"]
            and len([one for one in general.sentences(text) if one.strip()])
            <= self.most["sentence"]
            and len(text.splitlines()) <= self.most["line"]
            and tokens(text) <= self.most["token"]
        )

    def hold(self, text: str, old: str) -> str:
        """The text made to fit: added sentences go first, then the last ones.

        Args:
            text: The new text.
            old: The text before, whose sentences stay the longest.
        """
        for phrase in self.needed:
            if phrase not in text:
                text = f"{text.rstrip()} {phrase}".strip()
        parts = general.sentences(text)
        while not self.fits("".join(parts).strip()) and len(parts) > 1:
            free = [at for at, part in enumerate(parts) if not self._holds(part)]
            if not free:
                break
            added = [at for at in free if parts[at].strip() not in old]
            del parts[(added or free)[-1]]
        kept = "".join(parts).strip()
        return kept if self.fits(kept) else self._cut(kept)

    def _holds(self, part: str) -> bool:
        return any(phrase in part for phrase in self.needed)

    def _cut(self, text: str) -> str:
        words = " ".join(text.split()[: self.most["word"]])
        cut = words[: self.most["character"]].rstrip()
        while tokens(cut) > self.most["token"] and " " in cut:
            cut = cut.rsplit(" ", 1)[0]
        return cut
