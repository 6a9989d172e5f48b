"""Answers put right by criticism: the programs that everybody starts with."""

from __future__ import annotations

from tests.tutorials.engines import Calling
from tests.tutorials.running import Run, with_engine


def test_the_shirts(run: Run) -> None:
    names = run("shirts")
    assert names["first"].endswith("Answer: 1.2 hours")
    assert "1.2 hours, but 1 hour is right" in names["loss"].value
    assert names["answer"].value.endswith("Answer: 1 hour")
    assert names["answer"] in names["loss"].predecessors


def test_the_wrong_line_of_a_quadratic_solution(run: Run) -> None:
    names = run("quadratic")
    assert "line 4" in names["criticism"]
    assert "wrong sign before 4ac" in names["criticism"]
    wrong, right = names["wrong"].splitlines(), names["solution"].value.splitlines()
    assert right[:3] == wrong[:3], "what was right is kept"
    assert right[3] == "x = (7 ± √((-7)^2 - 4(3)(2))) / 6"
    assert right[-2:] == ["x1 = (7 + √25) / 6 = 2", "x2 = (7 - √25) / 6 = 1/3"]


def test_a_solution_until_the_critic_is_content(run: Run) -> None:
    names = run("solution")
    first, second, third = names["evaluations"]
    assert first.startswith("The answer is wrong: line 3")
    assert second.startswith("The answer is right")
    assert "nothing wrong" in third
    assert names["values"][-1] == names["values"][-2], "praise changes nothing"
    assert names["values"][-1].splitlines()[:2] == names["values"][0].splitlines()[:2]


def test_the_primitives_one_by_one(run: Run) -> None:
    names = run("primitives")
    assert names["said"].endswith("Answer: 3")
    assert names["said_again"] == "3"
    assert (names["no_gradients"], len(names["gradients"]), names["left"]) == (0, 1, 0)
    assert "Be specific" in names["gradients"][0]
    assert len(names["on_the_prompt"]) == 1, "the instruction wants criticism as well"
    assert names["is_made_from"] is True
    assert (names["before"], names["after"]) == (
        "The next meeting is very soon, basically on Tuesday.",
        "The next meeting is soon, on Tuesday.",
    )
    assert names["answer"].get_role_description() == "answer to the question"
    assert names["answer"].value == names["same"].value
    assert names["short"] == "You have (...) 4.\nAnswer: 4"


def test_code_improved_at_test_time(run: Run) -> None:
    names = run("code_at_test_time")
    code, loss = names["code"], names["loss"]
    assert loss.get_role_description() == "evaluation of the code instance to optimize"
    assert {names["problem"], code, names["loss_system_prompt"]} == set(loss.predecessors)
    assert "basically" in loss.value
    assert len(names["gradients"]) == 1
    assert not names["problem"].gradients
    assert code.value.strip() == names["initial_solution"].replace(" basically", "").strip()


def test_an_engine_that_the_program_brings_along(run: Run) -> None:
    names = run("own_engine")
    assert names["answer"].value == "It is Lyon."
    assert names["criticism"] == "Name the capital."
    assert names["direct"] == "It is Paris."
    asked = [(names["model"].asked[0]), names["critic"].asked[0]]
    assert asked == [
        ("Answer in one sentence.", "What is the capital of France?"),
        ("Is this the capital?", "It is Lyon."),
    ]


def test_an_engine_is_called_as_textgrad_calls_it() -> None:
    Calling.calls = 0
    with_engine("shirts", Calling)
    assert Calling.calls == 4, "the answer, its evaluation, its criticism, its next version"
