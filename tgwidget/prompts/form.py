"""A text with named places. What is filled in is never read, so braces in data stay as they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tgwidget.errors import InputError

BRACE = re.compile(r"(\{\{|\}\})|\{([^{}]*)\}|[{}]")


@dataclass(frozen=True)
class Form:
    """A text cut at its places.

    Args:
        pieces: Plain text and names of places by turns, beginning and ending with plain text.
    """

    pieces: tuple[str, ...]

    @classmethod
    def read(cls, template: str, fields: Collection[str]) -> Form:
        """Find the places ``{name}`` of a text.

        A text whose braces all are places or doubled is read as ``str.format`` reads it: ``{{``
        stands for ``{``. In any other, one with plain JSON in it for instance, every brace that
        is not part of a place stands for itself.

        Args:
            template: The text.
            fields: The names of its places; a place may occur any number of times, or not at all.

        Raises:
            InputError: If there is a place of another name.
        """
        found = list(BRACE.finditer(template))
        names = [match[2] for match in found if match[2] is not None]
        stray = any(match[1] is None and match[2] is None for match in found)
        if stray or any(name not in fields and not name.isidentifier() for name in names):
            return cls._literal(template, fields)
        for name in names:
            if name not in fields:
                raise InputError(
                    f"the format string has a place {{{name}}}, and fields has no {name!r}",
                    f"add it to fields, or write {{{{{name}}}}} if the braces are meant",
                )
        pieces, text, end = list[str](), "", 0
        for match in found:
            text += template[end : match.start()]
            end = match.end()
            if match[1]:
                text += match[1][0]
            else:
                pieces += [text, match[2]]
                text = ""
        return cls((*pieces, text + template[end:]))

    @classmethod
    def _literal(cls, template: str, fields: Collection[str]) -> Form:
        if not fields:
            return cls((template,))
        longest_first = sorted(fields, key=len, reverse=True)
        places = "|".join(re.escape(name) for name in longest_first)
        return cls(tuple(re.split(rf"\{{({places})\}}", template)))

    def fill(self, values: Mapping[str, str]) -> str:
        """The text with a value in every place."""
        return "".join(
            values[piece] if place % 2 else piece for place, piece in enumerate(self.pieces)
        )
