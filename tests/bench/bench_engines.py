"""Figures of the engines: ``python -m tests.bench.bench_engines``. Loopback only.

Each beside its target. What is counted in seconds is right on an idle machine alone; the shares of
a core are of CPU time, against what the same streams take at their nominal rate.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator
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
STEADY, WORDS, PAUSE = 32, 150, 0.02
ROUNDS = 3
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


def show(what: str, value: float, unit: str, target: float | None = None, more: str = "") -> None:
    """Print a figure beside its target."""
    met = "" if target is None else f"≤ {target:g} {unit}: {'yes' if value <= target else 'NO'}"
    print(f"{what:46} {value:8.3g} {unit:10} {met:20} {more}".rstrip(), flush=True)


async def at_once(runner: Runner, calls: int) -> None:
    await asyncio.gather(*(runner.reply(request(str(i))) for i in range(calls)))


def parallel_streams(url: str) -> None:
    targets = {"direct": 0.5, "litellm": 2.0}
    for name, engine in engines(url, "fake,latency=0.2").items():
        runner = Runner(engine, None, Policy(concurrency=STREAMS))
        runtime.run(at_once(runner, 1))
        wall, cpu = time.perf_counter(), time.process_time()
        runtime.run(at_once(runner, STREAMS))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        what = f"{STREAMS} streams of 0.2 s, {name}"
        show(what, wall, "s", targets[name], f"{cpu:.2f} s of CPU")


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


def share(work: Coroutine[Any, Any, None]) -> float:
    """The part of a core that streams take at their rate, in percent."""
    cpu = time.process_time()
    runtime.run(work)
    return 100 * (time.process_time() - cpu) / (WORDS * PAUSE)


def steady_load(url: str) -> None:
    model = f"fake,words={WORDS},pause={PAUSE}"
    runners = {
        name: Runner(engine, None, Policy(concurrency=STEADY))
        for name, engine in engines(url, model).items()
    }
    for runner in runners.values():
        runtime.run(at_once(runner, 1))
    took: dict[str, list[float]] = {"bare sockets": [], **{name: [] for name in runners}}
    for _ in range(ROUNDS):
        took["bare sockets"].append(share(bare(url, model, STEADY)))
        for name, runner in runners.items():
            took[name].append(share(at_once(runner, STEADY)))
    least = statistics.median(took["bare sockets"])
    for name, shares in took.items():
        middle = statistics.median(shares)
        what = f"{STEADY} streams of {1 / PAUSE:.0f} tokens/s, {name}"
        target = 10 if name == "direct" else None
        show(what, middle, "% of a core", target, f"{middle / least:.2f} × bare sockets")


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

        show("cache hit", 1000 * runtime.run(hits(2000)), "ms", 0.3)
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
            show(f"cancel {what}, {name}: sockets closed", 1000 * seconds, "ms", 100)


def refused_key(url: str) -> None:
    for name, engine in engines(url, "fake,fault=http401").items():
        before = stats(url)["requests"]
        with suppress(AuthError):
            runtime.run(at_once(Runner(engine), 1))
        show(f"a key that is refused, {name}", stats(url)["requests"] - before, "request", 1)


FIRST_CALL = """
import sys, threading, time
from tests.bench.bench_engines import LiteLLMAdapter, Policy, Runner, at_once, runtime
options = {"api_base": sys.argv[1], "api_key": "none-needed"}
runner = Runner(LiteLLMAdapter("openai/fake", options), None, Policy(retries=0))
thread = threading.Thread(target=lambda: runtime.run(at_once(runner, 1)))
began, longest, worked = time.perf_counter(), 0.0, 0.0
thread.start()
while thread.is_alive():
    before, cpu = time.perf_counter(), time.process_time()
    time.sleep(0.001)
    longest = max(longest, time.perf_counter() - before)
    worked = max(worked, time.process_time() - cpu)
print(worked, longest, time.perf_counter() - began)
"""


def first_litellm_call(url: str) -> None:
    """The longest time that the main thread was held up, by the work done meanwhile.

    What is done within 0.1 s is felt as immediate. What remains is litellm's own: its import reads
    a tokenizer's JSON in one call, and no thread moves in that.
    """
    command = [sys.executable, "-W", "ignore", "-c", FIRST_CALL, url]
    out = subprocess.check_output(command, text=True)
    worked, longest, took = (1000 * float(one) for one in out.split())
    more = f"{longest:.0f} ms by the clock; the call took {took / 1000:.1f} s"
    show("first litellm call holds the main thread up", worked, "ms", 100, more)


def imports() -> None:
    for name in ("tgwidget", "tgwidget.engine"):
        code = (
            f"import time; t = time.perf_counter(); import {name}; print(time.perf_counter() - t)"
        )
        took = min(
            float(subprocess.check_output([sys.executable, "-c", code], text=True))
            for _ in range(3)
        )
        show(f"import {name}", took, "s", 0.3 if name == "tgwidget" else None)


if __name__ == "__main__":
    imports()
    cache_hit()
    for figure in (first_litellm_call, refused_key, parallel_streams, steady_load, cancel):
        with server() as running:
            figure(running)
    print(f"load of the machine in the last minute: {os.getloadavg()[0]:.1f}")
