"""Criticism waits at a breakpoint, is edited, goes on so; and what is muted no step reads."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Callable

from playwright.sync_api import BrowserContext

from tests.browser.harness import Notebook, Server

SETUP = """%load_ext tgwidget
import re
import tgwidget as tg
asked = []
class Critic(tg.EngineLM):
    def generate(self, prompt, system_prompt=None, **kwargs):
        asked.append(prompt)
        tags = re.findall(r"<(?:/)?IMPROVED_VARIABLE-[0-9a-f]{6}>", prompt)
        return f"{tags[-2]}look well{tags[-1]}" if tags else f"reply {len(asked)}."
tg.set_backward_engine(Critic(), override=True)"""

STEPS = """system = tg.Variable("look", role_description="system prompt")
question = tg.Variable("What is it?", role_description="question", requires_grad=False)
optimizer, model = tg.TGD([system]), tg.BlackboxLLM(None, system)
judge = tg.TextLoss("judge")
with tg.Run("stops") as run:
    for step in range(2):
        optimizer.zero_grad()
        answer = model(question)
        answer.set_role_description("the answer")
        if step == 0:
            tg.breakpoint(answer)
        judge(answer).backward()
        optimizer.step()"""

TELL = """upstream = [p for p in asked if "my own words" in p and "IMPROVED" not in p]
first, again = [p for p in asked if "IMPROVED" in p][:2]
[told] = [g.text for e in run.log if type(e.event).__name__ == "GradientChanged"
          and e.event.action == "mute" for g in [e.event]]
left = [e.event.passed for e in run.log if type(e.event).__name__ == "BreakpointLeft"]
print((len(upstream), told in first, told in again, "be kind" in again, left, system.value))"""

STOP = ".tgw-review[data-ask]"


def test_criticism_is_edited_on_its_way_and_muted_before_a_step(
    serve: Callable[[str], Server], context: BrowserContext
) -> None:
    server = serve("newest")
    server.write("gradients", (SETUP, STEPS, TELL), "newest")
    notebook = Notebook(server, "gradients", context)
    page = notebook.page
    notebook.wait_idle(60)
    notebook.run(0, 60)

    # The pass stops at the answer; its criticism goes on as a person writes it.
    notebook.start(1)
    page.wait_for_selector(STOP, timeout=60_000)
    notebook.key("e")
    field = page.locator(f"{STOP} [data-gradient] textarea")
    field.fill("my own words")
    field.press("Control+Enter")

    # At the question the person adds a criticism, mutes the model's, and has it drawn again.
    first = notebook.wait_question(seconds=30)
    page.locator("[data-action=change-criticism]").click()
    page.locator("[data-action=add-criticism]").click()
    page.keyboard.type("be kind")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".tgw-gradient[data-author=human]")
    page.locator("[data-action=mute-gradient]").first.click()
    page.wait_for_selector(".tgw-gradient[data-muted=true]")
    notebook.key("Escape")
    page.wait_for_selector(".tgw-since")
    notebook.key("g")
    second = notebook.wait_question(after=first, seconds=30)
    notebook.key("a")
    notebook.wait_answered(second)

    # In the next step it waits again, through a reload, until it is lifted and let go.
    page.wait_for_selector(STOP, timeout=30_000)
    notebook.save()
    notebook.reload()
    page.wait_for_selector(STOP, timeout=30_000)
    notebook.click("lift-breakpoint")
    page.wait_for_selector("[data-action=lift-breakpoint]", state="detached")
    notebook.click("continue")
    third = notebook.wait_question(after=second, seconds=30)
    notebook.key("r")
    notebook.wait_answered(third)
    notebook.wait_idle(30)
    told = literal_eval(notebook.run(2))
    assert told == (1, True, False, True, [True, True], "look well")
    assert notebook.errors == []
    notebook.shut()
