"""Import time, what a node costs, and wall times beside critical paths and beside TextGrad.

``python -m tests.bench.bench_core``; figures are of one run, on whatever machine this is.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time

import tgwidget as tg
from tests.bench import beside, keeping, nodes
from tests.bench.bench_engines import server
from tests.bench.table import table

BATCH, LATENCY, WORDS, PAUSE = 8, 0.3, 40, 0.005
CALL = LATENCY + WORDS * PAUSE
LEVELS = 5  # answer, loss, gradient of the answer, gradient of the prompt, proposal


def import_seconds(code: str) -> float:
    """Wall time of a fresh interpreter that runs ``code``, less that of one that does nothing."""

    def once(statement: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", statement], check=True)
        return time.perf_counter() - began

    return statistics.median(once(code) - once("pass") for _ in range(9))


def files_written() -> int:
    """Files that a first import leaves in a home that was empty."""
    with tempfile.TemporaryDirectory() as home:
        env = {**os.environ, "HOME": home, "XDG_CACHE_HOME": home, "PYTHONDONTWRITEBYTECODE": "1"}
        subprocess.run([sys.executable, "-c", "import tgwidget"], check=True, env=env, cwd=home)
        return sum(len(files) for _, _, files in os.walk(home))


def imports() -> None:
    """Print what an import costs."""
    every = "import tgwidget as tg; [getattr(tg, n) for n in tg.__all__]"
    rows = [
        ["import tgwidget", f"{import_seconds('import tgwidget'):.3f} s", "0.3 s"],
        ["import and load every name", f"{import_seconds(every):.3f} s", ""],
        ["files written by an import", f"{files_written()}", "0"],
    ]
    table(["import", "figure", "target"], rows)


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


def steps(times: int = 5) -> None:
    """Print a prompt step's wall time beside its critical path, over real HTTP."""
    rows: list[list[str]] = []
    script = f"fake,words={WORDS},latency={LATENCY},pause={PAUSE}"
    with server() as url:
        for kind, name, target in (
            ("direct", f"openai/{script}", "1.10 ×"),
            ("litellm", f"hosted_vllm/{script}", "1.30 ×"),
        ):
            engine = tg.get_engine(name, base_url=url, api_key="not-a-key", cache=False)
            asyncio.run(prompt_step(engine, "warm up"))
            cpu = time.process_time()
            wall = statistics.median(asyncio.run(prompt_step(engine, str(n))) for n in range(times))
            cpu = (time.process_time() - cpu) / times
            path = LEVELS * CALL
            took = [f"{path:g} s", f"{wall:.3f} s", f"{wall / path:.3f} ×", target]
            rows.append([kind, *took, f"{cpu:.2f} s"])
    what = f"prompt step, batch {BATCH}, 33 calls of {CALL:g} s"
    table([what, "critical path", "tgwidget", "of the path", "target", "CPU"], rows)


def main() -> None:
    """Print every figure."""
    imports()
    nodes.main()
    keeping.main()
    steps()
    beside.main()


if __name__ == "__main__":
    main()
