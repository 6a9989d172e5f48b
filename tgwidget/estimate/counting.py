"""What the rest of a step will cost, from the graph's shape, before a model is asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tgwidget import observe, runtime
from tgwidget.autograd.backward import Pass
from tgwidget.autograd.function import Criticism
from tgwidget.autograd.model_call import ModelCall
from tgwidget.autograd.reduction import reduce
from tgwidget.autograd.request import Limit, request
from tgwidget.config import resolve
from tgwidget.content import tokens
from tgwidget.engine.base import Listener, Reply, Request, Usage
from tgwidget.engine.lm import EngineLike, EngineLM
from tgwidget.engine.money.budget import Budget, amount
from tgwidget.engine.money.holding import paying
from tgwidget.engine.money.ledger import Ledger
from tgwidget.errors import BudgetError, InputError, InputTypeError
from tgwidget.optimizer.constraints import sentences
from tgwidget.optimizer.tgd import TextualGradientDescent
from tgwidget.prompts.optimizer import SYSTEM, Feedback, rewrite_prompt
from tgwidget.variable import Gradient, Variable, reaching, topological

CRITICISM = 200
"""Tokens that a model's criticism is taken to have."""


@dataclass(frozen=True)
class Cost:
    """What some calls will take.

    Args:
        calls: How many calls, if none has to be repeated and none is in the cache.
        tokens: Tokens, read and written, about.
        usd: US dollars, about; ``None`` where a price is unknown.
    """

    calls: int = 0
    tokens: int = 0
    usd: float | None = 0.0

    def __add__(self, other: Cost) -> Cost:
        known = self.usd is not None and other.usd is not None
        usd = (self.usd or 0.0) + (other.usd or 0.0) if known else None
        return Cost(self.calls + other.calls, self.tokens + other.tokens, usd)

    def __str__(self) -> str:
        usd = "US dollars unknown" if self.usd is None else f"about {amount('usd', self.usd)}"
        return f"{amount('calls', self.calls)}, about {amount('tokens', self.tokens)}, {usd}"


@dataclass(frozen=True, repr=False)
class Estimate:
    """What one backward pass through a graph and one step of its parameters will take.

    Args:
        backward: The pass.
        step: The new values.
        forward: Making the same graph again, as the next step will have to; not in the sum.
    """

    backward: Cost
    step: Cost
    forward: Cost

    @property
    def calls(self) -> int:
        """Calls of the pass and the step."""
        return self._sum.calls

    @property
    def tokens(self) -> int:
        """Tokens of the pass and the step, read and written, about."""
        return self._sum.tokens

    @property
    def usd(self) -> float | None:
        """US dollars for the pass and the step, about; ``None`` where a price is unknown."""
        return self._sum.usd

    def __repr__(self) -> str:
        return (
            f"Estimate: {self._sum}\n  backward: {self.backward}\n  step: {self.step}\n"
            f"  and to make this graph again: {self.forward}"
        )

    @property
    def _sum(self) -> Cost:
        return self.backward + self.step


class _Rehearsal(EngineLM):
    """Stands in for an engine: counts what it is asked and says something as long as it would."""

    provenance = "simulated"

    def __init__(self, engine: EngineLM) -> None:
        self.cost = Cost()
        self.name, self.model_string = engine.name, engine.model_string
        self.context, self.is_multimodal = engine.context, engine.is_multimodal
        self._engine = engine

    def generate(self, prompt: Any, system_prompt: str | None = None, **kwargs: Any) -> str:
        """Nobody comes here: ``complete`` answers."""
        raise AssertionError("nobody is asked in a rehearsal")

    async def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        """Count the request, and answer with so many words."""
        self.count(request.weight(), CRITICISM)
        return Reply("It is " + "so " * (CRITICISM - 2), provenance="simulated")

    def count(self, read: int, written: int) -> None:
        """Count a call that reads and writes so many tokens."""
        usd = self._engine.price(Usage(read, written, estimated=True))
        self.cost += Cost(1, read + written, usd)


def estimate(*of: Variable | TextualGradientDescent, engine: EngineLike | None = None) -> Estimate:
    """What one backward pass and one step will take, without asking a model.

    The pass is rehearsed: the same ops are reached in the same order, and what they would ask is
    counted.

    Args:
        *of: Losses, each of which ``backward()`` will be called on, and the optimizers that will
            step. Without an optimizer, one new value is counted for each parameter.
        engine: Who criticises; the backward engine by default.

    Raises:
        InputTypeError: If something else is given.
        InputError: If there is no loss, or an op asks an engine of its own in its backward.
        ContextTooLongError: If a request would be too long even without any criticism.
    """
    roots = [one for one in of if isinstance(one, Variable)]
    optimizers = [one for one in of if isinstance(one, TextualGradientDescent)]
    for other in {*map(type, of)} - {*map(type, [*roots, *optimizers])}:
        raise InputTypeError(f"estimate() got a {other.__name__}", "give losses, and optimizers")
    if not roots:
        raise InputError(
            "estimate() needs to know the graph", "give it the loss: run.estimate(loss)"
        )
    who = resolve(engine, "estimate()")
    return runtime.run(_estimated(roots, optimizers, who))


async def _estimated(
    roots: Sequence[Variable], optimizers: Sequence[TextualGradientDescent], who: EngineLM
) -> Estimate:
    observe.observer.set(observe.Nobody())  # of this work alone: a task has a context of its own
    critic, found = _Rehearsal(who), dict[str, list[Gradient]]()
    nodes: dict[str, Variable] = {}
    reached = set[str]()
    try:
        with paying(Ledger(Budget(calls=0))):
            for root in roots:
                order = topological(root)
                wanted = reaching(order)
                options = Criticism((), (), critic, False, Limit.of(who))
                if root.id in wanted:
                    for node, made in (await Pass(order, wanted, options).run()).items():
                        found.setdefault(node, []).extend(made)
                nodes.update({variable.id: variable for variable in order})
                reached |= wanted
    except BudgetError as error:
        raise InputError(
            "an op of this graph asks an engine of its own in its backward, so what it will cost "
            "is not known",
            "let it ask criticism.engine",
        ) from error
    step = Cost()
    for optimizer in optimizers:
        for variable in optimizer.parameters:
            step += await _rewritten(variable, found, optimizer, who)
    for variable in () if optimizers else nodes.values():
        leaf = variable.is_parameter or not variable.predecessors
        if leaf and variable.requires_grad and variable.id in reached:
            step += await _rewritten(variable, found, None, who)
    return Estimate(critic.cost, step, _forward(nodes.values()))


async def _rewritten(
    variable: Variable,
    found: dict[str, list[Gradient]],
    optimizer: TextualGradientDescent | None,
    who: EngineLM,
) -> Cost:
    """The calls for one parameter's new value, by the rules of ``TextualGradientDescent``."""
    present = variable.gradients.active
    gradients = found.get(variable.id) or present
    if not gradients or not variable.requires_grad:
        return Cost()
    engine = resolve(optimizer.engine, "estimate()") if optimizer and optimizer.engine else who
    system = optimizer.optimizer_system_prompt if optimizer else SYSTEM
    said = sentences(optimizer.constraints) if optimizer else ()
    examples = optimizer.in_context_examples if optimizer else ()

    def weigh(few: Sequence[Gradient]) -> int:
        feedback = [Feedback(one.value, one.context) for one in few]
        role, old = variable.role_description, variable.text
        words = rewrite_prompt(role, old, feedback, constraints=said, examples=examples)
        return request(system, words.prompt).weight()

    writer = _Rehearsal(engine)
    limit = Limit.of(engine, optimizer.token_limit if optimizer else None)
    shown = await reduce(gradients, variable, weigh, limit, writer)
    spoken = [one for one in optimizer.constraints if isinstance(one, str)] if optimizer else []
    new = tokens(variable.text)
    for _ in range(optimizer.n_candidates if optimizer else 1):
        writer.count(weigh(shown), new)
        if optimizer and optimizer.check and spoken:
            writer.count(new + sum(map(tokens, spoken)) + CRITICISM, CRITICISM)
    return writer.cost


def _forward(nodes: Iterable[Variable]) -> Cost:
    cost = Cost()
    for variable in nodes:
        op = variable.grad_fn.function if variable.grad_fn else None
        if isinstance(op, ModelCall):
            writer = _Rehearsal(resolve(op.engine, "estimate()"))
            read = sum(tokens(one.value) for one in variable.predecessors)
            writer.count(read, tokens(variable.value))
            cost += writer.cost
    return cost
