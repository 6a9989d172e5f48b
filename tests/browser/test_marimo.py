"""marimo has no Jupyter kernel: a run in a thread is answered, a cell that would wait says so."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import BrowserContext

from tests.browser.environments import marimo
from tests.browser.harness import BOOT, free_port

NOTEBOOK = """import marimo
app = marimo.App()

@app.cell
def _():
    import os
    import marimo as mo
    import tgwidget as tg
    from tgwidget.widget import RunWidget
    tg.set_backward_engine("simulated", override=True)
    def work(run):
        "One step; what came of it is written down."
        try:
            with run:
                question = tg.Variable("If it takes 1 hour to dry 25 shirts under the sun, how "
                    "long will it take to dry 30 shirts?", role_description="question",
                    requires_grad=False)
                answer = tg.BlackboxLLM("simulated")(question)
                answer.set_role_description("answer")
                tg.TextLoss("Be critical.")(answer).backward()
                tg.TGD(parameters=[answer]).step()
            said = answer.value
        except Exception as error:
            said = f"{type(error).__name__}: {error}"
        with open(os.path.join(os.environ["TOLD"], run.name), "w") as file:
            file.write(said)
    return RunWidget, mo, tg, work

@app.cell
def _(RunWidget, mo, tg, work):
    threaded = tg.Run("threaded")
    mo.Thread(target=work, args=(threaded,)).start()
    mo.ui.anywidget(RunWidget(threaded))
    return

@app.cell
def _(tg, work):
    work(tg.Run("blocked"))
    return

if __name__ == "__main__":
    app.run()
"""


@contextmanager
def served(home: Path) -> Iterator[str]:
    """A marimo server for the notebook, as an application."""
    port = free_port()
    path = home / "notebook.py"
    path.write_text(NOTEBOOK)
    command = (
        *(str(marimo().python), "-m", "marimo", "-y", "-q", "run", str(path)),
        *("--headless", "--no-token", f"--port={port}"),
    )
    ours = {"TOLD": str(home), "TGWIDGET_HOME": str(home / "tgwidget"), "TGWIDGET_REVIEW": ""}
    server = subprocess.Popen(command, env={**os.environ, **ours}, cwd=home)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + BOOT
        while time.monotonic() < deadline:
            with suppress(OSError), urllib.request.urlopen(f"{url}/health"):
                break
            time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(20)


def test_a_thread_is_answered_and_a_cell_that_would_wait_for_ever_fails(
    context: BrowserContext,
) -> None:
    assert marimo().ready, "run `python -m tests.browser.environments` first"
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as url:
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(url)
        page.locator(".tgw [data-action=accept]").click()
        page.locator(".tgw[data-run-state=ended]").wait_for()
        page.locator(".tgw [data-decided=accept]").wait_for()
        page.close()
        told = {path.name: path.read_text() for path in Path(folder).iterdir() if path.is_file()}
    assert "1 hour" in told["threaded"]
    assert told["blocked"].startswith("ReviewNeededError")
    assert "hears no click while it runs" in told["blocked"]
