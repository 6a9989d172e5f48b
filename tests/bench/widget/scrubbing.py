"""Going through the past of a long log: what one move of the handle costs, and when it is seen."""

from __future__ import annotations

from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench.widget.page import Site
from tests.bench.widget.runs import Story, story
from tests.browser.server import launch

MOVES = 30

# From each move of the handle until it is painted, in milliseconds.
WATCH = """() => {
  window.moves = [];
  document.querySelector('.tgw-strip').addEventListener('pointermove', async () => {
    const began = performance.now();
    await painted();
    moves.push(performance.now() - began);
  }, true);
}"""


def long(megabytes: float) -> Story:
    """A run whose log is about so long."""
    told = story(40)
    while len(str(told.events)) < megabytes * 1e6:
        told.commit()
        told.forward()
        told.backward()
    return told


def scrubbing(browser: Browser, site: Site, megabytes: float = 2.0) -> dict[str, Any]:
    """Figures of moves all over a log, in milliseconds."""
    told = long(megabytes)
    bare = site.open(browser, viewport={"width": 1400, "height": 900})
    bare.tell(told.events)
    page, track = bare.page, bare.page.locator(".tgw-track").bounding_box()
    assert track is not None
    page.evaluate(WATCH)
    page.mouse.move(track["x"] + 20, track["y"] + 10)
    page.mouse.down()
    page.wait_for_function("() => document.querySelector('.tgw-past')")
    before = bare.spent()
    for i in range(MOVES):
        page.mouse.move(track["x"] + track["width"] * ((i * 37) % 100) / 100, track["y"] + 10)
        page.wait_for_function("(count) => moves.length > count", arg=i)
    after, times = bare.spent(), page.evaluate("moves")
    bare.close()
    busy = {name: after[name] - before[name] for name in ("TaskDuration", "ScriptDuration")}
    return {
        "events": len(told.events),
        "nodes": told.nodes,
        "a move, median": median(times),
        "a move, worst": max(times),
        "busy a move": 1000 * busy["TaskDuration"] / MOVES,
        "scripts a move": 1000 * busy["ScriptDuration"] / MOVES,
    }


def main() -> None:
    """Print the figures."""
    site = Site()
    try:
        with sync_playwright() as playwright:
            for name, figure in scrubbing(launch(playwright), site).items():
                print(f"{name:16} {figure:10.1f}")
    finally:
        site.close()


if __name__ == "__main__":
    main()
