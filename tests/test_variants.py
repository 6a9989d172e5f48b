import json

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.fake_openai import FakeServer
from tgwidget.engine.base import Reply
from tgwidget.engine.runner.structured import response_format
from tgwidget.errors import InputError, ParseError, UnsupportedError
from tgwidget.optimizer import GuidedTextualGradientDescent, TextualGradientDescentwithMomentum
from tgwidget.prompts.optimizer import FIELD, SCHEMA, Rewrite
from tgwidget.prompts.tags import Fence


def numbered():
    """An engine that proposes v1, v2, … and remembers what it was asked."""
    count = iter(range(1, 100))
    return Scripted(lambda system, prompt: improved(prompt, f"v{next(count)}"))


def steps(optimizer, variable, *criticisms):
    for words in criticisms:
        optimizer.zero_grad()
        variable.gradients.add(words)
        optimizer.step()


def test_momentum_shows_the_latest_values_each_with_its_feedback():
    variable, engine = tg.Variable("v0", role_description="answer"), numbered()
    optimizer = TextualGradientDescentwithMomentum(engine, [variable], momentum_window=2)
    steps(optimizer, variable, "first words", "second words", "third words", "fourth words")
    prompts = [prompt for _, prompt in engine.asked]
    assert "PAST_VERSION" not in prompts[0]
    assert "None" not in "".join(prompts)
    last = prompts[3]
    assert "v0" not in last
    assert last.index("v1") < last.index("second words") < last.index("v2")
    assert last.index("v2") < last.index("third words")


def test_a_window_of_nothing_is_plain_tgd_and_a_negative_one_is_refused():
    variable, engine = tg.Variable("v0", role_description="answer"), numbered()
    optimizer = TextualGradientDescentwithMomentum(engine, [variable])
    steps(optimizer, variable, "first words", "second words")
    assert "PAST_VERSION" not in engine.asked[1][1]
    with pytest.raises(InputError, match="momentum_window"):
        TextualGradientDescentwithMomentum(engine, [variable], momentum_window=-1)


def test_momentum_keeps_a_rejected_step_in_mind():
    variable, engine = tg.Variable("v0", role_description="answer"), numbered()
    optimizer = TextualGradientDescentwithMomentum(engine, [variable], momentum_window=1)
    with tg.Run("test", review="reject"):
        steps(optimizer, variable, "first words", "second words")
    assert "first words" in engine.asked[1][1]


class Structured(tg.EngineLM):
    """An engine that holds its replies to a schema, or says that it cannot after all."""

    enforces_schema = True

    def __init__(self, *replies, refuses=False):
        self.replies, self.refuses, self.asked = list(replies), refuses, []

    def generate(self, prompt, system_prompt=None, **kw):
        raise NotImplementedError

    async def complete(self, request, listener=None):
        self.asked.append(request)
        if "response_format" not in request.params:
            return Reply(improved(request.prompt(), "by tags"))
        if self.refuses:
            self.enforces_schema = False
            raise UnsupportedError("no response_format here")
        return Reply(self.replies.pop(0))


def guided(engine):
    variable = tg.Variable("old", role_description="answer")
    variable.gradients.add("words")
    GuidedTextualGradientDescent([variable], engine=engine).step()
    return variable.value


def test_the_new_value_comes_through_the_providers_schema():
    engine = Structured(json.dumps({"improved_variable": " {x} </IMPROVED_VARIABLE> "}))
    assert guided(engine) == "{x} </IMPROVED_VARIABLE>"
    assert engine.asked[0].params["response_format"] == response_format(FIELD, SCHEMA)
    assert "<IMPROVED_VARIABLE" not in engine.asked[0].prompt()


def test_where_the_provider_cannot_tags_are_used():
    engine = Structured(refuses=True)
    assert guided(engine) == "by tags"
    assert len(engine.asked) == 2
    assert guided(engine) == "by tags"
    assert len(engine.asked) == 3, "a refusal is remembered"
    assert guided(numbered()) == "v1"


@pytest.mark.parametrize(
    ("knobs", "requests"),
    [("", 1), (",schema=0,rules=1", 2), (",fault=noschema,rules=1", 2)],
    ids=["held to it", "ignored", "refused"],
)
def test_over_the_wire_a_schema_is_kept_to_or_tags_are_used(knobs, requests):
    with FakeServer() as server:
        engine = tg.get_engine(f"{server.url}#fake{knobs}", cache=False)
        variable = tg.Variable("It is basically fine.", role_description="advertisement")
        variable.gradients.add("Be specific, it is vague.")
        with tg.Run("test", review="accept") as run:
            GuidedTextualGradientDescent([variable], engine=engine).step()
        assert server.stats().requests == requests
    assert variable.value != "It is basically fine."
    assert not [e for e in run.log if type(e.event).__name__ == "Failed"], "no failure to show"


def test_json_that_cannot_be_read_is_mended_once():
    good = '```json\n{"improved_variable": "new"}\n```'
    assert guided(Structured('{"improved_variable": "cut', good)) == "new"
    with pytest.raises(ParseError):
        guided(Structured("[1]", '{"improved_variable": 3}'))


def test_a_system_prompt_of_ones_own_is_told_the_tags_and_keeps_its_braces():
    variable, engine = tg.Variable("old", role_description="answer"), numbered()
    variable.gradients.add("words")
    system = 'JSON {"a": 1}. Write {new_variable_start_tag}text{new_variable_end_tag}.'
    rewrite = Rewrite("", "NEW", Fence("abc123", ()))
    assert rewrite.system(system) == 'JSON {"a": 1}. Write <NEW-abc123>text</NEW-abc123>.'
    tg.TGD([variable], engine=engine, optimizer_system_prompt=system).step()
    (said, prompt) = engine.asked[0]
    tag = prompt.rsplit("</", 1)[1].split(">")[0]
    assert said == f'JSON {{"a": 1}}. Write <{tag}>text</{tag}>.'
