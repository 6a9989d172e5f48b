"""TextGrad's engine classes: the same model, by another door."""

from __future__ import annotations

import io

import pytest
from PIL import Image as Pillow

import tgwidget as tg
from tests.engine.asking import SECRET
from tests.fake_openai import FakeServer
from tgwidget import errors
from tgwidget.engine import AzureChatOpenAI, ChatOpenAI, LiteLLMEngine
from tgwidget.engine.cache import shared_cache


def picture() -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", (3, 2)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def at_openai(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> FakeServer:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    return server


@pytest.mark.parametrize("name", ["gpt-4o", "openai/gpt-4o", "experimental:gpt-4o"])
def test_an_image_and_a_question(at_openai: FakeServer, name: str) -> None:
    engine = LiteLLMEngine(name, cache=True)
    said = engine.generate(content=[picture(), "What is it?"], system_prompt="be brief")
    assert said == engine([picture(), "What is it?"], system_prompt="be brief")
    (sent,) = at_openai.received()  # the second came from the cache
    assert sent.body["model"] == "gpt-4o"
    assert sent.body["messages"][0] == {"role": "system", "content": "be brief"}
    shown, asked = sent.body["messages"][1]["content"]
    assert shown["image_url"]["url"].startswith("data:image/png;base64,")
    assert asked == {"type": "text", "text": "What is it?"}


def test_a_text_is_content_too_but_not_twice(at_openai: FakeServer) -> None:
    engine = LiteLLMEngine("gpt-4o", temperature=0.5)
    assert engine.generate(content="hello", max_tokens=7)
    body = at_openai.received()[0].body
    assert (body["temperature"], body["max_tokens"]) == (0.5, 7)
    with pytest.raises(errors.InputTypeError, match="prompt and content"):
        engine.generate("hello", content="hello")
    with pytest.raises(errors.InputTypeError, match="str"):
        engine.generate()


def test_nothing_is_kept_unless_asked(at_openai: FakeServer) -> None:
    assert LiteLLMEngine("gpt-4o").runner.cache is None
    assert LiteLLMEngine("gpt-4o", cache=True).runner.cache is shared_cache()
    assert ChatOpenAI("gpt-4o").runner.cache is shared_cache()
    with pytest.raises(ValueError, match="cache="):
        LiteLLMEngine("gpt-4o", cache="yes")


def test_a_default_system_prompt_gives_way_to_one_that_is_given(at_openai: FakeServer) -> None:
    for engine in (
        LiteLLMEngine("gpt-4o", "be brief"),
        ChatOpenAI("gpt-4o", system_prompt="be brief", cache=False),
        tg.get_engine("gpt-4o", system_prompt="be brief", cache=False),
    ):
        assert engine("hello")
        assert engine("hello", system_prompt="be loud")
        brief, loud = at_openai.received()[-2:]
        assert brief.body["messages"][0] == {"role": "system", "content": "be brief"}
        assert [one["content"] for one in loud.body["messages"]] == ["be loud", "hello"]
        assert "system_prompt" not in brief.body


def test_one_that_is_not_multimodal_sends_no_image(at_openai: FakeServer) -> None:
    for engine in (
        LiteLLMEngine("gpt-4o", is_multimodal=False),
        tg.get_engine("gpt-4o", is_multimodal=False),
    ):
        with pytest.raises(errors.UnsupportedError, match="gpt-4o reads no images"):
            engine.generate([picture(), "What is it?"])
        assert engine("hello")
    assert at_openai.stats().requests == 2


def test_chat_openai_at_an_address_of_ones_own(server: FakeServer) -> None:
    engine = ChatOpenAI("fake", base_url=server.url, api_key=SECRET, cache=False)
    assert engine("hello")
    assert server.received()[0].headers["authorization"] == f"Bearer {SECRET}"
    assert SECRET not in repr(engine) + repr(engine.params)


@pytest.mark.parametrize("kind", [ChatOpenAI, AzureChatOpenAI, LiteLLMEngine])
def test_a_missing_key_is_a_value_error(kind: type) -> None:
    with pytest.raises(ValueError, match="_API_KEY is not set"):
        kind("gpt-4o")


def test_simulated_answers_here_too() -> None:
    assert LiteLLMEngine("simulated").generate(content="What is 2 + 3?")
