"""Another proposal in the place of one: with a reason, without, by a person and by a policy."""

import re
from itertools import count

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.run_support import attend, events, when
from tgwidget import runtime
from tgwidget.errors import EngineError, InputError, StaleDecisionError
from tgwidget.events import (
    CallStarted,
    ConstraintsSet,
    Decide,
    Decided,
    GradientAdded,
    LiftConstraint,
    ProposalMade,
    ReviewClosed,
    ReviewOpened,
    StepCommitted,
)


def writer():
    """Writes "draft 1", "draft 2", …"""
    numbers = count(1)
    return Scripted(lambda _system, prompt: improved(prompt, f"draft {next(numbers)}"))


def criticised(role="answer"):
    variable = tg.Variable("old", role_description=role)
    variable.gradients.add("be better")
    return variable


def answering(run, *decisions):
    """Decide the first proposals that a run makes, one after the other, as a page does."""
    given = iter(decisions)

    def answer(made):
        action, more = next(given)
        run.command(Decide("page", made.proposal, made.version, action, "", **more))

    opened = when(run, ReviewOpened, lambda _: answer(events(run, ProposalMade)[0]))
    later = [when(run, ProposalMade, answer, n) for n in range(2, len(decisions) + 1)]
    return [opened, *later]


def test_a_person_has_a_proposal_drawn_again_and_takes_the_other():
    variable, engine = criticised(), writer()
    with tg.Run("test") as run:
        attend(run)
        states = answering(run, ("regenerate", {}), ("accept", {}))
        tg.TGD([variable], engine=engine).step()
    assert [state["error"] for state in states] == [None, None]
    assert variable.value == "draft 2"
    first, second = events(run, ProposalMade)
    assert second.replaces == first.proposal
    assert [e.sample for e in events(run, CallStarted)] == [0, 1]
    assert [e.action for e in events(run, Decided)] == ["regenerate", "accept"]
    assert len(events(run, ReviewOpened)) == len(events(run, ReviewClosed)) == 1
    assert len(events(run, StepCommitted)) == 1


def test_a_reason_becomes_criticism_and_a_constraint_of_later_steps():
    variable, engine = criticised(), writer()
    with tg.Run("test") as run:
        attend(run)
        answering(run, ("reject", {"reason": " no jargon "}), ("accept", {"who": "Ann"}))
        optimizer = tg.TGD([variable], engine=engine)
        optimizer.step()
    rejected, accepted = events(run, Decided)
    assert (rejected.action, rejected.text, rejected.reason) == ("reject", None, "no jargon")
    assert accepted.who == "Ann"
    assert rejected.who
    assert [g.text for g in events(run, GradientAdded)] == ["be better", "no jargon"]
    assert variable.constraints == ("no jargon",)
    assert "no jargon" in engine.asked[1][1]
    optimizer.zero_grad()
    variable.gradients.add("again")
    optimizer.step()
    assert "no jargon" in engine.asked[2][1]
    variable.lift("no jargon")
    optimizer.step()
    assert "no jargon" not in engine.asked[3][1]


def test_a_page_lifts_a_constraint():
    variable = criticised()
    with tg.Run("test") as run:
        variable.constrain("short")
        variable.constrain("polite")
        runtime.run(obeyed(run, LiftConstraint("page", variable.id, "short")))
        assert variable.constraints == ("polite",)
        with pytest.raises(InputError, match="no such constraint"):
            runtime.run(obeyed(run, LiftConstraint("page", variable.id, "short")))
        with pytest.raises(InputError, match="gone"):
            runtime.run(obeyed(run, LiftConstraint("page", "nobody", "short")))
    said = [e.constraints for e in events(run, ConstraintsSet)]
    assert said == [("short",), ("short", "polite"), ("polite",)]


async def obeyed(run, command):
    run.command(command)


def test_while_one_is_drawn_again_the_other_waits_and_both_are_committed_together():
    one, other = criticised("one"), criticised("other")
    with tg.Run("test") as run:
        attend(run)

        def again(opened):
            run.command(Decide("page", opened.proposals[0], 1, "regenerate", ""))

        def rest(made):
            other_id = events(run, ReviewOpened)[0].proposals[1]
            run.command(Decide("page", other_id, 1, "accept", ""))
            run.command(Decide("page", made.proposal, 1, "accept", ""))

        states = [when(run, ReviewOpened, again), when(run, ProposalMade, rest, 3)]
        tg.TGD([one, other], engine=writer()).step()
    assert [state["error"] for state in states] == [None, None]
    assert {one.value, other.value} == {"draft 2", "draft 3"}
    assert [len(e.changes) for e in events(run, StepCommitted)] == [2]


def test_what_was_replaced_cannot_be_decided_any_more():
    with tg.Run("test") as run:
        attend(run)

        def late(made):
            with pytest.raises(StaleDecisionError, match="already decided: drawn again by Ann, p1"):
                run.command(Decide("p2", made.replaces, 1, "accept", ""))
            run.command(Decide("p2", made.proposal, 1, "reject", ""))

        def again(opened):
            run.command(Decide("p1", opened.proposals[0], 1, "regenerate", "", who="Ann"))

        states = [when(run, ReviewOpened, again), when(run, ProposalMade, late, 2)]
        tg.TGD([criticised()], engine=writer()).step()
    assert [state["error"] for state in states] == [None, None]


def test_a_failure_while_drawing_again_changes_nothing():
    variable, engine = criticised(), writer()

    def fails(_system, _prompt):
        raise EngineError("the server is gone")

    with pytest.raises(EngineError), tg.Run("test", review="ask") as run:
        attend(run)

        def again(opened):
            engine.answer = fails
            run.command(Decide("page", opened.proposals[0], 1, "regenerate", ""))

        when(run, ReviewOpened, again)
        # Without a person at Retry the failure stands.
        run.desk.failed = gives_up
        tg.TGD([variable], engine=engine).step()
    assert variable.value == "old"
    assert len(events(run, ReviewClosed)) == 1


async def gives_up(_node, _error, *, wait):
    return False


class Picky:
    """Rejects until the draft has the number it wants."""

    def __init__(self, wanted, reason="more"):
        self.wanted, self.reason = wanted, reason

    async def review(self, proposals):
        return [
            p.accept(by="picky") if self.wanted in p.new else p.reject(self.reason, by="picky")
            for p in proposals
        ]


def test_a_policy_may_give_a_reason_too():
    variable = criticised()
    with tg.Run("test", review=Picky("draft 3")) as run:
        tg.TGD([variable], engine=writer()).step()
    assert variable.value == "draft 3"
    assert [e.reason for e in events(run, Decided)] == ["more", "more", ""]
    assert variable.constraints == ("more",)


def test_a_policy_that_is_never_content_ends_in_an_error():
    variable = criticised()
    with pytest.raises(InputError, match="asked for another proposal"), tg.Run("t", Picky("none")):
        tg.TGD([variable], engine=writer()).step()
    assert variable.value == "old"


def test_skipping_is_as_if_nothing_was_proposed():
    class Skips:
        async def review(self, proposals):
            return [proposal.skip() for proposal in proposals]

    variable, engine = criticised(), writer()
    optimizer = tg.optimizer.TextualGradientDescentwithMomentum(engine, [variable], 3)
    with tg.Run("test", review=Skips()):
        optimizer.step()
    assert variable.value == "old"
    assert len(variable.gradients) == 1
    with tg.Run("test", review="accept"):
        optimizer.step()
    shapes = [re.sub(r"-\w{6}>", ">", prompt) for _, prompt in engine.asked]
    assert shapes[0] == shapes[1]  # nothing of the first try is remembered


def test_by_hand_too():
    variable = criticised()
    optimizer = tg.TGD([variable], engine=writer())
    (first,) = optimizer.propose()
    second = runtime.run(first.again("shorter"))
    assert (first.new, second.new) == ("draft 1", "draft 2")
    with pytest.raises(InputError, match="changes nothing by itself"):
        optimizer.apply([second.regenerate()])
    optimizer.apply([second.accept()])
    assert variable.value == "draft 2"
    alone = tg.Proposal(variable, "old", first.candidates)
    with pytest.raises(InputError, match="cannot be drawn again"):
        runtime.run(alone.again())
