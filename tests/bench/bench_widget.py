"""What the widget costs the page, in real Chromium: ``python -m tests.bench.bench_widget [name…]``.

Each module of ``tests.bench.widget`` that is listed here gives figures; a new one is added to the
list. CPU is that of the page's main thread, told by the browser itself, and says more than frames
a second where the machine is busy.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

from tests.bench.table import table
from tests.bench.widget import moving, opening, streaming
from tests.bench.widget.measure import HEAD, Figure
from tests.bench.widget.page import STATIC, Site
from tests.browser.server import launch


def bundle(site: Site, browser: Browser) -> Iterator[Figure]:
    """What every open widget loads."""
    for name in ("widget.js", "widget.css"):
        size = (STATIC / name).stat().st_size / 1000
        target = 200 if name == "widget.js" else 50
        yield Figure(f"{name}, minified", size, "kB", target)


ROOMS = {
    "bundle": bundle,
    "opening": opening.figures,
    "moving": moving.figures,
    "streaming": streaming.figures,
}


def main() -> None:
    """Print a table of each room that is named, or of all."""
    site = Site()
    with sync_playwright() as playwright:
        browser = launch(playwright)
        try:
            for name in sys.argv[1:] or ROOMS:
                table(HEAD, [figure.row() for figure in ROOMS[name](site, browser)])
        finally:
            browser.close()
            site.close()


if __name__ == "__main__":
    main()
