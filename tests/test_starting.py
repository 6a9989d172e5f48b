"""A run that goes on by itself, while whoever started it does something else."""

import asyncio
import os
import signal
import subprocess
import sys
import threading

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.run_support import attend, events
from tgwidget import observe, runtime
from tgwidget.errors import InputError, StoppedError, TgError, UnfinishedError
from tgwidget.events import Decide, Decided, ReviewOpened, RunEnded
from tgwidget.review.desk import current_desk

SECONDS = 30


def rewrite(variable, text="new"):
    """One step on a variable."""
    variable.gradients.add("be better")
    tg.TGD([variable], engine=Scripted(lambda _, prompt: improved(prompt, text))).step()
    return variable.value


@pytest.fixture
def prompt():
    return tg.Variable("old", role_description="prompt")


def attended(work, name=None):
    """Start it, with a page there before it asks."""
    may = threading.Event()
    run = tg.start(lambda: may.wait(SECONDS) and work(), name)
    attend(run)
    may.set()
    return run


def asked(run, count=1):
    """Wait until the run asks."""
    there = threading.Event()

    def look():
        if len(events(run, ReviewOpened)) >= count:
            there.set()

    run.subscribe(look)
    look()
    assert there.wait(SECONDS)
    return events(run, ReviewOpened)[-1].proposals[0]


async def obey(run, command):
    return run.command(command)


def test_it_returns_at_once_and_gives_what_the_work_returned(prompt):
    may = threading.Event()

    def shirts(run):
        may.wait(SECONDS)
        assert observe.current() is run
        assert current_desk() is run.desk
        return rewrite(prompt)

    run = tg.start(shirts, review="accept")
    assert (run.name, run.done, run.outcome) == ("shirts", False, None)
    assert not run.wait(0)
    with pytest.raises(UnfinishedError, match="still going on"):
        run.result(0)
    may.set()
    assert run.result(SECONDS) == "new"
    assert (run.done, run.outcome, run.ended) == (True, "done", True)
    assert observe.observer.get(None) is None, "where it was started, there is no run"


def test_how_it_ended_is_known_once_its_page_says_that_it_has(prompt):
    told = []

    def watch(run):
        run.subscribe(lambda: told.append((type(run.log[-1].event), run.outcome)))

    assert tg.start(watch).wait(SECONDS)
    assert told[0] == (RunEnded, "done")


def test_work_may_be_async_and_need_no_run(prompt):
    async def work():
        prompt.gradients.add("be better")
        await tg.TGD([prompt], engine=Scripted(lambda _, text: improved(text, "new"))).astep()
        return prompt.value

    assert tg.start(work, review="accept").result(SECONDS) == "new"


def test_two_wait_for_answers_at_once_each_in_its_own_run():
    variables = [tg.Variable(name, role_description=name) for name in ("a", "b")]

    def begin(variable):
        return attended(lambda: rewrite(variable, "new " + variable.value), variable.value)

    runs = [begin(variable) for variable in variables]
    for run in reversed(runs):
        runtime.run(obey(run, Decide("page", asked(run), 1, "accept", "")))
    assert [run.result(SECONDS) for run in runs] == ["new a", "new b"]
    assert [len(events(run, Decided)) for run in runs] == [1, 1]


def test_what_fails_is_told_once_and_raised_to_who_asks(capfd):
    def broken():
        raise ValueError("of mine")

    run = tg.start(broken, "shirts")
    assert run.wait(SECONDS)
    assert run.outcome == "failed"
    assert events(run, RunEnded) == [RunEnded("failed", "ValueError")]
    assert "the run 'shirts' failed: ValueError: of mine" in capfd.readouterr().err
    for _ in range(2):
        with pytest.raises(ValueError, match="of mine"):
            run.result()


def test_who_already_waits_for_the_result_is_told_by_it_alone(capfd):
    may = threading.Event()

    def broken():
        may.wait(SECONDS)
        raise ValueError("of mine")

    run = tg.start(broken)
    threading.Timer(0.1, may.set).start()
    with pytest.raises(ValueError, match="of mine"):
        run.result(SECONDS)
    assert capfd.readouterr().err == ""


def test_the_end_of_the_interpreter_cannot_come_from_the_work():
    run = tg.start(sys.exit, "leaving", "accept")
    with pytest.raises(TgError, match="SystemExit"):
        run.result(SECONDS)


def test_stop_pause_and_resume_reach_it(prompt):
    run = attended(lambda: rewrite(prompt))
    asked(run)
    run.pause()
    assert run.paused
    run.resume()
    run.stop()
    with pytest.raises(StoppedError, match="was stopped"):
        run.result(SECONDS)
    assert (run.outcome, prompt.value) == ("stopped", "old")


def test_an_interrupt_ends_the_waiting_and_not_the_run(prompt):
    run = attended(lambda: rewrite(prompt))
    proposal = asked(run)
    threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        run.wait(SECONDS)
    assert not run.done
    runtime.run(obey(run, Decide("page", proposal, 1, "accept", "")))
    assert run.result(SECONDS) == "new"


def test_while_who_started_it_waits_the_page_is_answered(prompt):
    pumped = threading.Event()

    class Pumping:
        def __enter__(self):
            return pumped.set

        def __exit__(self, *error):
            return None

    run = tg.start(pumped.wait)
    runtime.set_pump(Pumping)
    try:
        assert run.result(SECONDS)
    finally:
        runtime.set_pump(None)


def test_without_a_page_a_question_fails_instead_of_waiting(prompt):
    with pytest.raises(tg.errors.ReviewNeededError):
        tg.start(lambda: rewrite(prompt)).result(SECONDS)


def test_its_own_work_cannot_wait_for_its_end():
    run = tg.start(lambda run: run.wait())
    with pytest.raises(InputError, match="own end"):
        run.result(SECONDS)
    run = tg.start(lambda run: runtime.run(asyncio.sleep(0, run.done)))
    assert run.result(SECONDS) is False


def test_what_cannot_be_started_is_refused_before_a_run_begins():
    async def nothing():
        pass

    with pytest.raises(TypeError, match="needs a function"):
        tg.start("shirts")
    with pytest.raises(InputError, match="more than the run"):
        tg.start(lambda run, items: None)
    coroutine = nothing()
    with pytest.raises(TypeError, match="needs a function"):
        tg.start(coroutine)
    coroutine.close()
    assert tg.start(lambda items=(): items).result(SECONDS) == ()


LEFT = """
import sys, threading, tgwidget as tg
there = threading.Event()
def work(run):
    end = lambda: print("end", run.log[-1].event.outcome, flush=True)
    run.subscribe(lambda: end() if run.ended else None)
    there.set()
    {work}
tg.start(work, "shirts")
there.wait()
"""


@pytest.mark.parametrize(
    ("work", "ends"),
    [
        ("tg.observe.blocking(__import__('asyncio').sleep(60))", "end interrupted"),
        ("threading.Event().wait()", ""),
    ],
    ids=["in a call", "deaf"],
)
def test_python_ends_when_it_wants_and_says_what_it_stopped(work, ends):
    script = LEFT.format(work=work).replace("tg.observe", "__import__('tgwidget.observe').observe")
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == ends
    assert "the run 'shirts' was cut off, since Python ended before it" in done.stderr
    assert "Traceback" not in done.stderr
