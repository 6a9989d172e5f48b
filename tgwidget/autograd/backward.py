"""The one backward pass: iterative, parallel, all or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tgwidget.autograd.function import Criticism
from tgwidget.config import resolve
from tgwidget.engine.lm import EngineLM
from tgwidget.errors import InputError
from tgwidget.observe import current
from tgwidget.variable import Gradient, Variable, introduce, reaching, topological


async def backward(root: Variable, engine: EngineLM | str | None) -> None:
    """Pass criticism from ``root`` to every variable it was made from that wants it.

    A variable's op runs once all that was made from the variable is done; all ready ops run at
    once. The gradients of the pass appear together at its end, or none do.

    Args:
        root: Where to begin, usually a loss.
        engine: Who criticises; the backward engine by default.

    Raises:
        EngineError: If a model did not answer.
    """
    who = resolve(engine, "backward()")
    introduce(root)
    current().phase("backward")
    order = topological(root)
    wanted = reaching(order)
    if root.id not in wanted:
        return
    found = await Pass(order, wanted, who).run()
    for variable in order:
        for gradient in found.get(variable.id, ()):
            variable.gradients.add(gradient)


class Pass:
    """One traversal of a graph.

    Args:
        order: The variables, each after its predecessors; the root last.
        wanted: The ids of those that criticism must reach.
        engine: Who criticises.
    """

    def __init__(self, order: Sequence[Variable], wanted: set[str], engine: EngineLM) -> None:
        self._engine = engine
        self._wanted = wanted
        self._nodes = [variable for variable in order if variable.id in wanted]
        self._place = {variable.id: place for place, variable in enumerate(order)}
        self._found: dict[str, list[tuple[int, int, Gradient]]] = {}
        self._waiting = dict.fromkeys((variable.id for variable in self._nodes), 0)
        for variable in self._nodes:
            for predecessor in {p.id: p for p in variable.predecessors}.values():
                if predecessor.id in wanted:
                    self._waiting[predecessor.id] += 1

    async def run(self) -> dict[str, list[Gradient]]:
        """Traverse. Gives each variable's gradients in the order of the ops' inputs."""
        done: asyncio.Queue[tuple[Variable, BaseException | None]] = asyncio.Queue()
        here, tasks = asyncio.get_running_loop(), set[asyncio.Task[None]]()

        def start(variable: Variable) -> None:
            task = here.create_task(self._visit(variable))
            tasks.add(task)
            task.add_done_callback(
                lambda t: (tasks.discard(t), done.put_nowait((variable, _failure(t))))
            )

        for variable in self._nodes:
            if not self._waiting[variable.id]:
                start(variable)
        try:
            for _ in self._nodes:
                variable, error = await done.get()
                if error is not None:
                    raise error
                for predecessor in {p.id: p for p in variable.predecessors}.values():
                    if predecessor.id in self._wanted:
                        self._waiting[predecessor.id] -= 1
                        if not self._waiting[predecessor.id]:
                            start(predecessor)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return {node: _in_order(made) for node, made in self._found.items()}

    async def _visit(self, output: Variable) -> None:
        origin = output.grad_fn
        want = [p.id in self._wanted for p in output.predecessors]
        if origin is None or not any(want):
            return
        persons = [g for g in output.gradients if g.author == "human"]
        feedback = persons + _in_order(self._found.get(output.id, []))
        feedback = [gradient for gradient in feedback if not gradient.muted]
        criticism = Criticism(tuple(feedback), tuple(want), self._engine)
        made = await origin.function.backward(output, criticism)
        if len(made) != len(want):
            raise InputError(
                f"{type(origin.function).__name__}.backward gave {len(made)} gradients for "
                f"{len(want)} inputs",
                "return one gradient or None per input, in order",
            )
        place = self._place[output.id]
        for index, (predecessor, gradient) in enumerate(
            zip(output.predecessors, made, strict=True)
        ):
            if gradient is not None:
                entry = (place, index, gradient)
                self._found.setdefault(predecessor.id, []).append(entry)


def _failure(task: asyncio.Task[None]) -> BaseException | None:
    return asyncio.CancelledError() if task.cancelled() else task.exception()


def _in_order(found: list[tuple[int, int, Gradient]]) -> list[Gradient]:
    return [gradient for _, _, gradient in sorted(found, key=lambda entry: entry[:2])]
