"""The pictures in docs/pictures, from real runs: ``python -m tests.browser.pictures [NAME …]``."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.browser.environments import ROOT, environments
from tests.browser.harness import Notebook
from tests.browser.server import Server, launch
from tests.browser.states import LONG, SETUP, STATES, State

TARGET = ROOT / "docs/pictures"
THEMES = {False: "JupyterLab Light", True: "JupyterLab Dark"}
SIZE = {"width": 1420, "height": 1100}
COLOURS = 192
"""Colours of a picture: as good to the eye, and a quarter of the bytes."""


@contextmanager
def served(*, dark: bool) -> Iterator[Server]:
    """A server whose notebooks are light, or dark."""
    theme = {"@jupyterlab/apputils-extension/themes": {"theme": THEMES[dark]}}
    newest = environments()[-1]
    server = Server(newest, [newest], settings=theme)
    try:
        yield server
    finally:
        server.close()


def take(server: Server, browser: Browser, state: State) -> None:
    """Run a state's cells in a notebook of its own, and photograph what they come to."""
    context = browser.new_context(
        viewport=SIZE, device_scale_factor=1.5, color_scheme="dark" if state.dark else "light"
    )
    server.write(state.name, (SETUP, *state.cells), environments()[-1].name)
    notebook = Notebook(server, state.name, context)
    try:
        notebook.wait_idle(LONG)
        notebook.page.evaluate("() => jupyterapp.commands.execute('application:toggle-left-area')")
        notebook.run(0, LONG)
        notebook.start(1)
        seen = state.reach(notebook)
        seen.page.mouse.move(0, 0)
        seen.page.wait_for_timeout(900)  # for the last movement to come to rest
        seen.scroll_into_view_if_needed()
        save(seen.screenshot(), state.name)
    finally:
        notebook.shut()
        context.close()


def save(png: bytes, name: str) -> None:
    """Write a picture with few colours, which are all that it has."""
    path = TARGET / f"{name}.png"
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} kB", flush=True)


def main(names: Iterable[str]) -> None:
    """Write the pictures of these states, or of all."""
    wanted = set(names) or {state.name for state in STATES}
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for dark in (False, True):
            states = [state for state in STATES if state.dark == dark and state.name in wanted]
            if states:
                with served(dark=dark) as server:
                    for state in states:
                        take(server, browser, state)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
