"""Traces in a real MLflow, where it is installed (``pip install mlflow``: 0.85 GB, 90 packages)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import tgwidget as tg
from tests.conftest import Scripted
from tests.engine.asking import SECRET
from tgwidget.demo import shirts
from tgwidget.errors import EngineError

mlflow: Any = pytest.importorskip("mlflow")
pytest.importorskip("sqlalchemy", reason="mlflow-tracing alone has no store of its own")
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def traces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.chdir(tmp_path)
    mlflow.set_tracking_uri(f"sqlite:///{tmp_path}/mlflow.db")
    mlflow.set_experiment("lesson")

    def kept() -> list[Any]:
        mlflow.flush_trace_async_logging()
        return mlflow.search_traces(return_type="list")

    yield kept
    tg.trace(None)


def tree(trace: Any) -> list[tuple[str, str | None, str]]:
    names = {span.span_id: span.name for span in trace.data.spans}
    return sorted((s.name, names.get(s.parent_id), s.span_type) for s in trace.data.spans)


def test_a_run_is_a_trace_with_its_tokens(traces: Any) -> None:
    tg.trace("mlflow")
    shirts(tg.Run("shirts", review="accept"), "simulated", steps=1)
    [trace] = traces()
    assert tree(trace) == [
        ("backward", "run shirts", "CHAIN"),
        ("chat simulated", "backward", "CHAT_MODEL"),
        ("chat simulated", "propose", "CHAT_MODEL"),
        ("chat simulated", "run shirts", "CHAT_MODEL"),
        ("chat simulated", "run shirts", "CHAT_MODEL"),
        ("propose", "step", "CHAIN"),
        ("run shirts", None, "CHAIN"),
        ("step", "run shirts", "CHAIN"),
    ]
    usage = trace.info.token_usage
    assert usage["total_tokens"] == usage["input_tokens"] + usage["output_tokens"] > 0
    assert "shirts under the sun" not in trace.to_json()


def test_content_is_kept_where_it_is_asked_for_but_never_a_key(traces: Any) -> None:
    tg.trace("mlflow", content=True)
    engine = Scripted(lambda system, prompt: f"never say {SECRET}")
    tg.BlackboxLLM(engine)(tg.Variable(f"why {SECRET}?", role_description="question"))
    [trace] = traces()
    [span] = trace.data.spans
    assert span.inputs["messages"][0]["parts"][0]["content"] == "why [key]?"
    assert span.outputs == "never say [key]"
    assert SECRET not in trace.to_json()


def test_a_failure_is_kept_by_its_kind(traces: Any) -> None:
    tg.trace("mlflow")

    def fail(system: str, prompt: str) -> str:
        raise ValueError(f"cannot read {prompt}")

    with pytest.raises(EngineError):
        tg.BlackboxLLM(Scripted(fail))(tg.Variable("a secret wish", role_description="question"))
    [trace] = traces()
    [span] = trace.data.spans
    assert span.status.status_code.value == "ERROR"
    assert span.attributes["error.type"] == "EngineError"
    assert "wish" not in trace.to_json()
