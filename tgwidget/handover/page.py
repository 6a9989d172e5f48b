"""The page itself: one HTML file with our script, which asks nothing of the network."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Mapping
from typing import Any

from tgwidget.events.wire import clean
from tgwidget.handover.document import Document
from tgwidget.report.bundle import bundle
from tgwidget.report.page import HEAD, filled, inert, policy

PAGE = (
    HEAD
    + """<main id="tgw"></main>
<noscript>
<p>This page asks what you think of some texts, and needs scripts to take your answers. It loads
nothing and sends nothing: allow scripts for it, or open it in another browser.</p>
</noscript>
<footer>{footer}</footer>
<script type="application/json" id="tgw-document">{document}</script>
<script>{script}</script>
</body>
</html>
"""
)


def page(document: Document, pictures: Mapping[str, str]) -> str:
    """A page that asks a person for their decisions.

    Args:
        document: What it asks.
        pictures: ``data:`` addresses of pictures in a size to look at, by digest; the others are
            shown by their thumbnails.

    Returns:
        The file's text. It may run no script and use no style but ours, which its policy names by
        their digests.

    Raises:
        TgError: If the front end has not been built.
    """
    script, style = bundle("review.js"), bundle("review.css")
    when = document.started[:16].replace("T", " ")
    footer = f"A run of tgwidget, begun {when} UTC." if when else "A run of tgwidget."
    fields = {
        "policy": policy(script, style),
        "title": html.escape(clean(f"Review: {document.run}")),
        "style": style,
        "footer": f"{footer} This page loads nothing and sends nothing: your answers "
        "stay in this browser until you save them.",
        "document": inert(_data(document, pictures)),
        "script": script,
    }
    return filled(PAGE, fields)


def _data(document: Document, pictures: Mapping[str, str]) -> dict[str, Any]:
    shown = {name: pictures[name] for name in document.pictures if name in pictures}
    return {**dataclasses.asdict(document), "pictures": shown}
