"""The simulated engine as judge, as reducer, and as one that is asked for several drafts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tgwidget as tg
from tests.engine.simulated.simulated_talk import START, SYSTEM_ROLE, ask
from tests.ops_support import hostile
from tgwidget.engine.simulated.advice import LIST, VERIFY
from tgwidget.engine.simulated.gradient import KEEP
from tgwidget.prompts.judge import judge_prompt
from tgwidget.prompts.reduction import Piece, reduction_prompt


def judged(text: str, *constraints: str) -> tuple[str, ...]:
    asked = judge_prompt("answer", text, constraints)
    return asked.parse(ask(asked.prompt))


def condensed(*pieces: Piece, words: int = 500) -> str:
    return ask(reduction_prompt(SYSTEM_ROLE, pieces, words))


def test_the_judge_checks_what_rules_understand() -> None:
    assert judged("one two", "At most 3 words.", "Be kind.") == ()
    long, missing = judged("one two three", "At most 2 words.", "Contain “four”.", "Be kind.")
    assert "too long" in long
    assert "“four”" in missing


@given(hostile, st.lists(hostile, min_size=1, max_size=4))
def test_the_judge_gives_a_verdict_on_any_text(text: str, constraints: list[str]) -> None:
    assert isinstance(judged(text, *constraints), tuple)


def test_the_reducer_names_each_advice_once_and_the_most_frequent_first() -> None:
    often, once = f"Add: “{LIST.sentence}”", f"Add: “{VERIFY.sentence}”"
    said = condensed(Piece(once), *[Piece(often)] * 40, Piece(f"Fine. {KEEP}"))
    assert said.splitlines() == [f"40 of 42: “{LIST.sentence}”", f"1 of 42: “{VERIFY.sentence}”"]
    assert KEEP in condensed(Piece(KEEP), Piece(KEEP))


def test_the_reducer_keeps_a_persons_words_and_its_limit() -> None:
    said = condensed(Piece("Mention the moon.", person=True), *[Piece(f"x {n}") for n in range(50)])
    assert "Mention the moon." in said
    assert len(condensed(*[Piece(f"w{n} " * 30) for n in range(50)], words=60).split()) <= 60


def test_a_large_batch_is_condensed_and_learned_from() -> None:
    prompt = tg.Variable(START, role_description=SYSTEM_ROLE)
    for _ in range(60):
        prompt.gradients.add(f"The text lacks advice. Add: “{LIST.sentence}”")
    tg.TGD([prompt], engine="simulated", token_limit=900).step()
    assert LIST.sentence in prompt.text


@pytest.mark.parametrize("advice", [LIST, VERIFY])
def test_drafts_differ_and_each_holds_the_advice(advice: object) -> None:
    prompt = tg.Variable(START, role_description=SYSTEM_ROLE)
    prompt.gradients.add(f"Add: “{LIST.sentence}” “{VERIFY.sentence}”")
    (proposal,) = tg.TGD([prompt], engine="simulated", n_candidates=4).propose()
    texts = [candidate.text for candidate in proposal.candidates]
    assert len(texts) == 4
    for text in texts:
        assert START in text or "Think step by step." in text
        assert "one by one" in text
        assert "a second time" in text


def test_constraints_that_code_checks_are_kept_to() -> None:
    value = "{role}: it takes various 1.2 hours, basically. Answer: 1.2 hours"
    answer = tg.Variable(value, role_description="text of an advertisement")
    answer.gradients.add("Be specific, it is vague, and too long.")
    rules = [tg.Placeholders(), tg.Locked("Answer: 1.2 hours"), tg.MaxTokens(18)]
    (proposal,) = tg.TGD([answer], engine="simulated", constraints=rules).propose()
    assert proposal.broken == ()
    assert proposal.new != value
