"""Spans of model calls, as OpenTelemetry's and MLflow's own libraries receive them."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.engine.asking import SECRET
from tests.fake_openai import FakeServer
from tests.ops_support import drawing
from tgwidget import runtime, spans
from tgwidget.demo import shirts
from tgwidget.engine.policy import Policy
from tgwidget.errors import EngineError, InputTypeError, MissingPackageError

sdk = pytest.importorskip("opentelemetry.sdk.trace")
memory = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
from opentelemetry.sdk.trace.export import SimpleSpanProcessor  # noqa: E402
from opentelemetry.trace import SpanKind, StatusCode  # noqa: E402


class Traced:
    """A tracer provider that keeps what it gets."""

    def __init__(self) -> None:
        self.provider = sdk.TracerProvider()
        self.exporter = memory.InMemorySpanExporter()
        self.provider.add_span_processor(SimpleSpanProcessor(self.exporter))

    def spans(self) -> list[Any]:
        return list(self.exporter.get_finished_spans())

    def one(self, name: str) -> Any:
        [found] = [span for span in self.spans() if span.name == name]
        return found

    def text(self) -> str:
        return "\n".join(span.to_json() for span in self.spans())


@pytest.fixture
def traced() -> Iterator[Traced]:
    traced = Traced()
    tg.trace(traced.provider)
    yield traced
    tg.trace(None)


def ask(engine: tg.EngineLM | str, text: str = "a question that is nobody's business") -> str:
    model = tg.BlackboxLLM(engine)
    return model(tg.Variable(text, role_description="question", requires_grad=False)).value


def test_a_call_is_a_span_of_the_genai_conventions(traced: Traced) -> None:
    with FakeServer() as server:
        engine = tg.get_engine(
            f"{server.url}#fake,words=7", api_key=SECRET, cache=False, temperature=0.5,
            max_tokens=99, stop="###", seed=3,
        )  # fmt: skip
        ask(engine)
        port = int(server.url.rsplit(":", 1)[1].split("/")[0])
    span = traced.one("chat fake,words=7")
    assert span.kind == SpanKind.CLIENT
    told = dict(span.attributes)
    figures = {
        "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai",
        "gen_ai.system": "openai", "gen_ai.request.model": "fake,words=7",
        "gen_ai.response.model": "fake,words=7", "gen_ai.output.type": "text",
        "gen_ai.request.temperature": 0.5, "gen_ai.request.max_tokens": 99,
        "gen_ai.request.stop_sequences": ("###",), "gen_ai.request.seed": 3,
        "gen_ai.response.finish_reasons": ("stop",), "gen_ai.usage.output_tokens": 7,
        "server.address": "127.0.0.1", "server.port": port,
        "tgwidget.purpose": "answer", "tgwidget.provenance": "local", "tgwidget.cached": False,
        "tgwidget.attempts": 1, "tgwidget.cost_usd": 0.0, "tgwidget.usage_estimated": False,
    }  # fmt: skip
    assert {name: told.get(name) for name in figures} == figures
    assert told["gen_ai.usage.input_tokens"] > 0
    assert span.status.status_code == StatusCode.UNSET


@pytest.mark.parametrize(
    ("name", "provider", "model"),
    [
        ("gpt-4o", "openai", "gpt-4o"),
        ("anthropic/claude-3-5-haiku-latest", "anthropic", "claude-3-5-haiku-latest"),
        ("gemini/gemini-2.0-flash", "gcp.gemini", "gemini-2.0-flash"),
        ("xai/grok-2", "x_ai", "grok-2"),
        ("simulated", "simulated", "simulated"),
    ],
)
def test_providers_have_the_names_of_the_conventions(name, provider, model) -> None:
    from tgwidget.engine.base import Request
    from tgwidget.engine.telling import Call
    from tgwidget.tracing import attributes

    engine = tg.get_engine(name) if name == "simulated" else tg.get_engine(name, api_key="sk-x")
    told = attributes.asked(Call("call", engine.name, engine, Request(()), None, ""))
    assert (told["gen_ai.provider.name"], told["gen_ai.request.model"]) == (provider, model)


def test_calls_stand_inside_the_run_the_pass_and_the_step(traced: Traced) -> None:
    run = tg.Run("shirts", review="accept")
    shirts(run, "simulated", steps=1)
    names = {span.context.span_id: span.name for span in traced.spans()}
    tree = [
        (span.attributes.get("tgwidget.purpose", span.name), names.get(span.parent.span_id))
        for span in traced.spans()
        if span.parent
    ]
    assert tree == [
        ("answer", "run shirts"),
        ("loss", "run shirts"),
        ("gradient", "backward"),
        ("backward", "run shirts"),
        ("proposal", "propose"),
        ("propose", "step"),
        ("step", "run shirts"),
    ]
    assert [span.name for span in traced.spans() if not span.parent] == ["run shirts"]
    assert len({span.context.trace_id for span in traced.spans()}) == 1
    tg.get_engine("simulated")("2 + 2?")
    assert traced.spans()[-1].parent is None


def test_a_persons_own_span_is_the_parent(traced: Traced) -> None:
    tracer = traced.provider.get_tracer("mine")
    with tracer.start_as_current_span("my experiment"):
        tg.get_engine("simulated")("2 + 2?")
    mine = traced.one("my experiment")
    assert traced.one("chat simulated").parent.span_id == mine.context.span_id


def test_calls_at_once_keep_to_their_own_parents(traced: Traced) -> None:
    engine = tg.get_engine("simulated", rate=2_000)
    with tg.Run("many", review="accept"):
        tg.map(lambda text: ask(engine, text), [f"{i} + 2?" for i in range(8)])
    run = traced.one("run many")
    chats = [span for span in traced.spans() if span.name == "chat simulated"]
    assert [span.parent.span_id for span in chats] == [run.context.span_id] * 8


def test_in_async_code_it_is_the_same(traced: Traced) -> None:
    async def cell() -> None:
        with tg.Run("async", review="accept"):
            question = tg.Variable("2 + 2?", role_description="question", requires_grad=False)
            await tg.BlackboxLLM("simulated").acall(question)

    asyncio.run(cell())
    run = traced.one("run async")
    assert traced.one("chat simulated").parent.span_id == run.context.span_id


def test_content_is_off_until_asked_for(traced: Traced) -> None:
    engine = Scripted(lambda system, prompt: "a private answer")
    with tg.Run("private", review="accept"):
        ask(engine)
        ask(tg.get_engine(lambda prompt: "a private answer"))
    assert len(traced.spans()) == 3
    assert "business" not in traced.text()
    assert "private answer" not in traced.text()


def test_content_is_told_where_it_is_asked_for_but_never_a_key(traced: Traced) -> None:
    tg.trace(traced.provider, content=True)
    engine = Scripted(lambda system, prompt: f"the key {SECRET} is no secret now")
    engine.name = "mine"
    system = tg.Variable("be brief", role_description="system prompt", requires_grad=False)
    tg.BlackboxLLM(engine, system)(tg.Variable(f"key {SECRET}?", role_description="question"))
    [span] = traced.spans()
    told = {name: json.loads(span.attributes[name]) for name in (
        "gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.output.messages",
    )}  # fmt: skip
    text = {"type": "text", "content": "the key [key] is no secret now"}
    assert told == {
        "gen_ai.system_instructions": [{"type": "text", "content": "be brief"}],
        "gen_ai.input.messages": [
            {"role": "user", "parts": [{"type": "text", "content": "key [key]?"}]}
        ],
        "gen_ai.output.messages": [{"role": "assistant", "parts": [text], "finish_reason": "stop"}],
    }
    assert SECRET not in traced.text()


def test_a_picture_is_told_as_its_digest(traced: Traced) -> None:
    tg.trace(traced.provider, content=True)
    tg.get_engine("simulated")(["what colour?", drawing("red")])
    [message] = json.loads(traced.spans()[0].attributes["gen_ai.input.messages"])
    assert [part["type"] for part in message["parts"]] == ["text", "uri"]
    assert message["parts"][1]["uri"].startswith("sha256:")
    assert "base64" not in traced.text()


def test_a_failure_is_told_by_its_kind_and_not_its_words(traced: Traced) -> None:
    with FakeServer() as server:
        named = f"{server.url}#fake,fault=http401"
        engine = tg.get_engine(named, api_key=SECRET, cache=False, policy=Policy(retries=0))
        with pytest.raises(EngineError), tg.Run("fails", review="accept"):
            ask(engine)
    for name in ("chat fake,fault=http401", "run fails"):
        span = traced.one(name)
        assert span.status.status_code == StatusCode.ERROR
        assert span.attributes["error.type"] == span.status.description == "AuthError"
    assert SECRET not in traced.text()
    assert "planted" not in traced.text()
    assert "exception" not in traced.text()


def test_a_retry_is_an_event_of_the_one_span(traced: Traced) -> None:
    with FakeServer() as server:
        named = f"{server.url}#fake,fault=http503,times=2"
        ask(tg.get_engine(named, cache=False, policy=Policy(wait=0.01)))
    [span] = traced.spans()
    assert [event.name for event in span.events] == ["retry", "retry"]
    assert span.attributes["tgwidget.attempts"] == 3


def test_a_cancelled_call_ends_its_span(traced: Traced) -> None:
    async def leave() -> None:
        engine = tg.get_engine("simulated", rate=1)
        model = tg.BlackboxLLM(engine)
        question = tg.Variable("2 + 2?", role_description="question")
        task = asyncio.create_task(model.acall(question))
        await asyncio.sleep(0.2)
        task.cancel()
        await asyncio.wait([task])

    runtime.run(leave())
    [span] = traced.spans()
    assert span.attributes["error.type"] == "CancelledError"


def test_a_cached_reply_says_so(traced: Traced) -> None:
    with FakeServer() as server:
        engine = tg.get_engine(f"{server.url}#fake")
        ask(engine)
        ask(engine)
    assert [span.attributes["tgwidget.cached"] for span in traced.spans()] == [False, True]


def test_proposals_by_hand_are_a_span(traced: Traced) -> None:
    engine = Scripted(lambda system, prompt: improved(prompt, "better"))
    text = tg.Variable("a text", role_description="text")
    text.gradients.add(tg.Gradient("be better", "feedback"))
    tg.TGD([text], engine=engine).propose()
    assert [span.name for span in traced.spans()] == ["chat Scripted", "propose"]


def test_tracing_again_replaces_and_none_ends_it(traced: Traced) -> None:
    for _ in range(3):
        tg.trace(traced.provider)
    tg.get_engine("simulated")("2 + 2?")
    assert len(traced.spans()) == 1
    tg.trace(None)
    tg.get_engine("simulated")("2 + 2?")
    assert len(traced.spans()) == 1
    assert set(spans.listeners) == {"log"}


def test_an_object_of_ones_own_can_listen() -> None:
    seen: list[object] = []

    class Mine:
        def began(self, span: spans.Span) -> spans.Follower:
            seen.append((span.kind, span.name))
            return self

        def heard(self, news: object) -> None:
            raise AssertionError("nothing is retried")

        def ended(self, result: object, error: BaseException | None) -> None:
            seen.append((type(result).__name__, error))

    tg.trace(Mine())
    try:
        tg.get_engine("simulated")("2 + 2?")
    finally:
        tg.trace(None)
    assert seen == [("call", "simulated"), ("Reply", None)]


def test_without_a_tracer_provider_it_says_where_spans_go() -> None:
    try:
        with pytest.warns(UserWarning, match="no tracer provider yet"):
            tg.trace("otel")
        tg.get_engine("simulated")("2 + 2?")
    finally:
        tg.trace(None)


def test_what_cannot_be_traced_to_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputTypeError, match="cannot go to 'jaeger'"):
        tg.trace("jaeger")
    for name, package in (("otel", "opentelemetry"), ("mlflow", "mlflow")):
        monkeypatch.setitem(sys.modules, package, None)
        with pytest.raises(MissingPackageError, match=rf"tgwidget\[{name}\]"):
            tg.trace(name)


def test_nothing_is_imported_until_then() -> None:
    code = (
        "import sys, tgwidget as tg; tg.trace; tg.get_engine('simulated', rate=0)('2 + 2?');"
        "tg.trace(None); print({'opentelemetry', 'mlflow'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "set()"


# MLflow


class Spans:
    """MLflow's interface as far as it is used, for where MLflow is not installed."""

    def __init__(self) -> None:
        self.open: list[SimpleNamespace] = []
        self.done: list[SimpleNamespace] = []

    def start_span(self, name: str, span_type: str, attributes: dict) -> Spans:
        parent = self.open[-1].name if self.open else None
        span = SimpleNamespace(name=name, type=span_type, parent=parent, status="OK")
        span.attributes, span.inputs, span.outputs = dict(attributes), None, None
        span.set_attributes = span.attributes.update
        span.set_attribute = span.attributes.__setitem__
        span.set_inputs = lambda value: setattr(span, "inputs", value)
        span.set_outputs = lambda value: setattr(span, "outputs", value)
        span.set_status = lambda value: setattr(span, "status", value)
        self.open.append(span)
        return self

    def __enter__(self) -> SimpleNamespace:
        return self.open[-1]

    def __exit__(self, *error: object) -> None:
        assert error == (None, None, None)
        self.done.append(self.open.pop())


@pytest.fixture
def mlflow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Spans]:
    stub = Spans()
    monkeypatch.setitem(sys.modules, "mlflow", stub)
    yield stub
    tg.trace(None)


def test_mlflow_gets_the_same_spans(mlflow: Spans) -> None:
    tg.trace("mlflow")
    shirts(tg.Run("shirts", review="accept"), "simulated", steps=1)
    assert [(span.name, span.type, span.parent) for span in mlflow.done] == [
        ("chat simulated", "CHAT_MODEL", "run shirts"),
        ("chat simulated", "CHAT_MODEL", "run shirts"),
        ("chat simulated", "CHAT_MODEL", "backward"),
        ("backward", "CHAIN", "run shirts"),
        ("chat simulated", "CHAT_MODEL", "propose"),
        ("propose", "CHAIN", "step"),
        ("step", "CHAIN", "run shirts"),
        ("run shirts", "CHAIN", None),
    ]
    told = mlflow.done[0].attributes
    usage = told["mlflow.chat.tokenUsage"]
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"] > 0
    assert told["mlflow.llm.model"] == told["gen_ai.request.model"] == "simulated"
    assert all(span.inputs is None and span.outputs is None for span in mlflow.done)


def test_mlflow_gets_content_where_it_is_asked_for(mlflow: Spans) -> None:
    tg.trace("mlflow", content=True)
    ask(Scripted(lambda system, prompt: f"never {SECRET}"), "why?")
    [span] = mlflow.done
    assert span.inputs == {
        "messages": [{"role": "user", "parts": [{"type": "text", "content": "why?"}]}]
    }
    assert span.outputs == "never [key]"


def test_mlflow_hears_of_a_failure(mlflow: Spans) -> None:
    tg.trace("mlflow")

    def fail(system: str, prompt: str) -> str:
        raise ValueError(f"cannot read {prompt}")

    with pytest.raises(EngineError):
        ask(Scripted(fail))
    [span] = mlflow.done
    assert (span.status, span.attributes["error.type"]) == ("ERROR", "EngineError")
    assert "business" not in repr(span)
