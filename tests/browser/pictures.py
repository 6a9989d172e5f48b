"""The pictures in docs/pictures, from real runs: ``python -m tests.browser.pictures [NAME …]``."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Playwright, sync_playwright

from tests.browser.environments import ROOT, environments
from tests.browser.harness import Notebook, Server, launch
from tests.browser.states import CELLS, STATES, State

TARGET = ROOT / "docs/pictures"
THEMES = {False: "JupyterLab Light", True: "JupyterLab Dark"}
SIZE = {"width": 1420, "height": 1100}
COLOURS = 192
"""Colours of a picture: as good to the eye, and a quarter of the bytes."""


@contextmanager
def notebook(playwright: Playwright, *, dark: bool) -> Iterator[Notebook]:
    """A notebook in a theme, set up, with all of the window for itself."""
    themes = {"@jupyterlab/apputils-extension/themes": {"theme": THEMES[dark]}}
    newest = environments()[-1]
    server = Server(newest, [newest], settings=themes)
    browser = launch(playwright)
    try:
        server.write("pictures", CELLS, newest.name)
        context = browser.new_context(viewport=SIZE, device_scale_factor=1.5)
        here = Notebook(server, "pictures", context)
        here.wait_idle(60)
        here.page.evaluate("() => jupyterapp.commands.execute('application:toggle-left-area')")
        here.run(0, 60)
        yield here
    finally:
        browser.close()
        server.close()


def take(here: Notebook, state: State) -> None:
    """Run a state's cell until it is reached, and photograph the widget."""
    here.start(CELLS.index(state.cell))
    here.page.locator(".tgw").first.wait_for(timeout=60_000)
    state.reach(here)
    here.page.mouse.move(0, 0)
    here.page.wait_for_timeout(900)  # for the last movement to come to rest
    widget = here.page.locator(".tgw").last
    widget.scroll_into_view_if_needed()
    path = TARGET / f"{state.name}.png"
    save(widget.screenshot(), path)
    here.calm()
    here.page.evaluate("() => jupyterapp.commands.execute('notebook:clear-all-cell-outputs')")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB", flush=True)


def save(png: bytes, path: Path) -> None:
    """Write a picture with few colours, which are all that it has."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        path, optimize=True
    )


def main(names: Iterable[str]) -> None:
    """Write the pictures of these states, or of all."""
    wanted = set(names) or {state.name for state in STATES}
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        for dark in (False, True):
            states = [state for state in STATES if state.dark == dark and state.name in wanted]
            if states:
                with notebook(playwright, dark=dark) as here:
                    for state in states:
                        take(here, state)


if __name__ == "__main__":
    main(sys.argv[1:])
