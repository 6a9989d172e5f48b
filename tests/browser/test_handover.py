"""A reviewer's page with the network off: decided by key, saved, and applied to the run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.environments import ROOT
from tests.handover.reviewing import criticised, optimised, waiting, writer
from tests.hostile import texts
from tgwidget.handover.document import Document, Item, Option, Reason
from tgwidget.handover.page import page as written

AXE = ROOT / "js/node_modules/axe-core/axe.min.js"
FOUND = """async () => (await axe.run(document, {preload: false})).violations
  .map((one) => [one.id, one.nodes.map((node) => node.html)])"""
SCREEN = {"width": 1200, "height": 900}


def alone(page: Page, target: Path) -> list[str]:
    """Open the file; everything that it asks for or complains of."""
    said: list[str] = []
    page.on("request", lambda request: said.append(request.url))
    page.on("websocket", lambda socket: said.append(socket.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(target.as_uri())
    page.locator(".tgw-handover").wait_for()
    assert said.pop(0) == target.as_uri()
    return said


def save(page: Page, target: Path) -> Path:
    """Save the answers as a person does."""
    page.locator("[data-action=finish]").or_(page.locator("[data-action=save]")).click()
    with page.expect_download() as download:
        page.locator("[data-action=save]").click()
    saved = target.with_name(download.value.suggested_filename)
    download.value.save_as(saved)
    return saved


def test_from_a_question_to_its_decision_without_a_network(
    browser: Browser, tmp_path: Path
) -> None:
    """All of it: the page, the keys, closing and opening it again, the file, the values."""
    roles = ("taken", "in part", "written", "rejected")
    variables = [criticised("It takes 1.2 hours, I think.", role) for role in roles]
    engine = writer("It takes 1 hour, I know.")
    target = tmp_path / "review.html"
    with waiting(*variables, engine=engine) as run:
        run.to_review(target)
        context = browser.new_context(offline=True, accept_downloads=True, viewport=SCREEN)
        page = context.new_page()
        said = alone(page, target)
        page.locator("#tgw-who").fill("Ann")
        page.keyboard.press("Enter")
        page.keyboard.press("a")
        page.locator("[data-hunk='1']").click()
        page.keyboard.press("a")
        page.keyboard.press("e")
        page.keyboard.press("Control+A")
        page.keyboard.type("One hour.")
        page.keyboard.press("Control+Enter")
        assert said == []
        page.close()
        page = context.new_page()  # the next day
        said = alone(page, target)
        assert "3 of 4 decided" in page.inner_text(".tgw-decided")
        page.keyboard.press("r")
        saved = save(page, target)
        assert said == [], "no request, no complaint about our policy, no error"
        context.close()
        report = run.apply_review(saved)
        assert [line.applied for line in report] == [True] * 4
    assert [variable.value for variable in variables] == [
        "It takes 1 hour, I know.", "It takes 1 hour, I think.", "One hour.",
        "It takes 1.2 hours, I think.",
    ]  # fmt: skip
    assert saved.name == "shirts-review.json"
    assert run.apply_review(saved).applied == ()


def test_a_change_is_taken_back_after_the_run(browser: Browser, tmp_path: Path) -> None:
    variable = criticised()
    run = optimised(variable)
    target = tmp_path / "review.html"
    run.to_review(target)
    page = browser.new_page(accept_downloads=True)
    alone(page, target)
    page.locator("#tgw-who").fill("Ann")
    page.locator("[data-action=reject]").click()
    page.locator(".tgw-comment textarea").fill("be polite")
    run.apply_review(save(page, target))
    page.close()
    assert (variable.value, variable.constraints) == ("old", ("be polite",))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend(scheme: Any, browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    with waiting(criticised(), criticised(role="b"), engine=writer("new text")) as run:
        run.to_review(target)
    context = browser.new_context(
        color_scheme=scheme, offline=True, bypass_csp=True, reduced_motion="reduce"
    )
    page = context.new_page()
    alone(page, target)
    page.evaluate(AXE.read_text())
    for key in ("Home", "r", "n", "e", "Escape", "p", "p", "?"):
        if key != "Escape":
            page.evaluate("() => document.activeElement.blur()")
        page.keyboard.press(key)
        assert page.evaluate(FOUND) == [], key
    assert page.locator("dialog").is_visible()
    context.close()


def hostile(text: str, place: int) -> Item:
    """An item that says one text in every place."""
    return Item(
        f"p{place}", "question", "v1", text, 1, 0, str(place), text,
        (Option(f"{text} new", (text,)), Option(text)), (Reason(text, text),), (text,), (),
    )  # fmt: skip


def test_hostile_texts_run_nothing_and_ask_for_nothing(browser: Browser, tmp_path: Path) -> None:
    all_texts = [one.text[:3_000] for one in texts()]
    items = tuple(hostile(text, place) for place, text in enumerate(all_texts))
    target = tmp_path / "review.html"
    target.write_text(
        written(Document("d", all_texts[0], "", items), {}), encoding="utf-8", errors="replace"
    )
    context = browser.new_context(viewport=SCREEN)
    page = context.new_page()
    said = alone(page, target)
    for _ in items:
        page.keyboard.press("n")
    page.keyboard.press("n")
    page.keyboard.press("e")
    assert page.evaluate("() => window.hurt") is None
    assert page.locator("main :is(script, iframe, object, embed, link, form, a, img)").count() == 0
    assert said == []
    context.close()
