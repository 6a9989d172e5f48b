"""The built widget on a bare page in Chromium, told of a run by a stand-in for a model."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.browser.environments import ROOT

STATIC = ROOT / "tgwidget/widget/static"

HTML = """<!doctype html><html lang="en"><meta charset="utf-8"><title>bench</title>
<link rel="stylesheet" href="/widget.css">
<body data-jp-theme-light="LIGHT"><main id="root"></main><script type="module">
import widget from "/SCRIPT";
HOST
const listeners = {}, log = {};
let pushed = 0;
const model = {
  get: (name) => (name === "log" ? log : undefined),
  on: (name, listener) => { listeners[name] = listener; },
  off: () => {},
  send: (command) => setTimeout(() => listeners["msg:custom"]?.(
    { kind: "answer", id: command.id, ok: true, message: "", data: null })),
};
// After this the frame that shows what was just told has been painted.
window.painted = () => new Promise((done) => requestAnimationFrame(() => {
  const after = new MessageChannel();
  after.port1.onmessage = done;
  after.port2.postMessage(0);
}));
window.saved = (events) =>
  Object.assign(log, { run: "run", contract: 1, last: events.at(-1).seq, events });
window.show = () => {
  const given = { model, signal: new AbortController().signal };
  widget.initialize(given);
  widget.render({ ...given, el: document.getElementById("root") });
  pushed = log.last ?? 0;
};
window.push = (events) => {
  const last = events.at(-1).seq;
  listeners["msg:custom"]({ kind: "events", run: "run", first: pushed + 1, last, events });
  pushed = last;
};
window.ready = true;
</script></body></html>"""

# What a notebook has done long before: it has shown text in its fonts, buttons with pictures and a
# field, made by scripts, measured and watched.
HOST = """
const make = (name, given = {}, ...children) => {
  const space = name === "svg" || name === "path" ? "2000/svg" : "1999/xhtml";
  const el = document.createElementNS(`http://www.w3.org/${space}`, name);
  for (const [key, value] of Object.entries(given)) el.setAttribute(key, value);
  el.append(...children);
  return el;
};
const button = (word) => {
  const shape = make("path", { d: "M5.2 3.8v8.4L12 8z" });
  const picture = make("svg", { viewBox: "0 0 16 16", width: 14, height: 14 }, shape);
  const made = make("button", { type: "button", title: word, "aria-label": word }, picture, word);
  made.addEventListener("click", () => {});
  return made;
};
const words = [make("strong", {}, "notebook"), make("code", {}, "run.show()")];
const text = make("p", {}, "Saved ", ...words);
const bar = make("div", { role: "toolbar" }, ...["Save", "Run", "Stop", "Restart"].map(button));
const host = make("header", { class: "host" }, bar, make("input", { placeholder: "Find" }), text);
host.style.cssText = "font: 13px system-ui, sans-serif; display: flex; overflow: auto";
document.body.prepend(host);
new ResizeObserver(() => {}).observe(host);
new MutationObserver(() => {}).observe(host, { attributes: true });
void [host.clientWidth, getComputedStyle(host).color, matchMedia("(forced-colors: active)")];
"""

# The least that such a module does: one element, one canvas of the picture's size, one frame.
BARE = """export default {
  initialize({ model }) {
    model.on("msg:custom", () => {});
    model.send({ id: "1", events: model.get("log").events });
  },
  render({ el }) {
    el.innerHTML = "<div class='tgw-graph'><canvas class='tgw-sheet tgw-card'></canvas></div>";
    const canvas = el.querySelector("canvas");
    [canvas.width, canvas.height] = [1560, 780];
    requestAnimationFrame(() => {
      canvas.getContext("2d").fillRect(20, 20, 220, 130);
      canvas.style.transform = "translate(0)";
    });
  },
};"""


class Handler(SimpleHTTPRequestHandler):
    """Serves the bundle, and the page at ``/``.

    At ``/cold`` nothing has been shown in it before, and at ``/bare`` next to nothing is.
    """

    def do_GET(self) -> None:
        """Answer with the page, or with a file of the bundle."""
        if self.path == "/bare.js":
            self._answer("text/javascript", BARE)
        elif self.path in ("/", "/dark", "/bare", "/cold"):
            script = "bare.js" if self.path == "/bare" else "widget.js"
            light = str(self.path != "/dark").lower()
            html = HTML.replace("SCRIPT", script).replace("LIGHT", light)
            self._answer("text/html", html.replace("HOST", "" if self.path == "/cold" else HOST))
        else:
            super().do_GET()

    def _answer(self, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class Site:
    """A server of the bundle, on loopback.

    Args:
        static: The folder with the built bundle.
    """

    def __init__(self, static: Path = STATIC) -> None:
        handler = partial(Handler, directory=str(static))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def open(self, browser: Browser, path: str = "", **options: Any) -> Bare:
        """A bare page, which shows nothing yet."""
        return Bare(browser.new_page(**options), self.url + path)

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


class Bare:
    """A page with the widget's code loaded.

    Args:
        page: The tab.
        url: Where it goes.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.goto(url)
        page.wait_for_function("() => window.ready")
        self._metrics = page.context.new_cdp_session(page)
        # The thread's own time: the clock's would count whatever else runs on the machine.
        self._metrics.send("Performance.enable", {"timeDomain": "threadTicks"})

    def tell(self, events: Sequence[dict[str, Any]]) -> None:
        """Show a run as it is after these events."""
        self.page.evaluate("(text) => { saved(JSON.parse(text)); show(); }", json.dumps(events))
        self.page.evaluate("() => painted()")

    def push(self, events: Sequence[dict[str, Any]]) -> None:
        """Tell what happened since."""
        self.page.evaluate(
            "async (text) => { push(JSON.parse(text)); await painted(); }", json.dumps(events)
        )

    def spent(self) -> dict[str, float]:
        """Seconds that the page's main thread has been busy so far: in all, and with scripts."""
        told = self._metrics.send("Performance.getMetrics")["metrics"]
        return {one["name"]: one["value"] for one in told}

    def close(self) -> None:
        """Close the tab."""
        self.page.close()
