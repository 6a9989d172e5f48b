"""The criticism of an op's inputs: beside their siblings, and within a limit."""

import re

import pytest
from hypothesis import given, settings

import tgwidget as tg
from tests.ops_support import about, gradients, hostile, picture, role_text, variable
from tests.test_autograd import Gate
from tests.test_reduction import FEEDBACK, MARK
from tgwidget.autograd import LLMCall, MultimodalLLMCall, StringBasedFunction
from tgwidget.content import Image
from tgwidget.engine.base import Reply
from tgwidget.errors import ContextTooLongError
from tgwidget.prompts.gradient import Exchange, Sibling, gradient_prompt


def siblings(prompt):
    """(role, whether it is said to be fixed, value) of each sibling that a prompt shows."""
    told = r"<ROLE-(\w+)>([^<]*)</ROLE-\1>, which (is fixed|can change)[^\n]*:\n"
    told += r"<SIBLING-\1>(.*?)</SIBLING-\1>"
    return [(role, kind == "is fixed", value) for _, role, kind, value in re.findall(told, prompt)]


def used(engine, *, both=True):
    prompt = variable("be brief", "system prompt")
    question = variable("2+2?", "question", grad=False)
    example = variable("1+1=2", "example", grad=both)
    return MultimodalLLMCall(engine, prompt)([question, example, example])


def test_an_input_is_shown_its_siblings_and_asked_for_its_own_share():
    engine = Gate()
    made = used(engine)
    made.backward(engine, siblings=True)
    shown = {about(prompt): prompt for prompt in engine.asked[1:]}
    question = ("question", True, "2+2?")
    assert siblings(shown["system prompt"]) == [question, ("example", False, "1+1=2")]
    assert siblings(shown["example"]) == [("system prompt", False, "be brief"), question]
    assert all("its own share" in prompt for prompt in shown.values())
    assert gradients(*made.predecessors[:3]) == [["criticism"], [], ["criticism"]]


def test_without_the_option_and_without_siblings_the_words_are_the_usual_ones():
    engine = Gate()
    used(engine).backward(engine)
    assert not any(siblings(prompt) or "share" in prompt for prompt in engine.asked)
    alone = LLMCall(engine)(variable("alone"))
    alone.backward(engine)
    alone.backward(engine, siblings=True)
    assert engine.asked[-1] == engine.asked[-2]


def test_siblings_are_shown_as_the_op_saw_them():
    engine = Gate()
    made = used(engine)
    made.predecessors[0].value = "written since"
    made.backward(engine, siblings=True)
    assert "written since" not in engine.asked[-1]


class Seen(Gate):
    async def complete(self, request, listener=None):
        self.parts = request.messages[-1].parts
        return await super().complete(request, listener)


def test_a_picture_among_siblings_goes_along():
    engine = Seen()
    made = MultimodalLLMCall(engine)([picture(), variable("What is it?", "question")])
    made.backward(engine, siblings=True)
    text, image = engine.parts
    assert isinstance(image, Image)
    assert siblings(text) == [("the picture", True, "[image 8 × 6]")]


@settings(max_examples=30, deadline=None)
@given(hostile, role_text)
def test_every_text_of_a_sibling_reaches_the_critic_untouched(value, role):
    engine = Gate()
    given_too = {"x": variable("x"), "y": tg.Variable(value, role_description=role)}
    StringBasedFunction(lambda x, y: "z", "joins")(given_too).backward(engine, siblings=True)
    prompt = next(one for one in engine.asked if about(one) == "input")
    for name, text in (("ROLE", role), ("SIBLING", value)):
        assert re.search(rf"<({name}-\w+)>{re.escape(text)}</\1>", prompt)


def test_every_text_of_a_sibling_decides_the_fence_so_none_can_forge_it():
    scene = Exchange((("question", "2+2?"),), "answer", "5")

    def nonce(*texts):
        shown = gradient_prompt("role", "value", scene, (), [Sibling(*texts, True)])[0]
        (found,) = set(re.findall(r"</[A-Z_]+-([0-9a-f]{6})>", shown))
        return found

    assert len({nonce("a", "b"), nonce("c", "b"), nonce("a", "c")}) == 3


class Limited(tg.EngineLM):
    """Reads 4,000 tokens; criticises at length, and condenses to the marks that it finds."""

    context = 4000

    def __init__(self):
        self.asked, self.weights = [], []

    def generate(self, prompt, system_prompt=None, **kw):
        return ""

    async def complete(self, request, listener=None):
        prompt = request.prompt()
        self.asked.append(prompt)
        self.weights.append(request.weight())
        marks = dict.fromkeys(MARK.findall(prompt))
        if "condense" in request.system():
            texts = " ".join(found[1] for found in FEEDBACK.findall(prompt))
            return Reply(" ".join(dict.fromkeys(MARK.findall(texts))) or "nothing")
        criticised = "<ROLE-" in prompt
        return Reply(" ".join(marks) + (" at length" * 40 if criticised else " said"))

    def reductions(self):
        return [prompt for prompt in self.asked if "The feedback to condense" in prompt]


def test_feedback_that_would_be_too_long_is_condensed_once_for_all_inputs():
    engine = Limited()
    made = used(engine)
    for n in range(40):
        made.gradients.add(tg.Variable(f"m{n}m " + "in detail " * 40, role_description="said"))
    made.backward(engine)
    assert max(engine.weights) <= 3000
    (system, _, example) = made.predecessors[:3]
    every = {f"m{n}m" for n in range(40)}
    for one in (system, example):
        assert set(MARK.findall(one.gradients[0].value)) == every
    criticised = [prompt for prompt in engine.asked if "<VARIABLE-" in prompt]
    assert [about(prompt) for prompt in criticised] == ["system prompt", "example"]
    first, second = ([text for _, text in FEEDBACK.findall(one)] for one in criticised)
    assert first == second  # condensed once for both
    assert len(made.gradients) == 40


def test_what_is_too_long_by_itself_is_named_and_nothing_is_asked():
    engine = Limited()
    made = LLMCall(engine, variable("word " * 3000, "the long plan"))(variable("q", grad=False))
    made.gradients.add("not good")
    before = len(engine.asked)
    with pytest.raises(ContextTooLongError, match=r"'the long plan' takes about \d+,\d+ tokens"):
        made.backward(engine)
    assert len(engine.asked) == before
    assert [len(one.gradients) for one in (made, *made.predecessors)] == [1, 0, 0]
    made.backward(engine, token_limit=20_000)
    assert len(made.predecessors[0].gradients) == 1


def test_an_engine_that_does_not_say_what_it_reads_is_asked_all_the_same():
    engine = Gate()
    made = LLMCall(engine, variable("word " * 40_000, "plan"))(variable("q", grad=False))
    made.gradients.add("not good")
    made.backward(engine)
    assert len(made.predecessors[0].gradients) == 1
