"""Gradients in a person's hand: edited, muted, removed; and what models read of them then."""

import pickle
from copy import deepcopy

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.ops_support import variable
from tests.run_support import attend, events, when
from tgwidget import runtime
from tgwidget.errors import InputError, StaleDecisionError
from tgwidget.events import (
    AddGradient,
    ChangeGradient,
    Decide,
    GradientAdded,
    GradientChanged,
    ProposalMade,
    ReviewOpened,
)

MODEL = "the model's words"


def criticised(value="old", role="answer"):
    one = variable(value, role)
    one.gradients.add(tg.Gradient(MODEL, author="model", via="v0"))
    return one


def writer():
    return Scripted(lambda system, prompt: improved(prompt, "new"))


def stepped(one):
    """What the optimizer is told of a variable."""
    engine = writer()
    tg.TGD([one], engine=engine).step()
    return engine.asked[0][1] if engine.asked else ""


def told(run, command):
    """A page asks, on the loop and outside all contexts."""

    async def ask():
        run.command(command)

    runtime.run(ask())


def change(one, action, text="", *, page="page-1", version=None, who="ann", node=None):
    at = one.version if version is None else version
    return ChangeGradient(page, node or "", one.id, at, action, text, who)


# what models read


def test_a_muted_gradient_stays_and_no_optimizer_reads_it():
    one = criticised()
    one.gradients.add("a person's words")
    muted = one.gradients.mute(one.gradients[0])
    assert muted.muted
    assert len(one.gradients) == 2
    prompt = stepped(one)
    assert MODEL not in prompt
    assert "a person's words" in prompt
    assert one.get_gradient_text() == "a person's words"


def test_a_muted_gradient_is_not_passed_on_upstream():
    engine = Scripted(lambda system, prompt: "said")
    prompt = variable("be brief", "prompt")
    answer = tg.BlackboxLLM(engine, prompt)(variable("q", "question", grad=False))
    answer.gradients.add("do not read me")
    answer.gradients.add("read me")
    answer.gradients.mute(answer.gradients[0])
    answer.backward(engine)
    assert "do not read me" not in engine.asked[-1][1]
    assert "read me" in engine.asked[-1][1]


def test_unmuted_it_is_read_again_and_all_muted_there_is_no_step():
    one = criticised()
    muted = one.gradients.mute(one.gradients[0])
    assert stepped(one) == ""
    assert one.value == "old"
    one.gradients.mute(muted, on=False)
    assert MODEL in stepped(one)


def test_an_edited_one_is_a_persons_and_keeps_what_the_model_said():
    one = criticised()
    now = one.gradients.edit(one.gradients[0], "my words {x}")
    assert (now.value, now.author, now.original) == ("my words {x}", "human", MODEL)
    again = one.gradients.edit(now, "my better words")
    assert again.original == MODEL
    prompt = stepped(one)
    assert "my better words" in prompt
    assert MODEL not in prompt


def test_with_the_models_own_words_it_is_the_models_again():
    one = criticised()
    now = one.gradients.edit(one.gradients.edit(one.gradients[0], "mine"), MODEL)
    assert (now.author, now.original, now.by) == ("model", "", "")


def test_what_a_person_made_of_a_gradient_is_told_to_those_upstream_in_the_next_pass():
    engine = Scripted(lambda system, prompt: "said")
    prompt = variable("be brief", "prompt")
    answer = tg.BlackboxLLM(engine, prompt)(variable("q", "question", grad=False))
    tg.TextLoss("judge", engine)(answer).backward(engine)
    answer.gradients.edit(answer.gradients[0], "my version of it")
    answer.backward(engine)
    assert "my version of it" in engine.asked[-1][1]


def test_a_removed_one_is_gone_and_what_is_not_there_cannot_be_changed():
    one = criticised()
    gone = one.gradients[0]
    with pytest.raises(InputError, match="needs words"):
        one.gradients.edit(gone, " ")
    one.gradients.remove(gone)
    assert list(one.gradients) == []
    for act in (one.gradients.remove, one.gradients.mute):
        for wrong in (gone, 0, None):
            with pytest.raises(InputError, match="'answer' has no such gradient"):
                act(wrong)
    with pytest.raises(InputError, match="None is no criticism of 'answer'"):
        one.gradients.add(None)


def test_copies_and_pickles_keep_what_was_edited_and_muted():
    one = criticised()
    one.gradients.mute(one.gradients.edit(one.gradients[0], "mine"))
    for other in (deepcopy(one), pickle.loads(pickle.dumps(one))):
        (gradient,) = other.gradients
        assert (gradient.value, gradient.original, gradient.muted) == ("mine", MODEL, True)


# what a run tells of it


def test_every_change_is_an_event_with_who_and_how_long_after():
    one = criticised()
    with tg.Run("test", review="accept") as run:
        now = one.gradients.edit(one.gradients[0], "mine")
        one.gradients.remove(one.gradients.mute(now))
    seen = events(run, GradientChanged)
    assert [e.action for e in seen] == ["edit", "mute", "remove"]
    assert [e.version for e in seen] == [2, 3, 4]
    assert {(e.gradient, e.node, e.text, e.by) for e in seen} == {(now.id, one.id, "mine", "")}
    assert all(e.seconds >= 0 for e in seen)


def test_a_page_changes_a_gradient_before_the_step_and_the_step_reads_it_so():
    one, engine = criticised(), writer()
    with tg.Run("test", review="accept") as run:
        optimizer = tg.TGD([one], engine=engine)
        first = one.gradients[0]
        told(run, change(first, "edit", "  mine  ", node=one.id))
        told(run, AddGradient("page-1", one.id, "beside it", None, "ann"))
        told(run, change(one.gradients[1], "mute", node=one.id))
        optimizer.step()
    assert "mine" in engine.asked[0][1]
    assert MODEL not in engine.asked[0][1]
    assert "beside it" not in engine.asked[0][1]
    edited, muted = events(run, GradientChanged)
    assert (edited.by, edited.who, edited.text) == ("page-1", "ann", "mine")
    assert (muted.action, one.gradients[1].muted) == ("mute", True)
    assert events(run, GradientAdded)[-1].who == "ann"


@pytest.mark.parametrize(
    ("won", "why"),
    [("edit", "already edited by ann, page-1"), ("remove", "already removed by ann, page-1")],
)
def test_the_first_of_two_pages_wins_and_the_other_is_told_by_whom(won, why):
    one = criticised()
    with tg.Run("test", review="accept") as run:
        tg.TGD([one], engine=writer())
        seen = one.gradients[0]
        told(run, change(seen, won, "mine", node=one.id))
        with pytest.raises(StaleDecisionError, match=why):
            told(run, change(seen, "mute", page="page-2", node=one.id))
        with pytest.raises(StaleDecisionError, match="by you"):
            told(run, change(seen, "mute", node=one.id))
        one.reset_gradients()
        with pytest.raises(StaleDecisionError, match="gone"):
            told(run, ChangeGradient("page-1", one.id, "g-none", 1, "mute"))
    with pytest.raises(InputError, match="is over"):
        run.command(change(seen, "mute", node=one.id))


def test_what_a_person_edited_at_the_page_outlives_a_clearing_until_it_is_read():
    one, engine = criticised(), writer()
    with tg.Run("test", review="accept") as run:
        optimizer = tg.TGD([one], engine=engine)
        told(run, change(one.gradients[0], "edit", "mine", node=one.id))
        optimizer.zero_grad()
        assert [gradient.value for gradient in one.gradients] == ["mine"]
        optimizer.step()
        optimizer.zero_grad()
        assert list(one.gradients) == []
        told(run, AddGradient("page-1", one.id, "never mind"))
        told(run, change(one.gradients[0], "mute", node=one.id))
        optimizer.zero_grad()
        assert list(one.gradients) == [], "what is muted waits for nobody"


def test_what_a_person_makes_of_it_while_it_is_being_read_is_not_read_yet():
    one = criticised()

    def edited(system, prompt):
        told(run, change(one.gradients[0], "edit", "mine", node=one.id))
        return improved(prompt, "new")

    with tg.Run("test", review="accept") as run:
        optimizer = tg.TGD([one], engine=Scripted(edited))
        optimizer.step()
        optimizer.zero_grad()
        assert [gradient.value for gradient in one.gradients] == ["mine"]


# at a question


def test_drawn_again_a_proposal_is_made_from_the_criticism_as_it_is_then():
    one, engine = criticised(), writer()
    with tg.Run("test") as run:
        attend(run)
        optimizer = tg.TGD([one], engine=engine)

        def again(opened):
            (name,) = opened.proposals
            run.command(change(one.gradients[0], "edit", "mine", node=one.id))
            run.command(Decide("page-1", name, one.version, "regenerate", ""))

        state = when(run, ReviewOpened, again)
        when(
            run,
            ProposalMade,
            lambda made: run.command(Decide("page-1", made.proposal, one.version, "accept", "")),
            count=2,
        )
        optimizer.step()
    assert state["error"] is None
    first, second = (prompt for _, prompt in engine.asked)
    assert (MODEL in first, MODEL in second, "mine" in second) == (True, False, True)
    assert [made.because for made in events(run, ProposalMade)] == [(one.gradients[0].id,)] * 2


def test_nothing_is_drawn_again_from_nothing_and_the_question_stays():
    one, engine = criticised(), writer()
    with tg.Run("test") as run:
        attend(run)
        optimizer = tg.TGD([one], engine=engine)

        def again(opened):
            (name,) = opened.proposals
            run.command(change(one.gradients[0], "mute", node=one.id))
            try:
                run.command(Decide("page-1", name, one.version, "regenerate", ""))
            finally:
                run.command(Decide("page-1", name, one.version, "reject", ""))

        state = when(run, ReviewOpened, again)
        optimizer.step()
    assert isinstance(state["error"], InputError)
    assert "nothing is said of 'answer' any more" in state["error"].message
    assert len(engine.asked) == 1


# in the history


def test_undo_brings_back_what_the_step_had_read_and_redo_what_it_left():
    one, engine = criticised(), writer()
    with tg.Run("test", review="accept") as run:
        optimizer = tg.TGD([one], engine=engine)
        optimizer.step()
        first = one.gradients[0]
        optimizer.zero_grad()
        one.gradients.add("second")
        muted = one.gradients.mute(one.gradients[0])
        one.gradients.add("third")
        optimizer.step()
        told(run, AddGradient("page-1", one.id, "not read yet"))
        after = list(one.gradients)
        run.undo()
        assert [gradient.value for gradient in one.gradients] == [first.value, "not read yet"]
        run.redo()
        assert list(one.gradients) == after
        assert after[0] == muted
    last = [e for e in events(run, GradientAdded) if e.gradient == muted.id][-1]
    assert (last.muted, last.version) == (True, muted.version)


def test_what_a_person_has_just_made_of_a_gradient_outlives_undo_and_redo():
    one, engine = criticised(), writer()
    with tg.Run("test", review="accept") as run:
        tg.TGD([one], engine=engine).step()
        told(run, change(one.gradients[0], "edit", "mine", node=one.id))
        mine = list(one.gradients)
        run.undo()
        assert list(one.gradients) == mine
        run.redo()
        assert list(one.gradients) == mine
    assert mine[0].value == "mine"


def test_what_came_back_with_a_commit_goes_with_it():
    one, engine = criticised(), writer()
    with tg.Run("test", review="accept") as run:
        optimizer = tg.TGD([one], engine=engine)
        told(run, change(one.gradients[0], "edit", "mine", node=one.id))
        optimizer.step()
        optimizer.zero_grad()
        one.gradients.add("second")
        optimizer.step()
        after = list(one.gradients)
        run.undo()
        assert "mine" in [gradient.value for gradient in one.gradients]
        run.redo()
        assert list(one.gradients) == after


def test_a_second_run_is_told_of_a_gradient_as_it_is():
    one = criticised()
    one.gradients.mute(one.gradients.edit(one.gradients[0], "mine"))
    with tg.Run("test", review="accept") as run:
        tg.TGD([one], engine=writer())
    (added,) = events(run, GradientAdded)
    assert (added.text, added.original, added.muted, added.version) == ("mine", MODEL, True, 3)


def test_the_report_tells_what_was_read_and_what_a_person_made_of_it():
    one, engine = criticised(), writer()
    with tg.Run("test", review="accept") as run:
        optimizer = tg.TGD([one], engine=engine)
        one.gradients.edit(one.gradients[0], "mine")
        optimizer.step()
        one.gradients.edit(one.gradients[0], "too late for that step")
        one.gradients.add("never mind")
        one.gradients.remove(one.gradients.mute(one.gradients[1]))
    because, _, rest = run.to_markdown().partition("### Other gradients")
    assert "from a person, through v0:" in because
    assert "mine" in because
    assert "The model had said:" in because
    assert "too late" not in because + rest
    assert "from a person, removed:" in rest
