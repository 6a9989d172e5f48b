"""Quadratic equations: read in any notation, solved, and every wrong line found, named, mended."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.engine.simulated.simulated_talk import ask, criticised, rewritten
from tgwidget.engine.simulated.advice import BOTH, DIVISOR, SIGNS, VERIFY, Advice
from tgwidget.engine.simulated.domains import find_task
from tgwidget.engine.simulated.quadratic_check import checked
from tgwidget.engine.simulated.quadratic_reader import QUADRATICS
from tgwidget.engine.simulated.quadratics import Quadratic

WRONG = """\
To solve the equation 3x^2 - 7x + 2 = 0, we use the quadratic formula:
x = (-b ± √(b^2 - 4ac)) / 2a
a = 3, b = -7, c = 2
x = (7 ± √((-7)^2 + 4(3)(2))) / 6
x = (7 ± √73) / 6
The solutions are:
x1 = (7 + √73) / 6
x2 = (7 - √73) / 6"""
EVALUATE = (
    "You will evaluate a solution to a math question. Do not attempt to solve it yourself, do not "
    "give a solution, only identify errors. Be super concise."
)
ROLE = "solution to the math question"
Whole = st.integers(-12, 12)
Seeds = st.integers(0, 10**6)


@st.composite
def equations(draw: st.DrawFn) -> Quadratic:
    """Equations with roots of every kind: rational often, by construction."""
    below = st.sampled_from([1, 1, 1, 2, 4])
    a = Fraction(draw(Whole.filter(bool)), draw(below))
    if draw(st.booleans()):
        first, second = (Fraction(draw(Whole), draw(st.sampled_from([1, 2, 3]))) for _ in "12")
        return Quadratic(a, -a * (first + second), a * first * second)
    return Quadratic(a, Fraction(draw(Whole), draw(below)), Fraction(draw(Whole)))


def read(text: str) -> Quadratic:
    task = find_task([text])
    assert task is not None, text
    assert task.domain is QUADRATICS
    assert isinstance(task.problem, Quadratic)
    return task.problem


def wrong(problem: Quadratic, text: str) -> list[str]:
    return [fault.says for fault in problem.criticise(text) if fault.wrong]


def lines(problem: Quadratic, text: str) -> list[int]:
    """The numbers of the lines that are named, in order."""
    said = wrong(problem, text)
    return [int(one.split()[1]) for one in said if one.startswith("line ")]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Solve 3x^2 - 7x + 2 = 0", (3, -7, 2)),
        ("Solve x² − 5x + 6 = 0.", (1, -5, 6)),
        ("2t^2 = 5t - 1/2", (2, -5, Fraction(1, 2))),
        ("What are the roots of x^2 - 5x + 6?", (1, -5, 6)),
        ("x^2 = 9", (1, 0, -9)),
        ("Solve -x^2 + (1/2)x - 0.5 = 0", (-1, Fraction(1, 2), Fraction(-1, 2))),
        ("Solve $5x^{2}/3 + 2 = x$", (Fraction(5, 3), -1, 2)),
        ("4 - y^2 = 3*y", (-1, -3, 4)),
        ("x**2 + x = 0", (1, 1, 0)),
    ],
)
def test_notations(text: str, numbers: tuple[Fraction, ...]) -> None:
    problem = read(text)
    assert (problem.a, problem.b, problem.c) == numbers


@pytest.mark.parametrize(
    "text",
    ["x = 3", "b^2 - 4ac = 25", "x^2 + y = 0", "0x^2 + x = 1", "3x^3 - x^2 = 0", "x^2/0 = 1",
     "x^2 - x^2 + x = 4", "E = mc^2", "x^2"],
)  # fmt: skip
def test_what_is_no_quadratic_equation(text: str) -> None:
    assert find_task([text]) is None


@given(equations(), Seeds)
def test_with_all_advice_the_answer_is_right(problem: Quadratic, seed: int) -> None:
    text = problem.attempt(QUADRATICS.advice, random.Random(seed)).text()
    assert problem.criticise(text) == []
    assert read(text) == problem
    assert read(problem.restated) == problem
    for sign in (1, -1):
        root = problem.whole().exact(sign)
        if root is not None:
            assert problem.a * root**2 + problem.b * root + problem.c == 0
            assert str(root) in text.splitlines()[-1]


@given(equations(), Seeds)
def test_every_mistake_of_a_student_is_found_and_mended(problem: Quadratic, seed: int) -> None:
    solution = problem.attempt((), random.Random(seed))
    right = solution.answer == problem.solve().answer
    text = solution.text()
    if not right:
        assert wrong(problem, text), text
    new = problem.correct(text)
    assert wrong(problem, new) == []
    assert read(new) == problem


@given(equations(), Seeds)
def test_more_advice_never_makes_an_answer_worse(problem: Quadratic, seed: int) -> None:
    told: tuple[Advice, ...] = ()
    was_right = False
    for advice in QUADRATICS.advice:
        told = (*told, advice)
        text = problem.attempt(told, random.Random(seed)).text()
        right = not wrong(problem, text)
        assert right or not was_right
        was_right = right
    assert was_right


def planted(problem: Quadratic, kind: str) -> tuple[str, int, Advice]:
    """The right solution with one line wrong, the line's number, and the advice against it."""
    f = problem.whole()
    text = problem.solve().text().splitlines()
    at = next(place for place, line in enumerate(text) if line.startswith("a = "))
    minus, plus = f.numbers(), f.numbers("+")
    top, under, below = f"({-f.b} ± ", f"√({minus}))", f" / {2 * f.a}"
    old, new, advice = {
        "sign in the formula": (text[at - 1], "x = (-b ± √(b^2 + 4ac)) / 2a", SIGNS),
        "a in the formula": (text[at - 1], "x = (-b ± √(b^2 - 4ac)) / a", DIVISOR),
        "no ± in the formula": (text[at - 1], "x = (-b + √(b^2 - 4ac)) / 2a", BOTH),
        "a": (text[at], f"a = {f.a + 1}, b = {f.b}, c = {f.c}", SIGNS),
        "b": (text[at], f"a = {f.a}, b = {-f.b}, c = {f.c}", SIGNS),
        "c": (text[at], f"a = {f.a}, b = {f.b}, c = {-f.c}", SIGNS),
        "sign under the root": (text[at + 1], f"x = {top}√({plus})){below}", SIGNS),
        "sign of b": (text[at + 1], f"x = ({f.b} ± {under} / ({2 * f.a})", SIGNS),
        "a for 2a": (text[at + 1], f"x = {top}{under} / ({f.a})", DIVISOR),
        "no divisor": (text[at + 1], f"x = {top}{under}", DIVISOR),
        "no ±": (text[at + 1], f"x = ({-f.b} + {under} / ({2 * f.a})", BOTH),
        "discriminant": (text[at + 2], f"x = {top}√({f.discriminant + 3})) / ({2 * f.a})", VERIFY),
    }[kind]  # fmt: skip
    place = text.index(old)
    text[place] = new
    return "\n".join(text), place + 1, advice


KINDS = (
    "sign in the formula", "a in the formula", "no ± in the formula", "a", "b", "c",
    "sign under the root", "sign of b", "a for 2a", "no divisor", "no ±", "discriminant",
)  # fmt: skip


@settings(max_examples=300)
@given(equations(), st.sampled_from(KINDS))
def test_every_planted_wrong_line_is_named_with_its_reason(problem: Quadratic, kind: str) -> None:
    f = problem.whole()
    # Where a number is 0, 1 or 2, one mistake looks like another, or like none.
    assume(f.b and f.c and abs(f.a) > 2 and f.discriminant and abs(f.b) != abs(2 * f.a))
    text, number, advice = planted(problem, kind)
    faults = [fault for fault in problem.criticise(text) if fault.wrong]
    assert [fault.says.split()[1] for fault in faults] == [str(number)], text
    assert faults[0].advice is advice, faults
    new = problem.correct(text)
    assert wrong(problem, new) == [], new
    kept = [line for line in text.splitlines() if line in new.splitlines()]
    assert len(kept) >= len(text.splitlines()) - 1


def test_the_classic_names_the_line_and_keeps_its_form() -> None:
    told = ask(WRONG, EVALUATE)
    assert "line 4" in told
    assert "wrong sign before 4ac" in told
    assert "line 5" not in told
    feedback = criticised(WRONG, ROLE, EVALUATE, told)
    assert "line 4" in feedback
    new = rewritten(WRONG, ROLE, [feedback])
    assert new == (
        WRONG.replace(") + 4(", ") - 4(").replace("^2 + 4(", "^2 - 4(").replace("√73", "√25")
        .replace("(7 + √25) / 6", "(7 + √25) / 6 = 2")
        .replace("(7 - √25) / 6", "(7 - √25) / 6 = 1/3")
    )  # fmt: skip


def test_a_second_mistake_is_named_beside_the_first() -> None:
    problem = read(WRONG)
    text = WRONG.replace("x1 = (7 + √73) / 6", "x1 = (7 + √73)")
    assert lines(problem, text) == [4, 7]


def test_the_classic_comes_to_rest() -> None:
    text, seen = WRONG, set[str]()
    while text not in seen:
        seen.add(text)
        told = ask(text, EVALUATE)
        text = rewritten(text, ROLE, [criticised(text, ROLE, EVALUATE, told)])
        assert len(seen) < 6
    assert "nothing wrong" in told
    assert text.startswith(WRONG.split("\nx = (7")[0])


@pytest.mark.parametrize(
    ("old", "new"),
    [("√", "sqrt"), ("^2", "²"), ("±", "+-"), (" - ", " − "), ("\n", "; "), ("x", "t"),
     ("x1", "x_1"), ("x1", "x₁"), ("x = ", "- x = ")],
)  # fmt: skip
def test_notations_of_a_solution(old: str, new: str) -> None:
    text = (
        WRONG.replace(old, new)
        if (old, new) != ("x", "t")
        else (WRONG.replace("x^", "t^").replace("x ", "t ").replace("x1", "t1").replace("x2", "t2"))
    )
    problem = read(text)
    assert lines(problem, text) == [4] if new != "; " else lines(problem, text)[:1] != []
    mended = problem.correct(text)
    assert wrong(problem, mended) == [], mended
    if old in ("√", "^2", "±"):
        assert old not in mended
        assert new in mended


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("x^2 + 2x + 5 = 0 has the roots x = 1 and x = -3.", "does not solve"),
        ("x^2 - 5x + 6 = 0 has no real roots.", "there are"),
        ("x^2 - 5x + 6 = 0: x = 2", "only one of the two"),
        ("x^2 - 5x + 6 = 0: (x - 2)(x + 3) = 0, so x = 2 or x = 3", "does not hold"),
        ("x^2 - 5x + 6 = 0: x1 = 2, x2 = 2", "repeats"),
        ("x^2 - 5x + 6 = 0. D = 25 - 24 = 2, x = 2 or 3", "miscalculates the discriminant"),
        ("x^2 - 5x + 6 = 0. The solutions are 2 and 4", "does not solve"),
        ("x^2 - 5x + 6 = 0: (-5)^2 - 24 = 49, x = 2 or 3", "miscalculated"),
    ],
)
def test_other_ways_to_be_wrong(text: str, part: str) -> None:
    problem = read(text)
    assert part in " ".join(wrong(problem, text))
    assert wrong(problem, problem.correct(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "x^2 + 2x + 5 = 0 has no real solutions, as D = 4 - 20 = -16.",
        "x^2 + 2x + 5 = 0: x1 = -1 + 2i, x2 = -1 - 2i",
        "x^2 - 5x + 6 = 0: (x - 2)(x - 3) = 0, so x = 2 or 3.",
        "3x^2 - 7x - 2 = 0: x1 ≈ 2.59, x2 ≈ -0.26",
        "x^2 - 6x + 9 = 0: (x - 3)^2 = 0. The only root is x = 3",
        "1/2x^2 - 1/2x - 3 = 0. Times 2: x^2 - x - 6 = 0; a = 1, b = -1, c = -6; D = 1 + 24 = 25; "
        "x = (1 ± 5) / 2; x = 3 or x = -2",
        "x^2 - 2x - 1 = 0: (x - 1)^2 = 2, x - 1 = ±√2, x = 1 ± √2",
        r"$x^2 - 2x - 1 = 0$: $x = \frac{2 \pm \sqrt{(-2)^{2} - 4 \cdot 1 \cdot (-1)}}{2}$",
    ],
)
def test_other_ways_to_be_right(text: str) -> None:
    assert wrong(read(text), text) == []


def test_a_student_makes_fewer_mistakes_with_advice() -> None:
    rng = random.Random(5)
    questions = [
        Quadratic(Fraction(rng.randint(2, 6)), Fraction(rng.randint(-9, 9)), Fraction(-3))
        for _ in range(60)
    ]

    def score(system: str) -> int:
        return sum(not wrong(one, ask(one.restated, system)) for one in questions)

    some = score(SIGNS.sentence)
    every = score(" ".join((SIGNS.sentence, DIVISOR.sentence, BOTH.sentence, VERIFY.sentence)))
    assert score("") < 30 < every == 60
    assert score("") < some < every


def test_a_text_is_judged_the_same_way_twice() -> None:
    problem = read(WRONG)
    assert checked(problem.formula, WRONG) == checked(problem.formula, WRONG)
    assert problem.correct(WRONG) == problem.correct(WRONG)
