"""Every domain reads what it never saw, and its critic tells right from wrong."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.simulated.simulated_talk import (
    SHIRTS,
    ask,
    counting_questions,
    rate_questions,
    sorting_questions,
)
from tgwidget.engine.simulated.advice import EVERY, Advice
from tgwidget.engine.simulated.counting import COUNTING, stated
from tgwidget.engine.simulated.domains import DOMAINS, find_task
from tgwidget.engine.simulated.problem import Problem, Solution, next_faults
from tgwidget.engine.simulated.quantities import final_quantity
from tgwidget.engine.simulated.rate_reader import RATES
from tgwidget.engine.simulated.sorting import SORTING
from tgwidget.engine.simulated.stories import STORIES

Seeds = st.integers(0, 10**6)


def found(question: str, domain: object) -> Problem:
    task = find_task([question])
    assert task is not None, question
    assert task.domain is domain, question
    return task.problem


def wrong(problem: Problem, text: str) -> bool:
    return any(fault.wrong for fault in problem.criticise(text))


@given(counting_questions(), Seeds)
def test_counting_with_all_advice_is_right(case: tuple[str, int], seed: int) -> None:
    question, truth = case
    problem = found(question, COUNTING)
    answer = problem.attempt(COUNTING.advice, random.Random(seed))
    assert answer.value == problem.solve().value == str(truth)


@given(counting_questions(), Seeds)
def test_counting_criticises_exactly_the_wrong_totals(case: tuple[str, int], seed: int) -> None:
    question, truth = case
    problem = found(question, COUNTING)
    text = problem.attempt((), random.Random(seed)).text()
    assert wrong(problem, text) is (stated(text) != truth)
    assert wrong(problem, f"Answer: {truth + 1}")
    assert not wrong(problem, f"There are {truth}")


@given(sorting_questions(), Seeds)
def test_sorting(case: tuple[str, list[str]], seed: int) -> None:
    question, truth = case
    problem = found(question, SORTING)
    told = problem.attempt(SORTING.advice, random.Random(seed))
    assert told.value.replace(",", "").split() == truth
    untold = problem.attempt((), random.Random(seed))
    assert wrong(problem, untold.text()) is (untold.value.replace(",", "").split() != truth)


@given(rate_questions(), Seeds)
def test_rates(case: tuple[str, float], seed: int) -> None:
    question, truth = case
    problem = found(question, RATES)
    told = problem.attempt(RATES.advice, random.Random(seed)).text()
    result = final_quantity(told)
    assert result is not None
    assert float(result.value) == pytest.approx(truth, rel=0.005, abs=1e-4)
    assert not wrong(problem, told)
    assert wrong(problem, f"Answer: {truth * 1.5}")


@given(
    st.integers(10, 90), st.integers(1, 9), st.integers(1, 9), st.booleans(), st.booleans(), Seeds
)
def test_stories(start: int, first: int, second: int, gains: bool, grows: bool, seed: int) -> None:
    question = (
        f"Mia has {start} stamps. She {'buys' if gains else 'loses'} {first} and then "
        f"{'finds' if grows else 'sells'} {second} more. How many stamps does she have now?"
    )
    truth = start + (first if gains else -first) + (second if grows else -second)
    problem = found(question, STORIES)
    told = problem.attempt(STORIES.advice, random.Random(seed))
    assert told.answer == f"{truth} stamps"
    assert not wrong(problem, told.text())
    assert wrong(problem, f"Answer: {truth + 1} stamps")


@settings(max_examples=60)
@given(
    st.one_of(counting_questions(), sorting_questions(), rate_questions()).map(lambda c: c[0]),
    Seeds,
)
def test_a_problem_is_read_again_from_its_restatement_and_its_solution(
    question: str, seed: int
) -> None:
    task = find_task([question])
    assert task is not None
    for text in (task.problem.restated, task.problem.solve().text(), task.problem.solve().short()):
        again = task.domain.read(text)
        assert again is not None, text
        assert again.solve().answer == task.problem.solve().answer, text
    mistaken = task.problem.attempt((), random.Random(seed)).text()
    again = task.domain.read(mistaken)
    assert again is not None, mistaken
    assert again.solve().answer == task.problem.solve().answer, mistaken


@settings(max_examples=60)
@given(
    st.one_of(counting_questions(), sorting_questions(), rate_questions()).map(lambda c: c[0]),
    Seeds,
)
def test_more_advice_never_makes_an_answer_worse(question: str, seed: int) -> None:
    task = find_task([question])
    assert task is not None
    told: tuple[Advice, ...] = ()
    was_right = False
    for advice in (*task.domain.advice,):
        told = (*told, advice)
        text = task.problem.attempt(told, random.Random(seed)).text()
        right = not wrong(task.problem, text)
        assert right or not was_right
        was_right = right
    assert was_right


@pytest.mark.parametrize(
    ("question", "truth"),
    [
        ("I have a lamp, two chairs and three ovens, how many objects do I have?", "6"),
        ("I have a head of broccoli, three bottles of water, and an onion. How many vegetables do "
         "I have?", "2"),
        ("I have two dogs, a violin, a flute, and twenty-one drums. How many musical instruments "
         "do I have?", "23"),
        ("I have three strawberries, a couple of peaches and a dozen plums. How many fruits do I "
         "have?", "17"),
        ("I have one hundred and five chairs and two tables; how many things do I have?", "107"),
        (SHIRTS, "1"),
        ("If 5 machines take 5 minutes to make 5 widgets, how long would it take 100 machines to "
         "make 100 widgets?", "5"),
        ("How long does it take to boil 6 eggs if it takes 10 minutes to boil 3 eggs?", "10"),
        ("One worker needs two hours to type ten pages; how long for 25 pages?", "5"),
        ("4 apples cost 2 dollars, how much do 10 apples cost?", "5"),
        ("Tom has 5 apples. He buys 3 more and eats 2. How many apples are left?", "6"),
        ("There are 3 boxes with 4 pens each. Ann takes away 5. How many pens are left?", "7"),
        ("Sort these words in reverse alphabetical order: Chair oven lamp", "oven lamp Chair"),
    ],
)  # fmt: skip
def test_well_known_questions(question: str, truth: str) -> None:
    task = find_task([question])
    assert task is not None
    assert task.problem.solve().value == truth


@pytest.mark.parametrize(
    "text",
    [
        "",
        "What is the capital of France?",
        "Tom has 5 apples and Anna has 3, how many apples?",
        "How many roads must a man walk down?",
        "I have a dream, and a plan.",
        "It takes 0 hours to dry 0 shirts, how long for 0 shirts?",
        "It takes 5 machines 5 minutes to make 5 widgets. How long do 20 machines take?",
        "Sort the following words:",
    ],
)
def test_what_is_no_problem_of_ours_is_none(text: str) -> None:
    assert find_task([text]) is None


def test_advice_is_recognised_in_its_own_and_in_other_words() -> None:
    for advice in EVERY:
        assert advice.given(advice.sentence)
    others = {
        "Enumerate the things.": 0,
        "Go through them one by one.": 0,
        "Double-check your sum.": 2,
        "Ask if they happen simultaneously.": 5,
        "Ask if this happens at the same time.": 5,
    }
    for text, place in others.items():
        assert EVERY[place].given(text), text


def test_advice_that_is_negated_is_not_given() -> None:
    for text in ("Do not list each item.", "Never verify anything.", "Answer without units."):
        assert not any(advice.given(text) for advice in EVERY), text


def test_each_sentence_of_a_domain_is_recognised_as_itself_alone() -> None:
    for domain in DOMAINS:
        for advice in domain.advice:
            assert [one for one in domain.advice if one.mentioned(advice.sentence)] == [advice]


def test_wrong_is_said_before_anything_else() -> None:
    task = find_task([SHIRTS])
    assert task is not None
    faults = next_faults(task.problem.criticise("1.2"))
    assert [fault.wrong for fault in faults] == [True]
    assert next_faults(task.problem.criticise("It still takes 60 minutes."))[0].wrong is False


def test_a_solution_says_its_unit_only_when_asked() -> None:
    solution = Solution(("Because.",), "1", "hour")
    assert solution.text() == "Because.\nAnswer: 1 hour"
    assert solution.without_unit().text() == "Because.\nAnswer: 1"


def test_a_wrong_number_is_named_once_and_every_reason_after_it() -> None:
    question = "I have a dog, three cats, a table and two goats. How many animals do I have?"
    told = ask("1 + 3 + 1 + 7 = 12. Answer: 12", f"Evaluate any answer to this: {question}")
    assert told.count("it says 12, but 6 is right: ") == 1
    assert "it counts a table" in told
    assert "it leaves out or misreads two goats" in told
