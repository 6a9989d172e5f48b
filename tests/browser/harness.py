"""A real notebook server and a real browser: what the browser tests and the benchmark drive.

The server listens on loopback, on a free port, with its configuration in a temporary folder. The
page is driven through the notebook application's own commands; keys and clicks go to our widget.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
import weakref
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, TimeoutError

from tests.browser.environments import Environment

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ASIDE = (
    "audio", "celltags", "console", "csvviewer", "debugger", "extensionmanager", "fileeditor",
    "help", "htmlviewer", "hub", "imageviewer", "inspector", "json", "json-lines", "launcher",
    "lsp", "markdownviewer", "mermaid", "metadataform", "notebook-extension:active-cell-tool",
    "notebook-extension:export", "notebook-extension:language-server",
    "notebook-extension:metadata-editor", "notebook-extension:toc", "notebook-extension:tools",
    "notebook-extension:update-raw-mimetype", "workspaces-extension:sidebar",
    "pdf", "pluginmanager", "running", "settingeditor", "terminal", "toc", "tooltip", "vega5",
    "video",
)  # fmt: skip
"""Extensions of the application that have no part in a notebook's cells: it opens in less work."""

HEAR = "from tgwidget.notebook import kernels; kernels.overlook_nothing(kernels.kernel())"
"""What our extension does when it is loaded: a page that opens may deafen a kernel before that."""

BOOT = 120.0
"""Seconds a server gets to start, and a notebook to open."""

WAIT = 60.0
"""Seconds anything else gets to happen."""


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium."""
    return playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS), headless=True)


class Server:
    """JupyterLab or Notebook 7, from an environment, with the kernels of all of them.

    Args:
        lab: The environment whose server runs.
        kernels: The environments whose kernels it offers, each under its name.
        app: ``lab`` or ``notebook``.
        settings: Values for the application's setting editor, by plugin.
    """

    def __init__(
        self,
        lab: Environment,
        kernels: Sequence[Environment],
        app: str = "lab",
        settings: dict[str, Any] | None = None,
    ) -> None:
        self.app, self.home = app, Path(tempfile.mkdtemp(prefix="tgwidget-"))
        self.notebooks = self.home / "notebooks"
        self.notebooks.mkdir()
        self.url = f"http://127.0.0.1:{free_port()}"
        for kernel in kernels:
            self._offer(kernel)
        quiet = {"@jupyterlab/apputils-extension/notification": {"fetchNews": "false"}}
        for plugin, values in {**quiet, **(settings or {})}.items():
            target = self.home / f"settings/{plugin}.jupyterlab-settings"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(values))
        ids = (name if ":" in name else f"{name}-extension" for name in ASIDE)
        disabled = {f"@jupyterlab/{one}": True for one in ids}
        target = self.home / "config/labconfig/page_config.json"
        target.parent.mkdir(parents=True)
        target.write_text(json.dumps({"disabledExtensions": disabled}))
        self._log = (self.home / "server.log").open("w")
        self._process = subprocess.Popen(
            self._command(lab), env=self._environment(), stdout=self._log, stderr=self._log
        )
        self._wait_for_start()

    def _offer(self, kernel: Environment) -> None:
        folder = self.home / f"share/jupyter/kernels/{kernel.name}"
        folder.mkdir(parents=True)
        launcher = [str(kernel.python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        if kernel.deaf:
            launcher.append(f"--IPKernelApp.exec_lines={HEAR}")
        # Text arrives slowly enough to be seen arriving, and quickly enough not to wait for.
        settings = {"TGWIDGET_SIMULATED_RATE": "80"}
        spec = {"argv": launcher, "display_name": kernel.name, "language": "python"}
        (folder / "kernel.json").write_text(json.dumps({**spec, "env": settings}))

    def _command(self, lab: Environment) -> list[str]:
        module = {"lab": "jupyterlab", "notebook": "notebook"}[self.app]
        port = self.url.rpartition(":")[2]
        return [
            *(str(lab.python), "-m", module, "--no-browser", "--allow-root", "--ip=127.0.0.1"),
            *(f"--port={port}", "--ServerApp.port_retries=0"),
            *("--ServerApp.token=", "--ServerApp.password=", "--ServerApp.disable_check_xsrf=True"),
            *(f"--ServerApp.root_dir={self.notebooks}", "--expose-app-in-browser"),
        ]

    def _environment(self) -> dict[str, str]:
        folders = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "share/jupyter",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
            "XDG_CACHE_HOME": "cache",
            "TGWIDGET_HOME": "tgwidget",
        }
        ours = {name: str(self.home / folder) for name, folder in folders.items()}
        return {**os.environ, **ours, "JUPYTER_PLATFORM_DIRS": "1", "TGWIDGET_REVIEW": ""}

    def _wait_for_start(self) -> None:
        deadline = time.monotonic() + BOOT
        while time.monotonic() < deadline and self._process.poll() is None:
            with suppress(OSError):
                self.api("/api/status")
                return
            time.sleep(0.1)
        log = (self.home / "server.log").read_text()
        self.close()
        raise RuntimeError(f"the notebook server did not start:\n{log[-3000:]}")

    def api(self, path: str, method: str = "GET") -> Any:
        """Ask the server's own interface."""
        body = b"" if method == "POST" else None
        request = urllib.request.Request(self.url + path, method=method, data=body)
        with urllib.request.urlopen(request, timeout=10) as reply:
            text = reply.read()
        return json.loads(text) if text else None

    def write(self, name: str, cells: Sequence[str], kernel: str) -> None:
        """Save a notebook with these code cells."""
        spec = {"name": kernel, "display_name": kernel, "language": "python"}
        book: Any = nbformat.v4.new_notebook(metadata={"kernelspec": spec})
        book.cells = [nbformat.v4.new_code_cell(source) for source in cells]
        nbformat.write(book, self.notebooks / f"{name}.ipynb")

    def address(self, name: str, workspace: str) -> str:
        """Where a notebook opens."""
        if self.app == "notebook":
            return f"{self.url}/notebooks/{name}.ipynb"
        return f"{self.url}/lab/workspaces/{workspace}/tree/{name}.ipynb"

    def close(self) -> None:
        """End the server, its kernels, and everything it wrote."""
        with suppress(OSError):
            for kernel in self.api("/api/kernels"):
                self.api(f"/api/kernels/{kernel['id']}", "DELETE")
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
        self._log.close()
        shutil.rmtree(self.home, ignore_errors=True)


CONNECTED = """() => {
  const app = window.jupyterapp;
  if (!app) return false;
  const panel = [...app.shell.widgets('main')].find((w) => w.content && w.content.widgets);
  const kernel = panel && panel.sessionContext.session && panel.sessionContext.session.kernel;
  window.notebook = panel;
  return !!kernel && kernel.connectionStatus === 'connected';
}"""
IDLE = f"""() => ({CONNECTED})() && notebook.sessionContext.session.kernel.status === 'idle'
  && !notebook.content.widgets.some(({{ model }}) => model.executionState === 'running')"""
RUN = """(index) => {
  notebook.content.activeCellIndex = index;
  window.jupyterapp.commands.execute('notebook:run-cell');
}"""
DONE = """(index) => {
  const model = notebook.content.widgets[index].model;
  return model.executionCount !== null && (model.executionState ?? 'idle') === 'idle';
}"""
STILL = """async () => {
  const widget = [...document.querySelectorAll('.tgw')].at(-1);
  const frame = () => new Promise(requestAnimationFrame);
  for (let before = ''; before !== widget.outerHTML;) {
    before = widget.outerHTML;
    await frame();
    await frame();
  }
}"""


STATE = """() => {
  const kernel = window.notebook?.sessionContext.session?.kernel;
  const cells = [...(window.notebook?.content.widgets ?? [])].map(({ model }) => [
    model.executionCount,
    model.executionState,
    model.outputs?.toJSON().map((one) => [one.output_type, ...Object.keys(one.data ?? {})]),
  ]);
  return {
    kernel: [kernel?.status, kernel?.connectionStatus, window.notebook?.context?.model?.dirty],
    cells: JSON.stringify(cells),
    dialogs: [...document.querySelectorAll('.jp-Dialog')].map((one) => one.innerText),
    outputs: [...document.querySelectorAll('.jp-OutputArea-output')].map((one) =>
      [one.className, one.innerText.slice(0, 300)]),
    widgets: [...document.querySelectorAll('.tgw')].map((one) => one.innerText.slice(0, 500)),
  };
}"""
_tabs: weakref.WeakKeyDictionary[Page, Notebook] = weakref.WeakKeyDictionary()


def told_by_tabs() -> str:
    """What every open tab shows and has said: for who reads of a test that failed."""
    return "\n\n".join(tab.told() for page, tab in list(_tabs.items()) if not page.is_closed())


class Notebook:
    """A notebook in a tab.

    Args:
        server: Who serves it.
        name: The notebook's name.
        context: The browser's profile to open the tab in.
        workspace: Two tabs of one server need two.
    """

    def __init__(
        self, server: Server, name: str, context: BrowserContext, workspace: str = "first"
    ) -> None:
        self.server, self.name = server, name
        self.page: Page = context.new_page()
        self.page.set_default_timeout(WAIT * 1000)
        self.errors: list[str] = []
        self._said: deque[str] = deque(maxlen=20)
        self.page.on("pageerror", self._failed)
        self.page.on("console", lambda said: self._said.append(f"{said.type}: {said.text[:300]}"))
        _tabs[self.page] = self
        self.page.goto(server.address(name, f"{name}-{workspace}".replace(".", "-")))
        self.wait(CONNECTED, seconds=BOOT)

    def wait(self, condition: str, argument: object = None, seconds: float = WAIT) -> None:
        """Wait until a function of the page is true."""
        self.page.wait_for_function(condition, arg=argument, timeout=seconds * 1000)

    def wait_equal(self, told: str, wanted: object) -> None:
        """Wait until a function of the page gives this; fails with what it gives instead."""
        same = f"(wanted) => JSON.stringify(({told})()) === JSON.stringify(wanted)"
        with suppress(TimeoutError):
            self.wait(same, wanted)
        assert self.page.evaluate(told) == wanted

    def wait_idle(self, seconds: float = WAIT) -> None:
        """Wait until the kernel has nothing to do."""
        self.wait(IDLE, seconds=seconds)

    def start(self, index: int) -> None:
        """Run a cell, or queue it."""
        self.page.evaluate(RUN, index)

    def wait_done(self, index: int, seconds: float = WAIT) -> None:
        """Wait until a cell that was started has run."""
        self.wait(DONE, index, seconds)

    def run(self, index: int, seconds: float = WAIT) -> str:
        """Run a cell to its end; its printed output."""
        self.start(index)
        self.wait_done(index, seconds)
        return self.output(index)

    def output(self, index: int) -> str:
        """What a cell has printed, and the errors it raised."""
        read = "(index) => notebook.content.widgets[index].model.outputs.toJSON()"
        texts: list[str] = []
        for output in self.page.evaluate(read, index):
            if output["output_type"] == "stream":
                texts.append("".join(output["text"]))
            elif output["output_type"] == "error":
                texts.append(f"{output['ename']}: {output['evalue']}")
        return "".join(texts)

    def interrupt(self) -> None:
        """Interrupt the kernel, as the menu does."""
        self.page.evaluate("() => notebook.sessionContext.session.kernel.interrupt()")

    def calm(self) -> None:
        """End whatever still runs."""
        if not self.page.evaluate(IDLE):
            self.interrupt()
        self.wait_idle()

    def shut(self) -> None:
        """Close the tab and end the kernel."""
        end = "() => notebook.sessionContext.shutdown()"
        with suppress(Error):
            self.page.evaluate(end)
        self.page.close()

    def save(self) -> None:
        """Save the notebook."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def reload(self) -> None:
        """Load the page anew, until as many widgets are there as were before; saved ones are."""
        widgets = self.page.locator(".tgw").count()
        self.page.reload()
        self.wait(CONNECTED, seconds=BOOT)
        there = "(widgets) => document.querySelectorAll('.tgw').length >= widgets"
        self.wait(there, widgets, seconds=BOOT)

    # our widget

    def wait_state(self, *states: str, seconds: float = WAIT) -> None:
        """Wait until the newest run is in one of these states."""
        condition = """(states) => {
          const all = document.querySelectorAll('.tgw');
          return all.length > 0 && states.includes(all[all.length - 1].dataset.runState);
        }"""
        self.wait(condition, list(states), seconds)

    def state(self) -> str:
        """The newest run's state."""
        return self.page.locator(".tgw").last.get_attribute("data-run-state") or ""

    def wait_question(self, after: str = "", seconds: float = WAIT) -> str:
        """Wait for a question other than ``after``; its proposal."""
        condition = """(after) => {
          const all = document.querySelectorAll('.tgw-review[data-proposal]');
          const last = all.length ? all[all.length - 1].dataset.proposal : '';
          return last && last !== after && last;
        }"""
        found = self.page.wait_for_function(condition, arg=after, timeout=seconds * 1000)
        return str(found.json_value())

    def wait_answered(self, proposal: str, seconds: float = WAIT) -> None:
        """Wait until a proposal is no longer asked about."""
        condition = """(proposal) =>
          !document.querySelector(`.tgw-review[data-proposal="${proposal}"]`)"""
        self.wait(condition, proposal, seconds)

    def wait_still(self) -> None:
        """Wait until two frames have changed nothing in the newest widget: cards come by and by."""
        self.page.evaluate(STILL)

    def click(self, action: str) -> None:
        """Click one of the widget's buttons."""
        self.page.locator(f".tgw [data-action={action}]").last.click()

    def told(self) -> str:
        """What the tab shows and has said."""
        try:
            state = self.page.evaluate(STATE)
        except Exception as error:  # whoever tells of a failure must not add to it
            state = {"page": str(error)}
        shown = [f"{name}: {value}" for name, value in {"address": self.page.url, **state}.items()]
        return "\n".join([*shown, "console:", *self._said, "errors:", *self.errors])

    def _failed(self, error: object) -> None:
        # The sliders of ipywidgets 7 may ask for MathJax before a reloaded page has it.
        if "reading 'Queue'" not in str(error):
            self.errors.append(str(error))

    def key(self, key: str) -> None:
        """Press a key while the widget has the focus."""
        self.page.locator(".tgw").last.focus()
        self.page.keyboard.press(key)
