from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tgwidget as tg
from tests.conftest import Scripted, improved
from tgwidget.events import NodeAdded
from tgwidget.events.wire import Logged
from tgwidget.graph import Graph


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
