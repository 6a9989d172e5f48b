"""What it costs to move and to zoom, and whether anything moves by itself."""

from __future__ import annotations

import json
from collections.abc import Iterator

from playwright.sync_api import Browser

from tests.bench.widget.measure import Figure, frames, main_tasks
from tests.bench.widget.page import Bare, Site
from tests.bench.widget.runs import Story, story

PAN = """(i) => {
  const graph = document.querySelector(".tgw-graph");
  graph.dispatchEvent(new WheelEvent("wheel", { deltaY: 0 }));
  graph.scrollBy(12 * Math.sin(i / 15), -14);
}"""
ZOOM = """(i, count) => {
  const graph = document.querySelector(".tgw-graph");
  const { left, top, width, height } = graph.getBoundingClientRect();
  const deltaY = 14 * Math.sign(Math.sin((i / count) * 4 * Math.PI));
  const clientX = left + width / 2, clientY = top + height / 2;
  graph.dispatchEvent(
    new WheelEvent("wheel", { deltaY, ctrlKey: true, clientX, clientY, cancelable: true }));
}"""
PLACES = """() => Object.fromEntries([...document.querySelectorAll("[data-card]")].map((card) =>
  [card.dataset.card, [card.offsetLeft, card.offsetTop]]))"""
TIDY = """async () => {
  const button = document.querySelector("[aria-keyshortcuts=t]");
  const begun = performance.now();
  button.click();
  const turn = () => new Promise((done) => setTimeout(done));
  do await turn(); while (button.getAttribute("aria-disabled") === "true");
  const took = performance.now() - begun;
  await new Promise((done) => setTimeout(done, 1000));
  return took;
}"""


def wide(nodes: int) -> Story:
    """A run of one step in which no two cards are alike, so that none is drawn for another."""
    told = Story(0)
    for i in range(nodes // 3):
        told.node(f"q{i}", "input", f"question {i}", "why?")
    for i in range(nodes // 3):
        other = (i * 7 + 3) % (nodes // 3)
        told.node(f"a{i}", "response", f"answer {i}", "so", f"q{other}", op=f"Op{i}")
        told.node(f"l{i}", "loss", f"evaluation {i}", "hm", f"a{i}", op=f"Loss{i}")
    return told


def longest_task(trace: bytes) -> float:
    """Milliseconds of CPU of the longest task of a page's main thread."""
    times = [one["tdur"] for one in main_tasks(json.loads(trace)["traceEvents"])]
    return max(times, default=0) / 1000


def tidied(browser: Browser, bare: Bare, what: str) -> Iterator[Figure]:
    """The button pressed until the layout is there, and the longest task meanwhile."""
    browser.start_tracing(page=bare.page, categories=["toplevel"])
    took = bare.page.evaluate(TIDY)
    yield Figure(f"tidy {what}", took, "ms", 350)
    longest = longest_task(browser.stop_tracing())
    yield Figure(f"longest task, tidying {what}", longest, "ms", 50, beside="of CPU")


def figures(site: Site, browser: Browser) -> Iterator[Figure]:
    """Pan, zoom, append and tidy."""
    size = {"width": 1200, "height": 800}
    for nodes, rate, cpu in ((1000, 60, 8), (5000, 50, None)):
        bare = site.open(browser, viewport=size)
        told = story(nodes)
        bare.tell(told.events)
        for what, step in (("pan", PAN), ("zoom", ZOOM)):
            cost = frames(bare, step)
            name = f"{what}, {nodes:,} nodes"
            yield Figure(name, round(cost.rate), "frames/s", rate, least=True)
            yield Figure(f"{name}: CPU a frame", cost.cpu, "ms", cpu, beside=cost.parts())
        before = bare.page.evaluate(PLACES)
        have = len(told.events)
        told.commit()
        told.forward()
        bare.push(told.events[have:])
        after = bare.page.evaluate(PLACES)
        both = before.keys() & after.keys()
        moved = max(
            abs(a - b) for key in both for a, b in zip(before[key], after[key], strict=True)
        )
        beside = f"{len(both)} cards in the page"
        yield Figure(f"a step more, {nodes:,} nodes: moved", moved, "px", 0, beside=beside)
        if nodes == 1000:
            yield from tidied(browser, bare, "1,000 nodes in 40 steps")
        bare.close()
    bare = site.open(browser, viewport=size)
    bare.tell(wide(1000).events)
    yield from tidied(browser, bare, "1,000 nodes in one step")
    bare.close()
