"""What variables are for, where nobody has said it: models read these words in every prompt."""

from __future__ import annotations

from collections.abc import Iterable

RESPONSE = "response from the language model"
SYSTEM_PROMPT = "system prompt to the language model"
EVALUATION_PROMPT = "system prompt for the evaluation"
INSTRUCTION = "instruction for the evaluation"
QUESTION = "multiple-choice question"
EVALUATION = "evaluation result"
COMBINED = "combined feedback"


def evaluation_of(role: str) -> str:
    """The role of an evaluation of one variable."""
    return f"evaluation of: {role}"


def criticism_of(role: str) -> str:
    """The role of a person's criticism of one variable."""
    return f"a person's criticism of: {role}"


def result_of(purpose: str) -> str:
    """The role of what a function gives back."""
    return f"result of a function; the function is for: {purpose}"


def combination_of(roles: Iterable[str]) -> str:
    """The role of variables joined into one."""
    return f"a combination of the following: {', '.join(roles)}"


def majority_of(roles: Iterable[str]) -> str:
    """The role of the answer that most of several give."""
    return f"the answer that most of several gave, each of them: {', '.join(roles)}"


def feedback_to(role: str) -> str:
    """The role of a gradient."""
    return f"feedback to {role}"
