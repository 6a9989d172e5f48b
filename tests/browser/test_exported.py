"""What remains without a kernel: a page opened with the network off, and what it gives away."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import tgwidget as tg
from tests.browser.environments import ROOT
from tests.conftest import Scripted
from tests.hostile import texts
from tgwidget.events.wire import clean

AXE = ROOT / "js/node_modules/axe-core/axe.min.js"
FOUND = """async () => (await axe.run(document, {preload: false})).violations
  .map((one) => [one.id, one.nodes.map((node) => node.html)])"""
HOSTILE = "</script><img src=https://evil.test/x onerror=hurt=1>"


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tg.set_backward_engine("simulated", override=True)
    answer = tg.Variable("1.2 hours", role_description=f"answer {HOSTILE}")
    with tg.Run(f"shirts {HOSTILE}", review="accept") as run:
        loss = tg.TextLoss(f"How long for 30 shirts? {HOSTILE}")
        optimizer = tg.TGD(parameters=[answer])
        for _ in range(2):
            loss(answer).backward()
            optimizer.step()
    target = tmp_path_factory.mktemp("exported") / "run.html"
    run.to_html(target)
    return target


def alone(page: Page, target: Path) -> list[str]:
    """Open the file; everything that it asks for or complains of."""
    said: list[str] = []
    page.on("request", lambda request: said.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(target.as_uri())
    page.locator(".tgw-card").first.wait_for()
    assert said.pop(0) == target.as_uri()
    return said


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_asks_for_nothing_and_axe_finds_nothing(
    scheme: Any, browser: Browser, exported: Path
) -> None:
    context = browser.new_context(color_scheme=scheme, offline=True)
    page = context.new_page()
    said = alone(page, exported)
    page.locator(".tgw-card-open").first.click()
    page.locator(".tgw-detail").wait_for()
    page.locator("[data-action=export]").click()
    page.locator("[data-export=log]").wait_for()
    page.keyboard.press("Escape")
    assert page.evaluate("() => window.hurt") is None
    assert said == [], "no request, no complaint about our policy, no error"
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend(scheme: Any, browser: Browser, exported: Path) -> None:
    context = browser.new_context(color_scheme=scheme, offline=True, bypass_csp=True)
    page = context.new_page()
    alone(page, exported)
    page.evaluate(AXE.read_text())
    assert page.evaluate(FOUND) == []
    context.close()


def test_a_script_that_is_not_ours_does_not_run(browser: Browser, exported: Path) -> None:
    planted = exported.with_name("planted.html")
    text = exported.read_text().replace("</main>", "</main><script>window.hurt = 1</script>")
    planted.write_text(text)
    page = browser.new_page()
    said = alone(page, planted)
    assert page.evaluate("() => window.hurt") is None
    assert any("Content Security Policy" in line for line in said)
    page.close()


def test_every_hostile_text_is_carried_as_text(browser: Browser, tmp_path: Path) -> None:
    said = [text for hostile in texts() if (text := hostile.text[:3_000]).strip()]
    judge = Scripted(lambda system, prompt: said[int(system.split()[-1])])
    with tg.Run("hostile", review="accept") as run:
        for number, text in enumerate(said):
            value = tg.Variable(text, role_description=text, requires_grad=False)
            tg.TextLoss(f"Look at text {number}", judge)(value)
    target = tmp_path / "hostile.html"
    run.to_html(target)
    page = browser.new_context(offline=True).new_page()
    assert alone(page, target) == []
    assert page.evaluate("() => window.hurt") is None
    lines = saved_log(page)
    assert len(lines) == len(run.log), "no text has cut the log short"
    assert [line["text"] for line in lines if line["type"] == "CallFinished"] == clean(said)
    page.context.close()


def saved_log(page: Page) -> list[Any]:
    page.locator("[data-action=export]").click()
    with page.expect_download() as download:
        page.locator("[data-export=log]").click()
    text = download.value.path().read_text()
    return [json.loads(line) for line in text.strip().split("\n")]


def test_the_log_is_saved_from_the_page(browser: Browser, exported: Path) -> None:
    page = browser.new_page(accept_downloads=True)
    alone(page, exported)
    lines = saved_log(page)
    assert lines[0]["type"] == "RunStarted"
    assert lines[-1]["type"] == "RunEnded"
    page.close()


def test_fingers_move_and_zoom_the_picture_on_a_narrow_screen(
    browser: Browser, exported: Path
) -> None:
    size: Any = {"width": 400, "height": 800}
    context = browser.new_context(viewport=size, has_touch=True, offline=True)
    page = context.new_page()
    alone(page, exported)
    fingers = context.new_cdp_session(page)

    def touch(kind: str, x: float = 0, y: float = 0) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    graph = page.locator(".tgw-graph")
    graph.evaluate("(el) => el.scrollTo(0, 0)")
    place = graph.bounding_box()
    assert place is not None
    x, y = place["x"] + 200, place["y"] + 150
    touch("touchStart", x, y)
    for step in range(1, 11):
        touch("touchMove", x - 12 * step, y)
    touch("touchEnd")
    page.wait_for_function("document.querySelector('.tgw-graph').scrollLeft > 40")

    zoom = page.locator(".tgw-percent")
    before = zoom.text_content()
    pinch: Any = {"x": x, "y": y, "scaleFactor": 0.5, "gestureSourceType": "touch"}
    fingers.send("Input.synthesizePinchGesture", pinch)
    page.wait_for_function(
        "(before) => document.querySelector('.tgw-percent').textContent !== before", arg=before
    )
    assert page.evaluate("visualViewport.scale") == 1, "the page around it stays as it is"
    page.locator(".tgw-card-open").first.tap()
    page.locator(".tgw-detail h3").wait_for()
    context.close()
