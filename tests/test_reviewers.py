"""Reviewers other than a person: gates, functions, and a person after them."""

import asyncio
from fractions import Fraction
from itertools import cycle

import pytest
from numpy import bool_, float32, float64, int64

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.run_support import attend, events, when
from tgwidget.errors import InputError, InputTypeError, TgError
from tgwidget.events import Decide, Decided, Measured, Notice, ReviewOpened

WORDS = ["polite", "short", "exact", "clear"]


def has(prompt, word):
    return float(word in prompt)


def stepped(run, texts, **settings):
    """One step in a run, whose engine writes one of the texts a draw."""
    drafts = cycle(texts)
    variable = tg.Variable("be polite", role_description="prompt")
    variable.gradients.add("be better")
    engine = Scripted(lambda _system, prompt: improved(prompt, next(drafts)))
    with run:
        tg.TGD([variable], engine=engine, n_candidates=len(texts), **settings).step()
    return variable.value


def test_a_gate_accepts_only_what_does_better_on_held_out_examples():
    run = tg.Run("test", review=tg.Gate(has, WORDS))
    assert stepped(run, ["be polite and short"]) == "be polite and short"
    (measured,) = events(run, Measured)
    assert (measured.before, measured.after, measured.examples) == (0.25, 0.5, 4)
    assert (measured.fixed, measured.broken) == (("short",), ())
    assert events(run, Decided)[0].by == "gate"
    for worse in ("be rude", "be polite"):
        run = tg.Run("test", review=tg.Gate(has, WORDS))
        assert stepped(run, [worse]) == "be polite"
    assert events(run, Measured)[0].fixed == ()


def test_a_gate_takes_the_best_of_several_and_asks_for_a_gain():
    drafts = ["polite short", "polite short exact clear", "polite short exact"]
    assert stepped(tg.Run("test", review=tg.Gate(has, WORDS)), drafts) == drafts[1]
    strict = tg.Run("test", review=tg.Gate(has, WORDS, min_gain=0.5))
    assert stepped(strict, ["polite short"]) == "be polite"


def test_a_gate_never_takes_what_breaks_a_constraint():
    run = tg.Run("test", review=tg.Gate(has, WORDS))
    broken = {"constraints": [lambda text: "too clear" if "clear" in text else None]}
    assert stepped(run, ["polite short clear"], **broken) == "be polite"


def test_a_gate_measures_a_text_once_and_takes_an_async_score():
    asked = []

    async def score(prompt, word):
        asked.append((prompt, word))
        await asyncio.sleep(0)
        return has(prompt, word)

    gate = tg.Gate(score, WORDS)
    stepped(tg.Run("one", review=gate), ["polite short"])
    stepped(tg.Run("two", review=gate), ["polite short"])
    assert len(asked) == len(set(asked)) == 2 * len(WORDS)


def test_a_gate_warns_when_examples_are_copied_into_the_prompt():
    example = "How many apples are left when five of nine are eaten?"
    gate = tg.Gate(lambda prompt, _: float(len(prompt)), [example, "another"])
    run = tg.Run("test", review=gate)
    stepped(run, [f"be polite. Example: {example}"])
    (warning,) = [e for e in events(run, Notice) if e.level == "warning"]
    assert "copies the words of 1 of the examples" in warning.message
    run = tg.Run("test", review=tg.Gate(lambda prompt, _: float(len(prompt)), [example]))
    stepped(run, ["be polite, and say how many apples are left"])
    assert not [e for e in events(run, Notice) if e.level == "warning"]
    run = tg.Run(
        "test", review=tg.Gate(lambda prompt, _: float(len(prompt)), ["how far is it today"])
    )
    stepped(run, ["be polite. Asked how far is it today, say so"])
    assert [e for e in events(run, Notice) if e.level == "warning"]


def test_a_gate_warns_when_what_was_criticised_is_copied_into_the_prompt():
    question = "I have a lamp, three chairs and two vases. How many objects are there?"

    def write(_system, prompt):
        return improved(prompt, f"Count. {question}") if "IMPROVED" in prompt else "wrong"

    engine = Scripted(write)
    prompt = tg.Variable("Count.", role_description="prompt")
    asked = tg.Variable(question, role_description="question", requires_grad=False)
    with tg.Run("test", review=tg.Gate(lambda text, _: len(text), ["held out"])) as run:
        answer = tg.BlackboxLLM(engine, system_prompt=prompt)(asked)
        tg.TextLoss("Be critical.", engine=engine)(answer).backward(engine=engine)
        tg.TGD([prompt], engine=engine).step()
    (warning,) = [e for e in events(run, Notice) if e.level == "warning"]
    assert "copies the words of 1 of the examples that its criticism comes from" in warning.message


@pytest.mark.parametrize(
    ("score", "error", "words"),
    [
        (lambda *_: 1 / 0, TgError, "ZeroDivisionError"),
        (lambda *_: "good", InputTypeError, "returned 'good'"),
        (lambda *_: float("nan"), InputTypeError, "returned nan"),
    ],
)
def test_a_score_that_fails_changes_nothing_and_says_so(score, error, words):
    with pytest.raises(error, match=words):
        stepped(tg.Run("test", review=tg.Gate(score, WORDS)), ["polite short"])


@pytest.mark.parametrize("of", [float32, int64, float64, Fraction])
def test_a_score_is_a_number_of_whichever_library(of):
    async def later(prompt, word):
        return of(has(prompt, word))

    for score in (lambda *given: of(has(*given)), lambda *given: later(*given)):
        assert (
            stepped(tg.Run("test", review=tg.Gate(score, WORDS)), ["polite short"]) != "be polite"
        )
    with tg.Run("test") as run:
        run.score(of(1))
        for wrong in ("good", None, float("nan")):
            with pytest.raises(InputTypeError, match="the score 'score' is"):
                run.score(wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"data": []},
        {"data": None},
        {"data": [1], "min_gain": -1},
        {"data": [1], "min_gain": "0.1"},
        {"data": [1], "score_fn": 0.5},
    ],
)
def test_a_gate_needs_examples_a_function_and_a_gain(wrong):
    with pytest.raises(InputError):
        tg.Gate(**{"score_fn": has, **wrong})


def test_a_person_sees_only_what_passes():
    shown = tg.Run("test", review=tg.Ask(after=tg.Gate(has, WORDS)))
    attend(shown)
    state = when(
        shown,
        ReviewOpened,
        lambda e: shown.command(Decide("page", e.proposals[0], 1, "edit", "polite, my words")),
    )
    assert stepped(shown, ["polite short"]) == "polite, my words"
    assert state["error"] is None
    hidden = tg.Run("test", review=tg.Ask(after=tg.Gate(has, WORDS)))
    attend(hidden)
    assert stepped(hidden, ["rude"]) == "be polite"
    assert events(hidden, ReviewOpened) == []
    assert [e.by for e in events(hidden, Decided)] == ["gate"]


def test_what_a_person_has_drawn_again_must_pass_too_before_it_is_shown():
    run = tg.Run("test", review=tg.Ask(after=tg.Gate(has, WORDS)), journal=None)
    attend(run)

    def again(opened):
        run.command(Decide("page", opened.proposals[0], 1, "reject", "", reason="shorter"))

    when(run, ReviewOpened, again)
    variable = tg.Variable("be polite", role_description="prompt")
    variable.gradients.add("be better")
    drafts = iter(["polite short", "rude"])
    engine = Scripted(lambda _system, prompt: improved(prompt, next(drafts)))
    with run:
        tg.TGD([variable], engine=engine).step()
    assert variable.value == "be polite"
    assert len(events(run, ReviewOpened)) == 1
    assert [(e.by, e.reason) for e in events(run, Decided)] == [("page", "shorter"), ("gate", "")]


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        (True, "draft"),
        (False, "be polite"),
        (None, "be polite"),
        ("mine", "mine"),
        (lambda p: p.accept(by="me"), "draft"),
        (bool_(True), "draft"),
    ],
)
def test_a_function_decides(answer, value):
    def decide(proposal):
        return answer(proposal) if callable(answer) else answer

    async def later(proposal):
        return decide(proposal)

    for fn in (decide, later, lambda proposal: later(proposal)):
        assert stepped(tg.Run("test", review=tg.Callback(fn)), ["draft"]) == value


def test_a_function_that_decides_nothing_is_an_error():
    with pytest.raises(InputTypeError, match="<lambda> returned 7"):
        stepped(tg.Run("test", review=tg.Callback(lambda _: 7)), ["draft"])
    with pytest.raises(InputTypeError, match="a Callback asks a function"):
        tg.Callback(True)


def test_a_function_that_fails_says_what_it_was_to_decide():
    said = "reviewer <lambda> failed on the proposal for 'prompt': ZeroDivisionError"
    with pytest.raises(TgError, match=said) as failed:
        stepped(tg.Run("test", review=tg.Callback(lambda _: 1 / 0)), ["draft"])
    assert isinstance(failed.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize(
    ("wrong", "way"),
    [
        (tg.AcceptAll, r"is a class, .*\n→ make one: review=AcceptAll"),
        (lambda _: True, r"cannot review\n→ let it decide: review=tg\.Callback\(fn\)"),
        (7, r"cannot review\n→ give an object"),
    ],
)
def test_what_is_no_reviewer_is_an_error_at_once(wrong, way):
    with pytest.raises(InputTypeError, match=way):
        tg.Run("test", review=wrong)
    with pytest.raises(InputTypeError, match=way.replace("review=", "after=")):
        tg.Ask(after=wrong)


@pytest.mark.parametrize(
    ("reviewer", "value"), [(tg.AcceptAll(), "draft"), (tg.RejectAll(), "be polite")]
)
def test_policies_as_objects(reviewer, value):
    assert stepped(tg.Run("test", review=reviewer), ["draft"]) == value


def test_asking_outside_a_run_is_an_error():
    proposal = tg.Proposal(tg.Variable("x", role_description="x"), "x", ())
    with pytest.raises(InputError, match="outside a run"):
        asyncio.run(tg.Ask().review([proposal]))
