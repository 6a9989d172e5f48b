"""Fences around data in a prompt, and the parser of fenced replies.

Every tag carries a nonce that occurs in none of the texts it fences, so no text can close its own
fence or forge another's. The nonce is a digest of the texts: the same request has the same words,
which a cache needs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

PLACE = re.compile(r"\$([a-z_]+)")
"""A place in a template of ours; no other dollar stands in one."""


@dataclass(frozen=True)
class Fence:
    """The tags of one call. ``texts`` are all the data that the call shows."""

    nonce: str
    texts: tuple[str, ...]

    @classmethod
    def around(cls, texts: Iterable[str]) -> Fence:
        """A fence whose nonce is in none of ``texts``."""
        held = tuple(texts)
        for salt in range(1_000_000):
            digest = hashlib.sha256(f"{salt}{held}".encode(errors="replace")).hexdigest()[:6]
            if not any(digest in text for text in held):
                return cls(digest, held)
        raise AssertionError("texts hold a million digests of themselves")

    def tag(self, name: str) -> str:
        """The name with its nonce, as it stands between the angle brackets."""
        return f"{name}-{self.nonce}"

    def wrap(self, name: str, text: str) -> str:
        """``text`` between an opening and a closing tag."""
        tag = self.tag(name)
        return f"<{tag}>{text}</{tag}>"

    def extract(self, name: str, reply: str) -> str | None:
        """The text of the last complete pair of tags, or ``None``.

        A model that drops the nonce is understood where that is safe: exactly one pair of bare
        tags, of a name that no text shown to it holds.
        """
        found = last_pair(self.tag(name), reply)
        if found is not None:
            return found
        bare = re.compile(rf"</?{re.escape(name)}>")
        shown = any(bare.search(text) for text in self.texts)
        once = reply.count(f"<{name}>") == reply.count(f"</{name}>") == 1
        return last_pair(name, reply) if once and not shown else None


def last_pair(tag: str, reply: str) -> str | None:
    """The stripped text between the last closing tag and the opening tag that precedes it."""
    return last_between(f"<{tag}>", f"</{tag}>", reply)


def last_between(opening: str, closing: str, reply: str) -> str | None:
    """The stripped text between the last ``closing`` and the ``opening`` that precedes it."""
    end = reply.rfind(closing)
    start = reply.rfind(opening, 0, end) if end > 0 else -1
    return None if start < 0 else reply[start + len(opening) : end].strip()


def fill(template: str, **fields: str) -> str:
    """Fill ``$name`` places. Data is never parsed: braces and dollars in it come through."""
    texts, names = _parsed(template)
    said = [part for text, name in zip(texts, names, strict=False) for part in (text, fields[name])]
    return "".join([*said, texts[-1]])


@lru_cache(maxsize=256)
def _parsed(template: str) -> tuple[list[str], list[str]]:
    parts = PLACE.split(template)
    return parts[::2], parts[1::2]
