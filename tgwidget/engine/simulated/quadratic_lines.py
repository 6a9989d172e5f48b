"""Finds the statements in the lines of a worked solution: "a = 3", "x1 = (7 + √25) / 6 = 2"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tgwidget.engine.simulated.expressions import Token, usual
from tgwidget.engine.simulated.problem import READ_LIMIT

MOST_LINES = 300
MOST_TOKENS = 120
BULLET = re.compile(r"\s*(?:[-*•]|[0-9]{1,2}[.)])\s+")
LIST = re.compile(r"\s*(?:,|;|or|and|,\s*and)\s*", re.I)
CLAIM = re.compile(r"\b(?:roots?|solutions?|answers?)\W{0,3}(?:are|is)?\W{0,4}$", re.I)
EQUAL = ("=", "≈", "~")


@dataclass(frozen=True)
class Statement:
    """Sides that are said to be equal.

    Args:
        line: Which piece of the text it stands in, from 0.
        start: Where in the piece.
        end: Where it ends.
        about: "x", "x1", "x2", "a", "b", "c" or "D" where it gives that a value, else empty.
        sides: What is equal; where ``about`` says something, the sides after it.
        loose: Whether it says "about equal".
        text: As the text has it.
    """

    line: int
    start: int
    end: int
    about: str
    sides: tuple[tuple[Token, ...], ...]
    loose: bool
    text: str

    def words(self) -> str:
        """All tokens that are not the left side."""
        return "".join(token.text for side in self.sides for token in side)

    @property
    def root(self) -> bool:
        """Whether it gives the unknown a value."""
        return self.about[:1] == "x"


@dataclass(frozen=True)
class Lines:
    """A text in pieces, a line or what a semicolon ends, with the separators between them."""

    pieces: tuple[str, ...]
    between: tuple[str, ...]
    statements: tuple[Statement, ...]

    def number(self, place: int) -> int:
        """The number of a piece, from 1, blank ones left out."""
        return sum(1 for piece in self.pieces[: place + 1] if piece.strip())

    def joined(self, pieces: list[str]) -> str:
        """The text with other pieces."""
        whole = [text for pair in zip(pieces, self.between, strict=True) for text in pair]
        return "".join(whole)


def lines_of(text: str, unknown: str) -> Lines:
    """The pieces of a text and the statements in them, in the usual notation."""
    parts = re.split(r"(\n|;)", usual(text))
    pieces, between = parts[0::2], [*parts[1::2], ""]
    found: list[Statement] = []
    size = 0
    for place, piece in enumerate(pieces[:MOST_LINES]):
        size += len(piece)
        if size > READ_LIMIT:
            break
        last = next((one.about for one in reversed(found) if one.line < place), "")
        found += _statements(piece, place, unknown, last)
    return Lines(tuple(pieces), tuple(between), tuple(found))


def _statements(piece: str, place: int, unknown: str, before: str) -> list[Statement]:
    bullet = BULLET.match(piece)
    found: list[Statement] = []
    previous: Statement | None = None
    for run in _runs(piece, bullet.end() if bullet else 0, unknown):
        sides, loose = _sides(run)
        start, end = run[0].start, run[-1].end
        first = "".join(token.text for token in sides[0])
        about = first if first in ("a", "b", "c", "D", "x", "x1", "x2") else ""
        if len(sides) == 1:
            about, kept = _claimed(piece[:start], run, previous, piece), sides
        elif first == "" and not piece[:start].strip():
            about, kept = (before if before[:1] in ("x", "D") else ""), sides[1:]
        else:
            kept = sides[1:] if about else sides
        empty = any(not side for side in kept)
        if empty or (len(sides) == 1 and not about) or (not about and len(kept) < 2):
            continue
        previous = Statement(place, start, end, about, kept, loose, piece[start:end])
        found.append(previous)
    return found


def _claimed(ahead: str, run: list[Token], previous: Statement | None, piece: str) -> str:
    if any(token.text[0].isalpha() for token in run):
        return ""
    if previous is not None and previous.about == "x" and previous.end <= run[0].start:
        joint = piece[previous.end : run[0].start]
        return "x" if LIST.fullmatch(joint) else ""
    return "x" if CLAIM.search(ahead[-40:]) else ""


def _sides(run: list[Token]) -> tuple[tuple[tuple[Token, ...], ...], bool]:
    sides: list[list[Token]] = [[]]
    loose = False
    for token in run:
        if token.text in EQUAL:
            sides.append([])
            loose = loose or token.text != "="
        else:
            sides[-1].append(token)
    return tuple(tuple(side) for side in sides), loose


def _runs(piece: str, begin: int, unknown: str) -> list[list[Token]]:
    letter = re.escape(unknown)
    pattern = re.compile(
        rf"(?P<number>[0-9]{{1,15}}(?:\.[0-9]{{1,15}})?)|(?P<named>{letter}[12](?![\w^(]))"
        r"|(?P<word>[A-Za-z]+)|(?P<sign>[√+\-*/^()±=≈~])|(?P<other>\S)"
    )
    allowed = {"a", "b", "c", unknown}
    runs: list[list[Token]] = [[]]
    for found in pattern.finditer(piece, begin):
        text, start = found.group(), found.start()
        if found["number"] or found["sign"]:
            runs[-1].append(Token(text, start, found.end()))
        elif found["named"]:
            runs[-1].append(Token(f"x{text[-1]}", start, found.end()))
        elif found["word"] and (text in ("D", "i") or (len(text) <= 3 and set(text) <= allowed)):
            names = ("x" if one == unknown else one for one in text)
            runs[-1] += [Token(one, start + at, start + at + 1) for at, one in enumerate(names)]
        else:
            runs.append([])
    trimmed = (_trimmed(run) for run in runs if len(run) <= MOST_TOKENS)
    return [run for run in trimmed if run]


def _trimmed(run: list[Token]) -> list[Token]:
    while run and run[-1].text in ("+", "-", "*", "/", "^", "(", "√", "±", *EQUAL):
        run = run[:-1]
    while run and run[0].text in ("*", "/", "^", ")"):
        run = run[1:]
    deep = sum((token.text == "(") - (token.text == ")") for token in run)
    while deep > 0 and run and run[0].text == "(":
        run, deep = run[1:], deep - 1
    while deep < 0 and run and run[-1].text == ")":
        run, deep = run[:-1], deep + 1
    return run
