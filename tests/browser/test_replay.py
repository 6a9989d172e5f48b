"""A recorded run in a real notebook: it plays by itself, stands still on request, asks nothing."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect

from tests.browser.harness import Notebook
from tests.browser.server import Server

LONG = 90.0
CELLS = (
    "%load_ext tgwidget\nimport tgwidget as tg",
    "%tg demo",
    "print('the kernel is free')",
    "from tgwidget.replaying.demo import LOG\nshown = tg.replay(LOG, speed=20)",
    "print(shown.wait(60), shown.best, len(shown.to_pandas()))",
)


def test_the_demo_plays_pauses_and_stops_and_a_replay_plays_to_its_end(
    serve: Callable[[str], Server], context: BrowserContext
) -> None:
    server = serve("newest")
    server.write("replay", CELLS, "newest")
    notebook = Notebook(server, "replay", context)
    notebook.wait_idle(LONG)
    notebook.run(0, LONG)
    notebook.run(1, LONG)

    first = notebook.wait_question(seconds=LONG)
    assert notebook.page.locator(".tgw-replay").inner_text() == "replay"
    assert notebook.run(2).strip() == "the kernel is free"
    notebook.click("pause")
    notebook.page.wait_for_selector(".tgw [data-action=resume]")
    notebook.key("r")
    expect(notebook.page.locator(".tgw-actions button")).to_have_count(0)
    assert notebook.page.locator(f"[data-proposal={first}]").count() == 1, "nothing was decided"

    notebook.page.locator(".tgw-header [data-action=resume]").click()
    notebook.wait_answered(first, seconds=LONG)
    notebook.click("stop")
    notebook.wait_state("ended", seconds=LONG)

    notebook.run(3, LONG)
    shown = notebook.page.locator(".tgw").nth(1)
    shown.wait_for(timeout=LONG * 1000)
    notebook.wait_state("ended", seconds=LONG)
    expect(shown.locator(".tgw-decision")).to_have_count(3, timeout=LONG * 1000)
    assert shown.locator("[data-action=undo]").count() == 0
    assert notebook.run(4, LONG).strip() == "True Best(commit 1, by right 1) 3"
    assert notebook.errors == []
    notebook.shut()
