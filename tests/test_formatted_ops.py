"""Forms put to a model, and what all model calls say to the critic."""

import json
import re

import pytest
from hypothesis import given, settings

import tgwidget as tg
from tests.conftest import Scripted
from tests.ops_support import about, gradients, hostile, role_text, variable
from tests.test_autograd import Gate
from tgwidget.autograd import (
    FormattedLLMCall,
    LLMCall,
    Sum,
)
from tgwidget.errors import InputError


def test_a_place_that_no_field_fills_is_named():
    with pytest.raises(InputError, match=r"place \{qestion\}.*no 'qestion'"):
        FormattedLLMCall(Gate(), "{qestion}", {"question": None})


@pytest.mark.parametrize(
    ("inputs", "named"),
    [({}, "'q' is missing"), ({"q": 1, "z": 1}, "'z' is unknown"), ({"a": 1}, "'q' is missing")],
)
def test_a_missing_or_an_unknown_input_is_named(inputs, named):
    call = FormattedLLMCall(engine := Gate(), "{q}", {"q": None})
    with pytest.raises(InputError, match=named):
        call({name: variable("x") for name in inputs})
    assert engine.asked == []


def test_a_formatted_call_fills_the_form_and_knows_all_its_inputs():
    engine = Scripted(lambda system, prompt: f"{system}|{prompt}")
    inputs = {"question": variable("q"), "prediction": variable("p")}
    system = variable("be brief", "system prompt")
    fields = {"prediction": None, "question": None}
    call = FormattedLLMCall(
        engine, "Question: {question}\nPrediction: {prediction}", fields, system
    )
    made = call(inputs=inputs, response_role_description="verdict")
    assert made.value == "be brief|Question: q\nPrediction: p"
    assert made.predecessors == (system, *inputs.values())
    assert made.role_description == "verdict"


def test_each_input_of_a_formatted_call_gets_one_gradient_its_own():
    engine = Gate(lambda prompt: f"for {about(prompt)}" if "<ROLE-" in prompt else "reply")
    system, a, b = variable("s", "system"), variable("1", "a"), variable("2", "b")
    fixed = variable("3", "fixed", grad=False)
    call = FormattedLLMCall(engine, "{a} {b} {c}", ["a", "b", "c"], system)
    call({"a": a, "b": b, "c": fixed}).backward(engine)
    assert gradients(system, a, b, fixed) == [["for system"], ["for a"], ["for b"], []]
    assert [about(prompt) for prompt in engine.asked[1:]] == ["system", "a", "b"]
    assert engine.most == 3


def test_an_input_given_twice_is_asked_about_once():
    engine, shared = Gate(), variable("same")
    FormattedLLMCall(engine, "{a} {b}", ["a", "b"])({"a": shared, "b": shared}).backward(engine)
    assert gradients(shared) == [["criticism"]]
    assert len(engine.asked) == 2


def test_backward_shows_the_form_as_it_was_filled():
    engine, given_text = Gate(), variable("seen then", "draft")
    made = FormattedLLMCall(engine, "Judge strictly: {x}", ["x"])({"x": given_text})
    given_text.value = "written since"
    made.backward(engine)
    assert re.search(r"<LM_INPUT-(\w+)>Judge strictly: seen then</LM_INPUT-\1>", engine.asked[-1])
    assert re.search(r"<VARIABLE-(\w+)>seen then</VARIABLE-\1>", engine.asked[-1])
    assert "written since" not in engine.asked[-1]
    assert "Judge strictly: seen then" in given_text.gradients[0].context


def test_the_role_of_an_answer_may_be_said_after_the_call():
    engine, question = Gate(), variable("q")
    answer = LLMCall(engine)(question)
    answer.set_role_description("a concise answer")
    answer.gradients.add("too long")
    answer.backward(engine)
    assert "a concise answer" in engine.asked[-1]


@settings(max_examples=40, deadline=None)
@given(hostile, hostile, role_text, role_text, hostile.filter(str.strip))
def test_every_text_of_a_call_reaches_the_critic_untouched(system, value, role, output, feedback):
    engine = Gate(lambda prompt: "<b>{reply}</b> $x")
    x = tg.Variable(value, role_description=role)
    call = FormattedLLMCall(engine, "form {x}", ["x"], system)
    made = call({"x": x}, output)
    made.gradients.add(feedback)
    made.backward(engine)
    (gradient,) = x.gradients
    prompt = engine.asked[-1]
    shown = (value, role, output, feedback, f"form {value}", "<b>{reply}</b> $x")
    for text in (*shown, *([system] if system else [])):
        assert re.search(rf">{re.escape(text)}</[A-Z_]+-[0-9a-f]{{6}}>", prompt)
    assert gradient.value == "<b>{reply}</b> $x"


def test_an_empty_system_prompt_keeps_the_inputs_in_place():
    engine, system, question = Gate(), variable("", "system"), variable("words", "question")
    LLMCall(engine, system)(question).backward(engine)
    shown = {about(prompt): prompt for prompt in engine.asked[1:]}
    assert re.search(r"<VARIABLE-(\w+)></VARIABLE-\1>", shown["system"])
    assert re.search(r"<VARIABLE-(\w+)>words</VARIABLE-\1>", shown["question"])


def test_blank_feedback_is_no_feedback():
    engine, question = Gate(), variable("q")
    answer = LLMCall(engine)(question)
    answer.gradients.add("  ")
    Sum()([answer]).backward(engine)
    assert "goal is that this evaluation" in engine.asked[-1]
    assert "FEEDBACK" not in engine.asked[-1]


def test_json_in_a_value_and_in_a_form_comes_through():
    value = json.dumps({"a": [1, {"b": "{c}"}]})
    engine = Gate()
    x = variable(value, "settings as JSON")
    FormattedLLMCall(engine, 'Answer as {"ok": true}. {x}', ["x"])({"x": x})
    assert engine.asked == ['Answer as {"ok": true}. ' + value]
