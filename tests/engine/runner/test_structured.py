"""A schema is enforced where the provider can, and where it cannot that is known from then on."""

from __future__ import annotations

import json
import warnings

import pytest

from tests.conftest import Scripted
from tests.fake_openai import FakeServer
from tgwidget import errors
from tgwidget.engine.base import Message, Reply, Request
from tgwidget.engine.litellm import LiteLLMAdapter
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.money import prices
from tgwidget.engine.names import get_engine
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner
from tgwidget.engine.runner.structured import check, response_format

SCHEMA = {
    "type": "object",
    "properties": {"why": {"type": "string"}, "value": {"type": "string"}},
    "required": ["why", "value"],
    "additionalProperties": False,
}
FORMAT = response_format("rewriting", SCHEMA)


def direct(server: FakeServer, model: str, **kw: object) -> ModelEngine:
    engine = get_engine(f"{server.url}#{model}", **kw)
    assert isinstance(engine, ModelEngine)
    return engine


def litellm(server: FakeServer, model: str) -> ModelEngine:
    adapter = LiteLLMAdapter(f"openai/{model}", {"api_base": server.url, "api_key": "none"})
    adapter.enforces_schema = True
    return ModelEngine(Runner(adapter, None, Policy(retries=0)))


@pytest.fixture(params=[direct, litellm])
def asking(request: pytest.FixtureRequest) -> object:
    """Makes an engine by one adapter and the other."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of litellm's own packages
        yield request.param


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_schema_travels_to_the_wire_and_is_kept(server: FakeServer, asking: object) -> None:
    engine = asking(server, "fake,words=3")
    said = json.loads(engine.generate("rewrite it", response_format=FORMAT))
    assert said == {"why": "check the sum", "value": "check the sum"}
    assert server.received()[0].body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "rewriting", "strict": True, "schema": SCHEMA},
    }
    assert engine.enforces_schema


@pytest.mark.parametrize("fault", ["fault=noschema", "schema=0"])
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_refusal_is_typed_final_and_remembered(
    server: FakeServer, asking: object, fault: str
) -> None:
    engine = asking(server, f"fake,{fault}")
    assert engine.enforces_schema
    with pytest.raises(errors.UnsupportedError) as raised:
        engine.generate("rewrite it", response_format=FORMAT)
    assert raised.value.feature == "response_format"
    assert not raised.value.retryable
    assert server.stats().requests == 1
    assert not engine.enforces_schema
    assert engine.generate("rewrite it")  # in its own words, as before


def test_a_schema_is_part_of_the_cache_key(server: FakeServer) -> None:
    other = response_format("other", {**SCHEMA, "required": ["why"]})
    for _ in range(2):
        replies = [
            direct(server, "fake").generate("hello", response_format=one)
            for one in (FORMAT, other, None)
        ]
    assert server.stats().requests == 3
    assert replies[0].startswith("{")
    assert not replies[2].startswith("{")


def test_what_was_ignored_once_is_not_asked_again(server: FakeServer) -> None:
    for _ in range(2):
        with pytest.raises(errors.UnsupportedError, match="something else"):
            direct(server, "fake,schema=0").generate("hello", response_format=FORMAT)
    assert server.stats().requests == 1


def test_a_refusal_about_something_else_is_not_taken_for_one(server: FakeServer) -> None:
    engine = direct(server, "fake,fault=context")
    with pytest.raises(errors.ContextTooLongError):
        engine.generate("rewrite it", response_format=FORMAT)
    assert engine.enforces_schema
    with pytest.raises(errors.EngineError) as raised:
        direct(server, "fake,fault=http404").generate("what is response_format?")
    assert type(raised.value) is errors.EngineError


@pytest.mark.parametrize(
    ("text", "finish", "kept"),
    [
        ('{"why": "", "value": "", "more": 1}', "stop", True),
        ('{"why": ""}', "stop", False),
        ("[]", "stop", False),
        ("```json\n{}\n```", "stop", False),
        ("[" * 100_000, "stop", False),
        ('{"why": "cut off at its len', "length", True),
    ],
)
def test_a_reply_is_held_against_its_schema(text: str, finish: str, kept: bool) -> None:
    engine = LiteLLMAdapter("ollama/m")
    request = Request((Message("user", ("hello",)),), {"response_format": FORMAT})
    reply = Reply(text, finish=finish)
    check(engine, Request(request.messages), reply)
    check(engine, Request(request.messages, {"response_format": {"type": "text"}}), reply)
    if kept:
        check(engine, request, reply)
    else:
        with pytest.raises(errors.UnsupportedError):
            check(engine, request, reply)


def test_who_enforces_is_known_from_the_table_or_tried() -> None:
    assert not Scripted(lambda system, prompt: "").enforces_schema
    assert not get_engine("simulated").enforces_schema
    assert get_engine("http://localhost:8000/v1#m").enforces_schema
    assert get_engine("opus", api_key="none").enforces_schema
    assert not get_engine("ollama/llama3.2").enforces_schema
    assert not prices.enforces_schema("no such model")
