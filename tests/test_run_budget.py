"""A run and its money: what is said at the start, and the question when it is reached."""

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.run_support import attend, events, when
from tgwidget.engine.base import Delta, Engine
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner
from tgwidget.errors import (
    BudgetError,
    InputError,
    InputTypeError,
    StaleDecisionError,
    StoppedError,
    TgError,
    UnreachableError,
)
from tgwidget.events import (
    BudgetAnswered,
    BudgetReached,
    BudgetSet,
    CallFailed,
    CallFinished,
    CallRetrying,
    Decide,
    Failed,
    Notice,
    RaiseBudget,
    ReviewOpened,
    RunEnded,
    Stop,
)
from tgwidget.events.wire import parse_command


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """Prices that a test sets are its own."""
    monkeypatch.setattr("tgwidget.engine.money.prices._TOLD", {})


def priced(dollars_a_call=0.04, name="simulated"):
    """An engine whose call is held back for with so much, at the assumed 4,000 tokens."""
    tg.set_price(name, input=0, output=dollars_a_call / 4_000 * 1e6)
    return tg.get_engine("simulated", cache=False)


def ask(engine, text="I have a cup. How many objects do I have?"):
    question = tg.Variable(text, role_description="question", requires_grad=False)
    return tg.BlackboxLLM(engine)(question)


def notices(run):
    return [event.message for event in events(run, Notice)]


def test_a_run_with_a_paid_engine_says_its_budget_when_it_is_first_asked():
    with tg.Run("t") as run:
        ask("simulated")
        assert (events(run, BudgetSet), run.budget) == ([], tg.Budget())
        ask(priced())
        ask(priced(), "I have a cup and a pan. How many objects do I have?")
    assert notices(run) == ["Budget: 1.00 US dollar (tg.Run(budget=…) changes it)"]
    assert events(run, BudgetSet) == [BudgetSet(1.0, None, None, None)]
    assert run.budget == tg.Budget(usd=1.0)


def test_simulated_local_and_own_engines_have_no_budget():
    with tg.Run("t") as run:
        ask("simulated")
    with tg.Run("t") as own:
        ask(Scripted(lambda *_: "yes"))
    assert (events(own, BudgetSet), notices(own)) == ([], [])
    assert (events(run, BudgetSet), notices(run)) == ([], [])


def test_the_default_leaves_a_budget_that_was_chosen_alone():
    tg.set_budget(tg.Budget(usd=5))
    try:
        with tg.Run("t") as run:
            ask(priced(2.0))
    finally:
        tg.set_budget(None)
    assert (events(run, BudgetSet), run.budget) == ([], tg.Budget())
    with tg.Run("t", budget=tg.Budget(usd=3)) as run:
        ask(priced(2.0))
    assert (run.budget, notices(run)) == (tg.Budget(usd=3), [])


def test_what_was_given_is_said_at_the_start():
    with tg.Run("t", budget=tg.Budget(usd=2, calls=5)) as run:
        pass
    assert events(run, BudgetSet) == [BudgetSet(2, None, 5, None)]
    with tg.Run("t", budget=tg.Budget()) as run:
        ask(priced(50.0))
    assert events(run, BudgetSet) == []
    with pytest.raises(InputTypeError, match=r"write tg.Budget\(usd=2\)"):
        tg.Run("t", budget=2.0)


@pytest.mark.parametrize("review", ["ask", "accept"])
def test_without_a_page_it_is_an_error_at_once_that_says_how_to_raise_it(review):
    with (
        pytest.raises(BudgetError, match=r"0.00 US dollars of 1.00 US dollar") as raised,
        tg.Run("t", review) as run,
    ):
        ask(priced(1.01))
    assert raised.value.hint == "raise it: tg.Run(…, budget=tg.Budget(…)), or set max_tokens"
    (reached,) = events(run, BudgetReached)
    assert (reached.whose, reached.what, reached.limit) == ("this run", "usd", 1.0)
    assert not reached.waiting
    assert not events(run, CallRetrying), "nobody waits"
    assert reached.need == pytest.approx(1.01)
    assert [e.error for e in events(run, Failed)] == ["BudgetError"]
    assert events(run, RunEnded)[0].outcome == "failed"


def test_a_policy_is_not_kept_waiting_by_a_page_that_looks_on():
    with pytest.raises(BudgetError), tg.Run("t", "accept", tg.Budget(calls=0)) as run:
        attend(run)
        ask("simulated")
    assert [event.waiting for event in events(run, BudgetReached)] == [False]


def test_a_person_raises_it_and_the_run_goes_on():
    with tg.Run("t", "ask", tg.Budget(calls=1)) as run:
        attend(run)
        said = ask("simulated")

        def double(event):
            run.command(RaiseBudget("page", event.ask, event.limit * 2))

        answered = when(run, BudgetReached, double)
        ask("simulated", "I have a cup and a pan. How many objects do I have?")
    assert answered["error"] is None
    assert said.value
    (reached,) = events(run, BudgetReached)
    assert (reached.waiting, reached.spent, reached.limit) == (True, 1, 1)
    waits = [(e.attempt, e.reason) for e in events(run, CallRetrying)]
    assert waits == [(0, "the budget of this run has no room for it")], (
        "the call says that it waits"
    )
    assert events(run, BudgetAnswered) == [BudgetAnswered(reached.ask, 2.0, "page")]
    assert events(run, BudgetSet) == [
        BudgetSet(None, None, 1, None), BudgetSet(None, None, 2, None)
    ]  # fmt: skip
    assert run.budget == tg.Budget(calls=2)
    assert len(events(run, CallFinished)) == 2
    assert run.spent.calls == 2


def test_all_callers_wait_for_one_answer():
    who = Scripted(lambda *_: "yes")
    with tg.Run("t", "ask", tg.Budget(calls=2)) as run:
        attend(run)
        when(run, BudgetReached, lambda e: run.command(RaiseBudget("page", e.ask, 12)))
        tg.map(lambda n: ask(who, f"call {n}"), range(12))
    assert len(events(run, BudgetReached)) == 1
    assert len(who.asked) == run.spent.calls == 12


def test_stop_is_the_other_answer_and_what_was_done_is_kept():
    def answer(system, prompt):
        return improved(prompt, "better") if "<IMPROVED_VARIABLE-" in prompt else "some words"

    who = Scripted(answer)
    variable = tg.Variable("old", role_description="answer")
    with (
        pytest.raises(StoppedError),
        tg.Run("t", "ask", tg.Budget(calls=3)) as run,
    ):
        attend(run)
        when(run, ReviewOpened, lambda e: run.command(Decide("p", e.proposals[0], 1, "accept", "")))
        when(run, BudgetReached, lambda _: run.command(Stop("page")))
        optimizer = tg.TGD([variable], engine=who)
        for _ in range(2):
            tg.TextLoss("judge", who)(variable).backward(who)
            optimizer.step()
    assert variable.value == "better"
    (reached,) = events(run, BudgetReached)
    assert events(run, BudgetAnswered) == [BudgetAnswered(reached.ask, None, "")]
    assert events(run, RunEnded)[0].outcome == "stopped"
    assert not run.desk._budgets


def test_an_answer_counts_once_and_only_if_it_is_higher():
    errors = []

    def answer(event):
        for limit, who in ((1.0, "a"), (float("nan"), "b"), (2.0, "c"), (9.0, "d")):
            try:
                run.command(RaiseBudget(who, event.ask, limit))
            except (InputError, StaleDecisionError) as error:
                errors.append((who, type(error)))

    with tg.Run("t", "ask", tg.Budget(calls=1)) as run:
        attend(run)
        when(run, BudgetReached, answer)
        ask("simulated")
        ask("simulated", "I have a cup and a pan. How many objects do I have?")
    assert errors == [("a", InputError), ("b", InputError), ("d", StaleDecisionError)]
    assert [event.by for event in events(run, BudgetAnswered)] == ["c"]


def test_a_page_may_send_whole_numbers():
    sent = {"type": "RaiseBudget", "id": "1", "client": "p", "ask": "b1", "limit": 2}
    assert parse_command(sent) == ("1", RaiseBudget("p", "b1", 2.0))
    for wrong in (True, "2", None):
        with pytest.raises(InputError):
            parse_command({**sent, "limit": wrong})


def test_an_outer_run_pays_for_the_runs_inside_it():
    with (
        pytest.raises(BudgetError, match="2 calls of 2 calls"),
        tg.Run("outer", "accept", tg.Budget(calls=2)) as outer,
    ):
        for n in range(3):
            with tg.Run(f"inner {n}", "accept") as inner:
                ask("simulated")
    assert (outer.spent.calls, inner.spent.calls) == (2, 0)


def test_a_price_that_nobody_knows_is_said_once_and_is_not_zero():
    who = Scripted(lambda *_: "yes")
    with tg.Run("t", "accept", tg.Budget(usd=1)) as run:
        ask(who)
        ask(who, "again")
    (message,) = notices(run)
    assert "The price of 'Scripted' is unknown" in message
    assert run.spent.usd is None
    assert run.spent.calls == 2


def test_what_was_spent_is_what_the_finished_calls_cost():
    engine = priced(0.04)
    with tg.Run("t") as run:
        ask(engine)
    (finished,) = events(run, CallFinished)
    assert run.spent.usd == pytest.approx(finished.cost)
    assert run.spent.tokens == finished.tokens_in + finished.tokens_out
    assert 0 < finished.cost < 0.04


def test_a_failed_call_says_what_its_attempts_took():
    class Broken(Engine):
        name = model = identity = "broken"
        provenance = "live"

        async def stream(self, request):
            yield Delta("x" * 4_000)
            raise UnreachableError("broke")

        def price(self, usage):
            return 0.01 * usage.completion

    engine = ModelEngine(Runner(Broken(), None, Policy(retries=0)))
    with pytest.raises(UnreachableError), tg.Run("t", "accept", tg.Budget(usd=100)) as run:
        ask(engine)
    (failed,) = events(run, CallFailed)
    assert failed.cost == pytest.approx(10.0) == run.spent.usd


def test_a_call_that_failed_before_it_was_sent_took_nothing_and_an_unknown_price_is_unknown():
    def broken(prompt):
        raise ValueError(prompt)

    for engine, cost in ((Scripted(broken), None), ("simulated", 0.0)):
        with (
            pytest.raises(TgError),
            tg.Run("t", "accept", tg.Budget(calls=int(cost is None))) as run,
        ):
            ask(engine)
        assert [event.cost for event in events(run, CallFailed)] == [cost]
