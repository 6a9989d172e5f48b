"""How soon a run is seen that is there already."""

from __future__ import annotations

import json
from collections.abc import Iterator

from playwright.sync_api import Browser

from tests.bench.widget.measure import Figure, median
from tests.bench.widget.page import Bare, Site
from tests.bench.widget.runs import Json, story, words

TIMES = 5
SAVED = 2_000_000
GIVE = "async (text) => { saved(JSON.parse(text)); await painted(); }"
# The host has the log; from here on a person waits, until the frame with cards in it is painted.
SHOW = """async () => {
  const begun = performance.now();
  show();
  do await painted(); while (!document.querySelector(".tgw-card"));
  return performance.now() - begun;
}"""


def opened(site: Site, browser: Browser, events: list[Json]) -> tuple[float, float]:
    """Milliseconds until a run is painted, and of CPU that it took; the middle of some."""
    text = json.dumps(events)
    walls: list[float] = []
    spent: list[float] = []
    for _ in range(TIMES):
        bare: Bare = site.open(browser, viewport={"width": 1200, "height": 800})
        bare.page.evaluate(GIVE, text)
        before = bare.spent()["TaskDuration"]
        walls.append(bare.page.evaluate(SHOW))
        spent.append(1000 * (bare.spent()["TaskDuration"] - before))
        bare.close()
    return median(walls), median(spent)


def figures(site: Site, browser: Browser) -> Iterator[Figure]:
    """First paint at three sizes, and a saved log of 2 MB."""
    for nodes, target in ((100, 60), (1000, 100), (5000, 150)):
        told = story(nodes)
        wall, cpu = opened(site, browser, told.events)
        beside = f"{cpu:.0f} ms of CPU; {len(told.events)} events"
        yield Figure(f"first paint, {nodes:,} nodes", wall, "ms", target, beside=beside)
    told = story(1000)
    size = len(json.dumps(told.events))
    longer = words(max(1, (SAVED - size) // (6 * len(told.events))))
    for event in told.events:
        if event["type"] == "CallStarted":
            event["prompt"] += " " + longer * 4
    size = len(json.dumps(told.events))
    wall, cpu = opened(site, browser, told.events)
    beside = f"{cpu:.0f} ms of CPU"
    yield Figure(f"a saved log of {size / 1e6:.1f} MB", wall, "ms", 500, beside=beside)
