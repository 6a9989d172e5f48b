"""Colab's own models, behind a stub of their interface."""

from __future__ import annotations

import asyncio
import pickle
import threading

import pytest

from tests.engine.asking import SECRET, request, until
from tests.engine.colab_stub import Colab
from tgwidget import errors, runtime
from tgwidget.content import Image
from tgwidget.engine.base import Delta, Message, Request
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.names import get_engine
from tgwidget.engine.names.colab import ColabEngine
from tgwidget.engine.policy import Policy

AGAIN = Policy(retries=2, wait=0.01, longest_wait=0.05)


@pytest.fixture
def colab(monkeypatch: pytest.MonkeyPatch) -> Colab:
    return Colab().install(monkeypatch)


@pytest.mark.parametrize("chunks", [False, True])
def test_its_pieces_arrive_one_by_one(colab: Colab, chunks: bool) -> None:
    colab.chunks = chunks
    engine = get_engine("colab", cache=False)
    heard: list[object] = []
    reply = runtime.run(engine.complete(request("capital of France?"), heard.append))
    assert heard == [Delta("Paris "), Delta("it "), Delta("is.")]
    assert (reply.text, reply.cost, reply.provenance) == ("Paris it is.", 0.0, "live")
    assert (reply.engine, reply.model) == (
        "colab#google/gemini-2.5-flash",
        "google/gemini-2.5-flash",
    )
    assert colab.asked == [("google/gemini-2.5-flash", "capital of France?")]
    assert reply.usage
    assert reply.usage.estimated


def test_a_model_can_be_named_and_stored(colab: Colab) -> None:
    engine = get_engine("colab#google/gemma-3-4b", cache=False)
    assert engine("hello") == "Paris it is."
    assert colab.asked == [("google/gemma-3-4b", "hello")]
    assert pickle.loads(pickle.dumps(engine))("hello") == "Paris it is."


def test_the_system_prompt_and_a_conversation_become_one_text(colab: Colab) -> None:
    talk = (
        Message("system", ("be brief",)), Message("user", ("why?",)),
        Message("assistant", ("so",)), Message("user", ("again",)),
    )  # fmt: skip
    runtime.run(get_engine("colab", cache=False).complete(Request(talk)))
    assert colab.asked[0][1] == "be brief\n\nwhy?\n\nso\n\nagain"


def test_a_picture_is_refused_and_a_parameter_left_out(colab: Colab) -> None:
    engine = get_engine("colab", temperature=0.5, cache=False)
    with pytest.raises(errors.UnsupportedError, match="no images"):
        seen = Message("user", ("what?", Image(b"bytes", "image/png", 1, 1)))
        runtime.run(engine.complete(Request((seen,))))
    with pytest.warns(UserWarning, match="does not take temperature"):
        assert engine("hello") == "Paris it is."
    assert engine("again") == "Paris it is."
    with pytest.raises(errors.UnsupportedError):
        engine.generate("hello", response_format={"type": "json_schema"})


@pytest.mark.parametrize("stub", [None, "without ai"])
def test_outside_of_colab_the_error_says_so(
    stub: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if stub:
        Colab().install(monkeypatch, ai=False)
    with pytest.raises(errors.EngineNameError, match="not Colab") as raised:
        get_engine("colab")
    assert "simulated" in raised.value.hint


class StatusError(Exception):
    status_code = 429


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (StatusError("quota"), errors.RateLimitError),
        (ValueError(f"bad {SECRET}"), errors.EngineError),
        (ConnectionError("gone"), errors.EngineError),
    ],
    ids=lambda one: type(one).__name__,
)
def test_its_failures_are_typed_and_hold_no_key(
    colab: Colab, failure: Exception, kind: type
) -> None:
    colab.error = failure
    with pytest.raises(kind, match="Colab") as raised:
        get_engine("colab", cache=False, policy=AGAIN)("hello")
    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None
    ours = [one for one in raised.traceback if "/tgwidget/" in str(one.path)]
    assert ours
    assert not [one for one in ours if SECRET in repr(one.frame.f_locals)]
    assert len(colab.asked) == (1 if isinstance(failure, ValueError) else 3)


@pytest.mark.parametrize("said", [(), (None, ""), (" ",)])
def test_nothing_said_is_no_answer(colab: Colab, said: tuple[str | None, ...]) -> None:
    colab.said = said
    with pytest.raises(errors.BadReplyError):
        get_engine("colab", cache=False, policy=AGAIN)("hello")


def test_a_stalled_call_ends_at_its_deadline_and_its_thread_at_the_next_piece(
    colab: Colab, monkeypatch: pytest.MonkeyPatch
) -> None:
    going = threading.Event()

    def slow():
        yield "one "
        going.wait(60)
        yield "two "
        raise AssertionError("nobody listens any more")

    monkeypatch.setattr(colab, "_pieces", slow)
    engine = get_engine("colab", cache=False, policy=Policy(retries=0, between_tokens=0.1))
    with pytest.raises(errors.StalledError):
        engine("hello")
    going.set()
    until(lambda: not [one for one in threading.enumerate() if one.name == "tgwidget-colab"])


def test_calls_run_side_by_side(colab: Colab, monkeypatch: pytest.MonkeyPatch) -> None:
    together = threading.Barrier(8)

    def slow():
        together.wait(60)
        yield "done"

    monkeypatch.setattr(colab, "_pieces", slow)
    engine = get_engine("colab", cache=False)
    assert isinstance(engine, ModelEngine)
    assert isinstance(engine.runner.engine, ColabEngine)

    async def many() -> list[str]:
        asked = (engine.complete(request(str(i))) for i in range(8))
        return [reply.text for reply in await asyncio.gather(*asked)]

    assert runtime.run(many()) == ["done"] * 8
