"""litellm's sharp edges, each covered: what a user sees is the same as with the direct engine."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import subprocess
import sys
import threading
import traceback
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from tests.engine.asking import SECRET, SILENT, ask, leave_in_flight, patience, request
from tests.fake_openai import FakeServer
from tgwidget import errors, runtime
from tgwidget.engine.base import Delta, Retrying, Usage
from tgwidget.engine.litellm import LiteLLMAdapter, library
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner

# litellm's own use of pydantic is deprecated; that is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """The import and the first call take seconds; no deadline of a test should see them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of litellm's own packages
        library.load("any")
        with FakeServer() as server:
            ask(engine(server, "fake"), Policy(retries=0))


def engine(server: FakeServer, model: str) -> LiteLLMAdapter:
    return LiteLLMAdapter(f"openai/{model}", {"api_base": server.url, "api_key": SECRET})


FAULTS = {
    "http401": (errors.AuthError, "api_key", 1),
    "http403": (errors.AuthError, "api_key", 1),
    "http404": (errors.EngineError, "does not know the model", 1),
    "http429": (errors.RateLimitError, "slow down", 3),
    "http500": (errors.EngineError, "500", 3),
    "http503": (errors.EngineError, "503", 3),
    "context": (errors.ContextTooLongError, "shorten", 1),
    "html": (errors.BadReplyError, "check the address", 3),
    "close": (errors.UnreachableError, "broke", 3),
    "hang": (errors.StalledError, "said nothing for 0.3 s", 3),
    "silence": (errors.StalledError, "said nothing for 0.3 s", 3),
    "stall": (errors.StalledError, "fell silent for 0.2 s", 3),
    "cut": (errors.UnreachableError, "broke", 3),
    "ends": (errors.BadReplyError, "cut off", 3),
    "unfinished": (errors.BadReplyError, "cut off", 3),
    "badjson": (errors.EngineError, "500", 3),
    "error": (errors.EngineError, "upstream overloaded", 3),
    "errortext": (errors.EngineError, "500", 3),
    "empty": (errors.BadReplyError, "cut off", 3),
    "null": (errors.BadReplyError, "empty", 3),
    "drop": (errors.EngineError, "500", 3),
    "drip": (errors.StalledError, "said nothing for 0.3 s", 3),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_stays_is_a_typed_error(
    server: FakeServer, quick: Policy, fault: str, capfd: pytest.CaptureFixture[str]
) -> None:
    kind, said, requests = FAULTS[fault]
    made = engine(server, f"fake,fault={fault}")
    with pytest.raises(errors.TgError, match=said) as raised:
        ask(made, patience(quick, fault))
    assert type(raised.value) is kind
    asked = server.stats().requests
    assert asked == requests or (fault in SILENT and asked < requests)
    told = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
    sinks = [repr(made), str(raised.value), *told.format()]
    assert not [sink for sink in sinks if SECRET in sink]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("fault", [name for name, (_, _, n) in FAULTS.items() if n > 1])
def test_a_fault_that_passes_is_retried(server: FakeServer, quick: Policy, fault: str) -> None:
    heard: list[Delta | Retrying] = []
    made = engine(server, f"fake,words=9,fault={fault},times=1")
    reply = ask(made, patience(replace(quick, retries=20), fault), heard=heard)
    assert reply.text == "check the sum of every line before you answer "
    # On a machine that stutters, what comes after the fault may seem silent too.
    assert reply.attempts == 2 or (fault in SILENT and reply.attempts > 2)
    *_, retry = [news for news in heard if isinstance(news, Retrying)]
    after = [news.text for news in heard[heard.index(retry) :] if isinstance(news, Delta)]
    assert "".join(after) == reply.text


@pytest.mark.parametrize(
    "quirk", ["nodone=1", "usage=finish", "comments=1", "same=1,words=250", "words=1"]
)
def test_a_habit_of_a_server_is_understood(
    server: FakeServer, quick: Policy, quirk: str, capfd: pytest.CaptureFixture[str]
) -> None:
    reply = ask(engine(server, f"fake,{quirk}"), quick)
    words = int(quirk.partition("words=")[2] or 20)
    assert len(reply.text.split()) == words
    assert reply.usage == Usage(10, words)
    assert (reply.cost, reply.provenance) == (0.0, "local")
    assert server.stats().requests == 1
    assert capfd.readouterr() == ("", "")


def test_usage_that_litellm_makes_up_is_not_believed(server: FakeServer, quick: Policy) -> None:
    usage = ask(engine(server, "fake,usage=none"), quick).usage
    assert usage
    assert usage.estimated


def test_reasoning_is_kept_apart(server: FakeServer, quick: Policy) -> None:
    reply = ask(engine(server, "fake,words=1,think=2"), quick)
    assert (reply.reasoning, reply.text) == ("hmm hmm ", "check ")


@pytest.mark.parametrize("finish", ["length", "content_filter"])
def test_how_a_reply_ended_is_told(server: FakeServer, quick: Policy, finish: str) -> None:
    assert ask(engine(server, f"fake,finish={finish}"), quick).finish == finish


def test_parameters_reach_the_wire(server: FakeServer, quick: Policy) -> None:
    ask(engine(server, "fake"), quick, asked=request(temperature=0.25, seed=None, max_tokens=9))
    (received,) = server.received()
    assert received.body["temperature"] == 0.25
    assert received.body["max_tokens"] == 9
    assert "seed" not in received.body


@pytest.mark.parametrize("model", ["fake,words=1000,pause=0.05", "fake,fault=hang"])
def test_a_cancelled_call_closes_its_socket_at_once(server: FakeServer, model: str) -> None:
    runner = Runner(engine(server, model), None, Policy())
    runtime.run(leave_in_flight(runner, server, 8))
    assert server.stats().broken == 8


@pytest.mark.parametrize(
    ("model", "setting"),
    [
        ("openai/gpt-4o", "OPENAI_API_KEY"),
        ("anthropic/claude-3-5-haiku-latest", "ANTHROPIC_API_KEY"),
        ("gemini/gemini-2.0-flash", "GEMINI_API_KEY"),
    ],
)
def test_a_missing_key_is_named(
    model: str, setting: str, quick: Policy, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(errors.KeyMissingError, match=f"{setting}.* is not set") as raised:
        ask(LiteLLMAdapter(model), quick)
    assert isinstance(raised.value, ValueError)
    assert capfd.readouterr() == ("", "")


def test_the_environments_key_is_named_when_refused(
    server: FakeServer, quick: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    with pytest.raises(errors.AuthError, match="key from OPENAI_API_KEY") as raised:
        ask(LiteLLMAdapter("openai/fake,fault=http401", {"api_base": server.url}), quick)
    assert SECRET not in str(raised.value)


def test_no_server_says_so(quick: Policy) -> None:
    dead = LiteLLMAdapter("openai/m", {"api_base": "http://127.0.0.1:9/v1", "api_key": SECRET})
    with pytest.raises(errors.UnreachableError, match=r"127\.0\.0\.1:9") as raised:
        ask(dead, quick)
    assert not re.search(r"ssl|object at|litellm", raised.value.message)


FRESH = """
import asyncio, gc, json, os, sys
from tests.engine.asking import ask
from tests.engine.litellm.test_litellm import LiteLLMAdapter, Policy, library

young, before, ticks = [], dict(os.environ), []

def look(phase, info):
    if phase == "start" and "litellm" in sys.modules:
        looked = range(min(info["generation"], 1) + 1)
        young.append(max(len(gc.get_objects(one)) for one in looked))

async def load():
    async def tick():
        while True:
            ticks.append(1)
            await asyncio.sleep(0.01)

    ticking = asyncio.create_task(tick())
    await asyncio.to_thread(library.load, "any")

gc.callbacks.append(look)
asyncio.run(load())
ask(LiteLLMAdapter("openai/fake", {"api_base": sys.argv[1], "api_key": "none"}), Policy(retries=0))
print(json.dumps({
    "the loop goes on": len(ticks) > 5,
    "the environment is left alone": dict(os.environ) == before,
    "a long look of the collector": max(young) > 50_000,
    "a tokenizer is loaded": "litellm.litellm_core_utils.default_encoding" in sys.modules,
}))
"""


def test_a_first_call_in_a_fresh_process_holds_nobody_up(
    server: FakeServer, tmp_path: Path
) -> None:
    """A tokenizer's table, or a look through all that was imported, stops all threads for 0.2 s."""
    (tmp_path / ".env").write_text("TGWIDGET_PLANTED=1\n")
    env = {name: value for name, value in os.environ.items() if "LITELLM" not in name}
    env["PYTHONPATH"] = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FRESH, server.url], capture_output=True, text=True,
        timeout=100, env=env, cwd=tmp_path, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout) == {
        "the loop goes on": True,
        "the environment is left alone": True,
        "a long look of the collector": False,
        "a tokenizer is loaded": False,
    }


@pytest.mark.parametrize("collects", [True, False])
def test_its_import_leaves_the_collector_as_it_was(collects: bool) -> None:
    if not collects:
        gc.disable()
    try:
        with library._no_collections():
            assert not gc.isenabled()
        assert gc.isenabled() == collects
    finally:
        gc.enable()


def test_the_first_call_imports_it_on_another_thread(
    server: FakeServer, quick: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []
    real = library.load

    def spy(model: str) -> object:
        threads.append(threading.current_thread().name)
        return real(model)

    monkeypatch.setattr(library, "load", spy)
    monkeypatch.setattr(library, "ready", None)
    assert ask(engine(server, "fake"), quick).text
    assert threads
    assert "tgwidget" not in threads
    assert "MainThread" not in threads


def test_a_litellm_that_cannot_be_imported_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, quick: Policy
) -> None:
    def broken(name: str) -> object:
        raise ImportError(name)

    made = LiteLLMAdapter("anthropic/claude-x")
    monkeypatch.setattr(library, "ready", None)
    monkeypatch.setattr("tgwidget.engine.litellm.library.importlib.import_module", broken)
    with pytest.raises(errors.MissingPackageError, match="pip install litellm"):
        ask(made, quick)


def test_many_streams_at_once(server: FakeServer) -> None:
    runner = Runner(engine(server, "fake,latency=0.1"), None, Policy(concurrency=64))

    async def many() -> int:
        replies = await asyncio.gather(*(runner.reply(request(str(i))) for i in range(32)))
        return sum(reply.attempts for reply in replies)

    assert runtime.run(many()) == 32
