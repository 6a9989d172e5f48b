import re
import shutil
import subprocess
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.ops_support import hostile, picture, variable
from tgwidget.events import NodeAdded
from tgwidget.events.wire import Logged
from tgwidget.graph import Graph
from tgwidget.unseen import told


def scripted():
    return Scripted(lambda s, p: improved(p, "better") if "IMPROVED" in p else "some words")


@pytest.fixture
def graph():
    who = scripted()
    with tg.Run("test", review="accept") as run:
        question = tg.Variable("2+2?", role_description="question", requires_grad=False)
        answer = tg.BlackboxLLM(who)(question)
        answer.set_role_description("answer")
        optimizer = tg.TGD([answer], engine=who)
        tg.TextLoss("judge", who)(answer).backward(who)
        optimizer.step()
    return Graph.of(run.log)


def test_the_fold_shows_what_the_variables_hold(graph):
    by_role = {node.role: node for node in graph.nodes}
    assert by_role["answer"].value == "better"
    assert by_role["answer"].versions == 2
    assert by_role["answer"].gradients == ("some words",)
    assert by_role["evaluation result"].inputs[-1] == by_role["answer"].id


def test_the_outline_is_the_same_every_time(graph):
    assert graph.outline().splitlines() == [
        "question: 2+2?",
        "  answer · LLMCall: better",
        "    ← some words",
        "system prompt for the evaluation: judge",
        "    evaluation result · TextLoss: some words",
    ]


def test_the_svg_is_well_formed_and_has_every_card_and_edge(graph):
    tree = ElementTree.fromstring(graph.svg())
    name = "{http://www.w3.org/2000/svg}"
    assert len(tree.findall(f"{name}g")) == 4
    assert len(tree.findall(f"{name}path")) == 3
    assert Graph(()).svg().startswith("<svg")


def leaf(value, role):
    return Logged(1, 0.0, NodeAdded("v1", "input", role, "", (), False, True, value))


@given(st.text(), st.text(min_size=1))
def test_any_text_survives_every_picture(value, role):
    graph = Graph.of([leaf(value, role)])
    ElementTree.fromstring(graph.svg())
    assert graph.outline()
    assert graph.digraph().source


def test_a_label_that_looks_like_markup_stays_text_for_dot():
    source = Graph.of([leaf("a & b <b>bold</b> {x}", "<role>")]).digraph().source
    assert 'v1 ["' in source or 'v1 [label="' in source
    assert "label=<" not in source


nasty = hostile | st.sampled_from(
    ["&", "&lt;", "&amp;", '"', "\\", "\\n", '\\"', "<b>x</b>", "<", "a\nb", "\0", "\x1b[0m",
     "\ud800", "]; v9 [", "label=<x>", "\\N", "\\G", "{a|b}", "html", "graph", "…", "\x85",
     "\u2028", "#", "//"]
)  # fmt: skip
STATEMENT = re.compile(
    r'\t(?:node \[fontname="sans-serif" shape=box style=rounded\]'
    r'|v\d+ \[label=(?:"(?:[^"\\]|\\.)*"|[\w.-]+)\]|v\d+ -> v\d+)\n', re.S
)  # fmt: skip


def built(texts):
    """A graph in which every text is a value, a role and a gradient."""
    leaves = [tg.Variable(text, role_description=text if text.strip() else "x") for text in texts]
    for leaf in leaves:
        leaf.gradients.add(leaf.value)
    return tg.sum([*leaves, leaves[0]])


@settings(deadline=None)
@given(st.lists(nasty, min_size=1, max_size=6))
def test_a_picture_for_dot_holds_nothing_but_quoted_labels_and_edges(texts):
    source = built(texts).generate_graph(print_gradients=True).source
    inner = source.removeprefix("digraph {\n").removesuffix("}\n")
    assert STATEMENT.sub("", inner) == ""
    assert source.count(" -> ") == len(texts)
    source.encode()


def shown(svg):
    """The words of every card of a picture that dot drew, without their spaces, by its id."""
    name = "{http://www.w3.org/2000/svg}"
    cards = [g for g in ElementTree.fromstring(svg).iter(f"{name}g") if g.get("class") == "node"]
    return {
        card.findtext(f"{name}title"): "".join(
            "".join(line.text or "" for line in card.iter(f"{name}text")).split()
        )
        for card in cards
    }


@pytest.mark.skipif(shutil.which("dot") is None, reason="the dot program is not installed")
@settings(max_examples=25, deadline=None)
@given(st.lists(nasty, min_size=1, max_size=12))
def test_dot_draws_every_text_as_it_is(texts):
    graph = built(texts)
    for gradients in (False, True):
        source = graph.generate_graph(print_gradients=gradients).source
        drawn = subprocess.run(
            ["dot", "-Tsvg"], input=source.encode(), capture_output=True, check=True, timeout=30
        )
        words = shown(drawn.stdout)
        for leaf in graph.predecessors[:-1]:
            role, said = _visible(leaf.role_description), _visible(leaf.value)
            criticism = f"←{said}" if gradients else ""
            assert words[leaf.id] == role + (said or "(empty)") + criticism


def _visible(text):
    kept = "".join(told(" ".join(text.split())).split())
    return re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", kept)


def test_a_variable_is_drawn_with_all_it_was_made_from_pictures_too():
    see = tg.autograd.MultimodalLLMCall(scripted())
    photo, question = picture(), variable("What is this?", "question")
    answer = see([photo, question])
    answer.gradients.add("be brief")
    plain, full = answer.generate_graph().source, answer.generate_graph(True).source
    assert "[image 8 × 6]" in plain
    assert f"{photo.id} -> {answer.id}" in plain
    assert "be brief" not in plain
    assert "← be brief" in full


def test_a_long_chain_is_drawn_without_recursion():
    last = variable("0")
    for _ in range(3000):
        last = tg.sum([last])
    assert last.generate_graph().source.count(" -> ") == 3000


def test_a_long_value_is_cut_between_words_and_without_words_too():
    words, signs = leaf("word " * 500, "r").event, leaf("字" * 500, "r").event
    for event, start in ((words, "word word"), (signs, "字" * 30)):
        (node,) = Graph.of([Logged(1, 0.0, event)]).nodes
        shown = "".join(node.lines())
        assert shown.startswith(start)
        assert shown.endswith("…")
        assert len(shown) < 110
