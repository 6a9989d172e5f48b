"""Evaluates a text: by solving the problem it answers, else by its form alone."""

from __future__ import annotations

from collections.abc import Sequence

from tgwidget.engine.simulated import general
from tgwidget.engine.simulated.domains import Task, find_task
from tgwidget.engine.simulated.pictures import beside
from tgwidget.engine.simulated.problem import Fault, next_faults

NOTHING = "I find nothing wrong"
"""How every criticism without a fault says so."""


def evaluate(instruction: str, text: str, shown: Sequence[str] = ()) -> str:
    """What is wrong with a text, and which advice would have helped.

    Args:
        instruction: What the evaluation is told; it may hold the question.
        text: What is evaluated; it may restate the question.
        shown: What it is shown beside: a question, a picture in words.
    """
    task = find_task([instruction, *beside([*shown, text])])
    if task is None:
        return general.criticism(text)
    return criticism(task, next_faults(task.problem.criticise(text)))


def criticism(task: Task, faults: list[Fault]) -> str:
    """Faults as an evaluation words them."""
    truth = task.problem.solve().answer
    if not faults:
        return f"The answer is right: {truth}. It is well argued, and {NOTHING}."
    advice = dict.fromkeys(fault.advice.sentence for fault in faults)
    says = "; ".join(fault.says for fault in faults)
    missing = " ".join(f"“{sentence}”" for sentence in advice)
    verdict = (
        f"The answer is wrong: {says}."
        if faults[0].wrong
        else f"The answer is right: {truth}. But {says}."
    )
    return f"{verdict}\nWhat was missing is this advice: {missing}"
