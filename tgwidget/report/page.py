"""A run as one HTML file: our views, its whole log, and nothing that reaches elsewhere."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Mapping, Sequence

from tgwidget.events import CONTRACT, RunStarted
from tgwidget.events.merging import merge
from tgwidget.events.wire import Logged, clean
from tgwidget.graph import Graph
from tgwidget.report.bundle import bundle

TOGETHER = 0.1
"""Seconds of arriving text that a replay may show at once."""

HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>{style}</style>
</head>
<body class="tgw-page">
"""
"""How every page of ours begins: what it may do, its name and its style."""

PAGE = (
    HEAD
    + """<header class="tgw-hidden"><h1>{title}</h1><h2>The run</h2></header>
<main id="tgw"></main>
<noscript>
<p>This file shows a run of tgwidget where scripts may run. Here is its graph in words.</p>
<pre>{outline}</pre>
</noscript>
<footer>{footer}</footer>
<script type="application/json" id="tgw-log">{log}</script>
<script>{script}</script>
</body>
</html>
"""
)


def page(log: Sequence[Logged]) -> str:
    """A run as one HTML file that asks nothing of the network.

    Args:
        log: The run's events, in order.

    Returns:
        The file's text. It may run no script and use no style but ours, which its policy names by
        their digests.

    Raises:
        TgError: If the front end has not been built.
    """
    script, style = bundle("page.js"), bundle("page.css")
    start = next((one.event for one in log if isinstance(one.event, RunStarted)), None)
    fields = {
        "policy": f"{policy(script, style)}; worker-src blob:",
        "title": html.escape(clean(start.name if start else "run")),
        "style": style,
        "outline": html.escape(clean(Graph.of(log).outline())),
        "footer": html.escape(_footer(start)),
        "log": inert(_log(log, start)),
        "script": script,
    }
    return filled(PAGE, fields)


def policy(script: str, style: str) -> str:
    """What a page may do: run this script, use this style, show pictures that it holds."""
    return (
        f"default-src 'none'; script-src {_digest(script)}; style-src {_digest(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def filled(template: str, fields: Mapping[str, str]) -> str:
    """A page with its fields in their places, ``{name}`` each.

    No text is looked at twice, so what stands in one field cannot name another.
    """
    parts = template.replace("}", "{").split("{")
    return "".join(fields[part] if place % 2 else part for place, part in enumerate(parts))


def inert(data: object) -> str:
    """JSON that may stand inside a script element: nothing in it can end one or begin one."""
    text = json.dumps(clean(data), ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _log(log: Sequence[Logged], start: RunStarted | None) -> dict[str, object]:
    events = [one.to_json() for one in merge(log, within=TOGETHER)]
    last = log[-1].seq if log else 0
    run = start.run if start else ""
    return {"run": run, "contract": CONTRACT, "last": last, "events": events}


def _digest(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _footer(start: RunStarted | None) -> str:
    when = f" Begun {start.started[:16].replace('T', ' ')} UTC." if start else ""
    return f"A run of tgwidget.{when} This file holds all that it shows and loads nothing."
