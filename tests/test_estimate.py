"""What a step will cost is counted by the pass's own rules, and no model is asked for it."""

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.run_support import events
from tgwidget.autograd import StringBasedFunction
from tgwidget.autograd.function import Function
from tgwidget.autograd.request import request
from tgwidget.errors import InputError, InputTypeError
from tgwidget.estimate import Cost
from tgwidget.events import CallStarted


def engine():
    def answer(system, prompt):
        return improved(prompt, "better") if "<IMPROVED_VARIABLE-" in prompt else "some words"

    return Scripted(answer)


def shirts(who):
    """Three questions, one system prompt, losses summed: what users write."""
    system = tg.Variable("Answer.", role_description="system prompt")
    model = tg.BlackboxLLM(who, system)
    losses = []
    for n in range(3):
        question = tg.Variable(f"question {n}", role_description="question", requires_grad=False)
        losses.append(tg.TextLoss("judge", who)(model(question)))
    return system, tg.sum(losses)


def joined(who):
    variable = tg.Variable("text", role_description="answer")
    twice = tg.sum([variable, variable])
    return variable, tg.TextLoss("judge", who)(twice)


def code(who):
    variable = tg.Variable("text", role_description="code")
    run = StringBasedFunction(lambda text: text.value.upper(), "shout")
    return variable, tg.TextLoss("judge", who)(run({"text": variable}))


@pytest.mark.parametrize("graph", [shirts, joined, code])
@pytest.mark.parametrize("candidates", [1, 3])
def test_the_calls_are_those_that_are_then_made(graph, candidates):
    who = engine()
    tg.set_backward_engine(who)
    with tg.Run("t", review="accept") as run:
        variable, loss = graph(who)
        optimizer = tg.TGD([variable], n_candidates=candidates)
        before, log = len(who.asked), len(run.log)
        estimate = run.estimate(loss, optimizer)
        assert len(who.asked) == before
        assert len(run.log) == log
        assert not variable.gradients
        loss.backward()
        assert estimate.backward.calls == len(who.asked) - before
        optimizer.step()
    assert estimate.calls == len(who.asked) - before
    asked = [event.purpose for event in events(run, CallStarted)]
    assert estimate.forward.calls == asked.count("answer") + asked.count("loss")


def test_the_dollars_come_from_the_prices_and_are_unknown_without_them(monkeypatch):
    monkeypatch.setattr("tgwidget.engine.money.prices._TOLD", {})
    who = engine()
    _, loss = joined(who)
    with tg.Run("t") as run:
        unknown = run.estimate(loss, engine=who)
        tg.set_price("Scripted", input=1, output=1)
        known = run.estimate(loss, engine=who)
        free = run.estimate(loss, engine="simulated")
    assert (unknown.usd, free.usd) == (None, 0.0)
    assert known.usd == pytest.approx(known.tokens / 1e6)
    assert unknown.tokens == known.tokens > 400
    assert "US dollars unknown" in repr(unknown)
    assert repr(known).splitlines()[0] == f"Estimate: {Cost(known.calls, known.tokens, known.usd)}"


def test_constraints_that_are_judged_cost_a_call_for_each_draft():
    who = engine()
    variable, loss = joined(who)
    with tg.Run("t") as run:
        judged = tg.TGD([variable], engine=who, constraints=["be brief"], check=True)
        assert run.estimate(loss, judged, engine=who).step.calls == 2


def test_it_comes_near_to_the_tokens_that_are_spent():
    with tg.Run("t", review="accept") as run:
        tg.set_backward_engine("simulated")
        variable = tg.Variable("It takes 1.2 hours.", role_description="answer")
        loss = tg.TextLoss("Evaluate any given answer, be very critical.")(variable)
        estimate, before = run.estimate(loss), run.spent.tokens
        loss.backward()
        tg.TGD([variable]).step()
    spent = run.spent.tokens - before
    assert spent < estimate.tokens < 5 * spent


def test_nothing_to_do_is_nothing_to_pay():
    fixed = tg.Variable("text", role_description="answer", requires_grad=False)
    loss = tg.TextLoss("judge", "simulated")(fixed)
    with tg.Run("t") as run:
        assert run.estimate(loss, engine="simulated").calls == 0


def test_an_op_that_asks_an_engine_of_its_own_is_not_asked_for_an_estimate():
    who = engine()

    class Own(Function):
        async def forward(self, variable):
            raise NotImplementedError

        async def backward(self, output, criticism):
            await who.complete(request("system", "text"))
            return [None]

    _, loss = joined(who)
    loss.grad_fn = type(loss.grad_fn)(Own(), loss.grad_fn.saved)
    with tg.Run("t") as run, pytest.raises(InputError, match=r"criticism\.engine"):
        run.estimate(loss, engine=who)


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        ((), InputError, "run.estimate"),
        (("text",), InputTypeError, "got a str"),
        ((lambda: "text",), InputTypeError, "returned a str, not a loss"),
        ((lambda: 1 / 0,), InputError, "failed on stand-in answers: ZeroDivisionError"),
    ],
)
def test_it_has_to_know_the_graph(given, kind, said):
    with tg.Run("t") as run, pytest.raises(kind, match=said):
        run.estimate(*given, engine="simulated")


def batch(who, criticism="judge"):
    """What a user writes for one step: nothing of it was asked yet."""
    system = tg.Variable("Answer.", role_description="system prompt")
    model, loss_fn = tg.BlackboxLLM(who, system), tg.TextLoss(criticism, who)

    def loss():
        questions = [
            tg.Variable(f"question {n}", role_description="question", requires_grad=False)
            for n in range(3)
        ]
        voted = tg.vote(tg.map(model, questions))
        return tg.sum([loss_fn(voted), *(loss_fn(model(one)) for one in questions[:2])])

    return system, loss


def test_a_function_is_estimated_before_the_first_call():
    who = engine()
    tg.set_backward_engine(who)
    with tg.Run("t", review="accept") as run:
        system, loss = batch(who)
        optimizer = tg.TGD([system])
        log = len(run.log)
        estimate = run.estimate(loss, optimizer)
        assert (who.asked, len(run.log), estimate.made) == ([], log, False)
        loss().backward()
        optimizer.step()
    assert estimate.calls == len(who.asked)
    purposes = [event.purpose for event in events(run, CallStarted)]
    assert estimate.forward.calls == purposes.count("answer") + purposes.count("loss")
    assert estimate.calls == sum(
        one.calls for one in (estimate.forward, estimate.backward, estimate.step)
    )


def test_a_person_who_criticises_costs_nothing():
    who = engine()
    variable = tg.Variable("text", role_description="answer")
    with tg.Run("t") as run:
        estimate = run.estimate(lambda: tg.HumanLoss("Is it true?")(variable), engine=who)
    assert (estimate.forward.calls, estimate.backward.calls, estimate.step.calls) == (0, 0, 1)


def test_a_function_that_goes_further_than_its_loss_changes_nothing():
    who = engine()
    variable, loss = joined(who)
    with tg.Run("t") as run, pytest.raises(InputError, match="further than its loss"):
        run.estimate(lambda: loss.backward(who), engine=who)
    assert not variable.gradients
    variable.gradients.add("better")
    with tg.Run("t") as run, pytest.raises(InputError, match="further than its loss"):
        run.estimate(lambda: tg.TGD([variable], engine=who).step(), engine=who)
    assert variable.value == "text"


def test_it_says_what_it_assumes_and_what_it_leaves_out():
    who = engine()
    _, loss = batch(who)
    variable, made = joined(who)
    scored = tg.TGD([variable], engine=who, n_candidates=2, score=len)
    gate = tg.Gate(lambda text, word: float(word in text), ["a", "b", "c"])
    with tg.Run("t", review=tg.Ask(after=gate)) as run:
        first, told = run.estimate(loss, engine=who), run.estimate(made, scored, engine=who)
    assert "all votes agree" in repr(first)
    assert "all votes agree" not in repr(told)
    for said in ("It assumes:", "one step", "200 tokens", "in the cache", "a validation"):
        assert said in repr(first)
        assert said in repr(told)
    assert "the Gate's score function asks: it is called 3 times for each draft" in repr(told)
    assert "an optimizer's score function asks: it is called 2 times" in repr(told)


def test_what_an_optimizer_remembers_is_counted():
    who = engine()
    variable, loss = joined(who)
    optimizer = tg.TGD([variable], engine=who, gradient_memory=3)
    with tg.Run("t", review="accept") as run:
        before = run.estimate(loss, optimizer, engine=who).step.tokens
        variable.gradients.add("a word " * 400)
        optimizer.step()
        optimizer.zero_grad()
        assert run.estimate(loss, optimizer, engine=who).step.tokens > before + 400
