"""Keys come from a hand, the environment or Colab's secrets, and go to their provider alone."""

from __future__ import annotations

import getpass
import json

import pytest

import tgwidget as tg
from tests.engine.asking import SECRET
from tests.engine.colab_stub import Colab
from tests.fake_openai import FakeServer
from tgwidget import errors
from tgwidget.engine.keys import scrub
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.names import get_engine

OTHER = "sk-another-planted-key-9876543210"


def sent(server: FakeServer) -> str:
    return server.received()[-1].headers["authorization"]


def test_a_key_given_by_hand_is_used_before_the_environments(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    monkeypatch.setenv("OPENAI_API_KEY", OTHER)
    tg.set_key("openai", SECRET)
    get_engine("gpt-fake", cache=False)("hello")
    assert sent(server) == f"Bearer {SECRET}"
    get_engine("gpt-fake", cache=False, api_key="mine-0123456")("hello")
    assert sent(server) == "Bearer mine-0123456"


@pytest.mark.parametrize("name", ["openai", "OpenAI", "OPENAI_API_KEY"])
def test_a_provider_goes_by_its_name_or_its_setting(
    server: FakeServer, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    tg.set_key(name, SECRET)
    get_engine("gpt-fake", cache=False)("hello")
    assert sent(server) == f"Bearer {SECRET}"


def test_it_is_asked_for_where_it_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(getpass, "getpass", lambda prompt: asked.append(prompt) or f" {SECRET}\n")
    tg.set_key("anthropic")
    assert asked == ["ANTHROPIC_API_KEY: "]
    assert get_engine("opus")


@pytest.mark.parametrize("failure", [EOFError, OSError, NotImplementedError])
def test_where_nobody_can_be_asked_the_error_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, failure: type[Exception]
) -> None:
    def nobody(_: str) -> str:
        raise failure

    monkeypatch.setattr(getpass, "getpass", nobody)
    with pytest.raises(errors.InputError, match="nobody could be asked for GROQ_API_KEY"):
        tg.set_key("groq")


@pytest.mark.parametrize(
    ("provider", "value"), [("openia", SECRET), ("openai", ""), ("groq", "a b")]
)
def test_a_wrong_provider_or_key_is_named(provider: str, value: str) -> None:
    with pytest.raises(errors.InputError) as raised:
        tg.set_key(provider, value)
    assert SECRET not in str(raised.value)


@pytest.mark.filterwarnings("ignore")
def test_litellms_providers_get_it_too(server: FakeServer) -> None:
    tg.set_key("mistral", SECRET)
    engine = get_engine("mistral/fake", api_base=server.url, cache=False)
    assert engine("hello")
    assert sent(server) == f"Bearer {SECRET}"
    refused = get_engine("mistral/fake,fault=http401", api_base=server.url, cache=False)
    with pytest.raises(errors.AuthError, match="MISTRAL_API_KEY") as raised:
        refused("hello")
    assert SECRET not in str(raised.value)


def test_colabs_secrets_are_keys(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    colab = Colab({"OPENAI_API_KEY": SECRET, "GROQ_API_KEY": None}).install(monkeypatch)
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    for _ in range(2):
        get_engine("gpt-fake", cache=False)("hello")
        assert sent(server) == f"Bearer {SECRET}"
        colab.secrets["OPENAI_API_KEY"] = None  # asked for once
    with pytest.raises(errors.KeyMissingError, match="GROQ_API_KEY"):
        get_engine("groq-llama3")
    with pytest.raises(errors.KeyMissingError, match="ANTHROPIC_API_KEY"):
        get_engine("opus")


def test_strangers_get_no_key(server: FakeServer) -> None:
    tg.set_key("openai", SECRET)
    get_engine("gpt-fake", base_url=server.url, cache=False)("hello")
    get_engine(f"{server.url}#fake", cache=False)("hello")
    assert not [one for one in server.received() if "authorization" in one.headers]


@pytest.mark.parametrize(
    "text",
    [
        "GET /v1?key=odd%2B%2Fplanted%22%3D 401",
        json.dumps({"authorization": 'odd+/planted"='}),
        "https_proxy=http://me:planted@10.0.0.1:8080 is in the way",
    ],
)
def test_a_key_is_known_however_it_is_written(text: str) -> None:
    assert "planted" not in scrub(text, 'odd+/planted"=')


def test_what_was_given_by_hand_is_scrubbed_from_every_text() -> None:
    tg.set_key("openai", "a plain word".replace(" ", "-"))
    assert "a-plain-word" not in scrub("the key a-plain-word is wrong")
    engine = get_engine("gpt-4o")
    assert isinstance(engine, ModelEngine)
