"""A run that was cut off while something waited: what was begun there is there when it goes on."""

import json
import threading

import pytest

import tgwidget as tg
from tests.journal.resuming_support import Model, Person, cut, notices, program
from tests.run_support import attend, events
from tgwidget import journal, runtime
from tgwidget.errors import InputError
from tgwidget.events import (
    AddGradient,
    BreakpointReached,
    CallFinished,
    CallStarted,
    ChangeGradient,
    ConstraintsSet,
    Continue,
    Decide,
    GradientAdded,
    ProposalMade,
    ReviewOpened,
    SetBreakpoint,
    SetPolicy,
    Undo,
)
from tgwidget.resuming import Memory


def once(run, kind, act):
    """Have a page act when something is asked, once it waits."""

    def look():
        if not done and events(run, kind):
            done.append(True)
            runtime.call_soon(runtime.call_soon, act, events(run, kind)[-1])

    done = []
    run.subscribe(look)


def attempt(model, kind, act, count=1, stop=True):
    """A pass with a breakpoint, and a step; ``act(run, event, variables, end)`` is the page."""
    made = [tg.Variable(f"text {n}", role_description=f"role {n}") for n in range(count)]

    async def work():
        if stop:
            tg.breakpoint(made[0])
        for x in made:
            x.gradients.add("be better")
        if stop:
            loss = await tg.TextLoss("Be critical.", engine=model.answer).acall(made[0])
            await loss.abackward(model.answer)
        await tg.TGD(made, engine=model.answer).astep()

    with tg.Run("shirts") as run:
        attend(run)
        once(run, kind, lambda event: act(run, event, made, run.cancel))
        runtime.run(work())
    return run, made


def cut_off(*settings, **more):
    """The first attempt, whose process is killed where it waits."""
    taken = []

    def kill(run, event, made, end):
        settings[1](run, event, made)
        taken.append(run.journal.read_bytes())
        end()

    with pytest.raises(tg.errors.StoppedError):
        attempt(settings[0], settings[2], kill, **more)
    tg.runs()[0].path.write_bytes(taken[0])


def rework(run, reached, action, text=""):
    one = reached.arrived[0].gradient
    run.command(ChangeGradient("page", reached.node, one, 1, action, text, "Ada"))


def test_what_was_edited_at_a_breakpoint_is_so_when_it_is_reached_again():
    model = Model()
    cut_off(model, lambda run, at, made: rework(run, at, "edit", "mine"), BreakpointReached)
    seen, asked = [], model.asked

    def look(run, reached, made, end):
        stop = run.desk._stops[reached.ask]
        seen.extend([stop.gradients[0].value, stop.gradients[0].who, stop.version])
        end()

    with pytest.raises(tg.errors.StoppedError):
        attempt(model, BreakpointReached, look)
    assert seen == ["mine", "Ada", 2]
    assert model.asked == asked


def test_a_breakpoint_that_was_taken_away_while_criticism_waited_there_is_left_as_it_was():
    model = Model()

    def leave(run, reached, made):
        run.command(SetBreakpoint("page", reached.node, on=False, who="Ada"))
        rework(run, reached, "edit", "mine")
        run.command(AddGradient("page", reached.node, "shorter"))
        run.command(Continue("page", reached.ask, 2, "Ada"))

    def opened(run, event, made, end):
        leave(run, event, made)
        once(run, ReviewOpened, lambda _: kept.append(run.journal.read_bytes()) or end())

    kept = []
    with pytest.raises(tg.errors.StoppedError):
        attempt(model, BreakpointReached, opened)
    tg.runs()[0].path.write_bytes(kept[0])
    asked, told = model.asked, []

    def look(run, event, made, end):
        told.extend(one.value for one in made[0].gradients)
        end()

    with pytest.raises(tg.errors.StoppedError):
        attempt(model, ReviewOpened, look)
    assert told == ["be better", "shorter", "mine"]
    assert model.asked == asked


def test_while_one_proposal_is_drawn_again_the_others_can_be_decided():
    model, held, answers = Model(), threading.Event(), []

    def answer(prompt: str, system_prompt: str = "") -> str:
        answers.append(prompt)
        if len(answers) > 2:
            held.wait()
        return known(prompt, system_prompt)

    def draw_again(run, opened, made):
        first = events(run, ProposalMade)[0]
        run.command(Decide("page", first.proposal, first.version, "regenerate", ""))

    known, model.answer = model.answer, answer
    cut_off(model, draw_again, ReviewOpened, count=2, stop=False)
    order = []

    def look(run, opened, made, end):
        _, other = events(run, ProposalMade)[:2]
        assert run.desk.waiting(other.proposal) is not None
        order.extend(type(one.event) for one in run.log)
        end()

    with pytest.raises(tg.errors.StoppedError):
        attempt(model, ReviewOpened, look, count=2, stop=False)
    held.set()
    assert order.count(CallStarted) == 3
    assert order.count(CallFinished) == 2, "what is drawn again is not waited for"


def test_what_was_done_while_one_was_drawn_again_comes_after_that_was_begun_ever_again():
    model, taken = Model(), []

    def decide(run, place, action, reason=""):
        made = events(run, ProposalMade)[place]
        run.command(Decide("page", made.proposal, made.version, action, "", 0, reason, "Ada"))

    def reject(run, opened, made, end):
        def meanwhile(event):
            assert len(events(run, CallStarted)) == 3, "it is being drawn"
            one = events(run, GradientAdded)[0].gradient
            run.command(ChangeGradient("page", event.node, one, 1, "edit", "mine", "Ada"))
            decide(run, 1, "skip")
            taken.append(run.journal.read_bytes())
            end()

        once(run, ConstraintsSet, meanwhile)
        decide(run, 0, "reject", "shorter")

    def accept(run, opened, made, end):
        run.command(SetPolicy("page", "accept", "Ada"))

    def ask(run, opened, made, end):
        end()

    with pytest.raises(tg.errors.StoppedError):
        attempt(model, ReviewOpened, reject, count=2, stop=False)
    path = tg.runs()[0].path
    path.write_bytes(taken[0])
    _, before = attempt(model, ReviewOpened, accept, count=2, stop=False)
    cut(path, "StepCommitted")
    asked = model.asked
    _, made = attempt(model, ReviewOpened, ask, count=2, stop=False)
    assert [one.value for one in made] == [one.value for one in before]
    assert "mine" in [one.value for one in made[0].gradients]
    assert model.asked == asked


def test_what_was_drawn_again_and_not_yet_shown_is_what_is_asked_about():
    model = Model()
    run, _ = program(model, Person({"action": "regenerate"}), steps=1)
    cut(run.journal, "CallFinished", 4)
    asked = model.asked
    run, _ = program(model, Person(), steps=1, resume=True)
    first, other = events(run, ProposalMade)
    assert other.replaces == first.proposal
    assert [one.proposals for one in events(run, ReviewOpened)] == [(other.proposal,)]
    assert model.asked == asked


def test_what_was_being_drawn_again_when_a_policy_took_over_is_not_taken_as_it_was():
    model = Model()

    def draw_again(run, opened, made):
        first = events(run, ProposalMade)[0]
        run.command(Decide("page", first.proposal, first.version, "regenerate", ""))
        run.command(SetPolicy("page", "accept", "Ada"))

    cut_off(model, draw_again, ReviewOpened, count=2, stop=False)
    run, made = attempt(model, ReviewOpened, None, count=2, stop=False)
    first, _, other = events(run, ProposalMade)
    assert other.replaces == first.proposal
    assert made[0].value == other.candidates[0].text


def test_a_breakpoint_that_a_policy_passed_is_passed_again_before_one_where_somebody_was_asked():
    model = Model()

    def work(run):
        for name, review in (("a", "accept"), ("b", "ask")):
            x = tg.Variable(f"text {name}", role_description=name)
            tg.breakpoint(x)
            run.set_review(review)
            tg.TextLoss("Be critical.", engine=model.answer)(x).backward(model.answer)

    def let_go(run, reached):
        if reached.ask in run.desk._stops:
            stops.append(reached)
            run.command(Continue("page", reached.ask, 1, "Ada"))

    stops = []
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt), tg.Run("shirts") as run:
            attend(run)
            once(run, BreakpointReached, lambda reached, run=run: let_go(run, reached))
            work(run)
            raise KeyboardInterrupt
        assert not notices(run, "differs")
    assert (len(stops), model.asked) == (1, 4)


def test_a_policy_that_a_person_changed_after_a_pass_is_changed_after_it_again():
    model, reached = Model(), []

    async def ask_me(run):
        run.command(SetPolicy("page", "ask", "Ada"))

    for attempts in range(2):
        with pytest.raises(KeyboardInterrupt), tg.Run("shirts", "accept") as run:
            attend(run)
            once(run, BreakpointReached, lambda one, run=run: (reached.append(one), run.cancel()))
            x = tg.Variable("text", role_description="role")
            tg.breakpoint(x)
            tg.TextLoss("Be critical.", engine=model.answer)(x).backward(model.answer)
            if not attempts:
                runtime.run(ask_me(run))
            raise KeyboardInterrupt
    assert (reached, run.review_policy, model.asked) == ([], "ask", 2)


@pytest.mark.parametrize("refused", [False, True])
def test_what_could_not_be_done_again_is_not_done_later(refused, tmp_path):
    undo = {"type": "Undo", "client": "page", "who": "Ada"}
    lines = [
        {"tgwidget_journal": 1, "name": "shirts", "attempt": 1},
        {"command": undo, "again": 0},
        {"tgwidget_journal": 1, "name": "shirts", "attempt": 2},
        *([{"command": undo, "again": 1}, {"void": 1}] if refused else []),
    ]
    path = tmp_path / "shirts.jsonl"
    path.write_text("".join(f"{json.dumps(one)}\n" for one in lines))
    assert Memory(journal.read(path)).steers != refused


def test_what_a_page_asks_for_while_a_step_goes_on_is_refused_before_it_is_written():
    model = Model()

    def undo(run, reached, made):
        with pytest.raises(InputError, match="a step is going on"):
            run.command(Undo("page", "Ada"))

    cut_off(model, undo, BreakpointReached)
    assert "Undo" not in tg.runs()[0].path.read_text()
