"""Fifty planted keys, each really sent, by calls that end well or badly: no place shows any."""

from __future__ import annotations

import json
import logging
import pickle
import sqlite3
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import count, product
from pathlib import Path
from types import TracebackType
from typing import Any

import nbformat
import pytest
from IPython.core.ultratb import VerboseTB
from nbclient import NotebookClient
from openai import OpenAI

import tgwidget as tg
from tests.engine.colab_stub import Colab
from tests.fake_openai import FakeServer
from tgwidget.engine.litellm import library
from tgwidget.engine.lm import EngineLM, ModelEngine
from tgwidget.engine.local_model_openai_api import ChatExternalClient
from tgwidget.engine.policy import Policy
from tgwidget.graph import Graph
from tgwidget.widget.widget import RunWidget

CORE = "planted0123456789"
SHAPES = ("sk-proj-{}abcDEF", "{}abcDEF0123", "AIza{}abcDEF0123456", "{}+/a==", "a:b.{}~!*'()")
NUMBERS = count()


def patience(model: str) -> Policy:
    return Policy(retries=1, wait=0.01, first_token=0.3 if "hang" in model else 60.0)


class Place:
    """One way for a key to reach a server: what is set, and the engine that is made."""

    def __init__(self, url: str, key: str, patch: pytest.MonkeyPatch) -> None:
        self.url, self.key, self.patch = url, key, patch

    def argument(self, model: str) -> EngineLM:
        return tg.get_engine(f"{self.url}#{model}", api_key=self.key, policy=patience(model))

    def environment(self, model: str) -> EngineLM:
        self.patch.setenv("OPENAI_API_KEY", self.key)
        return self._openai(model)

    def hand(self, model: str) -> EngineLM:
        tg.set_key("openai", self.key)
        return self._openai(model)

    def colab(self, model: str) -> EngineLM:
        Colab({"OPENAI_API_KEY": self.key}).install(self.patch)
        return self._openai(model)

    def client(self, model: str) -> EngineLM:
        client = OpenAI(base_url=self.url, api_key=self.key)
        return ChatExternalClient(client, model, policy=patience(model))

    def header(self, model: str) -> EngineLM:
        client = OpenAI(base_url=self.url, api_key="none", default_headers={"X-Gateway": self.key})
        return ChatExternalClient(client, model, policy=patience(model))

    def litellm_argument(self, model: str) -> EngineLM:
        return self._mistral(model, api_key=self.key)

    def litellm_header(self, model: str) -> EngineLM:
        headers = {"X-Gateway": f"Bearer {self.key}"}
        return self._mistral(model, api_key="none-needed", extra_headers=headers)

    def litellm_environment(self, model: str) -> EngineLM:
        self.patch.setenv("MISTRAL_API_KEY", self.key)
        return self._mistral(model)

    def litellm_hand(self, model: str) -> EngineLM:
        tg.set_key("mistral", self.key)
        return self._mistral(model)

    def litellm_colab(self, model: str) -> EngineLM:
        Colab({"MISTRAL_API_KEY": self.key}).install(self.patch)
        return self._mistral(model)

    def _openai(self, model: str) -> EngineLM:
        self.patch.setenv("OPENAI_BASE_URL", self.url)
        return tg.Fallback(
            f"openai/{model}", f"{self.url}#fake,fault=http404", policy=patience(model)
        )

    def _mistral(self, model: str, **given: str) -> EngineLM:
        return tg.get_engine(f"mistral/{model}", api_base=self.url, policy=patience(model), **given)


WAYS = [name for name in vars(Place) if not name.startswith("_")]
ENDS = ["", "http401", "headers", "errorheaders", "hang"]


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library.load("any")
        with FakeServer() as first:
            tg.get_engine("mistral/fake", api_base=first.url, api_key="none", cache=False)("hello")


@pytest.fixture(scope="module")
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


def test_there_are_fifty() -> None:
    assert len(WAYS) * len(ENDS) >= 50


@pytest.mark.parametrize(("way", "end"), list(product(WAYS, ENDS)))
def test_a_key_shows_nowhere(
    server: FakeServer,
    way: str,
    end: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    number = next(NUMBERS)
    core = f"{CORE}x{number:02}"
    key = SHAPES[number % len(SHAPES)].replace("{}", core)
    monkeypatch.setenv("TGWIDGET_HOME", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "tgwidget")
    model = f"fake,words=2,at=1,fault={end},id={number}"
    before = len(server.received())
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        make: Callable[[str], EngineLM] = getattr(Place(server.url, key, monkeypatch), way)
        engine = make(model)
        sinks, error = _driven(engine, tmp_path)
    assert (error is None) == (not end)
    received = server.received()[before:]
    assert [one for one in received if key in json.dumps(one.headers)], "it was sent indeed"
    sinks += [str(one.message) for one in warned]
    sinks += [caplog.text, *(repr(vars(record)) for record in caplog.records)]
    sinks += capfd.readouterr()
    written = {file.suffix for file in tmp_path.rglob("*") if file.is_file()}
    exported = {".jsonl", ".html", ".md", ".csv", ".json"} | (set() if end else {".toml"})
    assert exported <= written, "a journal and all exports"
    sinks += _files(tmp_path)
    assert len(sinks) > 20
    assert not [sink for sink in sinks if core in sink]


def _driven(engine: EngineLM, home: Path) -> tuple[list[str], tg.TgError | None]:
    """Ask the engine inside a run that is shown; all that can be seen of it, and how it ended."""
    error: tg.TgError | None = None
    question = tg.Variable("why?", role_description="question")
    prompt = tg.Variable("be brief", role_description="prompt")
    prompt.gradients.add("be briefer")
    op = tg.autograd.LLMCall(tg.Recorder(engine, home / "lesson.jsonl"))
    run = tg.Run("planted", review=tg.Callback(lambda proposal: True))
    with run:
        widget = RunWidget(run)
        try:
            op(question)
            tg.TGD([prompt], engine=op.engine).step()
        except tg.TgError as failure:
            error = failure
    graph = Graph.of(run.log)
    run.to_html(home / "run.html")
    run.to_markdown(home / "run.md")
    run.to_csv(home / "run.csv")
    run.to_json(home / "run.json")
    run.to_review(home / "review.html")
    tg.runs().export("planted", home / "exported.jsonl")
    assert run.journal is not None
    sinks = [run.journal.read_text(), repr(tg.runs()), run.exported("log")]
    sinks += [run.to_pandas().to_string(), repr(run.history), str(run.spent)]
    replayed = tg.replay(home / "exported.jsonl", speed=None)
    replayed.wait()
    sinks += [repr(entry) for entry in replayed.log] + [replayed.to_json()]
    if error is None:
        policy = tg.Policy.learn(run)
        policy.save(home / "policy.toml")
        run.save_prompt(home / "prompt.md")
        sinks += [str(policy), repr(tg.get_engine(f"recorded:{home / 'lesson.jsonl'}"))]
    sinks += [repr(one) for one in (engine, op, run, question, widget, widget.get_state())]
    sinks += [repr(entry) for entry in run.log] + [json.dumps(asdict(run.log[-1].event))]
    sinks += [
        graph.outline(),
        graph.svg(),
        graph.digraph().source,
        question.generate_graph().source,
    ]
    sinks += [pickle.dumps([engine, op, question]).decode("latin1"), repr(vars(engine))]
    for one in getattr(engine, "engines", (engine,)):
        assert isinstance(one, ModelEngine)
        inner = one.runner.engine
        sinks += [repr(one.runner), repr(vars(one.runner)), repr(inner), repr(vars(inner))]
        sinks += [inner.identity, inner.name, inner.account]
    widget.close()
    return sinks + (_tracebacks(error) if error else []), error


def _tracebacks(error: BaseException) -> list[str]:
    """The error as notebooks and debuggers show it, with the locals of all our frames."""
    seen: list[str] = [str(error), repr(error), repr(error.args), repr(vars(error))]
    while error is not None:
        inside = _ours(error.__traceback__)
        told = traceback.TracebackException(type(error), error, inside, capture_locals=True)
        seen += told.format(chain=False)
        seen.append(VerboseTB(theme_name="nocolor").text(type(error), error, inside))
        seen += [repr(value) for one in _frames(inside) for value in one.tb_frame.f_locals.values()]
        error = error.__cause__ or error.__context__
    return seen


def _ours(found: TracebackType | None) -> TracebackType | None:
    """The traceback without the test's own frames, which do hold the key."""
    while found is not None and "/tests/" in found.tb_frame.f_code.co_filename:
        found = found.tb_next
    return found


def _frames(found: TracebackType | None) -> Iterator[TracebackType]:
    while found is not None:
        yield found
        found = found.tb_next


def _files(home: Path) -> list[str]:
    seen = [file.read_bytes().decode("latin1") for file in home.rglob("*") if file.is_file()]
    for file in home.rglob("*.db"):
        with sqlite3.connect(file) as held:
            tables = held.execute("select name from sqlite_master where type = 'table'").fetchall()
            seen += [repr(held.execute(f'select * from "{name}"').fetchall()) for (name,) in tables]
    return seen


def test_no_key_is_in_a_saved_notebook(
    server: FakeServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What litellm raises is shown above, as a notebook shows it: it is not imported here."""
    keys = {f"{kind}_API_KEY": f"sk-{CORE}{kind}" for kind in ("OPENAI", "ANTHROPIC")}
    for name, value in {**keys, "OPENAI_BASE_URL": server.url, "URL": server.url}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    ways = {
        "tg.get_engine('openai/{}', policy=policy)": ("http401",),
        "tg.get_engine(url + '#{}', api_key=os.environ['ANTHROPIC_API_KEY'], policy=policy)": (
            "", "headers",
        ),
    }  # fmt: skip
    asked = [
        way.replace("{}", f"fake,words=2,at=1,fault={end}")
        for way, ends in ways.items()
        for end in ends
    ]
    first = (
        "%load_ext tgwidget\n%xmode Verbose\nimport logging, os\nimport tgwidget as tg\n"
        "logging.basicConfig(level=logging.DEBUG)\nurl = os.environ['URL']\n"
        "policy = tg.engine.Policy(retries=0)\n"
        "question = tg.Variable('why?', role_description='question', requires_grad=False)"
    )
    cells = [first, *(f"%%tg planted\nprint(tg.BlackboxLLM({one})(question))" for one in asked)]
    book: Any = nbformat.v4.new_notebook()
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    book.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    before = len(server.received())
    NotebookClient(book, timeout=90, kernel_name="python3", allow_errors=True).execute()
    sent = json.dumps([one.headers for one in server.received()[before:]])
    assert all(value in sent for value in keys.values()), "they were sent indeed"
    saved = nbformat.writes(book)
    assert "AuthError" in saved, "one was refused indeed"
    assert "The server failed on" in saved, "one was repeated by the server indeed"
    assert "Run('planted')" in saved
    assert CORE not in saved
