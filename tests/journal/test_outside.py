"""What is done to a run from outside its program is done again where it goes on; once."""

import os
import signal
import threading

import pytest

import tgwidget as tg
from tests.handover.reviewing import answered
from tests.journal.resuming_support import Model, Person, interrupted, notices, program
from tests.run_support import events
from tgwidget.events import AddGradient, HistoryMoved, PolicyChanged, StepCommitted


def elsewhere(do, *given):
    """Do it as another cell does: in no context of the run."""
    raised = []

    def work():
        try:
            do(*given)
        except Exception as error:
            raised.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)
    if raised:
        raise raised[0]


def state(run, x):
    gradients = [(one.value, one.author, one.muted) for one in x.gradients]
    return x.value, x.constraints, gradients, run.history.outline(), run.review_policy


def reviewed(run, x):
    run.apply_review(answered(run, ("reject", {"comment": "no jargon"})))


def reworked(run, x):
    x.gradients.edit(x.gradients[0], "in my words")
    x.gradients.add("shorter")
    x.gradients.mute(x.gradients[1])


def lifted(run, x):
    x.constrain("be polite")
    x.constrain("be short")
    x.lift("be polite")


def judged(run, x):
    run.score(0.5, "accuracy")
    run.history.name(1, "good")


def taken_over(run, x):
    run.merge(x, 1)


DEEDS = {
    "undo": lambda run, x: run.undo(),
    "there and back": lambda run, x: (run.undo(), run.redo(), run.checkout(1)),
    "taken over": taken_over,
    "review": reviewed,
    "gradients": reworked,
    "constraints": lifted,
    "judged": judged,
    "a text": lambda run, x: setattr(x, "value", "by hand"),
    "policy": lambda run, x: run.set_review("reject"),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_what_another_cell_did_is_as_it_was_when_the_run_goes_on(deed):
    model, states = Model(), []

    def cut_off(run, x, step):
        if step == 1:
            elsewhere(deed, run, x)
            states.append(state(run, x))
            raise KeyboardInterrupt

    def look(run, x, step):
        if step == 1:
            states.append(state(run, x))

    with pytest.raises(KeyboardInterrupt):
        program(model, after=cut_off)
    for _ in range(2):  # and once more: what was repeated is repeated once
        run, _ = program(model, after=look, steps=2, resume=True)
        assert not notices(run, "differs")
        assert model.asked == 6
    assert states[0] == states[1] == states[2]


def test_what_is_done_after_a_run_was_cut_off_holds_for_the_step_that_comes_next():
    model, runs = Model(), []
    with pytest.raises(ZeroDivisionError):
        program(model, after=lambda run, x, step: (runs.append(run), 1 / (1 - step)))
    elsewhere(runs[0].undo)
    run, _ = program(model)
    assert [(e.commit, e.parent) for e in events(run, StepCommitted)] == [(1, 0), (2, 1), (3, 1)]
    assert model.asked == 9


def test_what_the_program_does_itself_is_done_by_it_alone():
    model, cuts = Model(), [True]

    def undone(run, x, step):
        if step == 0:
            run.undo()
            run.score(0.3)
            x.constrain("be polite")
        elif cuts:
            cuts.clear()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        program(model, after=undone)
    assert not tg.runs()[0].journal.attempts[0].taken
    run, _ = program(model, after=undone)
    assert len(events(run, HistoryMoved)) == 1


def test_an_undo_from_another_cell_while_a_question_waits_is_not_asked_about_again():
    model = Model()
    person = Person({"action": "accept"}, lambda run, made: elsewhere(run.undo))
    interrupted(model, person, at=1)
    later = Person()
    run, _ = program(model, later, steps=2, resume=True)
    assert not later.asked
    assert (model.asked, run.history.head) == (6, 0)


def test_a_reviewer_that_another_cell_gave_is_asked_for_again():
    model = Model()
    reviewer = tg.Callback(lambda proposal: False)

    def given(run, x, step):
        elsewhere(run.set_review, reviewer)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        program(model, after=given)
    run, x = program(model)
    assert notices(run, "run.set_review")
    assert not events(run, PolicyChanged)
    assert x.value == "words 9"


def test_a_page_hears_of_what_another_cell_writes_and_a_zero_grad_leaves_it():
    heard = []

    def write(run, x, step):
        elsewhere(x.gradients.add, "shorter")
        elsewhere(setattr, x, "value", "by hand")
        heard.append([type(one.event).__name__ for one in run.log[-2:]])
        x.gradients.clear()
        heard.append([one.value for one in x.gradients])

    program(Model(), after=write, steps=1)
    assert heard == [["GradientAdded", "ValueSet"], ["shorter"]]


def test_what_left_no_trace_when_it_was_done_again_has_nothing_else_done_twice():
    model, reviewer = Model(), tg.Callback(lambda proposal: True)

    def cut_off(run, x, step):
        if step == 1:
            elsewhere(run.set_review, reviewer)
            elsewhere(run.undo)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        program(model, after=cut_off)
    for _ in range(2):
        run, _ = program(model, steps=2, resume=True)
        (asked,) = notices(run, "run.set_review")
        told = [getattr(one.event, "message", "") or one.event for one in run.log]
        (moved,) = events(run, HistoryMoved)
        assert told.index(asked) < told.index(moved), "it is asked for each time, and in its place"


def test_what_could_not_be_done_again_keeps_nothing_else_from_being_done():
    model = Model()

    def cut_off(run, x, step):
        if step == 1:
            elsewhere(run.undo)
            elsewhere(run.history.name, 2, "good")
            elsewhere(run.checkout, "good")
            raise KeyboardInterrupt

    def named_otherwise(run, x, step):
        if step == 0:
            run.history.name(1, "good")

    with pytest.raises(KeyboardInterrupt):
        program(model, after=cut_off)
    for _ in range(2):
        run, _ = program(model, after=named_otherwise, steps=2, resume=True)
        assert [one.commit for one in events(run, HistoryMoved)] == [1, 2]


def test_what_is_undone_after_an_interrupt_is_undone_before_the_step_that_was_interrupted():
    model, runs = Model(), []

    def interrupt(run, made):
        runs.append(run)
        run.command(AddGradient("page", made.node, "shorter"))
        os.kill(os.getpid(), signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        program(model, Person({"action": "accept"}, {"action": "accept"}, interrupt, {}))
    elsewhere(runs[0].undo)
    run, _ = program(model, Person())
    assert [(e.commit, e.parent) for e in events(run, StepCommitted)] == [(1, 0), (2, 1), (3, 1)]
