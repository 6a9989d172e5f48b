"""How soon a run is seen that is there already: its picture, and then everything.

A person waits from the moment the host has the log and the code until the browser has painted; the
code has been read by then, and compiled where a browser does that meanwhile. The first frame holds
the picture: header, every step's name, edges, and each card in sight as a block of its final size
at its final place with its role and its state. The bar's buttons, those in cards, their texts, the
panel's contents and the timeline come with the frames after it, a dozen cards each, and what was
there does not move. When no more come, everything is there.

The log is what a notebook keeps of such a run and gives to its page: every node, and at most 2 MB.
Beside it stands the log with every event ever told, as an exported page and a second view of a run
that goes on have it ("every event").

The page around it has been open for a second and has shown a few buttons and words, as a notebook
has: else what the browser does once a page is opened, on the same cores, and the time in which it
loads fonts and its own code for the first time would be counted as ours. What it is in an empty
page that was opened just now stands beside it ("cold"), and so does what no view can save: a bare
page, with one empty canvas of that size.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from playwright.sync_api import Browser

from tests.bench.widget.measure import Figure, main_tasks, median
from tests.bench.widget.page import Site
from tests.bench.widget.runs import Json, story, words
from tgwidget.widget.feed import LIMIT, bounded

TIMES = 7
# Milliseconds until a page that was opened is quiet.
QUIET = 1000
GIVE = "async (text) => { saved(JSON.parse(text)); await painted(); }"
# Gives milliseconds until the picture is painted, until all is, and pixels that it moved between.
SHOW = """async () => {
  const parts = [".tgw-header", ".tgw-bar", ".tgw-graph", ".tgw-panel", ".tgw-timeline"];
  const find = (name) => document.querySelector(name);
  const places = () => parts.flatMap((name) => {
    const { left, top, width } = find(name)?.getBoundingClientRect() ?? {};
    return [left, top, width];
  }).concat(find(".tgw-graph").scrollLeft, find(".tgw-graph").scrollTop);
  const begun = performance.now();
  show();
  do await painted(); while (!find(".tgw-sheet")?.style.transform);
  const picture = performance.now() - begun;
  performance.mark("picture");
  const before = places();
  let [cards, all] = [0, 0];
  for (let now = 0; now === 0 || now > cards; now = document.querySelectorAll(".tgw-card").length) {
    cards = now;
    await painted();
    all = performance.now() - begun;
    performance.mark("all");
  }
  const after = places();
  return [picture, all, Math.max(...before.map((at, i) => Math.abs(at - after[i]) || 0))];
}"""


@dataclass(frozen=True, slots=True)
class Opened:
    """Milliseconds that opening a run took, by the clock and of CPU, and pixels it moved."""

    picture: float
    whole: float
    picture_cpu: float
    whole_cpu: float
    moved: float


def once(site: Site, browser: Browser, text: str, path: str) -> Sequence[float]:
    """Open a run: the clock's two figures, the processor's two, and what moved."""
    bare = site.open(browser, path, viewport={"width": 1200, "height": 800})
    bare.page.evaluate(GIVE, text)
    if path != "cold":
        bare.page.wait_for_timeout(QUIET)
    browser.start_tracing(page=bare.page, categories=["toplevel", "blink.user_timing"])
    picture, whole, moved = bare.page.evaluate(SHOW)
    trace = json.loads(browser.stop_tracing())["traceEvents"]
    bare.close()
    marks = {one["name"]: one["ts"] for one in trace if one["name"] in ("picture", "all")}
    spent = [
        sum(one["tdur"] for one in main_tasks(trace) if one["ts"] < marks[name]) / 1000
        for name in ("picture", "all")
    ]
    return picture, whole, *spent, moved


def opened(site: Site, browser: Browser, events: list[Json], path: str = "") -> Opened:
    """Open a run some times."""
    text = json.dumps(events)
    times = [once(site, browser, text, path) for _ in range(TIMES)]
    return Opened(*map(median, zip(*times, strict=True)))


def figures(site: Site, browser: Browser) -> Iterator[Figure]:
    """The picture and everything at three sizes, and a saved log of 2 MB."""
    for nodes, target in ((100, 60), (1000, 100), (5000, 150)):
        told = story(nodes)
        kept = bounded(told.log)
        least, cold = (opened(site, browser, kept, path) for path in ("bare", "cold"))
        one, every = (opened(site, browser, events) for events in (kept, told.events))
        floor = f"a bare page {least.picture:.0f} ms, {least.picture_cpu:.0f} of CPU"
        empty = f"cold {cold.picture:.0f} ms, {cold.picture_cpu:.0f} of CPU"
        beside = f"{one.picture_cpu:.0f} ms of CPU; {empty}; {floor}; {len(kept)} events"
        yield Figure(f"first paint, {nodes:,} nodes", one.picture, "ms", target, beside=beside)
        beside = f"{every.picture_cpu:.0f} ms of CPU; {len(told.events)} events"
        name = f"first paint, {nodes:,} nodes, every event"
        yield Figure(name, every.picture, "ms", target, beside=beside)
        beside = f"{one.whole_cpu:.0f} ms of CPU; moved meanwhile {one.moved:.0f} px"
        yield Figure(f"everything there, {nodes:,} nodes", one.whole, "ms", None, beside=beside)
    told = story(1000)
    size = len(json.dumps(told.events))
    longer = words(max(1, (LIMIT - size) // (6 * len(told.events))))
    for event in told.events:
        if event["type"] == "CallStarted":
            event["prompt"] += " " + longer * 4
    size = len(json.dumps(told.events))
    one = opened(site, browser, told.events)
    beside = f"{one.whole_cpu:.0f} ms of CPU; its picture after {one.picture:.0f} ms"
    yield Figure(f"a saved log of {size / 1e6:.1f} MB", one.whole, "ms", 500, beside=beside)
