"""Characters that stand in a text and are not seen, told in brackets where a person reads it.

A text of a model may hold characters that turn its direction or hide words. In the widget they
are marked where elements are made (``js/src/text``); here in whatever is written for reading.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

C0 = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN "
    "EM SUB ESC FS GS RS US"
)
NAMES = {
    **dict(enumerate(C0.split())),
    0x7F: "DEL", 0xAD: "SHY", 0x61C: "ALM", 0x200B: "ZWSP", 0x200C: "ZWNJ", 0x200D: "ZWJ",
    0x200E: "LRM", 0x200F: "RLM", 0x2028: "LS", 0x2029: "PS", 0x202A: "LRE", 0x202B: "RLE",
    0x202C: "PDF", 0x202D: "LRO", 0x202E: "RLO", 0x2060: "WJ", 0x2066: "LRI", 0x2067: "RLI",
    0x2068: "FSI", 0x2069: "PDI", 0xFEFF: "BOM",
}  # fmt: skip
UNSEEN = re.compile(
    "(?:[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]|\r(?!\n))+"
)
FLAG = re.compile("[\U000e0061-\U000e007a\U000e0030-\U000e0039]{3,6}\U000e007f")
TAGS = re.compile("[\U000e0000-\U000e007f]+")
SHAPING = re.compile("\ufe0f?\u200d|\u200c|[\ufe00-\ufe0f\u180b-\u180f]|[\U000e0100-\U000e01ef]")
SIDES = frozenset("\u061c\u200e\u200f")
MOST = 4
"""Names of one run of such characters; of a longer one the number is told."""


def told(text: str) -> str:
    """The text with what is not seen, and does no work in its script, told in brackets."""
    if text.isascii() and text.isprintable():
        return text
    leftward: list[bool] = []
    parts: list[str] = []
    at = 0
    for found in UNSEEN.finditer(text):
        run, start, end = found[0], found.start(), found.end()
        if SIDES.issuperset(run):
            leftward = leftward or [any(_leftward(one) for one in text)]
            if leftward[0]:
                continue
        elif _shapes(run, text[start - 1 : start], text[end : end + 1]):
            continue
        parts += (text[at:start], f"[{_label(run)}]")
        at = end
    return "".join((*parts, text[at:]))


def _leftward(char: str) -> bool:
    return unicodedata.bidirectional(char) in ("R", "AL")


def _shapes(run: str, before: str, after: str) -> bool:
    """Whether it shapes its neighbours: joins letters or parts of an emoji, picks a form."""
    if FLAG.fullmatch(run):
        return before == "\U0001f3f4"
    if not SHAPING.fullmatch(run) or not before:
        return False
    if run == "\ufe0f" and after == "\u20e3":
        return True
    kind = unicodedata.category(before)
    joined = before > "\u05ff" and (kind in ("Lo", "Mn", "Mc", "So", "Sk", "Lm") or kind == "Sm")
    return joined and ("\u200d" not in run or after > "\u05ff")


def _label(run: str) -> str:
    if TAGS.fullmatch(run):
        said = "".join(chr(ord(one) & 0x7F) for one in run)
        return f"hidden “{''.join(filter(str.isprintable, said))}”"
    names = list(_names(run))
    if len(names) > 1 and len(set(names)) == 1:
        return f"{names[0]} ×{len(names)}"
    return " ".join(names) if len(names) <= MOST else f"{len(names)} unseen"


def _names(run: str) -> Iterator[str]:
    for one in run:
        yield NAMES.get(ord(one), f"U+{ord(one):04X}")
