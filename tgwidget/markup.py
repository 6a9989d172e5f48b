"""HTML that does nothing: text in it stays text, and a notebook keeps it where it trusts nobody.

Only elements and styles that JupyterLab's sanitizer lets through are used, so that what is shown
is the same before and after a notebook is trusted; colours and type are the notebook's own.
"""

from __future__ import annotations

import re
from html import escape

from tgwidget.unseen import told

NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST = 20_000
"""Characters of one text that are shown; the rest is counted."""


class Markup(str):
    """HTML that was made here, and may stand in other HTML as it is."""

    __slots__ = ()


def plain(text: str) -> str:
    """The text as XML can hold it, with what is not seen told."""
    return NOT_XML.sub("\ufffd", told(text))


def element(name: str, *inside: str, **attributes: str) -> Markup:
    """One element.

    Args:
        name: Its name.
        *inside: What stands in it, in order: ``Markup`` as it is, any other text as text.
        **attributes: Its attributes; an underscore at the end of a name is left out.
    """
    given = "".join(f' {key.rstrip("_")}="{_text(value)}"' for key, value in attributes.items())
    if name == "img":
        return Markup(f"<img{given}>")
    return Markup(f"<{name}{given}>{join(*inside)}</{name}>")


def join(*parts: str) -> Markup:
    """Several pieces, one after the other."""
    return Markup("".join(one if isinstance(one, Markup) else _text(one) for one in parts))


def words(text: str) -> Markup:
    """A text as it is written: with its lines and spaces, in its own direction."""
    rest = len(text) - MOST
    shown = text if rest <= 0 else text[:MOST]
    more = quiet(f" … and {rest:,} more characters") if rest > 0 else ""
    style = "white-space: pre-wrap; overflow-wrap: anywhere; margin: 4px 0"
    return element("div", element("bdi", shown), more, dir="auto", style=style)


def quiet(*inside: str) -> Markup:
    """What is less important."""
    return element("span", *inside, style="opacity: 0.7")


def fold(title: str, *inside: str) -> Markup:
    """What opens at a click."""
    return element("details", element("summary", title), *inside)


def card(*inside: str) -> Markup:
    """One thing, set apart by a line at its side."""
    style = (
        "border-left: 3px solid rgba(128, 128, 128, 0.35); padding: 2px 0 2px 12px; margin: 4px 0; "
        "max-width: 80ch"
    )
    return element("div", *inside, style=style)


def _text(text: str) -> str:
    return escape(plain(text))
