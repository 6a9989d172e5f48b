"""A reviewer's page with the network off: decided by key, saved, and applied to the run."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

import tgwidget as tg
from tests.browser.environments import ROOT
from tests.browser.reviewer import save
from tests.handover.reviewing import asked, asked_by, criticised, optimised, until, writer
from tests.hostile import texts
from tgwidget.events import ReviewOpened
from tgwidget.handover.around import Source
from tgwidget.handover.document import Asked, Document, Item, Option, Reason
from tgwidget.handover.page import page as written

AXE = ROOT / "js/node_modules/axe-core/axe.min.js"
FOUND = """async (rules) => (await axe.run(document, {preload: false, ...rules})).violations
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


def test_from_every_kind_of_question_to_its_answer_without_a_network(
    browser: Browser, tmp_path: Path
) -> None:
    """All of it: the page, the keys, closing and opening it again, the file, the values."""
    roles = ("taken", "in part", "written", "rejected")
    variables = [criticised("It takes 1.2 hours, I think.", role) for role in roles]
    engine = writer("It takes 1 hour, I know.")
    judged, stopped = (tg.Variable("It is so.", role_description=role) for role in "js")
    tg.breakpoint(stopped)

    def judge() -> None:
        tg.HumanLoss("Is it true?")(judged).backward(engine)

    def criticise() -> None:
        losses = [tg.TextLoss(f"Be {how}.", engine=engine)(stopped) for how in ("brief", "kind")]
        tg.sum(losses).backward(engine)

    def work() -> None:
        tg.map(lambda part: part(), [judge, criticise, tg.TGD(variables, engine=engine).step])

    target = tmp_path / "review.html"
    with asked_by(work, ReviewOpened) as run:
        until(lambda: len(asked(run).items) == 7)
        run.to_review(target)
        context = browser.new_context(offline=True, accept_downloads=True, viewport=SCREEN)
        page = context.new_page()
        said = alone(page, target)
        page.locator("#tgw-who").fill("Ann")
        page.keyboard.press("Enter")
        for text in ("it lies", "", "my own words"):
            page.keyboard.press("e" if text else "a")
            if text:
                page.keyboard.press("Control+A")
                page.keyboard.type(text)
                page.keyboard.press("Control+Enter")
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
        assert "6 of 7 decided" in page.inner_text(".tgw-decided")
        page.keyboard.press("r")
        saved = save(page, tmp_path)
        assert said == [], "no request, no complaint about our policy, no error"
        context.close()
        report = run.apply_review(saved)
        assert [line.applied for line in report] == [True] * 7
        until(lambda: run.ended)
    assert [variable.value for variable in variables] == [
        "It takes 1 hour, I know.", "It takes 1 hour, I think.", "One hour.",
        "It takes 1.2 hours, I think.",
    ]  # fmt: skip
    assert [one.value for one in judged.gradients] == ["it lies"]
    assert [one.value for one in stopped.gradients] == ["too short", "my own words"]
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
    run.apply_review(save(page, tmp_path))
    page.close()
    assert (variable.value, variable.constraints) == ("old", ("be polite",))


KINDS: tuple[Asked, ...] = ("question", "criticism", "stop", "change")


def item(text: str, place: int) -> Item:
    """An item that says one text in every place."""
    return Item(
        f"p{place}", KINDS[place % 4], "v1", text, 1, 0, str(place), text,
        (Option(f"{text} new", (text,)), Option(text)), (Reason(text, text),), (text,),
        (Source(text, text, 1),), text,
    )  # fmt: skip


SCHEMES: tuple[tuple[Literal["light", "dark"], str], ...] = (("dark", "true"), ("light", "false"))


def test_axe_finds_nothing_to_mend_in_any_kind_of_item(browser: Browser, tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    items = tuple(item("It is so.", place) for place in range(4))
    target.write_text(written(Document("d", "shirts", "", items), {}))
    context = browser.new_context(offline=True, bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    alone(page, target)
    page.evaluate(AXE.read_text())
    for key in ("Home", "r", "e", "Escape", "n", "n", "a", "n", "n", "?"):
        if key != "Escape":
            page.evaluate("() => document.activeElement.blur()")
        page.keyboard.press(key)
        assert page.evaluate(FOUND, {}) == [], key
        for scheme, dark in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.locator(f".tgw[data-tg-dark={dark}]").wait_for()
            assert page.evaluate(FOUND, {"runOnly": ["color-contrast"]}) == [], (key, scheme)
    assert page.locator("dialog").is_visible()
    context.close()


WALK = """async (last) => {
  const seen = [], found = new Set();
  while (seen.length <= last) {
    seen.push(document.querySelector('.tgw-item')?.dataset.item);
    for (const one of document.querySelectorAll(
      'main :is(script, iframe, object, embed, link, form, a, img)')) found.add(one.outerHTML);
    document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'n', bubbles: true}));
    await null; // it is drawn before anything else happens
    document.body.offsetHeight;
  }
  await new Promise(requestAnimationFrame);
  return [seen, [...found]];
}"""


def test_hostile_texts_run_nothing_and_ask_for_nothing(browser: Browser, tmp_path: Path) -> None:
    all_texts = [one.text[:3_000] for one in texts()]
    items = tuple(item(text, place) for place, text in enumerate(all_texts))
    target = tmp_path / "review.html"
    target.write_text(
        written(Document("d", all_texts[0], "", items), {}), encoding="utf-8", errors="replace"
    )
    context = browser.new_context(viewport=SCREEN)
    page = context.new_page()
    said = alone(page, target)
    seen, found = page.evaluate(WALK, len(items))
    assert seen == [*(one.id for one in items), None]
    page.keyboard.press("e")
    assert page.evaluate("() => window.hurt") is None
    assert (found, said) == ([], [])
    context.close()
