"""Numbers and nouns in English: read from words or digits, and said again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

SMALLEST = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS = {name: value for value, name in enumerate(SMALLEST.split())}
TENS = {name: 10 * place for place, name in enumerate(ROUND.split(), start=2)}
GROUPS = {"half a dozen": 6, "a dozen": 12, "one dozen": 12, "two dozen": 24, "a couple of": 2}

ONES = "|".join(sorted(UNITS, key=len, reverse=True))
SMALL = rf"(?:(?:{'|'.join(TENS)})(?:[ -](?:{ONES}))?|{ONES})"
HUNDREDS = rf"(?:(?:{SMALL}|a)[ -]hundred(?:[ ](?:and[ ])?{SMALL})?|{SMALL})"
WORDS = rf"(?:(?:{HUNDREDS}|a)[ -]thousand(?:[ ](?:and[ ])?{HUNDREDS})?|{HUNDREDS})"
DIGITS = r"[0-9]{1,3}(?:,[0-9]{3}){1,3}(?:\.[0-9]{1,6})?|[0-9]{1,12}(?:\.[0-9]{1,6})?"
NUMBER = rf"(?<![\w.,])(?:{'|'.join(GROUPS)}|{WORDS}|{DIGITS})(?![\w]|[.,][0-9])"
"""A number in digits or words; "a" alone is not one."""


@dataclass(frozen=True)
class Found:
    """A number in a text: its value and where it stands."""

    value: Fraction
    start: int
    end: int


def parse(words: str) -> Fraction:
    """The value of what ``NUMBER`` matched, or of "a" or "an".

    Raises:
        ValueError: If it is no number.
    """
    text = words.lower().strip()
    if text in ("a", "an"):
        return Fraction(1)
    if text in GROUPS:
        return Fraction(GROUPS[text])
    if text[:1].isdigit():
        return Fraction(text.replace(",", ""))
    total = part = 0
    for word in re.split(r"[\s-]+", text):
        if word in UNITS or word in TENS:
            part += UNITS.get(word, 0) or TENS.get(word, 0)
        elif word == "hundred":
            part = (part or 1) * 100
        elif word == "thousand":
            total, part = total + (part or 1) * 1000, 0
        elif word == "a":
            part = 1
        elif word != "and":
            raise ValueError(words)
    return Fraction(total + part)


def find(text: str) -> list[Found]:
    """All numbers of a text, in order."""
    matches = re.finditer(NUMBER, text, re.I)
    return [Found(parse(m.group()), m.start(), m.end()) for m in matches]


def say(value: Fraction) -> str:
    """A number as people write it: at most four decimals, no trailing zeros."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{float(value):.4f}".rstrip("0").rstrip(".")


def singular(noun: str) -> str:
    """A noun's singular, by rule: "boxes" → "box", "strawberries" → "strawberry"."""
    word = noun.lower()
    irregular = {"mice": "mouse", "geese": "goose", "people": "person", "men": "man",
                 "women": "woman", "children": "child", "knives": "knife", "leaves": "leaf",
                 "loaves": "loaf", "shelves": "shelf"}  # fmt: skip
    if word in irregular:
        return irregular[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:s|x|z|ch|sh|to)es$", word) and not word.endswith(("oses", "auses", "uses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
