"""The widget in every theme, as axe sees it in a real browser, contrast of colours included."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import CELLS
from tests.browser.environments import ROOT
from tests.browser.harness import Notebook, Server

AXE = ROOT / "js/node_modules/axe-core/axe.min.js"
THEME = "(theme) => jupyterapp.commands.execute('apputils:change-theme', {theme})"
FOUND = """async () => (await axe.run([...document.querySelectorAll('.tgw')].at(-1))).violations
  .map((one) => [one.id, one.nodes.map((node) => node.html)])"""
BATCH = """with tg.Run("batch", review="accept") as run:
    prompt = tg.Variable("Be brief.", role_description="system prompt", requires_grad=True)
    questions = [tg.Variable(f"What is {n} plus {n}?", role_description="question",
                             requires_grad=False) for n in range(14)]
    answers = tg.map(tg.BlackboxLLM("simulated", prompt), questions)"""

THEMES: dict[str, tuple[str, str, dict[str, Any]]] = {
    "light": ("light", "JupyterLab Light", {}),
    "dark": ("dark", "JupyterLab Dark", {}),
    "contrast": ("contrast", "JupyterLab Dark High Contrast", {}),
}


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_to_mend(
    theme: str, browser: Browser, serve: Callable[[str], Server]
) -> None:
    server, name = serve("newest"), f"theme-{theme.replace(' ', '-')}"
    server.write(name, (*CELLS, BATCH), "newest")
    wanted, lab, settings = THEMES[theme]
    context = browser.new_context(viewport={"width": 1400, "height": 900}, **settings)
    notebook = Notebook(server, name, context)
    page = notebook.page

    def mend(what: str) -> None:
        assert page.evaluate(FOUND) == [], what

    try:
        notebook.wait_idle(60)
        page.evaluate(THEME, lab)
        notebook.run(0, 60)
        notebook.start(1)
        notebook.wait_question()
        page.evaluate(AXE.read_text())
        widget = page.locator(".tgw").last
        assert widget.get_attribute("data-tg-theme") == wanted
        mend("the question")
        notebook.key("?")
        widget.locator("dialog[open]").wait_for()
        mend("the sheet of keys")
        page.keyboard.press("Escape")
        widget.locator(".tgw-card-open").first.click()
        mend("a detail")
        notebook.key("o")
        widget.locator("[role=treeitem]").first.wait_for()
        mend("the outline")
        notebook.calm()
        notebook.run(len(CELLS))
        widget = page.locator(".tgw").last
        widget.locator(".tgw-group").first.wait_for()
        mend("a batch as one card")
        notebook.key("/")
        page.keyboard.type("3 plus 3")
        widget.locator("[data-faded=true]").first.wait_for()
        mend("a search")
        page.keyboard.press("Escape")
        page.keyboard.press("Enter")
        widget.locator(".tgw-only select").select_option(index=1)
        widget.locator(".tgw-filtered").wait_for()
        mend("a path alone")
    finally:
        notebook.shut()
        context.close()
