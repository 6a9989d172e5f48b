"""Runs: their events, who decides, stopping, failing."""

import asyncio
import threading

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.engine.asking import until
from tests.fake_openai import FakeServer
from tests.run_support import attend, events, when
from tgwidget import observe
from tgwidget.errors import (
    EngineError,
    InputError,
    ReviewNeededError,
    StaleDecisionError,
    StoppedError,
)
from tgwidget.events import (
    CallDelta,
    CallFailed,
    CallFinished,
    CallStarted,
    Decide,
    Decided,
    Failed,
    FailureResolved,
    GradientAdded,
    NodeAdded,
    PhaseChanged,
    ProposalMade,
    Retry,
    ReviewClosed,
    ReviewOpened,
    RunEnded,
    Scored,
    StepCommitted,
    Stop,
)


def engine(new="better"):
    def answer(system, prompt):
        return improved(prompt, new) if "<IMPROVED_VARIABLE-" in prompt else "some words"

    return Scripted(answer)


def one_step(who, value="old"):
    variable = tg.Variable(value, role_description="answer")
    optimizer = tg.TGD([variable], engine=who)
    tg.TextLoss("judge", who)(variable).backward(who)
    optimizer.step()
    return variable


def test_a_run_logs_everything_in_order():
    who = engine()
    with tg.Run("test", review="accept") as run:
        variable = one_step(who)
    assert [entry.seq for entry in run.log] == list(range(1, len(run.log) + 1))
    assert [entry.t for entry in run.log] == sorted(entry.t for entry in run.log)
    assert [e.phase for e in events(run, PhaseChanged)] == ["forward", "backward", "step", "review"]
    assert [e.purpose for e in events(run, CallStarted)] == ["loss", "gradient", "proposal"]
    assert {e.node for e in events(run, GradientAdded)} == {variable.id}
    (step,) = events(run, StepCommitted)
    assert (step.step, step.changes[0].new, step.changes[0].version) == (1, "better", 2)
    assert events(run, RunEnded) == [RunEnded("done", "")]
    assert run.log[-1].event == RunEnded("done", "")


def test_a_failed_runs_last_word_says_what_to_do_next():
    with pytest.raises(InputError), tg.Run("test") as run:
        tg.Variable("text")
    (ended,) = events(run, RunEnded)
    assert ended.outcome == "failed"
    assert "needs role_description\n→ say what it is for" in ended.message


def test_a_node_is_added_before_its_text_and_only_once():
    with tg.Run("test", review="accept") as run:
        question = tg.Variable("q", role_description="question", requires_grad=False)
        answer = tg.BlackboxLLM(engine())(question)
        answer.set_role_description("the answer")
        tg.sum([answer, answer])
    added = events(run, NodeAdded)
    assert [n.role for n in added][:2] == ["question", "response from the language model"]
    assert len({n.node for n in added}) == len(added) == 3
    assert added[1].ready is False
    kinds = [type(entry.event).__name__ for entry in run.log]
    assert kinds.index("NodeAdded") < kinds.index("CallStarted") < kinds.index("ValueSet")


def test_streamed_pieces_make_up_the_reply():
    with tg.Run("test") as run:
        question = tg.Variable("I have a cup. How many objects do I have?", role_description="q")
        answer = tg.BlackboxLLM("simulated")(question)
    pieces = "".join(e.text for e in events(run, CallDelta))
    assert pieces.strip() == answer.value.strip()
    (end,) = events(run, CallFinished)
    assert end.cost == 0.0
    assert {e.provenance for e in events(run, CallStarted)} == {"simulated"}


def test_nothing_is_heard_outside_a_run():
    run = tg.Run("test", review="accept")
    with run:
        pass
    before = len(run.log)
    one_step(engine())
    assert len(run.log) == before
    assert isinstance(observe.current(), observe.Nobody)


def test_runs_nest_and_each_hears_its_own():
    with tg.Run("outer", review="accept") as outer:
        with tg.Run("inner", review="accept") as inner:
            one_step(engine())
        mark = len(outer.log)
        one_step(engine())
    assert len(events(inner, StepCommitted)) == 1
    assert len(events(outer, StepCommitted)) == 1
    assert len(outer.log) > mark


@pytest.mark.parametrize(("policy", "value"), [("accept", "better"), ("reject", "old")])
def test_policies_decide_without_a_person(policy, value):
    with tg.Run("test", review=policy) as run:
        assert one_step(engine()).value == value
    assert [e.action for e in events(run, Decided)] == [policy]


@pytest.mark.parametrize("policy", ["ask", "fail"])
def test_without_a_page_the_default_fails_and_says_how_to_go_on(policy):
    with pytest.raises(ReviewNeededError, match="TGWIDGET_REVIEW=accept"), tg.Run("t", policy):
        one_step(engine())


def test_the_environment_overrides_the_policy(monkeypatch):
    monkeypatch.setenv("TGWIDGET_REVIEW", "accept")
    with tg.Run("test", review="fail"):
        assert one_step(engine()).value == "better"
    monkeypatch.setenv("TGWIDGET_REVIEW", "maybe")
    with pytest.raises(InputError, match="'maybe' is neither a policy nor a file"):
        tg.Run("test")


def test_a_reviewer_of_ones_own_decides():
    class Shout:
        async def review(self, proposals):
            return [p.edit(p.new.upper(), by="shout") for p in proposals]

    class Lazy:
        async def review(self, proposals):
            return []

    with tg.Run("test", review=Shout()):
        assert one_step(engine()).value == "BETTER"
    with pytest.raises(InputError, match="exactly once"), tg.Run("test", review=Lazy()):
        one_step(engine())
    with pytest.raises(InputError, match="cannot review"):
        tg.Run("test", review=3)


@pytest.mark.parametrize(
    ("action", "text", "value"),
    [("accept", "", "better"), ("edit", "my words", "my words"), ("reject", "", "old")],
)
def test_a_page_decides(action, text, value):
    with tg.Run("test") as run:
        attend(run)
        state = when(
            run,
            ReviewOpened,
            lambda e: run.command(Decide("page", e.proposals[0], 1, action, text)),
        )
        assert one_step(engine()).value == value
    assert state["error"] is None
    (decided,) = events(run, Decided)
    assert (decided.by, decided.action) == ("page", action)
    assert len(events(run, ReviewClosed)) == 1


def test_the_first_decision_wins_and_the_second_page_is_told():
    with tg.Run("test") as run:
        attend(run)

        def both(opened):
            run.command(Decide("first", opened.proposals[0], 1, "reject", ""))
            run.command(Decide("second", opened.proposals[0], 1, "accept", ""))

        state = when(run, ReviewOpened, both)
        assert one_step(engine()).value == "old"
    assert isinstance(state["error"], StaleDecisionError)
    assert "already decided" in str(state["error"])
    assert [e.by for e in events(run, Decided)] == ["first"]


@pytest.mark.parametrize(("proposal", "version"), [("p0", 1), (None, 7)])
def test_a_decision_for_a_proposal_that_is_gone_is_refused(proposal, version):
    with tg.Run("test") as run:
        attend(run)

        def stale_then_good(opened):
            mine = opened.proposals[0]
            try:
                run.command(Decide("page", proposal or mine, version, "accept", ""))
            except StaleDecisionError as error:
                seen.append(error)
            run.command(Decide("page", mine, 1, "reject", ""))

        seen = []
        when(run, ReviewOpened, stale_then_good)
        assert one_step(engine()).value == "old"
    assert "gone" in str(seen[0])


def test_stop_cancels_a_question_and_nothing_changes():
    variable = tg.Variable("old", role_description="answer")
    variable.gradients.add("word")
    with pytest.raises(StoppedError), tg.Run("test") as run:
        attend(run)
        when(run, ReviewOpened, lambda e: run.command(Stop("page", "Ada")))
        tg.TGD([variable], engine=engine()).step()
    assert variable.value == "old"
    assert len(events(run, ReviewClosed)) == 1
    (end,) = events(run, RunEnded)
    assert (end.outcome, end.by, end.who) == ("stopped", "page", "Ada")
    assert end.seconds > 0
    assert "**Outcome:** stopped: by Ada" in run.to_markdown()


def test_stop_cancels_calls_in_flight_and_refuses_more():
    class Slow(tg.EngineLM):
        cancelled = False

        def generate(self, prompt, system_prompt=None, **kw):
            return "slow"

        async def complete(self, request, listener=None):
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                self.cancelled = True
                raise

    slow = Slow()
    with tg.Run("test", review="accept") as run:
        when(run, CallStarted, lambda e: run.command(Stop("page")))
        question = tg.Variable("q", role_description="question")
        with pytest.raises(StoppedError):
            tg.BlackboxLLM(slow)(question)
        assert slow.cancelled
        with pytest.raises(StoppedError):
            tg.BlackboxLLM(engine())(question)


def test_what_a_run_leaves_in_flight_ends_with_it():
    async def leave(server):
        model = tg.BlackboxLLM(f"{server.url}#fake,words=500,pause=0.05")
        questions = [tg.Variable(f"q{n}", role_description="question") for n in range(4)]
        with tg.Run("test") as run:
            tasks = [asyncio.ensure_future(model.acall(one)) for one in questions]
            await asyncio.to_thread(until, lambda: server.stats().active == 4)
        # The pieces that would still come take 25 s.
        await asyncio.to_thread(until, lambda: server.stats().open == 0)
        results = await asyncio.gather(*tasks, return_exceptions=True)
        return run, results

    with FakeServer() as server:
        run, results = asyncio.run(leave(server))
        assert server.stats().broken == 4
        assert server.stats().finished == 0
    assert {type(one) for one in results} == {StoppedError}
    assert "is over" in str(results[0])
    assert isinstance(run.log[-1].event, RunEnded)
    assert [e.error for e in events(run, CallFailed)] == ["Cancelled"] * 4


def test_a_run_over_answers_stop_with_an_error():
    with tg.Run("test") as run:
        pass
    with pytest.raises(InputError, match="over"):
        run.command(Stop("page"))
    with pytest.raises(InputError, match="already been used"), run:
        pass


def test_a_failure_without_a_page_is_raised_at_once_and_shown_on_its_node():
    def broken(system, prompt):
        raise EngineError("the server is gone", "start it")

    with pytest.raises(EngineError, match="gone"), tg.Run("test") as run:
        question = tg.Variable("q", role_description="question")
        tg.BlackboxLLM(Scripted(broken))(question)
    (failed,) = events(run, Failed)
    assert (failed.message, failed.hint, failed.waiting) == (
        "the server is gone",
        "start it",
        False,
    )
    assert failed.node == events(run, NodeAdded)[1].node
    assert events(run, RunEnded)[0].outcome == "failed"


def test_a_person_may_try_a_failed_call_again():
    calls = []

    def flaky(system, prompt):
        calls.append(prompt)
        if len(calls) == 1:
            raise EngineError("the server is gone")
        return "an answer"

    with tg.Run("test") as run:
        attend(run)
        when(run, Failed, lambda e: run.command(Retry("page", e.failure)))
        answer = tg.BlackboxLLM(Scripted(flaky))(tg.Variable("q", role_description="question"))
    assert answer.value == "an answer"
    assert events(run, Failed)[0].waiting is True
    assert [e.retried for e in events(run, FailureResolved)] == [True]
    with pytest.raises(StaleDecisionError):
        run.command(Retry("page", "f1"))


def test_every_parameter_waits_for_its_own_decision_and_all_are_applied_together():
    a, b = (tg.Variable(v, role_description=v) for v in "ab")
    with tg.Run("test") as run:
        attend(run)
        a.gradients.add("w")
        b.gradients.add("w")

        def second_first(opened):
            run.command(Decide("page", opened.proposals[1], 1, "accept", ""))
            seen.append((a.value, b.value))
            run.command(Decide("page", opened.proposals[0], 1, "edit", "edited"))

        seen = []
        when(run, ReviewOpened, second_first)
        tg.TGD([a, b], engine=engine()).step()
    assert seen == [("a", "b")]
    assert (a.value, b.value) == ("edited", "better")
    assert len(events(run, StepCommitted)[0].changes) == 2
    assert {e.old for e in events(run, ProposalMade)} == {"a", "b"}


def test_events_from_many_threads_are_numbered_without_gaps():
    with tg.Run("test") as run:
        threads = [
            threading.Thread(target=lambda: [run.notice("x") for _ in range(200)]) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [entry.seq for entry in run.log] == list(range(1, len(run.log) + 1))


def test_a_nameless_run_is_refused():
    with pytest.raises(InputError, match="name"):
        tg.Run(" ")


def test_criticism_from_before_the_run_is_told_once_with_its_variable():
    variable = tg.Variable("old", role_description="answer")
    variable.gradients.add("from before")
    with tg.Run("test", review="accept") as run:
        variable.gradients.add("from inside")
        tg.TGD([variable], engine=engine()).step()
    assert [e.text for e in events(run, GradientAdded)] == ["from before", "from inside"]
    told = {e.gradient for e in events(run, GradientAdded)}
    assert set(events(run, ProposalMade)[0].because) == told


def test_a_score_belongs_to_the_step_that_was_committed_last():
    with tg.Run("test", review="accept") as run:
        run.score(0.25)
        one_step(engine())
        run.score(True)
        run.score(12, "words")
    assert events(run, Scored) == [
        Scored("score", 0.25, 0),
        Scored("score", 1.0, 1),
        Scored("words", 12.0, 1),
    ]


@pytest.mark.parametrize(("value", "name"), [(float("nan"), "score"), (1e999, "f1"), (1.0, " ")])
def test_what_is_no_score_is_refused(value, name):
    with tg.Run("test") as run, pytest.raises(InputError):
        run.score(value, name)
    assert events(run, Scored) == []


def test_a_run_that_is_not_going_on_takes_no_score():
    run = tg.Run("test")
    with pytest.raises(InputError, match="not going on"):
        run.score(1)
    with run:
        pass
    with pytest.raises(InputError, match="not going on"):
        run.score(1)
    assert isinstance(run.log[-1].event, RunEnded)
