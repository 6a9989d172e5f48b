"""Counting by the pass's own rules, without asking a model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tgwidget import runtime
from tgwidget.autograd.backward import Pass
from tgwidget.autograd.function import Criticism
from tgwidget.autograd.model_call import ModelCall
from tgwidget.autograd.reduction import reduce
from tgwidget.autograd.request import Limit, request
from tgwidget.config import resolve
from tgwidget.content import tokens
from tgwidget.engine.lm import EngineLike, EngineLM
from tgwidget.errors import InputError, InputTypeError
from tgwidget.estimate.rehearsal import WORDS, Maker, Rehearsal, forward
from tgwidget.estimate.values import Cost, Estimate
from tgwidget.optimizer.constraints import sentences
from tgwidget.optimizer.proposal import Reviewer
from tgwidget.optimizer.tgd import TextualGradientDescent
from tgwidget.prompts.optimizer import SYSTEM, Feedback, Rewrite, rewrite_prompt
from tgwidget.review import Gate
from tgwidget.variable import Gradient, Variable, reaching, topological

Of = Variable | TextualGradientDescent | Maker
"""What can be estimated: a loss, an optimizer, or a function that makes losses."""


def estimate(
    *of: Of, engine: EngineLike | None = None, reviewer: Reviewer | None = None
) -> Estimate:
    """What one backward pass and one step will take, without asking a model.

    The pass is rehearsed: the same ops are reached in the same order, and what they would ask is
    counted. So is the making of the graph, where it is not made yet: a function is gone through
    with stand-in answers, and what else it does, it does.

    Args:
        *of: Losses, each of which ``backward()`` will be called on, or functions without arguments
            that will make them; and the optimizers that will step. Without an optimizer, one new
            value is counted for each parameter.
        engine: Who criticises; the backward engine by default.
        reviewer: Who will decide.

    Returns:
        The costs, what they assume, and what is not in them.

    Raises:
        InputTypeError: If something else is given, or a function returns no loss.
        InputError: If there is no loss, a function fails on stand-in answers, or an op asks an
            engine of its own in its backward.
        ContextTooLongError: If a request would be too long even without any criticism.
    """
    roots = [one for one in of if isinstance(one, Variable)]
    optimizers = [one for one in of if isinstance(one, TextualGradientDescent)]
    makers = [one for one in of if not isinstance(one, Variable | TextualGradientDescent)]
    for other in makers:
        if not callable(other):  # not everybody runs a type checker
            raise InputTypeError(
                f"estimate() got a {type(other).__name__}", "give losses, and optimizers"
            )
    if bool(roots) == bool(makers):
        raise InputError(
            "estimate() needs to know the graph",
            "give it losses, run.estimate(loss), or functions that make them, and not both",
        )
    who = resolve(engine, "estimate()")
    making: Cost | None = None
    if makers:
        roots, making = forward(makers)
    backward, step, again = runtime.run(_estimated(roots, optimizers, who))
    return Estimate(
        backward,
        step,
        again if making is None else making,
        made=making is None,
        assumes=_assumed(making is None),
        leaves_out=_left_out(optimizers, reviewer),
    )


async def _estimated(
    roots: Sequence[Variable], optimizers: Sequence[TextualGradientDescent], who: EngineLM
) -> tuple[Cost, Cost, Cost]:
    """The pass, the step, and making the graph again."""
    critic, writer, found = Rehearsal(), Rehearsal(), dict[str, list[Gradient]]()
    nodes: dict[str, Variable] = {}
    reached = set[str]()
    with critic.going_on():
        for root in roots:
            order = topological(root)
            wanted = reaching(order)
            options = Criticism((), (), who, False, Limit.of(who))
            if root.id in wanted:
                for node, made in (await Pass(order, wanted, options).run()).items():
                    found.setdefault(node, []).extend(made)
            nodes.update({variable.id: variable for variable in order})
            reached |= wanted
    with writer.going_on():
        for optimizer in optimizers:
            for variable in optimizer.parameters:
                await _rewritten(variable, found, optimizer, who, writer)
        for variable in () if optimizers else nodes.values():
            leaf = variable.is_parameter or not variable.predecessors
            if leaf and variable.requires_grad and variable.id in reached:
                await _rewritten(variable, found, None, who, writer)
    return critic.cost, writer.cost, _forward(nodes.values())


async def _rewritten(
    variable: Variable,
    found: dict[str, list[Gradient]],
    optimizer: TextualGradientDescent | None,
    who: EngineLM,
    writer: Rehearsal,
) -> None:
    """Count the calls for one parameter's new value, by the rules of ``TextualGradientDescent``."""
    gradients = found.get(variable.id) or variable.gradients.active
    if not gradients or not variable.requires_grad:
        return
    engine = resolve(optimizer.engine, "estimate()") if optimizer and optimizer.engine else who
    system = optimizer.optimizer_system_prompt if optimizer else SYSTEM
    words = optimizer.wording(variable) if optimizer else _wording(variable)

    def weigh(few: Sequence[Gradient]) -> int:
        return request(system, words(few).prompt).weight()

    limit = Limit.of(engine, optimizer.token_limit if optimizer else None)
    shown = await reduce(gradients, variable, weigh, limit, engine)
    spoken = sentences(optimizer.constraints) if optimizer and optimizer.check else []
    new = tokens(variable.text)
    for _ in range(optimizer.n_candidates if optimizer else 1):
        writer.count(engine, weigh(shown), new)
        if spoken:
            writer.count(engine, new + sum(map(tokens, spoken)) + WORDS, WORDS)


def _wording(variable: Variable) -> Callable[..., Rewrite]:
    def words(shown: Sequence[Gradient]) -> Rewrite:
        feedback = [Feedback(one.value, one.context) for one in shown]
        constraints = variable.constraints
        return rewrite_prompt(
            variable.role_description, variable.text, feedback, constraints=constraints
        )

    return words


def _forward(nodes: Iterable[Variable]) -> Cost:
    """What the calls took that made these variables, by estimate."""
    counted = Rehearsal()
    for variable in nodes:
        op = variable.grad_fn.function if variable.grad_fn else None
        if isinstance(op, ModelCall):
            read = sum(tokens(one.value) for one in variable.predecessors)
            counted.count(resolve(op.engine, "estimate()"), read, tokens(variable.value))
    return counted.cost


def _assumed(made: bool) -> tuple[str, ...]:
    said = "criticism" if made else "answer and each criticism"
    way = () if made else ("your function goes the way it goes with such answers; all votes agree",)
    return (
        "one backward pass and one step, decided as it is first proposed",
        f"each {said} has {WORDS} tokens, and a new value as many as the old one",
        *way,
        "no reply is in the cache, fails, or has to be repaired",
    )


def _left_out(
    optimizers: Sequence[TextualGradientDescent], reviewer: Reviewer | None
) -> tuple[str, ...]:
    """What may be asked by functions of the user's own."""
    scored = sum(one.n_candidates * len(one.parameters) for one in optimizers if one.score)
    lines = [
        f"what the Gate's score function asks: it is called {len(gate.data)} times for each draft "
        "and each old value"
        for gate in _gates(reviewer)
    ]
    if scored:
        lines.append(f"what an optimizer's score function asks: it is called {scored} times")
    return (*lines, "what your program asks besides, as a validation does")


def _gates(reviewer: Any) -> list[Gate]:
    if isinstance(reviewer, Gate):
        return [reviewer]
    inner = (getattr(reviewer, name, None) for name in ("after", "gate"))
    return [gate for one in inner if one is not None for gate in _gates(one)]
