"""What a notebook shows of a value: the same each time, inert, and the text as it is."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.ops_support import picture
from tgwidget.graph import Graph
from tgwidget.markup import MOST, element, words
from tgwidget.report.cards import changes
from tgwidget.report.still import still
from tgwidget.unseen import told

# What JupyterLab's sanitizer keeps of what we use; `style` stands for the attribute.
KEPT = {"b", "bdi", "del", "details", "div", "img", "ins", "p", "pre", "span", "summary"}
NASTY = [
    "<script>hurt()</script>", "<img src=x onerror=hurt()>", "</div></details>", "&lt;b&gt;",
    '" onload="hurt()', "\x00\x1b[31m", "\ud800", "‮evil‬", "{x}", "</style><style>",
]  # fmt: skip


class Read(HTMLParser):
    """The elements of some HTML, its addresses and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.sources, self.said, self.open = [], [], "", []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        assert tag in KEPT
        assert {name for name, _ in attrs} <= {"style", "dir", "src", "alt"}
        self.sources += [value for name, value in attrs if name == "src"]
        self.open += [tag] if tag != "img" else []

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.said += data


def values(text):
    """One of everything that a notebook may show, with the text in every place."""
    who = Scripted(lambda s, p: improved(p, f"{text} new") if "IMPROVED" in p else f"{text} said")
    name = text if text.strip() else "x"
    with tg.Run(name, review="accept") as run:
        question = tg.Variable(text, role_description=name, requires_grad=False)
        answer = tg.BlackboxLLM(who)(question)
        answer.set_role_description(name)
        tg.TextLoss(text, who)(answer).backward(who)
        optimizer = tg.TGD([answer], engine=who)
        [proposal] = optimizer.propose()
        optimizer.step()
    gradient = tg.Gradient(text, context=text)
    decisions = [proposal.accept(), proposal.reject(), proposal.edit(text)]
    return [question, answer, picture(), gradient, proposal, *decisions, run, Graph.of(run.log)]


@pytest.mark.parametrize("text", ["plain words", *NASTY])
def test_every_value_is_shown_as_text_and_nothing_else(text):
    for value in values(text):
        shown = value._repr_mimebundle_(include=None, exclude=None)
        read = Read(shown["text/html"])
        assert read.open == []
        assert all(source.startswith("data:image/") for source in read.sources)
        assert type(value).__name__ == "Graph" or shown["text/plain"] == repr(value)


def test_what_is_shown_is_the_same_each_time():
    first, again = ([v._repr_mimebundle_() for v in values("words")] for _ in range(2))
    assert first[:-1] == again[:-1]
    assert not any("0x" in bundle["text/plain"] for bundle in first)


def test_a_variable_says_its_role_its_origin_and_its_criticism():
    answer = values("words")[1]
    said = Read(answer._repr_mimebundle_()["text/html"]).said
    for part in ("words", "made by LLMCall", "1 gradient", "words said"):
        assert part in said


def test_a_picture_is_shown_by_its_thumbnail():
    read = Read(picture()._repr_mimebundle_()["text/html"])
    assert read.sources[0].startswith("data:image/png;base64,")
    assert "8 × 6" in read.said


def test_a_long_text_is_cut_and_counted():
    read = Read(words("x" * (MOST + 5)))
    assert read.said.count("x") == MOST
    assert "5 more characters" in read.said


@given(st.text(max_size=60), st.text(max_size=60))
def test_changes_hold_both_texts_word_for_word(old, new):
    class Sides(Read):
        before = after = ""

        def handle_data(self, data):
            self.before += data if "ins" not in self.open else ""
            self.after += data if "del" not in self.open else ""

    # What is not seen is told a run at a time, which a change may cut in two.
    old, new = (
        told(text.encode("utf-8", "replace").decode()).replace("\r", "") for text in (old, new)
    )
    read = Sides(changes(old, new))
    clean = [element("bdi", text) for text in (old, new)]
    assert [read.before, read.after] == [Read(text).said for text in clean]


def test_a_large_graph_is_told_in_words_and_bounded():
    with tg.Run("large", review="accept") as run:
        tg.sum([tg.Variable("x" * 50, role_description="item") for _ in range(3_000)])
    shown = still(run.log)
    assert len(shown) < 100_000
    assert "3,001 variables" in Read(shown).said


def test_a_still_picture_says_how_the_run_stands():
    run = values("words")[-2]
    said = Read(still(run.log)).said
    assert "words · done · 1 step" in said
    assert "accepted by the policy 'accept'" in said
    assert "not ended" in Read(still(run.log[:3])).said
    assert Read(still([])).open == []
