"""``tg.map``: user code over a batch, many at once."""

import asyncio
import os
import signal
import threading
import time
import traceback
from contextvars import ContextVar

import pytest

import tgwidget as tg
from tests.ops_support import variable
from tests.test_autograd import Gate
from tgwidget.errors import BadReplyError, InputError, InputTypeError, StoppedError
from tgwidget.events import NodeAdded

LONG = "delay=600"


def threads(name):
    return [one for one in threading.enumerate() if one.name == name]


def settled(condition, seconds=60.0):
    """Whether it comes true within a while."""
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


def test_plain_code_runs_at_once_and_keeps_the_order():
    engine = Gate(answer=lambda prompt: prompt)
    model = tg.BlackboxLLM(engine)

    def ask(n, word):
        return model(variable(f"{word} {n} delay={0.2 - n / 100}", "question")).value[:3]

    assert tg.map(ask, range(8), "abcdefghij") == [f"{c} {n}" for n, c in enumerate("abcdefgh")]
    assert engine.most == 8


def test_a_whole_step_may_stand_inside():
    engine = Gate()

    def criticise(n):
        answer = variable(str(n), "answer")
        tg.TextLoss("judge", engine)(answer).backward(engine)
        return [gradient.value for gradient in answer.gradients]

    assert tg.map(criticise, range(5)) == [["criticism"]] * 5
    assert engine.most > 1


def test_no_more_run_at_once_than_asked():
    engine = Gate()
    tg.map(lambda n: engine_call(engine, f"{n} delay=0.03"), range(9), concurrency=3)
    assert engine.most == 3


def engine_call(engine, words):
    return tg.BlackboxLLM(engine)(variable(words, "question")).value


def test_async_functions_too_and_functions_that_only_begin_one():
    engine = Gate(answer=lambda prompt: prompt)
    model = tg.BlackboxLLM(engine)

    async def ask(n):
        return (await model.acall(variable(f"{n} delay=0.05", "question"))).value[0]

    assert tg.map(ask, range(5)) == list("01234")
    assert engine.most == 5
    answers = tg.map(lambda n: model.acall(variable(f"{n}", "question")), range(3))
    assert [one.value for one in answers] == list("012")


@pytest.mark.parametrize("kind", ["threads", "async"])
def test_the_first_error_comes_as_it_is_and_cancels_the_rest(kind):
    engine, begun = Gate(fail="bad"), []
    model = tg.BlackboxLLM(engine)

    def ask(words):
        begun.append(words)
        return model(variable(words, "question"))

    async def ask_later(words):
        begun.append(words)
        return await model.acall(variable(words, "question"))

    words = [LONG, "bad delay=0.1", LONG, "never begun", "never begun"]
    with pytest.raises(BadReplyError, match="broken") as caught:
        tg.map(ask if kind == "threads" else ask_later, words, concurrency=3)
    frames = [frame.name for frame in traceback.extract_tb(caught.value.__traceback__)]
    assert "ask" in frames or "ask_later" in frames
    assert engine.cancelled == 2
    assert engine.now == 0
    assert len(begun) == 3
    assert settled(lambda: not threads("ask"))


def test_nothing_begins_in_the_moment_of_the_error():
    begun = []

    async def work(n):
        begun.append(n)
        await asyncio.sleep(0)
        if n == 0:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        tg.map(work, range(9), concurrency=3)
    assert begun == [0, 1, 2]


def test_what_runs_on_after_an_error_cannot_call_models_any_more():
    engine, said, go = Gate(), [], threading.Event()

    def work(n):
        if n == 1:
            raise ZeroDivisionError
        go.wait(60)
        try:
            engine_call(engine, "late")
        except asyncio.CancelledError:
            said.append("cancelled")
            raise

    with pytest.raises(ZeroDivisionError):
        tg.map(work, range(2))
    go.set()
    assert settled(lambda: said)
    assert engine.asked == []


def test_the_callers_run_and_scopes_are_seen_inside():
    mine = ContextVar("mine", default="none")
    mine.set("set")
    with tg.Run("test", review="accept") as run, tg.no_grad():
        made = tg.map(lambda n: tg.sum([variable(str(n))]), range(4))
        assert tg.map(lambda _: mine.get(), range(2)) == ["set", "set"]
    added = {entry.event.node for entry in run.log if isinstance(entry.event, NodeAdded)}
    assert {one.id for one in made} <= added
    assert not any(one.requires_grad for one in made)


def test_stop_ends_it():
    engine = Gate()
    with pytest.raises(StoppedError), tg.Run("test", review="accept") as run:
        threading.Timer(0.2, run.stop).start()
        tg.map(lambda n: engine_call(engine, LONG), range(3))
    assert engine.cancelled == 3


def test_an_interrupt_ends_it_and_every_call_in_flight():
    engine = Gate()
    threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        tg.map(lambda n: engine_call(engine, LONG), range(3))
    assert settled(lambda: engine.cancelled == 3)


def test_a_map_inside_a_map_ends_with_it():
    engine = Gate(fail="bad")

    def outer(n):
        if n == 1:
            return engine_call(engine, "bad delay=0.2")
        return tg.map(lambda m: engine_call(engine, LONG), range(3))

    with pytest.raises(BadReplyError):
        tg.map(outer, range(2))
    assert settled(lambda: engine.cancelled == 3)


def test_a_direct_call_of_an_engine_ends_as_well():
    engine = tg.get_engine("simulated", rate=0.5)

    def ask(n):
        if n == 1:
            time.sleep(0.1)
            raise ZeroDivisionError
        return engine.generate("I have a cup and two plates. How many objects do I have?")

    with pytest.raises(ZeroDivisionError):
        tg.map(ask, range(2))
    assert settled(lambda: not threads("ask"))


def test_nothing_to_do_and_settings_that_cannot_be():
    assert tg.map(str, []) == []
    assert tg.map(str, [1, 2], concurrency=1) == ["1", "2"]
    for wrong in (0, -1, True, 1.5, None):
        with pytest.raises(InputError, match="concurrency"):
            tg.map(str, [1], concurrency=wrong)
    with pytest.raises(InputTypeError, match="needs a function"):
        tg.map([1], str)
    with pytest.raises(InputTypeError, match="needs a function"):
        tg.map(str)
