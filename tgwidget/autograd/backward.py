"""The one backward pass: iterative, parallel, all or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from tgwidget.autograd.criticise import image_error
from tgwidget.autograd.function import Criticism
from tgwidget.autograd.reduction import gathered, reduce
from tgwidget.autograd.request import Limit
from tgwidget.config import resolve
from tgwidget.content import Image
from tgwidget.engine.lm import EngineLike
from tgwidget.errors import InputError
from tgwidget.observe import current
from tgwidget.spans import spanned
from tgwidget.variable import Gradient, Variable, introduce, reaching, topological


@spanned("backward")
async def backward(
    root: Variable,
    engine: EngineLike | None,
    *,
    siblings: bool = False,
    token_limit: int | None = None,
) -> None:
    """Pass criticism from ``root`` to every variable it was made from that wants it.

    A variable's op runs once all that was made from the variable is done; all ready ops run at
    once. The gradients of the pass appear together at its end, or none do.

    Args:
        root: Where to begin, usually a loss.
        engine: Who criticises; the backward engine by default.
        siblings: Whether the criticism of an op's input considers the op's other inputs.
        token_limit: How long a request may be, in tokens; the engine's own limit by default.

    Raises:
        InputError: If the graph has a cycle, or an image wants criticism.
        ContextTooLongError: If a request is too long even without any criticism.
        EngineError: If a model did not answer.
    """
    who = resolve(engine, "backward()")
    options = Criticism((), (), who, siblings, Limit.of(who, token_limit))
    order = topological(root)
    wanted = reaching(order)
    for variable in order:
        if variable.id in wanted and isinstance(variable.value, Image):
            raise image_error(variable)
    introduce(root)
    current().phase("backward")
    if root.id not in wanted:
        return
    current().follow(order)
    going = Pass(order, wanted, options)
    found = await going.run()
    for variable in order:
        for gradient in found.get(variable.id, ()):
            variable.gradients.add(gradient)
    for variable in order if going.read else ():
        variable.gradients.were_read(going.read)


class _Found(NamedTuple):
    """A gradient, where it stands (its op's output, then which of the op's inputs), its group."""

    place: int
    at: int
    gradient: Gradient
    group: str


class Pass:
    """One traversal of a graph.

    Args:
        order: The variables, each after its predecessors; the root last.
        wanted: The ids of those that criticism must reach.
        options: What each op's backward is given, but for what is the op's own.

    Attributes:
        read: What the gradients said that ops were given, by their ids.
    """

    def __init__(self, order: Sequence[Variable], wanted: set[str], options: Criticism) -> None:
        self._options = options
        self._wanted = wanted
        self._nodes = [variable for variable in order if variable.id in wanted]
        self._place = {variable.id: place for place, variable in enumerate(order)}
        self._found: dict[str, list[_Found]] = {}
        self.read: dict[str, str] = {}
        self._group = _groups(self._nodes)
        self._waiting = dict.fromkeys((variable.id for variable in self._nodes), 0)
        for variable in self._nodes:
            for predecessor in {p.id: p for p in variable.predecessors}.values():
                if predecessor.id in wanted:
                    self._waiting[predecessor.id] += 1

    async def run(self) -> dict[str, list[Gradient]]:
        """Traverse. Gives each variable's gradients in the order of the ops' inputs."""
        done: asyncio.Queue[tuple[Variable, BaseException | None]] = asyncio.Queue()
        here, tasks = asyncio.get_running_loop(), set[asyncio.Task[None]]()
        ready = [variable for variable in self._nodes if not self._waiting[variable.id]]

        def start(variable: Variable) -> None:
            task = here.create_task(self._visit(variable))
            tasks.add(task)
            task.add_done_callback(
                lambda t: (tasks.discard(t), done.put_nowait((variable, _failure(t))))
            )

        try:
            while ready or tasks or not done.empty():
                if len(ready) == 1 and not tasks and done.empty():
                    variable = ready.pop()  # with nothing beside it there is nothing to share
                    await self._visit(variable)
                else:
                    for one in ready:
                        start(one)
                    variable, error = await done.get()
                    if error is not None:
                        raise error
                ready = self._released(variable)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        return {node: _in_order(made) for node, made in self._found.items()}

    def _released(self, visited: Variable) -> list[Variable]:
        """The variables that have waited for nothing but this one."""
        ready: list[Variable] = []
        for predecessor in {p.id: p for p in visited.predecessors}.values():
            if predecessor.id in self._wanted:
                self._waiting[predecessor.id] -= 1
                if not self._waiting[predecessor.id]:
                    ready.append(predecessor)
        return ready

    async def _visit(self, output: Variable) -> None:
        await self._gather(output)
        if output.breakpoint:
            await self._inspect(output)
        origin = output.grad_fn
        want = tuple(p.id in self._wanted for p in output.predecessors)
        if origin is None or not any(want):
            return
        passed = [g for g in _in_order(self._found.get(output.id, [])) if not g.muted]
        feedback = (*_by_persons(output), *passed)
        beside = tuple(
            () if wanted else _by_persons(one)
            for one, wanted in zip(output.predecessors, want, strict=True)
        )
        self.read |= {one.id: one.value for said in (feedback, *beside) for one in said}
        criticism = replace(self._options, feedback=feedback, wanted=want, beside=beside)
        made = await origin.function.backward(output, criticism)
        if len(made) != len(want):
            raise InputError(
                f"{type(origin.function).__name__}.backward gave {len(made)} gradients for "
                f"{len(want)} inputs",
                "return one gradient or None per input, in order",
            )
        place = self._place[output.id]
        group = self._group.get(output.id, "")
        for index, (predecessor, gradient) in enumerate(
            zip(output.predecessors, made, strict=True)
        ):
            if gradient is not None:
                entry = _Found(place, index, gradient, group)
                self._found.setdefault(predecessor.id, []).append(entry)

    async def _inspect(self, variable: Variable) -> None:
        """Have what has arrived at a breakpoint looked at, before it goes on."""
        found = self._found.get(variable.id)
        if found:
            left = await current().inspect(variable, _in_order(found))
            now = {one.id: one for one in left}
            self._found[variable.id] = [
                one._replace(gradient=now[one.gradient.id])
                for one in found
                if one.gradient.id in now
            ]

    async def _gather(self, variable: Variable) -> None:
        """Condense each group of gradients that is too long to be said in one request."""
        found, options = self._found.get(variable.id, []), self._options
        if not self._group:
            return
        weigh = partial(gathered, variable)
        for group in sorted({one.group for one in found} - {""}):
            members = sorted((one for one in found if one.group == group), key=_placed)
            whole = [one.gradient for one in members]
            few = await reduce(whole, variable, weigh, options.limit, options.engine)
            if few != whole:
                old = {one.id for one in whole}
                few = [one if one.id in old else replace(one, via=group) for one in few]
                found = [one for one in found if one.group != group]
                found += [members[0]._replace(gradient=one) for one in few]
                self._found[variable.id] = found


def _by_persons(variable: Variable) -> tuple[Gradient, ...]:
    """What persons said of a variable itself."""
    said = variable.gradients if len(variable.gradients) else ()
    return tuple(one for one in said if one.said and not one.muted)


def _failure(task: asyncio.Task[None]) -> BaseException | None:
    return asyncio.CancelledError() if task.cancelled() else task.exception()


def _placed(found: _Found) -> tuple[int, int]:
    return found.place, found.at


def _in_order(found: Sequence[_Found]) -> list[Gradient]:
    return [one.gradient for one in sorted(found, key=_placed)]


def _groups(nodes: Sequence[Variable]) -> dict[str, str]:
    """Which group the criticism that a variable passes on belongs to: the one nearest the root."""
    found: dict[str, str] = {}
    for output in reversed(nodes):
        if output.grad_fn is not None and output.grad_fn.function.gathers:
            found.setdefault(output.id, output.id)
        if output.id in found:
            for predecessor in output.predecessors:
                found.setdefault(predecessor.id, found[output.id])
    return found
