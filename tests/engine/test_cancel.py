"""Stop, an interrupt and the end of a run close the sockets, stalled servers' included.

Within 0.1 s, and `make bench-engines` measures that; here a server would be silent for minutes.
"""

from __future__ import annotations

import contextvars
import signal
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import tgwidget as tg
from tests.engine.asking import ask, once, until
from tests.engine.test_faults import engine
from tests.fake_openai import FakeServer
from tgwidget import errors
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner
from tgwidget.observe import blocking
from tgwidget.optimizer.scoring import scored

# litellm's own use of pydantic is deprecated; that is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

STALLED = {
    "before its first byte": "fault=hang",
    "after the role": "fault=silence",
    "in mid-reply": "fault=stall",
    "never, it streams on": "words=100000,pause=0.02",
    "in a pause before another try": "fault=http503,after=25",
}


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """litellm's import and its first call take seconds; no deadline of a test should see them."""
    with warnings.catch_warnings(), FakeServer() as server:
        warnings.simplefilter("ignore")  # those of litellm's own packages
        ask(patient("litellm", server, "id=first").runner.engine, Policy(retries=0))


def patient(kind: str, server: FakeServer, script: str) -> ModelEngine:
    """An engine that would wait for minutes."""
    made = engine(kind, server, script)
    return ModelEngine(Runner(made.runner.engine, None, Policy()), {})


def in_flight(server: FakeServer, script: str) -> bool:
    stats = server.stats()
    return stats.requests == 4 and (stats.active == 4 or "http503" in script)


def four_losses(who: ModelEngine) -> None:
    texts = [tg.Variable(f"text {i}", role_description="answer") for i in range(4)]
    loss = tg.TextLoss("judge", who)
    tg.sum(tg.map(loss, texts))


@pytest.mark.parametrize("script", STALLED.values(), ids=STALLED)
@pytest.mark.parametrize("kind", ["direct", "litellm"])
def test_stop_closes_every_socket(server: FakeServer, kind: str, script: str) -> None:
    who = patient(kind, server, script)
    run = tg.Run("stopped", review="accept")
    with once(lambda: in_flight(server, script), run.stop):
        with pytest.raises(errors.StoppedError), run:
            four_losses(who)
        until(lambda: server.stats().active == 0)
        if "http503" not in script:
            assert server.stats().broken == 4
    assert server.stats().requests == 4


@pytest.mark.parametrize("script", STALLED.values(), ids=STALLED)
def test_an_interrupt_closes_every_socket(server: FakeServer, script: str) -> None:
    who = patient("direct", server, script)
    here = threading.main_thread().ident
    assert here

    def interrupt() -> None:
        signal.pthread_kill(here, signal.SIGINT)

    with once(lambda: in_flight(server, script), interrupt):
        with pytest.raises(KeyboardInterrupt), tg.Run("interrupted", review="accept"):
            four_losses(who)
        until(lambda: server.stats().active == 0)
    assert server.stats().requests == 4


@pytest.mark.parametrize("make", [tg.get_engine, tg.Fallback, tg.Recorder])
def test_stop_ends_what_a_program_asks_an_engine_itself(
    server: FakeServer, make: Callable[..., tg.EngineLM], tmp_path: Path
) -> None:
    """In a cell, and in a score function, which has a thread of its own."""
    few = Policy(retries=0, between_tokens=600.0)
    stalled = tg.get_engine(f"{server.url}#fake,fault=stall", cache=False, policy=few)
    more = {tg.Fallback: ("simulated",), tg.Recorder: (tmp_path / "it.jsonl",)}.get(make, ())
    who = make(stalled, *more)
    scoring = [lambda: blocking(scored(who, "in a score function")), lambda: who("in a cell")]
    for times, begin in enumerate(scoring, 1):
        run = tg.Run("stopped", review="accept")
        with once(lambda: server.stats().active == 1, run.stop):
            with pytest.raises(errors.StoppedError), run:
                begin()
            until(lambda: server.stats().active == 0)
        assert server.stats().requests == times


def test_the_end_of_a_run_closes_what_it_left_in_flight(server: FakeServer) -> None:
    who = patient("direct", server, "fault=stall")
    question = tg.Variable("why?", role_description="question", requires_grad=False)
    ends: list[BaseException] = []

    def leave() -> None:
        try:
            tg.BlackboxLLM(who)(question)
        except errors.StoppedError as error:
            ends.append(error)

    with tg.Run("left", review="accept"):
        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(leave,))
        thread.start()
        until(lambda: server.stats().active == 1)
    until(lambda: server.stats().active == 0)
    thread.join(60)
    assert "is over" in str(ends[0])
