"""A person marks a region of a picture in the middle of a run, and the next pass reads it."""

from __future__ import annotations

import re
from ast import literal_eval
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.harness import Notebook
from tests.browser.server import Server

SETUP = """%load_ext tgwidget
import io, re
import tgwidget as tg
from PIL import Image
asked = []
class Seer(tg.EngineLM):
    def generate(self, prompt, system_prompt=None, **kwargs):
        parts = prompt if isinstance(prompt, list) else [prompt]
        asked.append(parts)
        tags = re.findall(r"<(?:/)?IMPROVED_VARIABLE-[0-9a-f]{6}>", str(parts[0]))
        return f"{tags[-2]}look well{tags[-1]}" if tags else "hm"
def photo():
    whole, out = Image.new("RGB", (3000, 2000), "red"), io.BytesIO()
    whole.paste((0, 0, 255), (1500, 1000, 3000, 2000))
    whole.save(out, "PNG")
    return out.getvalue()
def colours(data):
    return [c for _, c in Image.open(io.BytesIO(data)).convert("RGB").getcolors()]
tg.set_backward_engine(Seer(), override=True)"""

LOOK = """system = tg.Variable("look", role_description="system prompt")
image = tg.Variable(photo(), role_description="the photo", requires_grad=False)
question = tg.Variable("What is it?", role_description="question", requires_grad=False)
optimizer, asked[:] = tg.TGD([system]), []
with tg.Run("photo"):
    for _ in range(2):
        optimizer.zero_grad()
        answer = tg.autograd.MultimodalLLMCall(None, system)([image, question])
        tg.TextLoss("judge")(answer).backward()
        optimizer.step()"""

TELL = """[told] = [parts for parts in asked if "REMARK-" in str(parts[0])]
steps = [str(parts[0]) for parts in asked if "IMPROVED_VARIABLE-" in str(parts[0])]
text, whole, name, alone = told
said = re.search(r"<REMARK-\\w+>(.*?)</REMARK", text)[1]
place = r"begins (\\d+) pixels from its left and (\\d+) .*?is (\\d+) × (\\d+)"
where = re.search(place, text, re.S)
print((said, [int(n) for n in where.groups()], name, colours(alone)))
print([gradient.value for gradient in image.gradients], ["more blue" in step for step in steps])"""


@pytest.fixture(scope="module", params=["newest", "colab"])
def notebook(
    request: pytest.FixtureRequest, serve: Callable[[str], Server], context: BrowserContext
) -> Iterator[Notebook]:
    """A notebook of these cells, set up; also with the oldest widgets that we work with."""
    kernel: str = request.param
    server = serve(kernel)
    server.write(f"regions-{kernel}", (SETUP, LOOK, TELL), kernel)
    opened = Notebook(server, f"regions-{kernel}", context)
    opened.wait_idle(60)
    opened.run(0, 60)
    yield opened
    opened.calm()
    assert opened.errors == []
    opened.shut()


def open_card(notebook: Notebook, role: str) -> None:
    """Open the detail of the newest card of a role."""
    page = notebook.page
    page.locator(f'.tgw-card[data-role-text="{role}"] .tgw-card-open').last.click()
    page.wait_for_selector(f'.tgw-detail[aria-label="Detail of {role}"]')


def test_a_box_on_a_picture_and_words_on_a_text_reach_the_next_requests(notebook: Notebook) -> None:
    page = notebook.page
    notebook.start(1)
    first = notebook.wait_question(seconds=60)

    open_card(notebook, "the photo")
    large = "() => document.querySelector('.tgw-picture')?.naturalWidth === 1600"
    notebook.wait(large)
    photo = page.locator(".tgw-photo")
    photo.scroll_into_view_if_needed()
    area = photo.bounding_box()
    assert area
    for place, (x, y) in enumerate([(0.6, 0.6), (0.7, 0.65), (0.8, 0.9)]):
        page.mouse.move(area["x"] + x * area["width"], area["y"] + y * area["height"])
        if place == 0:
            page.mouse.down()
    page.mouse.up()
    page.keyboard.type("this is a lake")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".tgw-photo .tgw-region[title='this is a lake']")
    told = page.locator(".tgw-gradient .tgw-via")
    expect(told).to_have_text(re.compile("^from you region 1: "), timeout=60_000)

    open_card(notebook, "system prompt")
    page.locator("[data-action=add-criticism]").click()
    page.keyboard.type("more blue")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".tgw-gradient[data-author=human]")

    notebook.key("Escape")
    notebook.key("r")
    notebook.wait_answered(first)
    second = notebook.wait_question(after=first)

    notebook.save()
    notebook.reload()
    notebook.wait_question()
    open_card(notebook, "the photo")
    page.wait_for_selector(".tgw-photo .tgw-region[title='this is a lake']")
    notebook.wait(large)
    notebook.key("Escape")
    notebook.key("a")
    notebook.wait_answered(second)
    notebook.wait_idle()

    told, kept = notebook.run(2).strip().splitlines()
    said, where, name, colours = literal_eval(told)
    assert (said, name, colours) == (
        "this is a lake",
        "region 1, which a person marked:",
        [(0, 0, 255)],
    )
    for number, wanted in zip(where, (1800, 1200, 600, 600), strict=True):
        assert abs(number - wanted) <= 30
    assert kept == "['this is a lake'] [False, True]"
