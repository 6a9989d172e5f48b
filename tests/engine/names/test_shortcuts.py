"""TextGrad's names for engines lead where they led, under one table."""

from __future__ import annotations

import pytest

from tests.engine.asking import SECRET
from tests.fake_openai import FakeServer
from tgwidget.engine.money import prices
from tgwidget.engine.names import get_engine
from tgwidget.engine.names.shortcuts import SHORTCUTS, expand


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("experimental:gpt-4o", "gpt-4o"),
        ("experimental:openai/gpt-4o", "openai/gpt-4o"),
        ("experimental:sonnet-3.5", "anthropic/claude-3-5-sonnet-20240620"),
        ("azure-gpt-4", "azure/gpt-4"),
        ("together-meta-llama/Llama-3-70b-chat-hf", "together_ai/meta-llama/Llama-3-70b-chat-hf"),
        ("together-llama-3-70b", "together_ai/meta-llama/Llama-3-70b-chat-hf"),
        ("groq-llama3-70b-8192", "groq/llama3-70b-8192"),
        ("gemini-1.5-pro", "gemini/gemini-1.5-pro"),
        ("claude-not-yet-known", "anthropic/claude-not-yet-known"),
        ("command-r-plus", "cohere_chat/command-r-plus"),
        ("command", "cohere_chat/command"),
        ("ollama-qwen2.5:7b", "http://localhost:11434/v1#qwen2.5:7b"),
        ("vllm-llama-3-8b", "http://localhost:8000/v1#meta-llama/Meta-Llama-3-8B-Instruct"),
        ("gpt-4o", "gpt-4o"),
        ("simulated", "simulated"),
        ("bedrock/anthropic.claude-v2", "bedrock/anthropic.claude-v2"),
    ],
)
def test_a_short_name_stands_for_a_full_one(name: str, full: str) -> None:
    assert expand(name) == full


@pytest.mark.parametrize("family", ["opus", "sonnet", "haiku"])
def test_a_family_means_a_model_that_is_still_there(family: str) -> None:
    row = prices.find(expand(family))
    assert row
    assert family in expand(family)
    assert "deprecation_date" not in row


@pytest.mark.parametrize("name", SHORTCUTS)
def test_an_engine_keeps_the_name_it_was_asked_for(name: str) -> None:
    engine = get_engine(name, api_key=SECRET)
    assert engine.name == name
    assert engine.model_string != name


@pytest.mark.parametrize(
    ("name", "setting"),
    [("ollama-fake", "OLLAMA_BASE_URL"), ("vllm-fake", "HOSTED_VLLM_API_BASE")],
)
def test_a_local_server_is_where_the_environment_says(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, name: str, setting: str
) -> None:
    monkeypatch.setenv(setting, server.url)
    assert get_engine(name, cache=False).generate("hello")
    assert server.received()[0].body["model"] == "fake"


def test_azures_settings_are_textgrads_or_litellms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AZURE_OPENAI_API_KEY", SECRET)
    monkeypatch.setenv("AZURE_OPENAI_API_BASE", "https://mine.openai.azure.com")
    assert "mine.openai" in get_engine("azure-gpt-4").runner.engine.identity
    monkeypatch.setenv("AZURE_API_BASE", "https://litellms.openai.azure.com")
    assert "mine.openai" not in get_engine("azure-gpt-4").runner.engine.identity


def test_an_address_behind_a_prefix_shows_no_secret() -> None:
    engine = get_engine("experimental:http://localhost:1/v1?token=tok-123#m")
    assert engine.name == "http://localhost:1/v1#m"
