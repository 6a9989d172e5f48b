"""The two stories: the shirts' answer gets right and stays right; a prompt learns to count."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.simulated.simulated_talk import (
    SHIRTS,
    START,
    SYSTEM_ROLE,
    ask,
    counting_question,
    counting_questions,
    criticised,
    rate_questions,
    rewritten,
    sorting_questions,
)
from tgwidget.engine.simulated.advice import LIST, ONLY, PARALLEL, VERIFY

ROLE = "concise and accurate answer to the question"
EVALUATE = (
    "Evaluate any given answer to this question, be smart, logical, and very critical. Just "
    "provide concise feedback."
)


def step(answer: str, instruction: str) -> tuple[str, str]:
    """One step on an answer: its evaluation, and its next version."""
    evaluation = ask(answer, instruction)
    feedback = criticised(answer, ROLE, instruction, evaluation)
    return evaluation, rewritten(answer, ROLE, [feedback])


@pytest.mark.parametrize("instruction", [EVALUATE, f"Here's a question: {SHIRTS}. {EVALUATE}"])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_shirts(instruction: str, seed: int) -> None:
    first = ask(SHIRTS, seed=seed)
    assert first.endswith("Answer: 1.2 hours")
    told, second = step(first, instruction)
    assert "same time" in told
    assert "1.2 hours, but 1 hour is right" in told
    assert second.endswith("Answer: 1 hour")
    assert "same time" in second
    told, third = step(second, instruction)
    assert "assume" in told
    assert "assumes" in third
    told, fourth = step(third, instruction)
    assert "words" in told
    assert len(fourth.split()) < len(third.split())
    assert fourth.endswith("Answer: 1 hour")
    told, fifth = step(fourth, instruction)
    assert "nothing wrong" in told
    assert fifth == fourth
    assert len({first, second, third, fourth}) == 4


def test_a_question_that_breaks_off_is_answered_off_what_it_says() -> None:
    question = "If it takes 1 hour to dry 25 shirts under the sun, how long …?"
    first = ask(question)
    assert "names no other number" in first
    told, second = step(first, EVALUATE)
    assert "is wrong" in told
    assert second.endswith("Answer: 1 hour")
    assert step(second, EVALUATE)[1] != second


def test_the_critic_reacts_to_a_persons_edit() -> None:
    instruction = f"Here's a question: {SHIRTS}. {EVALUATE}"
    assert "is wrong: it says 2 hours" in ask("It takes 2 hours.", instruction)
    right = "Still 1 hour: they dry at the same time, provided there is enough room."
    assert "nothing wrong" in ask(right, instruction)
    assert "no unit" in ask("1, since all dry in parallel", instruction)


@settings(max_examples=40, deadline=None)
@given(
    st.one_of(counting_questions(), sorting_questions(), rate_questions()).map(lambda c: c[0]),
    st.integers(0, 100),
)
def test_every_answer_comes_to_rest_and_is_right(question: str, seed: int) -> None:
    answer, seen = ask(question, seed=seed), set[str]()
    instruction = f"{EVALUATE}\n{question}"
    while answer not in seen:
        seen.add(answer)
        told, answer = step(answer, instruction)
        assert len(seen) < 8, seen
    assert "nothing wrong" in told


def right(answer: str, truth: int) -> bool:
    found = re.fullmatch(r"Answer: (\d+)", answer.splitlines()[-1])
    return found is not None and int(found[1]) == truth


def accuracy(prompt: str, cases: list[tuple[str, int]], seed: int) -> float:
    return sum(right(ask(q, prompt, seed=seed), truth) for q, truth in cases) / len(cases)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_prompt_learns_to_count(seed: int) -> None:
    rng = random.Random(seed)
    held_out = [counting_question(rng) for _ in range(50)]
    prompt, lengths = START, list[int]()
    before = accuracy(prompt, held_out, seed)
    for _ in range(4):
        feedback: list[str] = []
        for question, _ in (counting_question(rng) for _ in range(4)):
            answer = ask(question, prompt, seed=seed)
            said = ask(answer, f"Evaluate the answer to this question: {question}")
            feedback.append(criticised(prompt, SYSTEM_ROLE, prompt, answer, [said], given=question))
        prompt = rewritten(prompt, SYSTEM_ROLE, feedback)
        lengths.append(len(prompt))
    after = accuracy(prompt, held_out, seed)
    assert 0.3 <= before <= 0.7
    assert after > 0.9
    assert all(advice.given(prompt) for advice in (LIST, ONLY, VERIFY))
    assert lengths[-1] == lengths[-2]
    assert prompt.endswith(START[START.index("The last line") :])


def test_free_words_in_a_prompt_change_the_answer() -> None:
    assert ask(SHIRTS, "Ask whether things happen simultaneously.").endswith("1 hour")
    assert ask(SHIRTS, "Ask nothing.").endswith("1.2 hours")
    assert ask(SHIRTS, "Do not think of things in parallel.").endswith("1.2 hours")


def test_a_prompt_that_wants_only_a_number_gets_only_a_number() -> None:
    question, _ = counting_question(random.Random(3))
    assert re.fullmatch(r"\d+", ask(question, "Reply with only the final number."))
    form = "Give only the answer, as 'Answer: $VALUE'."
    assert re.fullmatch(r"Answer: \d+", ask(question, form))


def test_feedback_is_merged_without_doubles_and_twice_is_as_once() -> None:
    said = [f"Add: “{VERIFY.sentence}”", f"Add: “{LIST.sentence}” “{VERIFY.sentence}”"]
    once = rewritten("You count things.", SYSTEM_ROLE, said)
    assert once == f"You count things. {VERIFY.sentence} {LIST.sentence}"
    assert rewritten(once, SYSTEM_ROLE, said) == once


def test_a_persons_feedback_is_followed() -> None:
    said = ["It should ask whether the shirts dry at the same time"]
    assert PARALLEL.sentence in rewritten("You solve riddles.", SYSTEM_ROLE, said)
    own = rewritten("You solve riddles.", SYSTEM_ROLE, ["Speak like a pirate"])
    assert own == "You solve riddles. Speak like a pirate."


def test_a_question_is_left_as_it_is() -> None:
    feedback = criticised(SHIRTS, "question to the LLM", "Help.", "1.2 hours", ["It is wrong."])
    assert rewritten(SHIRTS, "question to the LLM", [feedback]) == SHIRTS


def test_praise_changes_nothing() -> None:
    said = ["The answer is right, and I find nothing wrong."]
    assert rewritten("You count.", SYSTEM_ROLE, said) == "You count."


@pytest.mark.parametrize(
    ("constraint", "holds"),
    [
        ("at most 15 words", lambda text: len(text.split()) <= 15),
        ("It must be fewer than 80 characters.", lambda text: len(text) < 80),
        ("no more than two sentences", lambda text: text.count(".") <= 2),
        ("It must contain “{name}”.", lambda text: "{name}" in text),
    ],
)
def test_simple_constraints_hold(constraint: str, holds: object) -> None:
    said = [f"Add: “{LIST.sentence}” “{VERIFY.sentence}” “{ONLY.sentence}”"]
    new = rewritten("You count what a list holds.", SYSTEM_ROLE, said, [constraint])
    assert callable(holds)
    assert holds(new), new
    assert new.startswith("You count what a list holds.")
