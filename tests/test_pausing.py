"""Pause and Resume: what is in flight ends, nothing new begins, and nothing else stands still."""

import asyncio
import threading

import pytest

import tgwidget as tg
from tests.clock import Clock
from tests.conftest import Scripted, improved
from tests.engine.asking import request, until
from tests.fake_openai import FakeServer
from tests.run_support import attend, events, when
from tgwidget import gate, observe, runtime
from tgwidget.engine.cache import Cache
from tgwidget.engine.direct import DirectEngine
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner
from tgwidget.errors import InputError, StoppedError
from tgwidget.events import (
    CallFinished,
    CallRetrying,
    CallStarted,
    Decide,
    Pause,
    Paused,
    Resume,
    Resumed,
    ReviewOpened,
    RunEnded,
    StepCommitted,
    StepsPlanned,
)


@pytest.fixture
def server():
    with FakeServer() as running:
        yield running


def engine(server, script="", cache=None, **limits):
    asked = DirectEngine(f"fake{script}", server.url)
    policy = Policy(**{"retries": 3, "wait": 0.01, "longest_wait": 0.05, **limits})
    return ModelEngine(Runner(asked, cache, policy))


def ask(who, *questions):
    """One call a question, all at once."""
    model = tg.BlackboxLLM(who)
    said = [tg.Variable(one, role_description="question", requires_grad=False) for one in questions]

    async def all_asked():
        await asyncio.gather(*(model.acall(one) for one in said))

    observe.blocking(all_asked())


def settle(seconds=0.15):
    """Time enough for what must not happen."""
    threading.Event().wait(seconds)


def resumed(run, when_held):
    """What a page does: look, while the run is paused, and resume it."""
    seen = []

    def look():
        try:
            when_held(seen)
        finally:
            run.resume()

    thread = threading.Thread(target=look)
    thread.start()
    return thread, seen


def paused_before(who, *questions, look):
    with tg.Run("test") as run:
        run.pause()
        thread, seen = resumed(run, look)
        ask(who, *questions)
        thread.join()
    return run, seen


def test_a_paused_run_begins_no_call_until_it_is_resumed(server):
    def look(seen):
        settle()
        seen.append(server.stats().requests)

    run, seen = paused_before(engine(server), "one", "two", look=look)
    assert seen == [0]
    assert server.stats().requests == 2
    kinds = [type(entry.event) for entry in run.log]
    assert kinds.index(Resumed) < kinds.index(CallStarted)
    assert events(run, Paused) == [Paused("program")]
    assert events(run, Resumed) == [Resumed("program")]


def test_what_is_in_flight_ends_and_what_waits_for_its_turn_does_not_begin(server):
    who = engine(server, ",words=5,pause=0.02", concurrency=2)
    with tg.Run("test") as run:
        attend(run)
        paused = when(run, CallStarted, lambda e: None, count=4)

        def look(seen):
            until(lambda: server.stats().active == 2)
            runtime.call_soon(run.command, Pause("page"))
            until(lambda: len(events(run, CallFinished)) == 2)
            settle()
            seen.append((server.stats().requests, server.stats().active))

        thread, seen = resumed(run, look)
        ask(who, "one", "two", "three", "four")
        thread.join()
    assert paused["done"]
    assert seen == [(2, 0)]
    assert server.stats().requests == len(events(run, CallFinished)) == 4
    waits = events(run, CallRetrying)
    assert {(e.attempt, e.reason, e.discard) for e in waits} == {(0, "the run is paused", False)}
    assert [e.by for e in events(run, Paused)] == ["page"]


def test_a_retry_waits_for_the_end_of_the_pause(server):
    who = engine(server, ",fault=http500,times=1", wait=0.1, longest_wait=0.1)
    with tg.Run("test") as run:

        def look(seen):
            until(lambda: events(run, CallRetrying))
            run.pause()
            settle(0.4)
            seen.append(server.stats().requests)

        thread, seen = resumed(run, look)
        ask(who, "one")
        thread.join()
    assert seen == [1]
    assert server.stats().requests == 2
    assert events(run, CallFinished)[0].attempts == 2


def test_a_reply_from_the_cache_waits_as_well(server, tmp_path):
    who = engine(server, cache=Cache(tmp_path / "cache"))
    with tg.Run("before"):
        ask(who, "one")
    with tg.Run("test") as run:
        run.pause()
        thread, seen = resumed(
            run, lambda seen: (settle(), seen.append(len(events(run, CallStarted))))
        )
        ask(who, "one")
        thread.join()
    assert seen == [0]
    assert events(run, CallFinished)[0].cached


def test_a_users_own_engine_waits_too():
    asked = []

    class Own(tg.EngineLM):
        def generate(self, prompt, system_prompt=None, **kwargs):
            asked.append(prompt)
            return "words"

    own = Own()
    with tg.Run("test") as run:
        run.pause()
        thread, seen = resumed(run, lambda seen: (settle(), seen.append(list(asked))))
        runtime.run(own.complete(request("hello")))
        thread.join()
    assert (seen, asked) == ([[]], ["hello"])


def test_deadlines_and_the_budgets_seconds_stand_still(server, monkeypatch):
    clock = Clock(monkeypatch)
    who = engine(server, ",fault=http500,times=1", total=90, wait=60, longest_wait=60)
    with tg.Run("test", budget=tg.Budget(seconds=90)) as run:

        def look(seen):
            until(lambda: events(run, CallRetrying))
            run.pause()
            clock.forward(1_000)
            settle()
            seen.append(run.spent.seconds)

        thread, seen = resumed(run, look)
        ask(who, "one")
        thread.join()
    assert len(events(run, CallFinished)) == 1
    assert seen[0] < 90


def test_two_who_ask_the_same_wait_only_while_both_are_paused(server, tmp_path):
    """The call of a paused run goes on as soon as a run that is not paused wants it as well."""
    who = engine(server, ",fault=http500,times=1", Cache(tmp_path / "cache"), wait=0.1)

    async def outside():
        context_run = tg.Run("paused")
        ready, go = asyncio.Event(), asyncio.Event()

        async def one():
            with context_run:
                held = asyncio.create_task(who.complete(request("same")))
                await asyncio.to_thread(until, lambda: server.stats().requests == 1)
                context_run.pause()
                ready.set()
                await go.wait()
                assert context_run.paused
                return await held

        first = asyncio.create_task(one())
        await ready.wait()
        await asyncio.sleep(0.3)
        before = server.stats().requests
        with tg.Run("goes on"):
            reply = await asyncio.wait_for(who.complete(request("same")), 5)
        go.set()
        return before, reply.text, (await first).text

    before, mine, theirs = runtime.run(outside())
    assert before == 1
    assert mine == theirs
    assert server.stats().requests == 2


def test_a_run_inside_a_paused_run_waits(server):
    with tg.Run("outer") as outer, tg.Run("inner"):
        outer.pause()
        thread, seen = resumed(outer, lambda seen: (settle(), seen.append(server.stats().requests)))
        ask(engine(server), "one")
        thread.join()
    assert seen == [0]
    assert server.stats().requests == 1


def test_a_question_can_be_answered_while_the_run_is_paused():
    def answer(system, prompt):
        return improved(prompt, "better") if "<IMPROVED_VARIABLE-" in prompt else "some words"

    who = Scripted(answer)
    with tg.Run("test") as run:
        attend(run)

        def both(opened):
            run.command(Pause("page"))
            run.command(Decide("page", opened.proposals[0], 1, "accept", ""))

        state = when(run, ReviewOpened, both)
        variable = tg.Variable("old", role_description="answer")
        optimizer = tg.TGD([variable], engine=who)
        tg.TextLoss("judge", who)(variable).backward(who)
        optimizer.step()
        assert (variable.value, run.paused, state["error"]) == ("better", True, None)
    assert len(events(run, StepCommitted)) == 1


@pytest.mark.parametrize("end", ["stop", "interrupt"])
def test_a_paused_run_ends_at_once(server, end):
    kind = StoppedError if end == "stop" else asyncio.CancelledError
    with pytest.raises(kind), tg.Run("test") as run:
        run.pause()

        async def work():
            here = asyncio.current_task()
            act = run.stop if end == "stop" else here.cancel
            asyncio.get_running_loop().call_later(0.1, act)
            await tg.BlackboxLLM(engine(server)).acall(
                tg.Variable("one", role_description="question", requires_grad=False)
            )

        observe.blocking(work())
    assert server.stats().requests == 0
    assert events(run, RunEnded)[0].outcome == ("stopped" if end == "stop" else "interrupted")
    assert not run.paused
    assert not gate.scope.get()()


def test_two_tabs_pause_and_resume_once():
    with tg.Run("test") as run:
        for command in (Pause("a"), Pause("b"), Resume("b"), Resume("a")):
            run.command(command)
    assert [e.by for e in (*events(run, Paused), *events(run, Resumed))] == ["a", "b"]


def test_only_a_run_that_goes_on_can_be_paused():
    run = tg.Run("test")
    with pytest.raises(InputError, match="has not begun"):
        run.pause()
    with pytest.raises(InputError, match="has not begun"):
        run.stop()
    with run:
        pass
    run.stop()
    with pytest.raises(InputError, match="is over"):
        run.resume()


def test_a_loop_of_steps_says_how_many_there_are():
    with tg.Run("test") as run:
        assert list(run.steps(2)) == [0, 1]
        run.commit(())
        run.commit(())
        assert list(run.steps(["a", "b", "c"])) == ["a", "b", "c"]
        assert list(run.steps(iter("xy"))) == ["x", "y"]
    assert [e.total for e in events(run, StepsPlanned)] == [2, 5]
