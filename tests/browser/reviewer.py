"""A person at the page that `run.to_review` wrote: opens it, decides by key, saves beside it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, Page


def save(page: Page, folder: Path) -> Path:
    """Save the answers as a person does."""
    finish = page.locator("[data-action=finish]")
    finish.or_(page.locator("[data-action=save]")).wait_for()
    if finish.count():
        finish.click()
    with page.expect_download() as download:
        page.locator("[data-action=save]").click()
    saved = folder / download.value.suggested_filename
    download.value.save_as(saved)
    return saved


def decide(browser: Browser, target: Path, who: str, *keys: str) -> Path:
    """Answer a page from its first question on, in a browser that knows nothing of it."""
    page = browser.new_page(offline=True)
    page.goto(target.as_uri())
    page.locator("#tgw-who").fill(who)
    page.keyboard.press("Enter")
    for key in keys:
        page.keyboard.press(key)
    saved = save(page, target.parent)
    page.close()
    return saved
