"""litellm's habits that cost money, time or secrets, each held off."""

from __future__ import annotations

import logging
import socket
import sys
import warnings
from typing import Any

import pytest

from tests.engine.asking import SECRET, ask, request
from tests.engine.litellm.test_litellm import engine
from tests.fake_openai import FakeServer
from tgwidget import errors
from tgwidget.content import Image
from tgwidget.engine.base import Message, Request, Usage
from tgwidget.engine.litellm import LiteLLMAdapter, library
from tgwidget.engine.policy import Policy

# litellm's own use of pydantic is deprecated; that is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """The import and the first call take seconds; no deadline of a test should see them."""
    with warnings.catch_warnings(), FakeServer() as server:
        warnings.simplefilter("ignore")  # those of litellm's own packages
        ask(engine(server, "fake"), Policy(retries=0))


def test_one_failure_is_one_request(server: FakeServer) -> None:
    with pytest.raises(errors.EngineError):
        ask(engine(server, "fake,fault=http500"), Policy(retries=0))
    assert server.stats().requests == 1


def test_a_call_that_stalled_is_not_asked_again_by_litellm(server: FakeServer) -> None:
    with pytest.raises(errors.StalledError):
        ask(engine(server, "fake,fault=hang"), Policy(retries=0, first_token=0.5))
    assert server.stats().requests == 1


@pytest.mark.parametrize(
    ("script", "limits", "said"),
    [
        ("fault=drip", {"first_token": 0.5}, "said nothing for 0.5 s"),
        ("words=1000,pause=0.05", {"total": 0.7}, "not done after 0.7 s"),
    ],
)
def test_a_slow_drip_does_not_pass_for_life(
    server: FakeServer, script: str, limits: dict[str, float], said: str
) -> None:
    with pytest.raises(errors.StalledError, match=said):
        ask(engine(server, f"fake,{script}"), Policy(retries=0, **limits))


def test_the_servers_retry_after_is_heard(server: FakeServer) -> None:
    with pytest.raises(errors.RateLimitError) as raised:
        ask(engine(server, "fake,fault=http429,after=1.5"), Policy(retries=0))
    assert raised.value.retry_after == 1.5


def test_tokens_are_counted_without_the_network(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For names like these it would fetch a tokenizer, which takes 23 s where there is no net."""
    asked: list[Any] = []
    real = socket.getaddrinfo

    def spy(host: Any, *args: Any, **options: Any) -> Any:
        asked.append(host)
        return real(host, *args, **options)

    monkeypatch.setattr(socket, "getaddrinfo", spy)
    for model in ("meta-llama/Llama-3-8b", "command-r", "llama-2", "claude-x"):
        name = f"openai/{model},usage=none"
        made = LiteLLMAdapter(name, {"api_base": server.url, "api_key": SECRET})
        usage = ask(made, Policy(retries=0)).usage
        assert usage
        assert usage.estimated
    assert set(map(str, asked)) <= {"127.0.0.1", "b'127.0.0.1'", "localhost"}


def test_a_model_without_a_price_is_answered_and_its_cost_unknown(server: FakeServer) -> None:
    made = engine(server, "fake")
    assert ask(made, Policy(retries=0)).usage == Usage(10, 20)
    made._free = False
    assert made.price(Usage(1, 1)) is None
    assert ask(made, Policy(retries=0)).cost is None


@pytest.mark.parametrize(
    ("model", "base", "price"),
    [
        ("ollama/llama3.2", None, 0.0),
        ("ollama/llama3.2", "http://192.168.1.7:11434", 0.0),
        ("openai/gpt-4o", "http://127.0.0.1:4000", 0.0),
        ("openai/gpt-4o", "http://10.0.0.5:4000", 0.0125),
        ("openai/house-model", "http://10.0.0.5:4000", None),
        ("hosted_vllm/house-model", "https://models.example.com", None),
    ],
)
def test_what_people_run_themselves_is_free_and_a_gateway_near_by_is_not(
    model: str, base: str | None, price: float | None
) -> None:
    made = LiteLLMAdapter(model, {"api_base": base, "api_key": "none-needed"})
    assert made.price(Usage(1000, 1000)) == (price and pytest.approx(price))


def test_an_image_is_sent_to_models_that_its_table_calls_blind(server: FakeServer) -> None:
    import litellm

    assert not litellm.supports_vision("ollama/llava")
    seen = Request((Message("user", ("what?", Image(b"bytes", "image/png", 1, 1))),))
    assert ask(engine(server, "fake,id=llava"), Policy(retries=0), asked=seen).text
    content = server.received()[0].body["messages"][0]["content"]
    assert [part["type"] for part in content] == ["text", "image_url"]


def test_it_prints_and_logs_nothing(
    server: FakeServer, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ask(engine(server, "fake"), Policy(retries=0))
    with pytest.raises(errors.EngineError):
        ask(engine(server, "fake,fault=error"), Policy(retries=0))
    assert capfd.readouterr() == ("", "")
    assert not [one for one in caplog.records if "litellm" in one.name.lower()]


@pytest.mark.parametrize("release", sorted(library.STOLEN))
def test_a_release_that_steals_keys_is_never_imported(
    release: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "litellm")
    monkeypatch.setattr(library, "version", lambda _: release)
    with pytest.raises(errors.MissingPackageError, match=release):
        library.load("any")
    assert "litellm" not in sys.modules


def test_nothing_is_counted_or_priced_at_the_end_unless_somebody_listens(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes as long as the stream; but those who registered with litellm still hear of it."""
    import litellm

    built: list[int] = []
    real = litellm.stream_chunk_builder

    def spy(*args: Any, **options: Any) -> Any:
        built.append(1)
        return real(*args, **options)

    monkeypatch.setattr(litellm, "stream_chunk_builder", spy)
    made = engine(server, "fake")
    assert ask(made, Policy(retries=0)).usage == Usage(10, 20)
    assert built == []
    monkeypatch.setattr(litellm, "success_callback", [lambda *_: None])
    assert ask(made, Policy(retries=0)).usage == Usage(10, 20)
    assert built


def test_who_counts_tokens_with_it_is_given_the_count(server: FakeServer) -> None:
    import litellm

    ask(engine(server, "fake"), Policy(retries=0))
    assert litellm.cost_calculator.token_counter(model="gpt-4o", text="one two three") == 3


def test_an_empty_prompt_is_no_crash(server: FakeServer) -> None:
    assert ask(engine(server, "fake"), Policy(retries=0), asked=request("")).text
