"""A client object is asked where it points to, with its key, which goes nowhere else."""

from __future__ import annotations

import logging
import os
import sqlite3
import traceback
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest
from openai import AsyncOpenAI, AzureOpenAI, OpenAI

from tests.engine.asking import SECRET
from tests.fake_openai import FakeServer
from tgwidget import errors
from tgwidget.config import backward_engine, set_backward_engine
from tgwidget.engine.failures import refusal
from tgwidget.engine.local_model_openai_api import ChatExternalClient
from tgwidget.engine.names import get_engine
from tgwidget.engine.policy import Policy

HEADER = "planted-in-a-header-0123456789"


@pytest.mark.parametrize("kind", [OpenAI, AsyncOpenAI])
def test_its_address_and_key_are_used(server: FakeServer, kind: type) -> None:
    engine = ChatExternalClient(kind(base_url=server.url, api_key=SECRET), "fake", temperature=0)
    assert engine.generate("hello", max_tokens=5)
    (sent,) = server.received()
    assert sent.path == "/v1/chat/completions"
    assert sent.headers["authorization"] == f"Bearer {SECRET}"
    assert (sent.body["temperature"], sent.body["max_tokens"]) == (0, 5)
    assert engine.name == f"{server.url}#fake"


def test_it_is_an_engine_once_its_model_is_named(server: FakeServer) -> None:
    client = OpenAI(base_url=server.url, api_key=SECRET)
    assert get_engine(client, model="fake", temperature=0)("hello")
    (sent,) = server.received()
    assert sent.headers["authorization"] == f"Bearer {SECRET}"
    assert (sent.body["model"], sent.body["temperature"]) == ("fake", 0)
    with pytest.raises(errors.InputError, match="knows a server and no model") as raised:
        get_engine(client)
    assert "model=" in raised.value.hint
    with pytest.raises(errors.InputError, match="model=… cannot be set"):
        get_engine(f"{server.url}#fake", model="other")
    set_backward_engine(client, model="fake")
    assert backward_engine().name == f"{server.url}#fake"


def test_what_it_sends_with_every_request_goes_along(server: FakeServer) -> None:
    client = OpenAI(
        base_url=server.url, api_key="not needed", organization="org-1",
        default_headers={"X-Gateway": HEADER}, default_query={"region": "eu"},
    )  # fmt: skip
    assert ChatExternalClient(client, "fake")("hello")
    (sent,) = server.received()
    assert sent.path == "/v1/chat/completions?region=eu"
    assert sent.headers["x-gateway"] == HEADER
    assert sent.headers["openai-organization"] == "org-1"
    assert not [name for name in sent.headers if name.startswith("x-stainless")]
    assert not sent.headers["user-agent"].startswith("OpenAI")


def test_anything_with_an_address_and_a_key_will_do(server: FakeServer) -> None:
    client = SimpleNamespace(base_url=server.url, api_key=SECRET)
    assert ChatExternalClient(client, "fake")("hello")
    assert server.received()[0].headers["authorization"] == f"Bearer {SECRET}"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_azures_client_is_asked_as_azure_wants_it(server: FakeServer) -> None:
    root = server.url.removesuffix("/v1")
    given = {"api_key": SECRET, "api_version": "2024-10-21"}
    deployed = AzureOpenAI(azure_endpoint=root, azure_deployment="mine", **given)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of litellm's own packages
        for client in (AzureOpenAI(azure_endpoint=root, **given), deployed):
            engine = ChatExternalClient(client, "fake", cache=False)
            assert engine("hello")
            assert SECRET not in repr(engine) + repr(engine.runner.engine)
    paths = [one.path for one in server.received()]
    where = "/openai/deployments/{}/chat/completions?api-version=2024-10-21"
    assert paths == [where.replace("{}", name) for name in ("fake", "mine")]
    assert server.received()[0].headers["api-key"] == SECRET


@pytest.mark.parametrize("model", ["fake", "fake,fault=http401", "fake,fault=html"])
def test_its_key_goes_nowhere_else(
    server: FakeServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    model: str,
) -> None:
    monkeypatch.setenv("TGWIDGET_HOME", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    client = OpenAI(base_url=server.url, api_key=SECRET, default_headers={"X-Gateway": HEADER})
    engine = ChatExternalClient(client, model, policy=Policy(retries=0))
    sinks: list[str] = []
    if model == "fake":
        sinks.append(engine.generate("hello"))
    else:
        with pytest.raises(errors.EngineError) as raised:
            engine.generate("hello")
        told = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
        sinks += [str(raised.value), *told.format()]
    assert server.received()[0].headers["authorization"] == f"Bearer {SECRET}"
    sinks += [repr(engine), repr(vars(engine)), repr(vars(engine.runner.engine)), engine.name]
    sinks += [engine.runner.engine.identity, caplog.text, *capfd.readouterr(), repr(os.environ)]
    for file in tmp_path.rglob("*"):
        if file.is_file():
            sinks.append(file.read_bytes().decode("latin1"))
        if file.name == "cache.db":
            sinks += map(repr, sqlite3.connect(file).execute("select * from Cache"))
    assert not [sink for sink in sinks if SECRET in sink or HEADER in sink]


def test_a_server_that_repeats_what_it_was_sent_is_not_quoted_with_it() -> None:
    client = OpenAI(base_url="http://h", api_key=SECRET, default_headers={"X-Gateway": HEADER})
    place = ChatExternalClient(client, "m").runner.engine._place
    said = str(refusal(place, 400, f"bad headers: {HEADER}, {SECRET}"))
    assert "bad headers" in said
    assert HEADER not in said
    assert SECRET not in said


@pytest.mark.parametrize("wrong", [None, "gpt-4o", SimpleNamespace(base_url="http://localhost")])
def test_something_else_is_refused(wrong: object) -> None:
    with pytest.raises(errors.InputTypeError, match="is no client"):
        ChatExternalClient(wrong, "fake")


def test_a_client_without_a_key_of_its_own_says_so() -> None:
    for client in (
        OpenAI(base_url="http://localhost:1", api_key=lambda: SECRET),
        AzureOpenAI(
            azure_endpoint="http://localhost:1", api_version="x", azure_ad_token_provider=str
        ),
    ):
        with pytest.raises(errors.KeyMissingError, match="no api_key of its own"):
            ChatExternalClient(client, "fake")


@pytest.mark.parametrize(
    ("params", "said"), [({"messages": []}, "messages"), ({"cache": 7}, "cache=")]
)
def test_a_parameter_that_cannot_be_used_is_named(params: dict[str, object], said: str) -> None:
    with pytest.raises(errors.InputError, match=said):
        ChatExternalClient(OpenAI(base_url="http://localhost:1", api_key=SECRET), "m", **params)
