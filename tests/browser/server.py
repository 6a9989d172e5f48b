"""A real notebook server and a real browser, for the browser tests and the benchmark.

The server listens on loopback, on a free port, with its configuration in a temporary folder.
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
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Browser, Playwright

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
