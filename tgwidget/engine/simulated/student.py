"""Answers a question as a weak model does, better with the right advice."""

from __future__ import annotations

import random
import re

from tgwidget.engine.simulated.advice import STEPS, Advice
from tgwidget.engine.simulated.domains import find_task, unknown
from tgwidget.engine.simulated.problem import Solution

ONLY_RESULT = re.compile(
    r"\b(?:only|just|nothing but)\s+(?:\w+\s+){0,5}?"
    r"(?:number|answer|numerical value|value|result)\b"
    r"|(?:number|answer|value|result) (?:only|alone|and nothing else)\b",
    re.I,
)
NUMERIC = re.compile(
    r"numerical value|as a number|a number only|without (?:the |any )?units?", re.I
)
FORMAT = re.compile(r"answer:\s*\$?\w", re.I)
OPENINGS = ("Let me think.", "Let us see.", "I take it step by step.", "")


def answer(system: str, question: str, rng: random.Random) -> str:
    """The answer to a question.

    Args:
        system: The system prompt, perhaps empty; advice in it helps.
        question: The question; advice in it helps as well.
        rng: Decides which mistakes are made where advice is missing.
    """
    task = find_task([question, system])
    if task is None:
        return unknown()
    told = advice_in(f"{system}\n{question}", task.domain.advice)
    opening = rng.choice(OPENINGS)
    solution = task.problem.attempt(told, rng)
    return styled(solution, system, opening)


def advice_in(text: str, among: tuple[Advice, ...]) -> tuple[Advice, ...]:
    """The advice that a prompt gives."""
    return tuple(one for one in (*among, STEPS) if one.given(text))


def styled(solution: Solution, system: str, opening: str) -> str:
    """A solution in the form that the system prompt asks for."""
    if NUMERIC.search(system):
        solution = solution.without_unit()
    if ONLY_RESULT.search(system):
        return f"Answer: {solution.answer}" if FORMAT.search(system) else solution.answer
    return f"{opening}\n{solution.text()}" if opening else solution.text()
