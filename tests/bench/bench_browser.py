"""What a person feels, in a real JupyterLab and Chromium: ``python -m tests.bench.bench_browser``.

Times are taken in the page and in the kernel from the clock of one machine.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import sync_playwright

from tests.browser.environments import environments
from tests.browser.harness import Notebook
from tests.browser.server import Server, launch
from tests.fake_openai import FakeServer

CLICKS, STREAMS, FEW, RATE, SECONDS = 60, 32, 8, 50, 8

CALLING = 5
"""The cell whose calls are interrupted."""

SETUP = """%load_ext tgwidget
import asyncio, json, time
import tgwidget as tg
from tgwidget import observe, runtime
from tgwidget.events import CallDelta, CallStarted, Candidate, NodeAdded, ProposalMade
from tgwidget.optimizer.proposal import Proposal"""

ASK = f"""times = []
variable = tg.Variable("old words", role_description="answer")
with tg.Run("clicks") as run:
    run.emit(NodeAdded("n0", "parameter", "answer", "", (), True, True, "old words"))
    for i in range({CLICKS}):
        proposal = Proposal(variable, "old words", (Candidate(f"new words {{i}}"),), id=f"p{{i}}")
        run.emit(ProposalMade(f"p{{i}}", 1, "n0", "old words", proposal.candidates, ()))
        runtime.run(run.guard(run.review([proposal])))
        times.append(time.time() * 1000)
print(json.dumps(times))"""

CLICKER = """() => {
  window.clicks = {};
  setInterval(() => {
    const open = document.querySelector('.tgw-review[data-proposal]');
    if (!open || open.dataset.proposal in clicks) return;
    clicks[open.dataset.proposal] = 0;
    setTimeout(() => {
      const button = open.querySelector('[data-action=accept]');
      clicks[open.dataset.proposal] = Date.now();
      button.click();
    }, 100 + 100 * Math.random());
  }, 10);
}"""

STREAM = f"""few, many = {FEW}, {STREAMS}
async def speak(run, n):
    run.emit(NodeAdded(f"n{{n}}", "response", f"answer {{n}}", "LLMCall", (), True, False, ""))
    run.emit(CallStarted(f"c{{n}}", f"n{{n}}", "answer", "", "bench", "bench", "local", "", "?"))
    begun = time.monotonic()
    for i in range({RATE * SECONDS}):
        await asyncio.sleep(max(0, begun + i / {RATE} - time.monotonic()))
        run.emit(CallDelta(f"c{{n}}", f"{{time.time() * 1000:.0f}} "))
async def all_speak(run, streams):
    await asyncio.gather(*(speak(run, n) for n in range(streams)))
def speaking(streams):
    with tg.Run(f"{{streams}} streams") as run:
        observe.blocking(all_speak(run, streams))"""

WATCHER = """() => {
  window.delays = [];
  window.over = false;
  window.cards = new Set();
  const newest = new Map();
  const painted = new MessageChannel();
  let found = [];
  painted.port1.onmessage = () => {
    for (const sent of found) delays.push(Date.now() - sent);
    found = [];
  };
  const look = () => {
    const run = [...document.querySelectorAll('.tgw')].pop();
    for (const card of run?.querySelectorAll('[data-node]') ?? []) {
      const text = card.querySelector('.tgw-stream')?.textContent ?? '';
      const sent = (text.match(/\\d{13}(?= )/g) ?? []).map(Number);
      const before = newest.get(card.dataset.node) ?? 0;
      const fresh = sent.filter((time) => time > before);
      if (!fresh.length) continue;
      cards.add(card.dataset.node);
      newest.set(card.dataset.node, fresh[fresh.length - 1]);
      if (before) found.push(...fresh);
    }
    if (found.length) painted.port2.postMessage(0);
    if (!over) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""

CALLS = """begun, back = 0.0, 0.0
async def calls():
    asked = [tg.Variable(f"question {n}", role_description="question", requires_grad=False)
             for n in range(few)]
    model = tg.BlackboxLLM("URL#fake,words=2000,pause=0.02")
    await asyncio.gather(*(model.acall(variable) for variable in asked))
try:
    with tg.Run("interrupted"):
        observe.blocking(calls())
except KeyboardInterrupt:
    back = time.time()
print(back)"""


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[int(0.95 * (len(values) - 1))]


def show(what: str, values: Sequence[float], target: float) -> None:
    """Print a figure beside its target, in milliseconds."""
    worst, middle = max(values), sorted(values)[len(values) // 2]
    print(
        f"{what:32} p95 {p95(values):6.0f} ms   target {target:4.0f} ms   "
        f"median {middle:4.0f}, worst {worst:4.0f}, n = {len(values)}"
    )


def clicks(notebook: Notebook) -> None:
    """A click in the page until the cell goes on."""
    notebook.page.evaluate(CLICKER)
    heard = json.loads(notebook.run(1, 90))
    clicked: dict[str, float] = notebook.page.evaluate("() => clicks")
    show(
        "click → the cell goes on",
        [heard[i] - clicked[f"p{i}"] for i in range(CLICKS)],
        100,
    )


def pixels(notebook: Notebook, cell: int, streams: int) -> None:
    """A piece of text in Python until it is painted."""
    notebook.page.evaluate(WATCHER)
    notebook.run(cell, SECONDS + 60)
    notebook.page.evaluate("() => { over = true; }")
    delays = notebook.page.evaluate("() => delays")
    cards = notebook.page.evaluate("() => cards.size")
    show(f"delta → pixels, {cards} cards of {streams}", delays, 150)


def interrupt(notebook: Notebook, server: FakeServer) -> None:
    """An interrupt until the cell is back, and until the sockets are closed."""
    notebook.start(CALLING)
    deadline = time.monotonic() + 20
    while server.stats().active < FEW and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(1)
    open_before, closed = server.stats().open, 0.0
    assert open_before == FEW, "the calls have begun"

    def watch() -> None:
        nonlocal closed
        while server.stats().open and time.monotonic() < deadline:
            time.sleep(0.001)
        closed = time.time()

    kernel = next(
        kernel["kernel"]["id"]
        for kernel in notebook.server.api("/api/sessions")
        if notebook.name in kernel["path"]
    )
    watcher = threading.Thread(target=watch)
    watcher.start()
    asked = time.time()
    notebook.server.api(f"/api/kernels/{kernel}/interrupt", "POST")
    notebook.wait_done(CALLING)
    watcher.join(20)
    back = float(notebook.output(CALLING))
    show("interrupt → the cell is back", [(back - asked) * 1000], 500)
    show(f"interrupt → {open_before} sockets closed", [(closed - asked) * 1000], 100)


def main() -> None:
    """Print all figures."""
    newest: Any = environments()[-1]
    with FakeServer() as fake, sync_playwright() as playwright:
        server = Server(newest, [newest])
        browser = launch(playwright)
        try:
            calls = CALLS.replace("URL", fake.url)
            cells = [SETUP, ASK, STREAM, "speaking(few)", "speaking(many)", calls]
            server.write("bench", cells, newest.name)
            context = browser.new_context(viewport={"width": 1600, "height": 1400})
            notebook = Notebook(server, "bench", context)
            notebook.wait_idle(60)
            notebook.run(0, 60)
            clicks(notebook)
            notebook.run(2)
            pixels(notebook, 3, FEW)
            pixels(notebook, 4, STREAMS)
            interrupt(notebook, fake)
        finally:
            browser.close()
            server.close()


if __name__ == "__main__":
    main()
