"""A run goes on where it was: what was answered and decided is not asked again."""

import asyncio

import pytest

import tgwidget as tg
from tests.journal.resuming_support import Model, Person, cut, interrupted, notices, program, told
from tests.run_support import attend, events
from tgwidget import journal, runtime
from tgwidget.errors import InputError
from tgwidget.events import (
    AddGradient,
    BreakpointReached,
    BudgetSet,
    ChangeGradient,
    ConstraintsSet,
    Continue,
    Decide,
    Decided,
    Failed,
    FailureResolved,
    GradientAdded,
    LiftConstraint,
    Pause,
    ProposalMade,
    Resume,
    SetPolicy,
    StepCommitted,
    Undo,
)


def test_a_run_that_was_interrupted_goes_on_and_says_so():
    model = Model()
    interrupted(model)
    assert model.asked == 6
    run, x = program(model)
    assert model.asked == 9
    assert x.value == "words 9"
    assert [c.new for e in events(run, StepCommitted) for c in e.changes] == [
        "words 3", "words 6", "words 9",
    ]  # fmt: skip
    (said,) = notices(run, "goes on where it was")
    assert "2 steps, 2 decisions and 6 calls" in said
    assert "resume=False" in said
    assert len(journal.read(run.journal).attempts) == 2


def test_what_it_shows_is_what_it_would_show_had_it_not_been_interrupted():
    whole, _ = program(Model(), resume=False)
    model = Model()
    interrupted(model)
    resumed, _ = program(model)
    plain, again = told(whole), told(resumed)
    assert [type(one) for one in plain] == [type(one) for one in again]
    texts = ("value", "text", "prompt", "changes", "candidates", "because", "inputs", "cost")
    for one, other in zip(plain, again, strict=True):
        for name in texts:
            assert getattr(one, name, None) == getattr(other, name, None)


@pytest.mark.parametrize("how", ["done", "stopped", "anew", "elsewhere"])
def test_what_came_to_its_end_begins_anew(how, tmp_path, monkeypatch):
    model = Model()
    if how == "done":
        program(model, steps=2)
    elif how == "stopped":
        with pytest.raises(tg.errors.StoppedError):
            program(model, steps=2, after=lambda run, x, step: run.stop())
    else:
        interrupted(model, at=0)
    if how == "elsewhere":
        monkeypatch.chdir(tmp_path)
    before = model.asked
    run, _ = program(model, steps=1, resume=False if how == "anew" else None)
    assert model.asked == before + 3
    assert not notices(run, "goes on")


def test_a_run_that_failed_goes_on_with_the_code_put_right():
    model = Model()
    with pytest.raises(ZeroDivisionError):
        program(model, after=lambda run, x, step: 1 / (1 - step))
    program(model)
    assert model.asked == 9


def test_resume_goes_on_with_any_run_and_names_those_there_are():
    model = Model()
    with pytest.raises(InputError, match="no journal of a run 'shirts'"):
        tg.resume("shirts")
    program(model, steps=2)
    with pytest.raises(InputError, match=r"no journal of a run 'skirts'[^']*'shirts'"):
        tg.resume("skirts")
    run, _ = program(model, steps=3, resume=True)
    assert model.asked == 9
    assert notices(run, "goes on")
    assert isinstance(tg.resume("shirts", review="accept"), tg.Run)


def test_a_run_that_is_going_on_is_left_alone():
    model = Model()
    with tg.Run("shirts", review="accept") as first:
        run, _ = program(model, steps=1)
        assert not notices(run, "goes on")
        assert run.journal != first.journal
        with pytest.raises(InputError, match="still going on"):
            first.journal.with_name(run.journal.name).unlink()
            program(model, resume=True)


def test_what_a_person_decided_is_decided_in_their_name():
    model = Model()
    person = Person({"action": "edit", "text": "my own"}, {"action": "reject", "reason": "too dry"})
    interrupted(model, person, at=1)
    assert len(person.asked) == 3
    before, later = model.asked, Person()
    run, x = program(model, later)
    made = events(run, Decided)
    assert [(one.action, one.who) for one in made] == [
        ("edit", "Ada"), ("reject", "Ada"), ("accept", "Ada"), ("accept", "Ada"),
    ]  # fmt: skip
    assert all(one.by == "page" and one.seconds > 0 for one in made)
    assert len(later.asked) == 1
    assert model.asked == before + 3
    assert x.constraints == ("too dry",)


@pytest.mark.parametrize("kind", ["ProposalMade", "Decided", "StepCommitted"])
def test_what_was_asked_to_be_drawn_again_often_is_not_drawn_again(kind):
    model = Model()
    person = Person(*[{"action": "regenerate"}] * 25)
    interrupted(model, person, at=0)
    path = tg.runs()[0].path
    cut(path, kind, 26 if kind != "StepCommitted" else 1)
    before, later = model.asked, Person()
    program(model, later, steps=1)
    assert model.asked == before
    assert len(later.asked) == (kind == "ProposalMade")


def test_a_persons_criticism_is_not_asked_for_again():
    model, person = Model(), Person()
    interrupted(model, person, at=1, ask=tg.HumanLoss("Is it true?"))
    assert len(person.asked) == 4
    before, later = model.asked, Person()
    program(model, later, ask=tg.HumanLoss("Is it true?"))
    assert len(later.asked) == 2
    assert model.asked == before + 3


def test_what_a_person_had_tried_again_is_tried_again_by_itself():
    model, person = Model(mumbles=2), Person()
    interrupted(model, person, at=0)
    assert [type(one) for one in person.asked] == [Failed, ProposalMade]
    for _ in range(2):  # and once more: what was repeated is repeated once
        later = Person()
        run, _ = program(model, later, steps=1, resume=True)
        assert (later.asked, model.asked) == ([], 5)
        assert [one.retried for one in events(run, FailureResolved)] == [True]


def test_what_failed_on_its_way_and_was_tried_again_has_no_later_failure_tried_again():
    model = Model()
    model.down = 1
    run, _ = program(model, Person(), steps=1)
    cut(run.journal, "ProposalMade")
    model.down, later = 1, Person({"action": "regenerate"})
    program(model, later, steps=1)
    assert [type(one) for one in later.asked] == [ProposalMade, Failed, ProposalMade]


def test_what_was_changed_before_a_failed_call_was_tried_again_is_changed_then():
    model = Model()

    def fail(run, made):
        model.down = 1

    def mend(run, failure):
        run.command(LiftConstraint("page", failure.node, "too dry"))

    person = Person(fail, {"action": "reject", "reason": "too dry"})
    person.mend = mend
    run, _ = program(model, person, steps=1, budget=tg.Budget(calls=9))
    cut(run.journal, "StepCommitted")
    asked, spent = model.asked, run.spent.calls
    for _ in range(2):
        later = Person()
        run, x = program(model, later, steps=1, resume=True, budget=tg.Budget(calls=9))
        assert (later.asked, model.asked, x.constraints) == ([], asked, ())
        assert run.spent.calls == spent
        assert [one.hint for one in events(run, Failed)] == ["start it"]


def test_a_policy_that_finds_nothing_to_criticise_is_the_same_program():
    model = Model()
    interrupted(model, ask=tg.HumanLoss("Is it true?"))
    run, _ = program(model, ask=tg.HumanLoss("Is it true?"))
    assert not notices(run, "differs")


def test_what_was_done_at_a_breakpoint_is_done_again():
    model, person = Model(), Person()
    stops = []

    def stop(run):
        def look():
            for one in run.log[len(seen) :]:
                seen.append(one)
                if isinstance(one.event, BreakpointReached):
                    runtime.call_soon(let_go, one.event)

        def let_go(reached):
            if reached.ask not in run.desk._stops:
                return
            stops.append(reached)
            gradient = reached.arrived[0].gradient
            run.command(ChangeGradient("page", reached.node, gradient, 1, "edit", "my words"))
            run.command(Continue("page", reached.ask, 2))

        seen = []
        run.subscribe(look)

    def marked(**settings):
        x = tg.Variable("the first text", role_description="answer")
        tg.breakpoint(x)
        with tg.Run("shirts", **settings) as run:
            attend(run)
            person.sit(run)
            stop(run)
            optimizer = tg.TGD([x], engine=model.answer)
            tg.TextLoss("Be critical.", engine=model.answer)(x).backward(model.answer)
            optimizer.step()
            if not stops[1:]:
                raise KeyboardInterrupt
        return run, x

    with pytest.raises(KeyboardInterrupt):
        marked()
    stops.append("once")
    run, x = marked()
    assert (len(stops), model.asked, x.value) == (2, 3, "words 3")
    (gradient,) = x.gradients
    assert (gradient.value, gradient.by) == ("my words", "page")
    assert not notices(run, "differs")


def steered(command):
    """Has a page ask for something while a question is open, in the ids of that process."""
    return lambda run, made: run.command(command(made))


@pytest.mark.parametrize(
    ("plans", "same"),
    [
        ([steered(lambda made: AddGradient("page", made.node, "shorter"))], GradientAdded),
        (
            [
                {"action": "reject", "reason": "too dry"},
                {"action": "accept"},
                steered(lambda made: LiftConstraint("page", made.node, "too dry")),
            ],
            ConstraintsSet,
        ),
        ([{"action": "accept"}, steered(lambda made: Undo("page", "Ada"))], Decided),
        ([steered(lambda made: SetPolicy("page", "accept", "Ada"))], Decided),
    ],
    ids=["gradient", "lifted", "undone", "policy"],
)
def test_what_a_page_asked_for_beside_is_done_again_where_it_was(plans, same):
    model, person = Model(), Person(*plans)
    interrupted(model, person, at=1)
    first = tg.runs()[0].journal.log
    before, later = model.asked, Person()
    run, _ = program(model, later)
    assert not notices(run, "differs")
    assert model.asked == before + 3
    steps = [one.event for one in first if isinstance(one.event, StepCommitted)]
    again = events(run, StepCommitted)[: len(steps)]
    assert [c.new for one in steps for c in one.changes] == [
        c.new for one in again for c in one.changes
    ]
    kept = [one.event for one in first if isinstance(one.event, same)]
    told_again = events(run, same)[: len(kept)]
    for one, other in zip(kept, told_again, strict=True):
        for name in ("text", "by", "who", "constraints", "action", "seconds"):
            assert getattr(one, name, None) == getattr(other, name, None)


@pytest.mark.parametrize("other", [False, True])
def test_what_a_page_asked_for_between_two_steps_is_done_again_between_them(other):
    model = Model()

    def attempt(cut_off):
        x = tg.Variable("the first text", role_description="answer")
        optimizer = tg.TGD([x], engine=model.answer)

        async def work():  # without a moment in between
            for step in range(3):
                optimizer.zero_grad()
                x.gradients.add("be better")
                await optimizer.astep()
                if other:
                    tg.Variable("other", role_description="other").gradients.add("be better")
                if step == 0 and cut_off:
                    run.command(Undo("page", "Ada"))

        with tg.Run("shirts", review="accept") as run:
            runtime.run(work())
            if cut_off:
                raise KeyboardInterrupt
        return run

    with pytest.raises(KeyboardInterrupt):
        attempt(cut_off=True)
    run = attempt(cut_off=False)
    made = [(one.commit, one.parent) for one in events(run, StepCommitted)]
    assert made == [(1, 0), (2, 0), (3, 2)]
    assert not notices(run, "differs")
    assert model.asked == 3


def test_what_is_said_while_another_is_drawn_comes_after_what_it_is_drawn_from():
    def draw_again(run, made):
        run.command(Pause("page"))
        run.command(Decide("page", made.proposal, made.version, "regenerate", ""))
        tasks.append(asyncio.create_task(say(run, made)))

    async def say(run, made):
        for _ in range(50):  # by then the request is made, and waits for the end of the pause
            await asyncio.sleep(0)
        run.command(AddGradient("page", made.node, "shorter"))
        run.command(Resume("page"))

    model, tasks = Model(), []
    interrupted(model, Person(draw_again, {}), at=0)
    run, _ = program(model, later := Person(), steps=1)
    assert not notices(run, "differs")
    assert (later.asked, model.asked) == ([], 4)


@pytest.mark.parametrize("before", [[], ["regenerate"]], ids=["at first", "drawn again"])
def test_cut_off_while_it_undid_a_step_it_leaves_the_question_undecided(before):
    model, said = Model(), ["accept", *before]
    plans = [{"action": action} for action in said]
    interrupted(model, Person(*plans, steered(lambda made: Undo("page", "Ada"))), at=1)
    cut(tg.runs()[0].path, "Undo")
    run, x = program(model, later := Person(), steps=2)
    decided = [(one.action, one.who) for one in events(run, Decided)]
    assert decided == [(action, "Ada") for action in (*said, "skip")]
    assert (later.asked, x.value) == ([], "the first text")


def test_a_changed_program_is_said_at_its_first_request_and_nothing_is_applied_wrongly():
    model = Model()
    person = Person({"action": "edit", "text": "one"}, {"action": "edit", "text": "two"})
    interrupted(model, person, at=1)
    later = Person({"action": "edit", "text": "three"}, {"action": "edit", "text": "four"})
    run, x = program(model, later, steps=2, prompt="Be kind.")
    (said,) = notices(run, "differs from its journal")
    assert "from step 1 on" in said
    assert "asks again" in said
    assert len(later.asked) == 2
    assert x.value == "four"
    assert journal.read(run.journal).attempts[1].differs
    again = Person()
    run, x = program(model, again, steps=2, prompt="Be kind.", resume=True)
    assert (len(again.asked), x.value) == (0, "four"), "what the last attempt decided counts"


def test_a_changed_proposal_is_asked_about():
    model, other = Model(), Model()
    interrupted(model, Person({"action": "edit", "text": "one"}), at=0)
    path = tg.runs()[0].path
    cut(path, "Decided")  # the step was not committed: a request may be new
    lines = path.read_text().replace("words 3", "words 33")
    path.write_text(lines.replace('"candidates":[{"text":"words 33"', '"candidates":[{"text":"w"'))
    later = Person({"action": "edit", "text": "two"})
    run, x = program(other, later, steps=1)
    assert notices(run, "is to become something else")
    assert (len(later.asked), x.value) == (1, "two")


def test_a_function_that_was_changed_is_asked_again():
    model = Model()
    interrupted(model)

    class Other(Model):
        def __init__(self):
            super().__init__()
            inner = self.answer

            def answer(prompt: str, system_prompt: str = "") -> str:
                return inner(prompt) + "!" * 0

            self.answer = answer

    other = Other()
    run, _ = program(other, steps=2)
    assert other.asked == 6
    assert notices(run, "differs")


def test_what_was_spent_counts_and_a_limit_that_was_raised_stays():
    model = Model()
    interrupted(model, budget=tg.Budget(calls=10))
    path = tg.runs()[0].path
    asked = '{"type":"BudgetReached","seq":1,"t":1,"ask":"b1","whose":"this run","what":"calls",'
    asked += '"spent":10,"limit":10,"need":1,"waiting":true}\n'
    given = '{"type":"BudgetAnswered","seq":2,"t":1,"ask":"b1","limit":12,"by":"page"}\n'
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*lines[:-1], asked, given]))
    run, _ = program(model, budget=tg.Budget(calls=10))
    assert events(run, BudgetSet)[-1].calls == 12
    assert run.spent.calls == 9
