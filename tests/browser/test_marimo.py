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

from playwright.sync_api import Browser, BrowserContext

from tests.browser.environments import marimo
from tests.browser.reviewer import decide
from tests.browser.server import BOOT, WAIT, free_port

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
        "Steps; what came of them is written down."
        question = tg.Variable("If it takes 1 hour to dry 25 shirts under the sun, how "
            "long will it take to dry 30 shirts?", role_description="question",
            requires_grad=False)
        answer = tg.BlackboxLLM("simulated")(question)
        answer.set_role_description("answer")
        optimizer = tg.TGD(parameters=[answer])
        for _ in range(2):
            optimizer.zero_grad()
            tg.TextLoss("Be critical.")(answer).backward()
            optimizer.step()
        tell(run.name, answer.value)
    return os, tell, tg, work

@app.cell
def _(tg, work):
    run = tg.start(work, "started")
    return run,

@app.cell
def _(os, run, tell):
    import marimo as mo
    def apply(_):
        path = os.path.join(os.environ["TOLD"], "started-review.json")
        tell("applied", repr(run.apply_review(path)))
    mo.ui.button(label="apply the review", on_click=apply)

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


def written(path: Path) -> str:
    """What a cell has written down, or is about to."""
    deadline = time.monotonic() + WAIT
    while not path.is_file() or not path.read_text():
        assert time.monotonic() < deadline, f"{path.name} is not there"
        time.sleep(0.1)
    return path.read_text()


def test_a_started_run_is_answered_and_a_cell_that_would_wait_for_ever_fails(
    browser: Browser, context: BrowserContext
) -> None:
    assert marimo().ready, "run `python -m tests.browser.environments` first"
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as url:
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(url)
        page.locator(".tgw [data-action=accept]").click()
        page.locator(".tgw [data-decided=accept]").wait_for()
        page.locator(".tgw [data-action=reject]").wait_for()

        # The second question is answered on a page of its own, which the widget gives.
        page.locator(".tgw [data-action=export]").click()
        with page.expect_download() as download:
            page.locator(".tgw [data-export=review]").click()
        target = Path(folder) / "review.html"
        download.value.save_as(target)
        decide(browser, target, "Ann", "r")
        page.get_by_text("apply the review").click()
        page.locator(".tgw[data-run-state=ended]").wait_for()
        page.locator(".tgw [data-decided=reject]", has_text="by Ann").wait_for()
        page.close()
        told = {name: written(Path(folder) / name) for name in ("started", "applied", "blocked")}
    assert "1 hour" in told["started"]
    assert told["applied"].startswith("Review by Ann: 1 of 1 applied")
    assert told["blocked"].startswith("ReviewNeededError")
    assert "hears no click while it runs" in told["blocked"]
