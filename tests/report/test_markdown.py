"""A run as a report: everything is told, and no text breaks out of its place."""

import mistune
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.report.test_cards import NASTY
from tgwidget.errors import WriteError
from tgwidget.report.markdown import fence, line
from tgwidget.unseen import told

MARKDOWN = [
    "```\n# out\n```", "````text", "# heading", "| a | b |\n|---|---|", "[x](javascript:hurt())",
    "![x](https://evil.test/x)", "https://evil.test www.evil.test a@evil.test", "* one\n* two",
    "<details>", "a\n===\nb\n---", "$x$ ~~y~~ **z** _w_", "1. one", "\\", "[^1]: note", "> quote",
]  # fmt: skip


def story(text="words"):
    who = Scripted(lambda s, p: improved(p, f"{text} new") if "IMPROVED" in p else f"{text} said")
    with tg.Run(text, review="accept") as run:
        question = tg.Variable(text, role_description=text, requires_grad=False)
        answer = tg.BlackboxLLM(who)(question)
        answer.set_role_description(text)
        tg.TextLoss(text, who)(answer).backward(who)
        tg.TGD([answer], engine=who).step()
    return run


def rendered(text):
    render = mistune.create_markdown(plugins=["table", "strikethrough", "url", "footnotes"])
    return render(text)


def test_a_report_tells_everything():
    run = story()
    report = run.to_markdown()
    for part in (
        "# words", "**Outcome:** done", "**Steps:** 1", "## Step 1", "from first to last",
        "accepted by the policy 'accept'", "Because:", "from a model, through", "words new",
        "words said", "## Models", "made by TextLoss",
    ):  # fmt: skip
        assert part in report


@pytest.mark.parametrize("text", [*NASTY, *MARKDOWN])
def test_no_text_becomes_markdown(text):
    shown = rendered(story(text).to_markdown())
    for tag in ("<a ", "<img", "<script", "<em>", "<del>", "<blockquote", "<hr", "<ol"):
        assert tag not in shown, tag
    assert shown.count("<h1>") == 1
    assert shown.count("<table>") == 1
    assert shown.count("<h") == rendered(story("plain").to_markdown()).count("<h")


@given(st.text() | st.sampled_from(MARKDOWN) | st.text(alphabet="`~\n a"))
def test_a_fence_holds_its_text_word_for_word(text):
    text = text.encode("utf-8", "replace").decode()
    for sign in "\r\t":
        text = text.replace(sign, "")
    [block] = [b for b in mistune.create_markdown(renderer="ast")(fence(text)) if b["raw"]]
    assert block["type"] == "block_code"
    assert block["raw"] == f"{told(text)}\n"


@given(st.text())
def test_a_line_is_one_line(text):
    assert "\n" not in line(text)


def test_it_is_written_where_one_says(tmp_path):
    run = story()
    assert run.to_markdown(tmp_path / "run.md") == (tmp_path / "run.md").read_text()
    with pytest.raises(WriteError):
        run.to_markdown(tmp_path / "no" / "run.md")


def test_a_run_that_goes_on_and_one_in_which_nothing_happened():
    with tg.Run("begun", review="accept") as run:
        assert "**Outcome:** not ended" in run.to_markdown()
    assert "**Calls:** none" in run.to_markdown()


def test_what_a_gate_measured_is_told_with_its_examples_and_its_warnings():
    copied = "the quick brown fox jumps over the lazy dog"
    gate = tg.Gate(lambda text, example: float(example in text), [copied, "old\n# words"])
    variable = tg.Variable("old\n# words", role_description="prompt")
    variable.gradients.add("be better")
    with tg.Run("gated", review=gate) as run:
        tg.TGD([variable], engine=Scripted(lambda s, p: improved(p, copied))).step()
    report = run.to_markdown()
    assert "- Measured on 2 held-out examples: 0.5 before, 0.5 after" in report
    assert f"- Better now: {copied}\n- Worse now: old" in report
    assert "**Warning:** A proposal for 'prompt' copies the words of 1 of the examples" in report
