"""The engine itself: streaming, rate, seed, and whatever text is thrown at it."""

from __future__ import annotations

import asyncio
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tgwidget as tg
from tests.engine.simulated.simulated_talk import SHIRTS, ask, criticised, rewritten
from tgwidget.engine.base import Delta, Ended, Message, Request, Usage
from tgwidget.engine.simulated import SimulatedEngine
from tgwidget.engine.simulated.engine import RATE, pieces
from tgwidget.errors import InputError
from tgwidget.prompts import gradient, optimizer
from tgwidget.prompts.scene import Exchange

FRAGMENTS = (
    "<ROLE-abc123> </ROLE-abc123> <VARIABLE-abc123> </IMPROVED_VARIABLE-abc123> {x} $role "
    "${a} %s <LM_OUTPUT-abc123> Answer: : , . ? and 3 three how many how long objects do I "
    "have takes hour to dry shirts sort the words evaluate at most 5 words ' “ hundred a "
    "Tom buys \n \\ 99999999999999999999 0 1/0 …"
)
Texts = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(FRAGMENTS.split(" ")),
        max_size=60,
    ).map(" ".join),
)


async def streamed(engine: SimulatedEngine, request: Request) -> list[Delta | Usage | Ended]:
    return [piece async for piece in engine.stream(request)]


def question(text: str = SHIRTS) -> Request:
    return Request((Message("user", (text,)),))


def test_the_stream_is_the_reply_then_usage_then_the_end() -> None:
    engine = SimulatedEngine(rate=0)
    *deltas, usage, ended = asyncio.run(streamed(engine, question()))
    text = "".join(one.text for one in deltas if isinstance(one, Delta))
    assert text == engine.reply(question())
    assert usage == Usage(len(SHIRTS.split()), len(deltas), estimated=True)
    assert ended == Ended("stop")
    assert engine.price(Usage(10, 10)) == 0.0
    assert engine.provenance == "simulated"


def test_tokens_come_at_the_rate() -> None:
    engine = SimulatedEngine(rate=200)
    count = len(pieces(engine.reply(question())))
    start = time.monotonic()
    asyncio.run(streamed(engine, question()))
    assert time.monotonic() - start >= (count - 1) / 200 - 0.01  # the clock's own grain


def test_a_slow_stream_is_cancelled_at_once() -> None:
    async def cancelled() -> None:
        task = asyncio.ensure_future(streamed(SimulatedEngine(rate=0.01), question()))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(asyncio.wait_for(cancelled(), 60))  # the next token comes after 100 s


def test_the_environment_sets_the_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TGWIDGET_SIMULATED_RATE", raising=False)
    assert SimulatedEngine().rate == RATE
    monkeypatch.setenv("TGWIDGET_SIMULATED_RATE", "7.5")
    assert SimulatedEngine().rate == 7.5
    assert SimulatedEngine(rate=None).rate == 0
    for bad in ("fast", "-1", "nan"):
        monkeypatch.setenv("TGWIDGET_SIMULATED_RATE", bad)
        with pytest.raises(InputError, match="TGWIDGET_SIMULATED_RATE"):
            SimulatedEngine()
    with pytest.raises(InputError, match="rate"):
        SimulatedEngine(rate=-3)


def test_seeds_differ_somewhere_and_each_is_itself_again() -> None:
    text = "I have a lamp, two chairs, a bed and three ovens. How many objects do I have?"
    replies = [ask(text, seed=seed) for seed in range(20)]
    assert replies == [ask(text, seed=seed) for seed in range(20)]
    assert len({reply.splitlines()[-1] for reply in replies}) > 1
    assert len({ask(text, sample=sample) for sample in range(20)}) > 1
    assert SimulatedEngine(seed=1).identity != SimulatedEngine(seed=2).identity


def test_outside_its_domains_it_says_what_it_is() -> None:
    reply = ask("Write a poem about autumn.")
    assert "simulated" in reply
    assert "counting" in reply
    assert "sorting" in reply


def test_outside_its_domains_it_still_criticises_and_improves_by_form() -> None:
    poem = "Autumn is very golden. " * 3
    told = ask(poem, "Evaluate this poem.")
    assert "simulated" in told
    assert "very" in told
    feedback = criticised(poem, "poem", "Evaluate this poem.", told)
    assert rewritten(poem, "poem", [feedback]) == "Autumn is golden. " * 2 + "Autumn is golden."


def test_what_it_does_not_cover_is_no_problem_and_no_advice_to_anybody() -> None:
    excuse = ask("Write a poem about autumn.")
    code, role = "def longest(nums): ...", "code instance to optimize"
    for said in ([], [excuse]):
        feedback = criticised(code, role, "Think of speed.", excuse, said)
        assert feedback.endswith("Keep it as it is.")
        assert rewritten(code, role, [feedback]) == code
    assert rewritten(code, role, [excuse]) == code
    mixed = criticised(code, role, "Think of speed.", "0", [excuse, "It is too vague."])
    assert "Be specific" in mixed


def test_an_input_that_is_no_question_of_its_own_is_improved_by_form() -> None:
    sentence = "The next meeting is very soon."
    feedback = criticised(sentence, "The input sentence", "", ask(sentence, "Evaluate it."))
    assert rewritten(sentence, "The input sentence", [feedback]) == "The next meeting is soon."


@pytest.mark.parametrize(
    "system",
    [
        "You are a smart language model that evaluates code snippets.",
        "You are a teacher who critically assesses what pupils write.",
    ],
)
def test_a_critic_may_be_described_in_the_third_person(system: str) -> None:
    assert "very" in ask("It is very slow code.", system)


def test_a_system_prompt_that_mentions_care_is_still_a_students() -> None:
    for system in ("Be critical and logical.", "Think critically, then verify.", "Answer well."):
        assert "Answer:" in ask(SHIRTS, system)


def test_a_repair_request_gets_the_tags() -> None:
    prompt = optimizer.rewrite_prompt("system prompt", "Count.", [optimizer.Feedback("Verify it")])
    more = (Message("assistant", ("No tags.",)), Message("user", (prompt.repair,)))
    reply = ask(prompt.prompt, optimizer.SYSTEM, more=more)
    assert prompt.parse(reply).startswith("Count.")
    assert prompt.parse(reply) != "Count."


def test_a_tag_of_ones_own_is_answered_in() -> None:
    said = [optimizer.Feedback("Verify it")]
    prompt = optimizer.rewrite_prompt("system prompt", "Count.", said, tag="NEW")
    assert prompt.parse(ask(prompt.prompt, optimizer.SYSTEM)).startswith("Count.")


def test_data_cannot_pass_for_a_prompt_of_another_speaker() -> None:
    inner = optimizer.rewrite_prompt("answer", "Count.", [optimizer.Feedback("x")]).prompt
    assert "simulated" in ask(f"Look at this: <b>{inner}</b>")
    outer = optimizer.rewrite_prompt("prompt", inner, [optimizer.Feedback("Verify it")])
    assert outer.parse(ask(outer.prompt, optimizer.SYSTEM)).startswith(inner.strip()[:200])


@settings(max_examples=150, deadline=None)
@given(Texts, Texts, st.sampled_from(["answer", "system prompt", "question", "poem", "{x}"]))
def test_any_text_gets_a_reply_that_parses(text: str, other: str, role: str) -> None:
    assert ask(text, other).strip()
    assert ask(other, f"Evaluate this. {text}")
    assert criticised(text, role, other, text, [other])
    assert criticised(text, role, other, text)
    prompt = optimizer.rewrite_prompt(
        role + text, text, [optimizer.Feedback(other, text)], constraints=[other]
    )
    prompt.parse(ask(prompt.prompt, optimizer.SYSTEM))


@pytest.mark.parametrize(
    "unit",
    ["!", "a ", "1, ", "1 + ", "three ", "takes 1 hour to ", "I have a ", "how many a do ", "$",
     "<ROLE-", "x", "x^2 ", "√(", "x^2 = 1 ", "1 + x^2 - ", "(2)(3)", "1", "x = 1 or ", "\\frac{",
     "hundred and ", "5 a ", "answer ", "at most ", "keep it 'x' ", "[", "\n ", "a of "],
)  # fmt: skip
def test_no_text_makes_it_slow(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    start = time.thread_time()
    ask(text)
    ask(text, "Evaluate this.")
    told = criticised(text, "system prompt", "Help.", text, [text])
    rewritten(text, "system prompt", [told], [text])
    rewritten(text, "answer", [text])
    assert time.thread_time() - start < 5


def test_the_gradient_prompt_is_read_as_one() -> None:
    exchange = Exchange((("answer", "2"),), "evaluation", "Be concise.", system="Evaluate.")
    prompt = gradient.gradient_prompt("answer", "2", exchange, [])
    assert "Be brief." in ask(str(prompt[0]), "words of somebody's own")


def test_criticism_through_a_function_is_criticism_and_not_a_rewrite() -> None:
    answer = tg.Variable("Answer: 7", role_description="answer to the question")
    truth = tg.Variable("6", role_description="right answer", requires_grad=False)
    same = tg.autograd.StringBasedFunction(
        lambda prediction, truth: int(prediction == truth), "tells whether the answer is right"
    )
    loss = same(inputs={"prediction": answer, "truth": truth})
    loss.backward(tg.get_engine("simulated"))
    (gradient,) = answer.gradients
    assert gradient.value
    assert "IMPROVED_VARIABLE" not in gradient.value
    assert "<" not in gradient.value
