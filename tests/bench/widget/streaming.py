"""What text that arrives costs."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Browser

from tests.bench.widget.measure import Figure, frames
from tests.bench.widget.page import Site
from tests.bench.widget.runs import story

NODES, STREAMS, TOKENS, SECONDS = 1000, 8, 100, 4
# As the kernel sends them: every 50 ms what has come for each call, in one message.
STREAM = """([calls, tokens, first]) => {
  let seq = first, last = performance.now();
  window.stream = () => {
    const now = performance.now();
    if (now - last < 50) return;
    const text = "token ".repeat(Math.round(((now - last) / 1000) * tokens));
    last = now;
    const delta = { type: "CallDelta", text, kind: "text" };
    push(calls.map((call) => ({ ...delta, seq: ++seq, t: seq / 50, call })));
  };
}"""


SEEN = """() =>
  [...document.querySelectorAll(".tgw-stream")].filter((one) => one.textContent).length"""


def figures(site: Site, browser: Browser) -> Iterator[Figure]:
    """Eight cards in sight that are written to."""
    bare = site.open(browser, viewport={"width": 1200, "height": 800})
    told = story(NODES)
    told.commit()
    told.step += 1
    calls: list[str] = []
    for i in range(STREAMS):
        told.node(f"b{i}", "response", f"stream {i}", "", op=f"LLMCall{i}")
        calls.append(f"answer b{i}")
        told.ask(calls[-1], f"b{i}", "answer")
    bare.tell(told.events)
    # From a little further off all eight are in sight.
    bare.page.evaluate("""() => {
      const graph = document.querySelector(".tgw-graph-box");
      graph.style.height = "760px";
      for (let i = 0; i < 2; i++) document.querySelector("[aria-label='Zoom out']").click();
      document.querySelector(".tgw-graph").scrollTo(0, 1e9);
    }""")
    bare.page.wait_for_timeout(500)
    bare.page.evaluate(STREAM, [calls, TOKENS, len(told.events)])
    still = frames(bare, "() => {}", 60)
    cost = frames(bare, "() => stream()", 60 * SECONDS)
    seen = bare.page.evaluate(SEEN)
    beside = f"{cost.parts()}; {still.cpu:.1f} ms before; {cost.rate:.0f} frames/s"
    name = f"{seen} streams of {TOKENS} tokens/s, {NODES:,} nodes: CPU a frame"
    yield Figure(name, cost.cpu, "ms", 4, beside=beside)
    bare.close()
