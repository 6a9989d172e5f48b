"""The widget in every theme, as axe sees it in a real browser, contrast of colours included."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext

from tests.browser.conftest import CELLS
from tests.browser.environments import ROOT
from tests.browser.harness import Notebook
from tests.browser.server import Server

AXE = ROOT / "js/node_modules/axe-core/axe.min.js"
THEME = "(theme) => jupyterapp.commands.execute('apputils:change-theme', {theme})"
FOUND = """async () => (await axe.run([...document.querySelectorAll('.tgw')].at(-1))).violations
  .map((one) => [one.id, one.nodes.map((node) => node.html)])"""
RING = """(card) => {
  const { outlineColor, outlineStyle } = getComputedStyle(card);
  const turn = getComputedStyle(card.closest('.tgw').querySelector('.tgw-turn'));
  return outlineStyle === 'solid' && outlineColor === turn.color;
}"""
BATCH = """with tg.Run("batch", review="accept") as run:
    prompt = tg.Variable("Be brief.", role_description="system prompt", requires_grad=True)
    questions = [tg.Variable(f"What is {n} plus {n}?", role_description="question",
                             requires_grad=False) for n in range(14)]
    answers = tg.map(tg.BlackboxLLM("simulated", prompt), questions)"""

THEMES = {
    "contrast": "JupyterLab Dark High Contrast",
    "dark": "JupyterLab Dark",
    "light": "JupyterLab Light",
}
"""Ours, by the notebook's; the last is what other tests begin with, and this one ends with."""


def test_axe_finds_nothing_to_mend_in_any_theme(
    serve: Callable[[str], Server], context: BrowserContext
) -> None:
    server = serve("newest")
    server.write("themes", (*CELLS, BATCH), "newest")
    notebook = Notebook(server, "themes", context)
    page = notebook.page
    widget = page.locator(".tgw").last
    order = list(THEMES.items())

    def mend(what: str) -> None:
        for ours, theirs in order:
            page.evaluate(THEME, theirs)
            page.locator(f".tgw[data-tg-theme={ours}]").last.wait_for()
            assert page.evaluate(FOUND) == [], f"{what}, {ours}"
        order.reverse()  # the next begins with the one that is there

    notebook.wait_idle(60)
    notebook.run(0, 60)
    notebook.start(1)
    notebook.wait_question()
    page.evaluate(AXE.read_text())
    mend("the question")
    page.emulate_media(forced_colors="active")  # the system's own colours, and no shadows
    for ours in ("dark", "light"):
        page.evaluate(THEME, THEMES[ours])
        widget.and_(page.locator(f"[data-tg-dark={str(ours == 'dark').lower()}]")).wait_for()
        asking = widget.locator(".tgw-card[data-status=asking]")
        assert asking.evaluate(RING), "a ring tells where one is asked, in the colour of the turn"
    page.emulate_media(forced_colors="none")
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
    notebook.shut()
