import asyncio
import contextvars
import os
import signal
import threading
import time

import pytest

from tgwidget import runtime
from tgwidget.errors import TgError


async def give(value, delay=0.0):
    await asyncio.sleep(delay)
    return value


def test_run_gives_the_result_and_the_exception():
    async def fail():
        raise ValueError("mine")

    assert runtime.run(give(3)) == 3
    with pytest.raises(ValueError, match="mine"):
        runtime.run(fail())


def test_everything_runs_on_one_thread_that_is_not_ours():
    async def name():
        return threading.current_thread().name

    names = {runtime.run(name()) for _ in range(3)}
    assert names == {"tgwidget"}


def test_context_variables_of_the_caller_are_seen():
    variable = contextvars.ContextVar("variable", default="none")

    async def read():
        return variable.get()

    variable.set("mine")
    assert runtime.run(read()) == "mine"


def test_waiting_on_the_loop_for_the_loop_is_an_error_not_a_deadlock():
    async def nested():
        return runtime.run(give(1))

    with pytest.raises(TgError, match="async form"):
        runtime.run(nested())


def test_an_interrupt_cancels_the_work_and_comes_back_quickly():
    cancelled = threading.Event()

    async def long():
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        runtime.run(long())
    assert cancelled.is_set()


def test_work_that_ignores_cancellation_does_not_hold_the_cell():
    heard, let_go, over = threading.Event(), asyncio.Event(), threading.Event()

    async def deaf():
        try:
            await let_go.wait()
        except asyncio.CancelledError:
            heard.set()
            await let_go.wait()
        over.set()

    job = runtime.Job(deaf())
    time.sleep(0.05)
    job.cancel(0.1)
    assert heard.is_set()
    assert not over.is_set()

    async def end():
        let_go.set()

    runtime.run(end())
    assert over.wait(60)


def test_wait_works_from_another_loop_and_passes_cancellation_on():
    cancelled = threading.Event()

    async def long():
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async def elsewhere():
        assert await runtime.wait(give("x", 0.05)) == "x"
        task = asyncio.create_task(runtime.wait(long()))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(elsewhere())
    assert cancelled.wait(60)


def test_other_threads_wait_plainly_and_never_pump():
    pumped = []
    runtime.set_pump(lambda: pumped.append(1))
    try:
        thread = threading.Thread(target=lambda: runtime.run(give(1, 0.05)))
        thread.start()
        thread.join(60)
    finally:
        runtime.set_pump(None)
    assert pumped == []


def test_a_waiting_main_thread_pumps():
    calls = []

    class Pumping:
        def __enter__(self):
            return lambda: calls.append(time.monotonic())

        def __exit__(self, *error):
            return None

    runtime.set_pump(Pumping)
    try:
        runtime.run(give(1, 0.2))
    finally:
        runtime.set_pump(None)
    assert len(calls) >= 3


def test_together_keeps_order_and_cancels_the_rest_on_the_first_failure():
    seen = []

    async def fail():
        await asyncio.sleep(0.02)
        raise ValueError("first")

    async def long():
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise

    delays = [0.03, 0.0, 0.01]
    assert runtime.run(runtime.together(give(d, d) for d in delays)) == delays
    with pytest.raises(ValueError, match="first"):
        runtime.run(runtime.together([fail(), long(), long()]))
    assert seen == ["cancelled"] * 2


def test_a_forked_child_starts_a_loop_of_its_own():
    runtime.run(give(1))
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(write, str(runtime.run(give(7))).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(read, 10) == b"7"
