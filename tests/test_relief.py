"""A person leaves the rest to a policy, and takes it back; and a person blends candidates."""

from itertools import count

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.run_support import attend, events, when
from tgwidget.errors import InputError
from tgwidget.events import (
    CriticismAsked,
    CriticismGiven,
    Decide,
    Decided,
    PolicyChanged,
    ProposalMade,
    ReviewClosed,
    ReviewOpened,
    SetPolicy,
)
from tgwidget.events.wire import parse_command


def writer(*texts):
    """Writes the texts, and "draft 1", "draft 2", … after them."""
    numbers, given = count(1), iter(texts)

    def write(_system, prompt):
        return improved(prompt, next(given, None) or f"draft {next(numbers)}")

    return Scripted(write)


def criticised(role="prompt", value="old"):
    variable = tg.Variable(value, role_description=role)
    variable.gradients.add("be better")
    return variable


def switch(run, policy="accept", kind=ReviewOpened, nth=1):
    """Switch, as a page does, at the n-th such event."""
    return when(run, kind, lambda _: run.command(SetPolicy("page", policy, "Ana")), nth)


def steps(optimizer, times):
    for _ in range(times):
        optimizer.zero_grad()
        for variable in optimizer.parameters:
            variable.gradients.add("be better")
        optimizer.step()


def test_who_accepts_the_rest_accepts_what_is_asked_now_and_is_asked_no_more():
    one, other = criticised("one"), criticised("other")
    with tg.Run("test") as run:
        attend(run)
        state = switch(run)
        steps(tg.TGD([one, other], engine=writer()), 2)
        assert run.review_policy == "accept"
    assert state["error"] is None
    (changed,) = events(run, PolicyChanged)
    assert (changed.policy, changed.by, changed.who) == ("accept", "page", "Ana")
    said = [(e.action, e.by, e.who) for e in events(run, Decided)]
    assert said == [("accept", "page", "Ana")] * 2 + [("accept", "accept", "")] * 2
    assert len(events(run, ReviewOpened)) == len(events(run, ReviewClosed)) == 1
    assert {one.value, other.value} == {"draft 3", "draft 4"}


def test_what_breaks_a_constraint_is_never_accepted_with_the_rest():
    variable = criticised(value="Dear {name}, no.")
    with tg.Run("test") as run:
        attend(run)
        switch(run)
        optimizer = tg.TGD(
            [variable], engine=writer(*["gone"] * 4), constraints=[tg.Placeholders()]
        )
        steps(optimizer, 2)
    assert variable.value == "Dear {name}, no."
    assert [(e.action, e.text) for e in events(run, Decided)] == [("reject", None)] * 2


def test_who_takes_over_from_a_person_may_not_break_a_constraint_as_they_might():
    variable = criticised(value="Dear {name}, no.")
    with tg.Run("test") as run:
        attend(run)
        when(run, ReviewOpened, lambda _: run.set_review(tg.Callback(lambda _: "no name")))
        optimizer = tg.TGD([variable], engine=writer(), constraints=[tg.Placeholders()])
        with pytest.raises(InputError, match="breaks a constraint"):
            optimizer.step()
    assert variable.value == "Dear {name}, no."


def gain(text, wanted):
    return float(wanted in text)


def test_what_a_gate_refuses_stays_refused():
    gate = tg.Gate(gain, ["polite"])
    variable = criticised()
    with tg.Run("test", review=tg.Ask(after=gate)) as run:
        attend(run)
        switch(run)
        engine = writer("worse", "polite", "worst", "politely put")
        steps(tg.TGD([variable], engine=engine, n_candidates=2), 2)
    first, second = events(run, Decided)
    assert (first.action, first.text, first.candidate) == ("accept", "polite", 1)
    assert (second.action, second.by) == ("reject", "gate")
    assert variable.value == "polite"


def test_what_is_being_drawn_again_is_decided_by_the_policy_too():
    variable = criticised()
    with tg.Run("test") as run:
        attend(run)

        def again_and_leave(opened):
            run.command(Decide("page", opened.proposals[0], 1, "regenerate", ""))
            run.command(SetPolicy("page", "accept"))

        state = when(run, ReviewOpened, again_and_leave)
        steps(tg.TGD([variable], engine=writer()), 1)
    assert state["error"] is None
    assert [e.action for e in events(run, Decided)] == ["regenerate", "accept"]
    assert variable.value == "draft 2"


def test_a_person_is_asked_again_when_wanted_and_the_gate_stays():
    variable = criticised()
    with tg.Run("test", review=tg.Ask(after=tg.Gate(gain, ["draft"]))) as run:
        attend(run)
        switch(run)
        switch(run, "ask", Decided)
        when(run, ReviewOpened, lambda _: skip(run), 2)
        optimizer = tg.TGD([variable], engine=writer("draft", "worse", "draft two"))
        steps(optimizer, 1)
        assert run.review_policy == "ask"
        run.undo()
        steps(optimizer, 2)
    assert [e.policy for e in events(run, PolicyChanged)] == ["accept", "ask"]
    said = [(e.action, e.by) for e in events(run, Decided)]
    assert said == [("accept", "page"), ("reject", "gate"), ("skip", "page")]


def skip(run):
    made = events(run, ProposalMade)[-1]
    run.command(Decide("page", made.proposal, made.version, "skip", ""))


def test_a_criticism_that_is_waited_for_is_left_out_with_the_rest():
    answer = tg.Variable("It takes 1.2 hours.", role_description="answer")
    with tg.Run("test") as run:
        attend(run)
        switch(run, kind=CriticismAsked)
        loss = tg.HumanLoss()(answer)
        assert tg.HumanLoss()(answer).value == ""
    assert loss.value == ""
    assert [(e.text, e.by) for e in events(run, CriticismGiven)] == [("", "page")]


def test_a_program_changes_who_decides_too(monkeypatch):
    variable = criticised()
    with tg.Run("test", review="reject") as run:
        optimizer = tg.TGD([variable], engine=writer())
        steps(optimizer, 1)
        run.set_review("accept")
        steps(optimizer, 1)
        assert variable.value == "draft 2"
        run.set_review(tg.Callback(lambda _: False))
        steps(optimizer, 1)
        assert run.review_policy == "callback"
        with pytest.raises(InputError, match="neither a policy"):
            run.set_review("perhaps")
        monkeypatch.setenv("TGWIDGET_REVIEW", "reject")
        run.set_review("accept")
        assert run.review_policy == "reject"
    assert variable.value == "draft 2"
    with pytest.raises(InputError, match="over"):
        run.set_review("accept")


def test_a_blend_is_an_edit_that_names_its_sources():
    variable = criticised()
    with tg.Run("test") as run:
        attend(run)

        def blend(opened):
            (proposal,) = opened.proposals
            fields = {"client": "page", "proposal": proposal, "version": 1, "action": "edit"}
            _, command = parse_command(
                {"type": "Decide", "id": "1", **fields, "text": "both", "blend": [0, 2]}
            )
            run.command(command)

        state = when(run, ReviewOpened, blend)
        tg.TGD([variable], engine=writer(), n_candidates=3).step()
    assert state["error"] is None
    (told,) = events(run, Decided)
    assert (told.action, told.text, told.blend) == ("edit", "both", (0, 2))
    assert "blended from 1 and 3 of 3" in run.to_markdown()


def test_only_what_is_there_is_blended():
    variable = criticised()
    (proposal,) = tg.TGD([variable], engine=writer(), n_candidates=2).propose()
    assert proposal.blend("both", [1, 0]).blend == (0, 1)
    for wrong in ([0], [0, 2], [-1, 0]):
        with pytest.raises(InputError):
            proposal.blend("both", wrong)
    fields = {"client": "p", "proposal": "p1", "version": 1, "action": "edit", "text": ""}
    for wrong in ("01", [0.5], ["0"], [True], {"0": 1}, list(range(200))):
        with pytest.raises(InputError, match="blend"):
            parse_command({"type": "Decide", "id": "1", **fields, "blend": wrong})
