"""Hostile texts in every place of the view, in a real browser: nothing runs or breaks out."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.environments import ROOT
from tests.hostile import texts

HOME = "http://tgwidget.test/"
PAGE = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="layout.css">
<body style="margin:0"><script type="module" src="layout.js"></script>"""
ALL = tuple(entry.text for entry in texts())
BATCH = 12
BATCHES = [ALL[start : start + BATCH] for start in range(0, len(ALL), BATCH)]
EVERY = os.environ.get("HOSTILE") == "all"
"""Also narrow, and the long texts whole: ``make browser HOSTILE=all``, which takes minutes more."""
CUT = 30_000
"""Characters of a text in a batch; the long ones are shown whole, each by itself."""


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The view and the check of its layout, as files of a page."""
    folder = tmp_path_factory.mktemp("layout")
    subprocess.run(
        [
            *(ROOT / "js/node_modules/.bin/esbuild", "test/layout.ts", "--bundle", "--format=esm"),
            *("--jsx=automatic", "--jsx-import-source=preact", "--log-level=error"),
            *("--charset=utf8", f"--outfile={folder / 'layout.js'}"),
        ],
        cwd=ROOT / "js",
        check=True,
    )
    return {"": PAGE.encode(), **{path.name: path.read_bytes() for path in folder.iterdir()}}


class Watched:
    """A bare page with the view, where whatever it asks for or says is written down."""

    def __init__(self, browser: Browser, bundle: dict[str, bytes], width: int) -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 1000})
        self.asked: list[str] = []
        self._bundle = bundle
        self.context.route("**/*", self._serve)
        self.page: Page = self.context.new_page()
        self.page.on("dialog", lambda dialog: self.asked.append(f"dialog {dialog.message}"))
        self.page.on("pageerror", lambda error: self.asked.append(f"error {error}"))
        self.page.on("popup", lambda _: self.asked.append("popup"))
        self.page.goto(HOME)
        self.page.wait_for_function("window.tg")

    def _serve(self, route: Route) -> None:
        name = Path(route.request.url.removeprefix(HOME)).name
        if not route.request.url.startswith(HOME) or name not in self._bundle:
            self.asked.append(route.request.url)
            route.abort()
            return
        kind = {"css": "text/css", "js": "text/javascript"}.get(name.rpartition(".")[2])
        route.fulfill(body=self._bundle[name], content_type=kind or "text/html")

    def open(self, batch: tuple[str, ...], *, ended: bool = False) -> None:
        """Show a run about these texts, until it is drawn."""
        self.page.evaluate("([batch, ended]) => tg.open(batch, ended)", [batch, ended])
        self.page.wait_for_selector(".tgw-ending" if ended else ".tgw-review[data-proposal]")

    def harm(self) -> list[str]:
        """What ran or could, what was asked for, and what leaves its place, in words."""
        return [*self.page.evaluate("tg.wrong()"), *self._ran()]

    def details(self, number: int, text: str) -> list[str]:
        """The same, with everything about one of the variables open."""
        found = self.page.evaluate("([node, text]) => tg.look(node, text)", [number, text])
        return [*found, *self._ran()]

    def _ran(self) -> list[str]:
        hurt = self.page.evaluate("window.hurt ? ['a script ran'] : []")
        return [*hurt, *self.asked]


@pytest.fixture(params=[1400, 500] if EVERY else [1400], scope="module")
def watched(
    request: pytest.FixtureRequest, browser: Browser, bundle: dict[str, bytes]
) -> Iterator[Watched]:
    """The page, wide and narrow."""
    page = Watched(browser, bundle, request.param)
    yield page
    page.context.close()


@pytest.mark.parametrize("place", range(len(BATCHES)))
def test_nothing_runs_loads_or_leaves_its_place(place: int, watched: Watched) -> None:
    batch = tuple(text[:CUT] for text in BATCHES[place])
    watched.open(batch)
    assert watched.harm() == []
    watched.page.locator("[data-action=edit]").first.click()
    assert watched.harm() == []
    watched.open(batch, ended=True)
    assert watched.harm() == []
    for number, text in enumerate(batch):
        assert watched.details(number, text) == []


def test_there_are_texts_enough() -> None:
    assert len(set(ALL)) > 236


def test_an_emoji_of_several_parts_is_whole(watched: Watched) -> None:
    watched.open(("👩‍👩‍👧 ❤️‍🔥 👩🏽‍💻 🏴󠁧󠁢󠁳󠁣󠁴󠁿 葛󠄀",))
    assert watched.page.locator(".tgw-mark").count() == 0


def cpu(session: Any) -> float:
    """Seconds of work that the page has cost, however busy the machine is."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(one["value"] for one in metrics if one["name"] == "ProcessTime")


LONG = [entry.text for entry in texts() if entry.kind == "long"]


@pytest.mark.skipif(not EVERY, reason="takes minutes: make browser HOSTILE=all")
@pytest.mark.parametrize("place", range(len(LONG)))
def test_a_long_text_is_shown_in_bounded_work(
    place: int, browser: Browser, bundle: dict[str, bytes]
) -> None:
    watched = Watched(browser, bundle, 1400)
    try:
        session = watched.context.new_cdp_session(watched.page)
        session.send("Performance.enable")
        before = cpu(session)
        watched.open((LONG[place],))
        opened = cpu(session)
        assert watched.details(0, LONG[place]) == []
        end = cpu(session)
        print(f"{LONG[place][:9]!r}: {opened - before:.2f} s open, {end - opened:.2f} s detail")
        assert end - before < 6
    finally:
        watched.context.close()
