"""Import time, the wall time of a prompt step beside its critical path, and overhead a node.

``python -m tests.bench.bench_core``; figures are medians, in one run, on whatever machine this is.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial

import tgwidget as tg

BATCH, LATENCY, WORDS, PAUSE = 8, 0.3, 40, 0.005
CALL = LATENCY + WORDS * PAUSE
LEVELS = 5  # answer, loss, gradient of the answer, gradient of the prompt, proposal


def median(work: Callable[[], float], times: int) -> float:
    """The median of several figures."""
    return statistics.median(work() for _ in range(times))


def import_seconds(code: str) -> float:
    """Wall time of a fresh interpreter that runs ``code``, less that of one that does nothing."""

    def once(statement: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True)
        return time.perf_counter() - began

    return once(code) - once("pass")


def files_written() -> int:
    """Files that a first import leaves in a home that was empty."""
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "HOME": home, "XDG_CACHE_HOME": home, "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run([sys.executable, "-c", "import tgwidget"], check=True, env=env, cwd=home)
        return sum(len(files) for _, _, files in os.walk(home))


async def prompt_step(engine: tg.EngineLM, salt: str) -> float:
    """One step on a system prompt over a batch: 33 calls in five levels. Gives seconds."""
    prompt = tg.Variable(f"You answer briefly. {salt}", role_description="system prompt")
    model = tg.BlackboxLLM(engine, prompt)
    loss_fn = tg.TextLoss("Is this answer right?", engine)
    optimizer = tg.TGD([prompt], engine=engine)

    async def loss(n: int) -> tg.Variable:
        asked = tg.Variable(f"question {n}", role_description="question", requires_grad=False)
        return await loss_fn.acall(await model.acall(asked))

    began = time.perf_counter()
    losses = await asyncio.gather(*(loss(n) for n in range(BATCH)))
    total = await tg.autograd.Sum().acall(losses)
    await total.abackward(engine)
    await optimizer.astep()
    return time.perf_counter() - began


def step_ratio(name: str, url: str, times: int = 5) -> None:
    """Print a prompt step's wall time beside its critical path."""
    engine = tg.get_engine(name, base_url=url, api_key="not-a-key", cache=False)
    asyncio.run(prompt_step(engine, "warm up"))
    cpu, count = time.process_time(), iter(range(times))
    wall = median(lambda: asyncio.run(prompt_step(engine, str(next(count)))), times)
    cpu = (time.process_time() - cpu) / times
    ratio = wall / (LEVELS * CALL)
    kind = "direct" if name.startswith("openai/") else "litellm"
    print(
        f"prompt step, batch 8, 33 calls of {CALL:g} s, {kind:8} {wall:6.3f} s = "
        f"{ratio:.3f} × critical path ({LEVELS * CALL:g} s), CPU {cpu:.2f} s"
    )


def overhead(nodes: int, run: bool) -> float:
    """Microseconds a node of building and walking a graph of sums."""

    async def build() -> None:
        variable = tg.Variable("0", role_description="number")
        for _ in range(nodes):
            variable = await tg.autograd.Sum().forward([variable])
        variable.gradients.add("word")
        await variable.abackward("simulated")

    from tgwidget.observe import blocking

    with tg.Run("bench", review="accept") if run else nullcontext():
        began = time.perf_counter()
        blocking(build())
        return (time.perf_counter() - began) / nodes * 1e6


def main() -> None:
    """Print every figure."""
    bare = "import tgwidget"
    print(f"import tgwidget            {median(lambda: import_seconds(bare), 9):.3f} s")
    every = "import tgwidget as tg; [getattr(tg, n) for n in tg.__all__]"
    print(f"import and load every name {median(lambda: import_seconds(every), 9):.3f} s")
    print(f"files written by an import {files_written()}")
    overhead(10, run=True)
    for run in (False, True):
        parts = [f"{n}: {median(partial(overhead, n, run), 3):.0f} µs" for n in (100, 1000, 10_000)]
        print(f"overhead a node {'with a run   ' if run else 'without a run'} {', '.join(parts)}")
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.fake_openai"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout
        url = server.stdout.readline().strip()
        script = f"fake,words={WORDS},latency={LATENCY},pause={PAUSE}"
        step_ratio(f"openai/{script}", url)
        step_ratio(f"hosted_vllm/{script}", url)
    finally:
        server.terminate()
        server.wait(10)


if __name__ == "__main__":
    main()
