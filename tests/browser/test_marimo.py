"""marimo has no Jupyter kernel: a started run is answered, a cell that would wait says so."""

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
    import tgwidget as tg
    tg.set_backward_engine("simulated", override=True)
    def tell(name, said):
        with open(os.path.join(os.environ["TOLD"], name), "w") as file:
            file.write(said)
    def work(run):
        "One step; what came of it is written down."
        question = tg.Variable("If it takes 1 hour to dry 25 shirts under the sun, how "
            "long will it take to dry 30 shirts?", role_description="question",
            requires_grad=False)
        answer = tg.BlackboxLLM("simulated")(question)
        answer.set_role_description("answer")
        tg.TextLoss("Be critical.")(answer).backward()
        tg.TGD(parameters=[answer]).step()
        tell(run.name, answer.value)
    return tell, tg, work

@app.cell
def _(tg, work):
    run = tg.start(work, "started")
    return

@app.cell
def _(tell, tg, work):
    try:
        with tg.Run("blocked") as blocked:
            work(blocked)
    except Exception as error:
        tell("blocked", f"{type(error).__name__}: {error}")
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


def test_a_started_run_is_answered_and_a_cell_that_would_wait_for_ever_fails(
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
    assert "1 hour" in told["started"]
    assert told["blocked"].startswith("ReviewNeededError")
    assert "hears no click while it runs" in told["blocked"]
