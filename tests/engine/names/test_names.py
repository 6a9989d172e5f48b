"""A name leads to the right engine, or to an error that says which names there are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import diskcache
import pytest

from tests.engine.asking import SECRET, request
from tests.fake_openai import FakeServer
from tgwidget import errors, runtime
from tgwidget.engine.base import Engine
from tgwidget.engine.cache import Cache, shared_cache
from tgwidget.engine.cache.entry import request_key
from tgwidget.engine.direct import DirectEngine
from tgwidget.engine.litellm import LiteLLMAdapter
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.names import get_engine
from tgwidget.engine.policy import Policy

OPENAI = "direct:https://api.openai.com/v1"


def inner(name: str, **params: object) -> Engine:
    engine = get_engine(name, **params)
    assert isinstance(engine, ModelEngine)
    return engine.runner.engine


@pytest.fixture
def with_key(monkeypatch: pytest.MonkeyPatch) -> None:
    providers = ("OPENAI", "ANTHROPIC", "GEMINI", "TOGETHERAI", "GROQ", "AZURE", "COHERE")
    for provider in providers:
        monkeypatch.setenv(f"{provider}_API_KEY", SECRET)


@pytest.mark.parametrize(
    ("name", "kind", "model", "identity", "provenance"),
    [
        ("gpt-4o", DirectEngine, "gpt-4o", OPENAI, "live"),
        ("openai/gpt-4o", DirectEngine, "gpt-4o", OPENAI, "live"),
        ("o3-mini", DirectEngine, "o3-mini", OPENAI, "live"),
        ("o1", DirectEngine, "o1", OPENAI, "live"),
        ("chatgpt-4o-latest", DirectEngine, "chatgpt-4o-latest", OPENAI, "live"),
        ("http://localhost:8000/v1#a/b:c", DirectEngine, "a/b:c",
         "direct:http://localhost:8000/v1", "local"),
        ("https://models.example.com/v1#m", DirectEngine, "m",
         "direct:https://models.example.com/v1", "live"),
        ("ollama/llama3.2", LiteLLMAdapter, "ollama/llama3.2", "litellm:", "local"),
        ("hosted_vllm/m", LiteLLMAdapter, "hosted_vllm/m", "litellm:", "local"),
        ("anthropic/claude-x", LiteLLMAdapter, "anthropic/claude-x", "litellm:", "live"),
        ("gemini/gemini-x", LiteLLMAdapter, "gemini/gemini-x", "litellm:", "live"),
        ("bedrock/claude-x", LiteLLMAdapter, "bedrock/claude-x", "litellm:", "live"),
        ("together_ai/llama-x", LiteLLMAdapter, "together_ai/llama-x", "litellm:", "live"),
        ("groq/llama-x", LiteLLMAdapter, "groq/llama-x", "litellm:", "live"),
        ("azure/mine", LiteLLMAdapter, "azure/mine", "litellm:", "live"),
        ("cohere/command-x", LiteLLMAdapter, "cohere/command-x", "litellm:", "live"),
        ("deepseek-chat", LiteLLMAdapter, "deepseek-chat", "litellm:", "live"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("with_key")
def test_a_name_leads_to_its_engine(
    name: str, kind: type, model: str, identity: str, provenance: str
) -> None:
    engine = inner(name)
    assert type(engine) is kind
    assert (engine.model, engine.identity, engine.provenance) == (model, identity, provenance)
    assert engine.name == name


def test_the_simulated_engine_takes_its_settings_and_no_disk() -> None:
    engine = get_engine("simulated", seed=3, rate=0)
    assert isinstance(engine, ModelEngine)
    assert engine.provenance == "simulated"
    assert engine.runner.cache is None
    assert engine.params == {}
    assert inner("simulated", seed=3).identity != inner("simulated", seed=4).identity


def test_an_engine_is_given_back_as_it_is() -> None:
    engine = get_engine("simulated")
    assert get_engine(engine) is engine


@pytest.mark.parametrize(
    ("name", "near"),
    [("gpt4o", "gpt-4o"), ("simulate", "simulated"), ("sonet", "sonnet"),
     ("nonsense/model", ""), ("", ""), ("openai/", ""), ("anthropic/", "")],
)  # fmt: skip
def test_an_unknown_name_says_which_there_are(name: str, near: str) -> None:
    with pytest.raises(errors.EngineNameError) as raised:
        get_engine(name)
    assert isinstance(raised.value, ValueError)
    assert near in str(raised.value)
    for form in ("simulated", "gpt-4o", "http://localhost:8000/v1#model", "provider/model"):
        assert form in str(raised.value)


def test_an_address_without_a_model_says_what_to_add() -> None:
    with pytest.raises(errors.EngineNameError, match="after a #") as raised:
        get_engine("https://me:hunter2@example.com/v1")
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("gpt-4o", "OPENAI_API_KEY"),
        ("openai/gpt-4o", "OPENAI_API_KEY"),
        ("experimental:gpt-4o", "OPENAI_API_KEY"),
        ("opus", "ANTHROPIC_API_KEY"),
        ("anthropic/claude-x", "ANTHROPIC_API_KEY"),
        ("gemini-1.5-pro", "GOOGLE_API_KEY"),
        ("groq-llama3-70b-8192", "GROQ_API_KEY"),
        ("together-llama-3-70b", "TOGETHER_API_KEY"),
        ("command-r-plus", "COHERE_API_KEY"),
        ("azure-gpt-4", "AZURE_OPENAI_API_KEY"),
    ],
)
def test_a_missing_key_is_named_before_the_first_call(
    name: str, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(errors.KeyMissingError, match=f"{setting} is not set") as raised:
        get_engine(name)
    assert isinstance(raised.value, ValueError)
    assert get_engine(name, api_key=SECRET)
    monkeypatch.setenv(setting, SECRET)
    assert get_engine(name)


@pytest.mark.parametrize("setting", ["OPENAI_BASE_URL", "OPENAI_API_BASE"])
def test_openais_names_go_where_the_environment_says(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.setenv(setting, server.url)
    assert get_engine("gpt-fake", cache=False).generate("hello")
    assert "authorization" not in server.received()[0].headers
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    assert get_engine("gpt-fake", cache=False).generate("hello")
    assert server.received()[1].headers["authorization"] == f"Bearer {SECRET}"


@pytest.mark.usefixtures("with_key")
def test_openais_key_is_not_sent_to_strangers(server: FakeServer) -> None:
    for engine in (
        get_engine(f"{server.url}#fake", cache=False),
        get_engine("gpt-fake", base_url=server.url, cache=False),
    ):
        assert engine.generate("hello")
        assert "authorization" not in server.received()[-1].headers
    assert get_engine(f"{server.url}#fake", api_key="mine-0123456", cache=False).generate("hello")
    assert server.received()[-1].headers["authorization"] == "Bearer mine-0123456"


def test_parameters_reach_the_wire_and_the_key(server: FakeServer) -> None:
    for temperature in (0.1, 0.9, 0.1):
        get_engine(f"{server.url}#fake", temperature=temperature, top_p=None).generate(
            "hello", system_prompt="be brief", max_tokens=7
        )
    assert [one.body["temperature"] for one in server.received()] == [0.1, 0.9]
    assert server.received()[0].body["max_tokens"] == 7
    assert "top_p" not in server.received()[0].body
    assert server.received()[0].body["messages"][0]["role"] == "system"


def test_the_cache_is_ours_or_given_or_none(tmp_path: Path) -> None:
    def cache_of(**kw: object) -> Cache | None:
        engine = get_engine("http://localhost:1/v1#m", **kw)
        assert isinstance(engine, ModelEngine)
        return engine.runner.cache

    mine = Cache(tmp_path)
    assert cache_of() is shared_cache()
    assert cache_of(cache=False) is None
    assert cache_of(cache=mine) is mine
    for bad in ("yes", 1, None, {}):
        with pytest.raises(errors.InputError, match="cache=") as raised:
            cache_of(cache=bad)
        assert isinstance(raised.value, ValueError)


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"model": "x"}, "model"),
        ({"stream": False}, "stream"),
        ({"temperature": object()}, "the parameter temperature"),
        ({"aws_region_name": "x"}, "aws_region_name"),
        ({"api_key": 7}, "api_key"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(params: dict[str, object], said: str) -> None:
    with pytest.raises(errors.InputError, match=said):
        get_engine("http://localhost:1/v1#m", **params)


def test_diskcaches_own_cache_lends_its_directory_and_none_of_its_pickles(
    server: FakeServer, tmp_path: Path
) -> None:
    class Planted:
        def __reduce__(self) -> tuple[object, ...]:
            return (Path.touch, (tmp_path / "ran",))

    given = diskcache.Cache(str(tmp_path / "kept"))
    for text in ("hello", "again", "hello"):
        engine = inner(f"{server.url}#fake", cache=given)
        given[request_key(engine, request(text))] = Planted()
        asking = get_engine(f"{server.url}#fake", cache=given)
        assert asking.generate(text)
    assert server.stats().requests == 2
    assert not (tmp_path / "ran").exists()
    assert isinstance(asking, ModelEngine)
    assert asking.runner.cache
    asking.runner.cache.close()
    given.close()


@pytest.mark.parametrize(("wrong", "said"), [(7, "int"), (Cache, "the class Cache, not as an obj")])
def test_something_else_than_a_name_is_refused(wrong: object, said: str) -> None:
    with pytest.raises(errors.InputTypeError, match=said):
        get_engine(wrong)


def test_litellm_gets_what_it_needs_and_shows_none_of_it() -> None:
    engine = get_engine(
        "anthropic/claude-x", api_key=SECRET, api_base="https://proxy.example.com/v1", top_p=0.5
    )
    assert isinstance(engine, ModelEngine)
    assert engine.params == {"top_p": 0.5}
    assert engine.runner.engine.identity == "litellm:https://proxy.example.com/v1"
    assert SECRET not in repr(engine) + repr(engine.runner) + repr(engine.runner.engine)


def test_without_litellm_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tgwidget.engine.litellm.library.find_spec", lambda _: None)
    monkeypatch.delitem(sys.modules, "litellm", raising=False)
    with pytest.raises(errors.MissingPackageError, match="pip install litellm") as raised:
        get_engine("anthropic/claude-x", api_key=SECRET)
    assert isinstance(raised.value, ImportError)


def test_making_engines_imports_no_litellm_and_writes_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from tgwidget.engine.names import get_engine\n"
        "get_engine('anthropic/claude-x', api_key='none'); get_engine('http://localhost:1/v1#m')\n"
        "print(sorted({'litellm', 'aiohttp', 'diskcache', 'openai'} & set(sys.modules)))"
    )
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"}
    env["PYTHONPATH"] = str(Path(__file__).parents[3])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, env=env,
        cwd=tmp_path, check=True,
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []


def test_a_policy_can_be_given(server: FakeServer) -> None:
    engine = get_engine(f"{server.url}#fake,fault=hang", policy=Policy(retries=0, first_token=0.3))
    with pytest.raises(errors.StalledError):
        runtime.run(engine.complete(request()))
