"""A saved notebook, opened again: the widget where its state is, else a still picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.sign import NotebookNotary
from playwright.sync_api import Browser, BrowserContext

from tests.browser.environments import environments
from tests.browser.harness import Notebook
from tests.browser.server import Server

KEEP_STATE = {"@jupyter-widgets/jupyterlab-manager/plugin": {"saveState": True}}
RUN = """%load_ext tgwidget
import tgwidget as tg
tg.set_backward_engine("simulated", override=True)
answer = tg.Variable("1.2 hours", role_description="answer")
with tg.Run("shirts", review="accept"):
    optimizer = tg.TGD(parameters=[answer])
    tg.TextLoss("How long for 30 shirts?")(answer).backward()
    optimizer.step()"""

SEEN = """() => {
  const seen = (selector) =>
    [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).length;
  const said = [...document.querySelectorAll('.jp-OutputArea-output')]
    .filter((one) => one.checkVisibility()).map((one) => one.innerText).join(' ');
  return { widgets: seen('.tgw'), stills: seen('.tgw-still'), said };
}"""

SETTLED = """() => document.querySelector('.tgw')
  || /model not found/.test(document.querySelector('.jupyter-widgets')?.textContent)"""

READABLE = """() => {
  const img = document.querySelector('.jp-OutputArea-output img');
  const [box, page] = [img?.parentElement, img?.closest('.jp-OutputArea-output')];
  return img?.naturalWidth > 500 && img.offsetWidth > 0.75 * img.naturalWidth
    && box.scrollWidth > box.clientWidth && page.scrollWidth <= page.clientWidth;
}"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    newest = environments()[-1]
    running = Server(newest, [newest], settings=KEEP_STATE)
    yield running
    running.close()


@pytest.fixture(scope="module")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    yield context
    context.close()


@pytest.fixture(scope="module")
def saved(server: Server, profile: BrowserContext) -> Any:
    """A notebook in which a run has ended, as it was saved with the state of its widgets."""
    server.write("live", [RUN], environments()[-1].name)
    notebook = Notebook(server, "live", profile)
    notebook.wait_idle(60)
    notebook.run(0, 60)
    notebook.wait_state("ended", seconds=60)
    assert look(notebook)[:2] == (1, 0), "while it lives, the widget alone"
    notebook.save()
    path = server.notebooks / "live.ipynb"
    for _ in range(240):
        book: Any = nbformat.read(path, as_version=4)
        if "widgets" in book.metadata:
            break
        notebook.page.wait_for_timeout(250)
    notebook.shut()
    return book


def look(notebook: Notebook) -> tuple[int, int, str]:
    found = notebook.page.evaluate(SEEN)
    return found["widgets"], found["stills"], found["said"]


def reopen(
    server: Server, profile: BrowserContext, book: Any, name: str, *, trusted: bool
) -> Notebook:
    path: Path = server.notebooks / f"{name}.ipynb"
    # Another text makes it another notebook, which nobody has trusted yet.
    book.cells = [*book.cells, nbformat.v4.new_markdown_cell(name)]
    nbformat.write(book, path)
    if trusted:
        NotebookNotary(data_dir=str(server.home / "share/jupyter")).sign(
            nbformat.read(path, as_version=4)
        )
    notebook = Notebook(server, name, profile)
    notebook.wait_idle(60)
    return notebook


def without_state(book: Any) -> Any:
    del book.metadata["widgets"]
    return book


def test_with_its_state_the_widget_is_there_with_all_of_the_run(
    server: Server, profile: BrowserContext, saved: Any
) -> None:
    notebook = reopen(server, profile, nbformat.from_dict(saved), "with-state", trusted=True)
    notebook.wait(SETTLED)
    for _ in range(4):
        if look(notebook)[0]:
            break
        # Lab's widget manager overlooks the saved state if the kernel connects while it reads.
        assert look(notebook)[1] == 1, "the still picture shows in its place"
        notebook.reload()
        notebook.wait(SETTLED)
    notebook.wait_state("ended", seconds=60)
    notebook.page.locator(".tgw-card-open").last.click()
    notebook.page.locator(".tgw-detail").wait_for()
    assert look(notebook)[:2] == (1, 0)
    notebook.shut()


@pytest.mark.parametrize(
    ("name", "trusted"), [("without-state", True), ("untrusted-without-state", False)]
)
def test_without_its_state_the_still_picture_is_there(
    name: str, trusted: bool, server: Server, profile: BrowserContext, saved: Any
) -> None:
    book = without_state(nbformat.from_dict(saved))
    notebook = reopen(server, profile, book, name, trusted=trusted)
    notebook.page.locator(".jp-OutputArea-output b", has_text="shirts").wait_for(timeout=60_000)
    widgets, _, said = look(notebook)
    assert widgets == 0
    assert "1 step" in said
    assert "accepted by the policy" in said
    notebook.wait(f"() => !/not found|Loading/.test(({SEEN})().said)")
    notebook.page.set_viewport_size({"width": 500, "height": 1000})
    notebook.wait(READABLE)
    notebook.page.set_viewport_size({"width": 1400, "height": 1000})
    notebook.shut()


def test_what_is_not_trusted_shows_one_of_both(
    server: Server, profile: BrowserContext, saved: Any
) -> None:
    notebook = reopen(server, profile, nbformat.from_dict(saved), "untrusted", trusted=False)
    notebook.wait(f"() => /shirts/.test(({SEEN})().said)", seconds=60)
    widgets, _, said = look(notebook)
    assert (widgets == 1) != ("accepted by the policy" in said and widgets == 0)
    notebook.shut()
