"""The README's pictures, from a real run: ``python -m tests.browser.pictures``."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
from playwright.sync_api import Playwright, sync_playwright

from tests.browser.environments import ROOT, environments
from tests.browser.harness import Notebook, Server, launch

SOURCE = ROOT / "notebooks/01-first-run.ipynb"
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
WIDE = {"width": 1420, "height": 1100}


def code_cells() -> tuple[list[int], int]:
    """The places of the first-run notebook's code cells, and of the one that pauses."""
    book = nbformat.read(SOURCE, 4)
    places = [place for place, cell in enumerate(book.cells) if cell.cell_type == "code"]
    runs = next(place for place in places if "tg.Run(" in book.cells[place].source)
    return [place for place in places if place < runs], runs


def take(playwright: Playwright, theme: str, target: Path) -> None:
    """Run the notebook to its first question, and photograph the widget."""
    themes = {"@jupyterlab/apputils-extension/themes": {"theme": THEMES[theme]}}
    newest = environments()[-1]
    server = Server(newest, [newest], settings=themes)
    try:
        shutil.copy(SOURCE, server.notebooks / "run.ipynb")
        browser = launch(playwright)
        context = browser.new_context(viewport=WIDE, device_scale_factor=2)
        notebook = Notebook(server, "run", context)
        notebook.wait_idle(60)
        notebook.page.evaluate("() => jupyterapp.commands.execute('application:toggle-left-area')")
        before, runs = code_cells()
        for place in before:
            notebook.run(place, 60)
        notebook.start(runs)
        notebook.wait_question(seconds=60)
        notebook.page.mouse.move(0, 0)
        notebook.page.wait_for_timeout(1000)  # for the last movement to come to rest
        widget = notebook.page.locator(".tgw").last
        widget.scroll_into_view_if_needed()
        widget.screenshot(path=target)
        notebook.interrupt()
        browser.close()
    finally:
        server.close()
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size // 1000} kB")


def main() -> None:
    """Write both pictures."""
    (ROOT / "docs").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        for theme in THEMES:
            take(playwright, theme, ROOT / f"docs/first-run-{theme}.png")


if __name__ == "__main__":
    main()
