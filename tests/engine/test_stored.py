"""Engines in pickles and copies: by name, never with a key."""

import copy
import pickle

import pytest

import tgwidget as tg
from tests.conftest import Scripted
from tests.fake_openai import FakeServer
from tgwidget.engine.policy import Policy
from tgwidget.errors import EngineNameError, InputError, KeyMissingError

KEY = "sk-planted-0123456789abcdef"


def variable(value="2+2?"):
    return tg.Variable(value, role_description="question")


def again(value):
    return pickle.loads(pickle.dumps(value))


def engines():
    address = "http://localhost:9/v1"
    return {
        "openai": tg.get_engine("gpt-4o", api_key=KEY, temperature=0.5),
        "address": tg.get_engine(f"{address}#llama", api_key=KEY),
        "base_url": tg.get_engine("openai/llama", base_url=address, api_key=KEY),
        "litellm": tg.get_engine("anthropic/claude-3-5-haiku-latest", api_key=KEY),
        "class": tg.engine.ChatOpenAI("gpt-4o", api_key=KEY),
        "parameter": tg.get_engine("gpt-4o", api_key=KEY, user=KEY, metadata={"secret": KEY}),
    }


@pytest.mark.parametrize("kind", list(engines()))
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_no_key_is_ever_in_a_pickle(kind, protocol, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    engine = engines()[kind]
    op = tg.autograd.LLMCall(engine)
    question = variable()
    made = tg.autograd.function.fulfil("v0", op, [question], "answer", "response", "4")
    optimizer = tg.TGD([question], engine=engine)
    written = pickle.dumps([engine, op, made, optimizer, tg.BlackboxLLM(engine)], protocol)
    assert KEY.encode() not in written
    assert b"planted" not in written


def test_an_engine_is_found_by_its_name_when_it_is_first_used(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    policy = Policy(retries=1)
    model = again(
        tg.BlackboxLLM(tg.get_engine("gpt-4o", temperature=0, policy=policy, cache=False))
    )
    monkeypatch.delenv("OPENAI_API_KEY")
    with pytest.raises(KeyMissingError, match="OPENAI_API_KEY"):
        model(variable())
    monkeypatch.setenv("OPENAI_API_KEY", "another")
    found = tg.get_engine(again(model).engine)
    assert (found.name, found.params, found.runner.policy) == ("gpt-4o", {"temperature": 0}, policy)
    assert found.runner.cache is None
    assert tg.get_engine(found) is found


def test_a_stored_engine_answers_like_the_one_it_was():
    engine = tg.get_engine("simulated", seed=3, system_prompt="be brief")
    other = again(again(engine))
    assert other.generate("2+2?") == engine.generate("2+2?")
    assert other("2+2?") == engine("2+2?")
    assert tg.BlackboxLLM(other)(variable()).value == tg.BlackboxLLM(engine)(variable()).value
    found = tg.get_engine(other)
    assert (found.provenance, found.runner.engine.seed) == ("simulated", 3)
    assert tg.get_engine(other) is found


def test_prompts_never_go_to_another_server_than_they_did(monkeypatch):
    for key in ("", KEY):
        monkeypatch.setenv("OPENAI_API_KEY", key)
        local = again(tg.get_engine("openai/llama", base_url="http://localhost:9/v1", api_key="x"))
        assert tg.get_engine(local).runner.engine.identity == "direct:http://localhost:9/v1"
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    given = tg.get_engine("anthropic/claude-3-5-haiku-latest", api_base="http://localhost:9/v1")
    with pytest.raises(EngineNameError, match="not the engine any more"):
        tg.get_engine(again(given))


def test_a_stored_engine_asks_over_the_wire():
    with FakeServer() as server:
        engine = tg.get_engine(f"{server.url}#model", api_key=KEY)
        model = again(tg.BlackboxLLM(engine))
        assert model(variable()).value


def test_a_copied_graph_asks_the_same_engine():
    engine = Scripted(lambda system, prompt: "4")
    for one in (engine, tg.get_engine("simulated")):
        model = copy.deepcopy(tg.BlackboxLLM(one))
        assert model.engine is one
    model = copy.deepcopy(tg.BlackboxLLM(engine))
    assert model(variable()).value == "4"
    other = copy.copy(engine)
    assert other is not engine
    assert other.asked == engine.asked


class Mine(tg.EngineLM):
    def __init__(self, word="4"):
        self.word = word

    def generate(self, prompt, system_prompt=None, **kw):
        return self.word


class Keyed(Mine):
    api_key = "class attributes are not written"

    def __init__(self):
        super().__init__()
        self.api_key = KEY


class Careful(Keyed):
    def __reduce__(self):
        return Careful, ()


def answer(prompt):
    return "a function's answer"


def test_a_users_own_engine_is_stored_as_its_class_says():
    engine = Mine("five")
    model = tg.BlackboxLLM(engine)
    assert model(variable()).value == "five"
    assert again(model)(variable()).value == "five"
    assert KEY.encode() not in pickle.dumps(Careful())
    assert again(Careful()).api_key == KEY
    assert again(tg.BlackboxLLM(tg.get_engine(answer)))(variable()).value == "a function's answer"


def test_a_users_own_engine_that_cannot_be_stored_says_why_and_what_to_do():
    with pytest.raises(InputError, match=r"Keyed would be stored with its api_key\n.*__reduce__"):
        pickle.dumps(tg.BlackboxLLM(Keyed()))
    with pytest.raises(InputError, match=r"Scripted cannot be stored: .*\n.*__reduce__"):
        pickle.dumps(tg.BlackboxLLM(Scripted(lambda system, prompt: "4")))
