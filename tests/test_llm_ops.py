"""Examples for the critic, and answers in tags."""

import re

import pytest

import tgwidget as tg
from tests.conftest import Scripted
from tests.fake_openai import FakeServer
from tests.ops_support import gradients, variable
from tests.test_autograd import Gate
from tgwidget.autograd import (
    LLMCall_with_in_context_examples,
)


def test_examples_are_shown_to_the_critic_only():
    engine = Gate()
    call = LLMCall_with_in_context_examples(engine)
    call(x := variable("q"), "plan", in_context_examples=["do {this}", "$do that"]).backward(engine)
    assert "do {this}" not in engine.asked[0]
    assert re.search(r"<EXAMPLE-(\w+)>do \{this\}</EXAMPLE-\1>", engine.asked[1])
    assert re.search(r"<EXAMPLE-(\w+)>\$do that</EXAMPLE-\1>", engine.asked[1])
    assert gradients(x) == [["criticism"]]


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ("I will write <FINAL>.\n<FINAL> the plan </FINAL> done", "the plan"),
        ("no tags", "no tags"),
        ("<FINAL>cut", "<FINAL>cut"),
        ("<FINAL></FINAL> only", "<FINAL></FINAL> only"),
    ],
)
def test_a_final_answer_in_tags_is_the_answer(reply, value):
    call = LLMCall_with_in_context_examples(Scripted(lambda s, p: reply))
    assert call(variable("q")).value == value


def test_an_engine_named_by_an_op_or_an_optimizer_is_looked_up_once():
    with FakeServer(",rules=1") as server:
        name = f"{server.url}#fake"
        model, loss_fn = tg.BlackboxLLM(name), tg.TextLoss("Evaluate the answer.", name)
        answer = model(variable("I have two cups. How many cups?", "question"))
        optimizer = tg.TGD([answer], engine=name)
        for turn in range(4):
            model(variable(f"I have {turn} cups. How many cups?", "question"))
            loss_fn(variable(f"{turn} cups", "answer"))
            answer.gradients.add(f"Be brief, {turn}.")
            optimizer.step()
        assert server.stats().requests == 13
        # Calls one after the other go over one connection, whichever engine makes them.
        assert server.stats().connections == 1
