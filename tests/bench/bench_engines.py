"""Figures of the engines: ``python -m tests.bench.bench_engines``. Loopback only."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from tests.engine.asking import request, until
from tgwidget import runtime
from tgwidget.engine.base import Engine
from tgwidget.engine.cache import Cache
from tgwidget.engine.direct import DirectEngine
from tgwidget.engine.litellm import LiteLLMAdapter
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner
from tgwidget.errors import AuthError

STREAMS = 64
SLOW = "fake,words=100000,pause=0.02"


@contextmanager
def server() -> Iterator[str]:
    """The fake server in a process of its own, so that its CPU time is not ours."""
    command = [sys.executable, "-m", "tests.fake_openai"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().strip()
        process.kill()


def stats(url: str) -> dict[str, Any]:
    with urlopen(url.removesuffix("/v1") + "/stats", timeout=5) as answer:
        return json.load(answer)


def engines(url: str, model: str) -> dict[str, Engine]:
    options = {"api_base": url, "api_key": "none-needed"}
    return {
        "direct": DirectEngine(model, url),
        "litellm": LiteLLMAdapter(f"openai/{model}", options),
    }


async def at_once(runner: Runner, calls: int) -> None:
    await asyncio.gather(*(runner.reply(request(str(i))) for i in range(calls)))


def parallel_streams(url: str) -> None:
    for name, engine in engines(url, "fake,latency=0.2").items():
        runner = Runner(engine, None, Policy(concurrency=STREAMS))
        runtime.run(at_once(runner, 1))
        wall, cpu = time.perf_counter(), time.process_time()
        runtime.run(at_once(runner, STREAMS))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"{STREAMS} streams of 0.2 s, {name}: {wall:.2f} s, {cpu:.2f} s CPU")


class Bare(asyncio.Protocol):
    """A socket that reads one reply and does nothing with it: less is not to be had."""

    def __init__(self, asked: bytes, done: asyncio.Future[None]) -> None:
        self.asked, self.done = asked, done

    def connection_made(self, transport: Any) -> None:
        head = f"POST /v1/chat/completions HTTP/1.1\r\ncontent-length: {len(self.asked)}\r\n\r\n"
        transport.write(head.encode() + self.asked)

    def data_received(self, data: bytes) -> None:
        if b"[DONE]" in data:
            self.done.set_result(None)


async def bare(url: str, model: str, calls: int) -> None:
    loop, port = asyncio.get_running_loop(), int(url.rpartition(":")[2].removesuffix("/v1"))
    asked = json.dumps({"model": model, "messages": [], "stream": True}).encode()
    done = [loop.create_future() for _ in range(calls)]
    made = [
        await loop.create_connection(partial(Bare, asked, one), "127.0.0.1", port) for one in done
    ]
    await asyncio.gather(*done)
    for transport, _ in made:
        transport.close()


def steady_load(url: str) -> None:
    model = "fake,words=150,pause=0.02"
    wall, cpu = time.perf_counter(), time.process_time()
    runtime.run(bare(url, model, 32))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"32 streams of 50 tokens/s, bare sockets: {100 * cpu / wall:.0f} % of a core")
    for name, engine in engines(url, model).items():
        runner = Runner(engine, None, Policy(concurrency=32))
        runtime.run(at_once(runner, 1))
        wall, cpu = time.perf_counter(), time.process_time()
        runtime.run(at_once(runner, 32))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"32 streams of 50 tokens/s, {name}: {100 * cpu / wall:.0f} % of a core")


def cache_hit() -> None:
    with tempfile.TemporaryDirectory() as directory, server() as url:
        cache = Cache(Path(directory))
        runner = Runner(DirectEngine("fake", url), cache)

        async def hits(times: int) -> float:
            await runner.reply(request("again"))
            began = time.perf_counter()
            for _ in range(times):
                await runner.reply(request("again"))
            return (time.perf_counter() - began) / times

        print(f"cache hit: {1000 * runtime.run(hits(2000)):.3f} ms")
        cache.close()


def cancel(url: str) -> None:
    async def leave(runner: Runner) -> float:
        tasks = [asyncio.create_task(runner.reply(request(str(i)))) for i in range(8)]
        await asyncio.to_thread(until, lambda: stats(url)["active"] == 8, 30)
        began = time.perf_counter()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # One socket is that of the question itself.
        await asyncio.to_thread(until, lambda: stats(url)["open"] == 1, 30)
        return time.perf_counter() - began

    for what, model in (("8 streams", SLOW), ("8 that stalled", "fake,fault=stall")):
        for name, engine in engines(url, model).items():
            seconds = runtime.run(leave(Runner(engine)))
            print(f"cancel {what}, {name}: all sockets closed after {1000 * seconds:.0f} ms")


def refused_key(url: str) -> None:
    for name, engine in engines(url, "fake,fault=http401").items():
        before = stats(url)["requests"]
        with suppress(AuthError):
            runtime.run(at_once(Runner(engine), 1))
        print(f"a key that is refused, {name}: {stats(url)['requests'] - before} request")


FIRST_CALL = """
import sys, threading, time
from tests.bench.bench_engines import LiteLLMAdapter, Policy, Runner, at_once, runtime
options = {"api_base": sys.argv[1], "api_key": "none-needed"}
runner = Runner(LiteLLMAdapter("openai/fake", options), None, Policy(retries=0))

def longest_stall(until):
    longest, last = 0.0, time.perf_counter()
    while not until():
        time.sleep(0.001)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest

def call():
    runtime.run(at_once(runner, 1))

quiet_until = time.perf_counter() + 1
idle = longest_stall(lambda: time.perf_counter() > quiet_until)
began, thread = time.perf_counter(), threading.Thread(target=call)
thread.start()
print(idle, longest_stall(lambda: not thread.is_alive()), time.perf_counter() - began)
"""


def first_litellm_call(url: str) -> None:
    out = subprocess.check_output(
        [sys.executable, "-W", "ignore", "-c", FIRST_CALL, url], text=True
    )
    idle, busy, took = (1000 * float(one) for one in out.split())
    print(
        f"first litellm call: {took / 1000:.1f} s; meanwhile the main thread stalled for at most "
        f"{busy:.0f} ms (idle: {idle:.0f} ms)"
    )


def imports() -> None:
    for name in ("tgwidget", "tgwidget.engine"):
        code = (
            f"import time; t = time.perf_counter(); import {name}; print(time.perf_counter() - t)"
        )
        took = min(
            float(subprocess.check_output([sys.executable, "-c", code], text=True))
            for _ in range(3)
        )
        print(f"import {name}: {took:.3f} s")


if __name__ == "__main__":
    imports()
    cache_hit()
    for figure in (first_litellm_call, refused_key, parallel_streams, steady_load, cancel):
        with server() as running:
            figure(running)
