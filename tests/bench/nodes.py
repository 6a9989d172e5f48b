"""What a node costs beside the model's time and its own text: ``python -m tests.bench.nodes``."""

from __future__ import annotations

import gc
import statistics
import sys
import time
import tracemalloc
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import tgwidget as tg
from tests.bench.table import table
from tgwidget.engine.base import Listener, Reply, Request
from tgwidget.observe import blocking

SIZES = (100, 1000, 10_000)
LONGEST_ID = 12
Build = Callable[[int], Awaitable[tg.Variable]]


class AtOnce(tg.EngineLM):
    """An engine that takes no time."""

    def generate(self, prompt: Any, system_prompt: str | None = None, **_: Any) -> str:
        return "words"

    async def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        return Reply("words")


async def sums(nodes: int) -> tg.Variable:
    """A chain of sums, forward and backward: no call, nothing but our own bookkeeping."""
    return await chain(nodes, tg.autograd.Sum(), lambda variable: [variable])


async def calls(nodes: int) -> tg.Variable:
    """A chain of model calls, forward and backward: two calls a node."""
    return await chain(nodes, tg.autograd.LLMCall(AtOnce()), lambda variable: variable)


async def chain(nodes: int, op: Any, given: Callable[[tg.Variable], Any]) -> tg.Variable:
    variable = tg.Variable("words", role_description="text")
    for _ in range(nodes):
        variable = await op.forward(given(variable))
    variable.gradients.add("words")
    await variable.abackward(AtOnce())
    return variable


def listening(run: bool) -> AbstractContextManager[tg.Run | None]:
    return tg.Run("bench", review="accept") if run else nullcontext()


def microseconds(build: Build, nodes: int, run: bool) -> float:
    """Microseconds of CPU a node, the median of three graphs."""

    def once() -> float:
        with listening(run):
            began = time.process_time()
            blocking(build(nodes))
            return (time.process_time() - began) / nodes * 1e6

    return statistics.median(once() for _ in range(3))


def kilobytes(build: Build, nodes: int, run: bool) -> float:
    """Kilobytes a node that a graph and its run hold, their texts not counted."""
    with listening(run):
        blocking(build(1))  # what is imported at first use is no node's
    gc.collect()
    tracemalloc.start()
    with listening(run) as listener:
        kept = blocking(build(nodes))
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (held - text_bytes(kept, listener.log if listener else ())) / nodes / 1000


def text_bytes(*roots: object) -> int:
    """Bytes of every text that is held, once each; ids are no texts."""
    seen, stack, total = set[int](), list(roots), 0
    while stack:
        one = stack.pop()
        if id(one) in seen or isinstance(one, type):
            continue
        seen.add(id(one))
        if isinstance(one, str):
            total += sys.getsizeof(one) if len(one) > LONGEST_ID else 0
        else:
            stack.extend(gc.get_referents(one))
    return total


def main() -> None:
    """Print the table."""
    rows: list[list[str]] = []
    for build in (sums, calls):
        for run in (False, True):
            microseconds(build, 100, run)  # loads what is loaded when used
            took = [microseconds(build, nodes, run) for nodes in SIZES]
            rows.append(
                [
                    f"a chain of {build.__name__}, {'with' if run else 'without'} a run",
                    *(f"{one:.0f} µs" for one in took),
                    f"{took[-1] / took[0]:.2f} ×",
                    "150 µs" if run else "50 µs",
                    f"{kilobytes(build, SIZES[-1], run):.2f} kB",
                    "3 kB",
                ]
            )
    sizes = [f"{nodes:,} nodes" for nodes in SIZES]
    head = [
        "CPU of a node, forward and backward",
        *sizes,
        "flat",
        "target",
        "beyond its text",
        "target",
    ]
    table(head, rows)


if __name__ == "__main__":
    main()
