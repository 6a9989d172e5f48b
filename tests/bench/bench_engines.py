"""Figures of the engines: ``python -m tests.bench.bench_engines``. Loopback only."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


def steady_load(url: str) -> None:
    for name, engine in engines(url, "fake,words=150,pause=0.02").items():
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
        await asyncio.to_thread(until, lambda: stats(url)["active"] == 8)
        began = time.perf_counter()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        # One socket is that of the question itself.
        await asyncio.to_thread(until, lambda: stats(url)["open"] == 1)
        return time.perf_counter() - began

    for name, engine in engines(url, SLOW).items():
        seconds = runtime.run(leave(Runner(engine)))
        print(f"cancel 8 streams, {name}: all sockets closed after {1000 * seconds:.0f} ms")


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
    for figure in (parallel_streams, steady_load, cancel):
        with server() as running:
            figure(running)
