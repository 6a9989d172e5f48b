"""The question in every theme, as axe sees it in a real browser, contrast of colours included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import CELLS
from tests.browser.environments import ROOT
from tests.browser.harness import Notebook, Server

AXE = ROOT / "js/node_modules/axe-core/axe.min.js"
DARK = "() => jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'})"
FOUND = """async () => (await axe.run(document.querySelector('.tgw'))).violations
  .map((one) => [one.id, one.nodes.map((node) => node.html)])"""

THEMES: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {},
    "contrast": {"contrast": "more"},
    "forced": {"forced_colors": "active"},
}


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_to_mend(
    theme: str, browser: Browser, serve: Callable[[str], Server]
) -> None:
    server, name = serve("newest"), f"theme-{theme}"
    server.write(name, CELLS, "newest")
    context = browser.new_context(viewport={"width": 1400, "height": 900}, **THEMES[theme])
    notebook = Notebook(server, name, context)
    try:
        notebook.wait_idle(60)
        if theme == "dark":
            notebook.page.evaluate(DARK)
        notebook.run(0, 60)
        notebook.start(1)
        notebook.wait_question()
        notebook.page.evaluate(AXE.read_text())
        widget = notebook.page.locator(".tgw").last
        wanted = "contrast" if theme == "forced" else theme
        assert widget.get_attribute("data-tg-theme") == wanted
        assert notebook.page.evaluate(FOUND) == []
        notebook.key("?")
        widget.locator("dialog[open]").wait_for()
        assert notebook.page.evaluate(FOUND) == []
        notebook.page.keyboard.press("Escape")
        widget.locator(".tgw-card-open").first.click()
        assert notebook.page.evaluate(FOUND) == []
        notebook.calm()
    finally:
        notebook.shut()
        context.close()
