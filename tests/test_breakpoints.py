"""A backward pass stops where a person wants to see what goes on upstream."""

import asyncio

import pytest

import tgwidget as tg
from tests.conftest import Scripted
from tests.ops_support import variable
from tests.run_support import attend, events, when
from tgwidget.errors import (
    InputError,
    InputTypeError,
    ReviewNeededError,
    StaleDecisionError,
    StoppedError,
)
from tgwidget.events import (
    BreakpointLeft,
    BreakpointReached,
    BreakpointSet,
    CallFinished,
    ChangeGradient,
    Continue,
    GradientAdded,
    Notice,
    SetBreakpoint,
    Stop,
)


class Counting(Scripted):
    """Says something of its own at each call."""

    def __init__(self):
        super().__init__(lambda system, prompt: f"criticism {len(self.asked)}.")


def graph(engine, role="prompt"):
    """prompt → answer → loss."""
    prompt = variable("be brief", role)
    answer = tg.BlackboxLLM(engine, prompt)(variable("q", "question", grad=False))
    answer.set_role_description("the answer")
    return prompt, answer, tg.TextLoss("judge", engine)(answer)


def go_on(run, reached, version=1, page="page-1"):
    run.command(Continue(page, reached.ask, version, "ann"))


def rework(run, reached, action, text="", place=0, version=1, page="page-1"):
    name = reached.arrived[place].gradient
    run.command(ChangeGradient(page, reached.node, name, version, action, text, "ann"))


def test_what_is_edited_at_a_breakpoint_is_what_goes_on_upstream_and_is_deposited():
    engine = Counting()
    with tg.Run("test") as run:
        attend(run)
        prompt, answer, loss = graph(engine)
        tg.breakpoint(answer)

        def edit(reached):
            assert list(answer.gradients) == [], "all gradients of a pass appear together"
            rework(run, reached, "edit", "my words {x}")
            go_on(run, reached, version=2)

        state = when(run, BreakpointReached, edit)
        before = len(engine.asked)
        loss.backward(engine)
    assert state["error"] is None
    _, upstream = (words for _, words in engine.asked[before:])
    assert "my words {x}" in upstream
    (reached,), (left,) = events(run, BreakpointReached), events(run, BreakpointLeft)
    assert reached.arrived[0].text not in upstream
    assert reached.onto == (prompt.id,)
    assert (left.ask, left.passed, left.by, left.who) == (reached.ask, True, "page-1", "ann")
    (gradient,) = answer.gradients
    assert (gradient.value, gradient.author, gradient.id) == (
        "my words {x}", "human", reached.arrived[0].gradient,
    )  # fmt: skip
    assert gradient.original == reached.arrived[0].text
    assert len(prompt.gradients) == 1


@pytest.mark.parametrize("action", ["mute", "remove"])
def test_what_is_muted_or_removed_at_a_breakpoint_goes_no_further(action):
    engine = Counting()
    with tg.Run("test") as run:
        attend(run)
        prompt = variable("be brief", "prompt")
        answer = tg.BlackboxLLM(engine, prompt)(variable("q", "question", grad=False))
        losses = [tg.TextLoss(f"judge {n}", engine)(answer) for n in range(2)]
        tg.breakpoint(answer)

        def drop(reached):
            rework(run, reached, action)
            go_on(run, reached, version=2)

        state = when(run, BreakpointReached, drop)
        tg.sum(losses).backward(engine)
    assert state["error"] is None
    (reached,) = events(run, BreakpointReached)
    one, other = (arrived.text for arrived in reached.arrived)
    assert one not in engine.asked[-1][1]
    assert other in engine.asked[-1][1]
    assert [gradient.muted for gradient in answer.gradients] == (
        [True, False] if action == "mute" else [False]
    )


def test_other_branches_go_on_meanwhile_and_several_can_wait():
    engine = Counting()
    with tg.Run("test") as run:
        attend(run)
        graphs = [graph(engine, f"prompt {n}") for n in range(3)]
        for _, answer, _ in graphs[:2]:
            tg.breakpoint(answer)

        def both(_):
            for reached in events(run, BreakpointReached):
                go_on(run, reached)

        # Three answers, losses and criticisms, and what went on where no breakpoint is.
        state = when(run, CallFinished, both, count=10)
        tg.sum([loss for _, _, loss in graphs]).backward(engine)
    assert state["error"] is None
    assert len(events(run, BreakpointLeft)) == 2
    assert all(len(prompt.gradients) == 1 for prompt, _, _ in graphs)


def test_two_pages_at_a_breakpoint_the_first_wins_and_nobody_lets_go_what_he_has_not_seen():
    engine = Counting()
    told = []
    with tg.Run("test") as run:
        attend(run)
        _, answer, loss = graph(engine)
        tg.breakpoint(answer)

        def refused(act):
            with pytest.raises(StaleDecisionError) as caught:
                act()
            told.append(caught.value.message)

        def both(reached):
            rework(run, reached, "edit", "mine")
            refused(lambda: go_on(run, reached, version=1, page="page-2"))
            refused(lambda: rework(run, reached, "mute", page="page-2"))
            go_on(run, reached, version=2)
            refused(lambda: go_on(run, reached, version=2, page="page-2"))

        state = when(run, BreakpointReached, both)
        loss.backward(engine)
    assert state["error"] is None
    assert told == [
        "this criticism was changed just now",
        "this criticism was already edited by ann, page-1",
        "this criticism has gone on already",
    ]


def test_what_was_said_at_a_breakpoint_is_told_once_and_cleared_with_the_rest():
    engine = Counting()
    with tg.Run("test") as run:
        attend(run)
        _, answer, loss = graph(engine)
        tg.breakpoint(answer)

        def edit(reached):
            rework(run, reached, "edit", "mine")
            go_on(run, reached, version=2)

        when(run, BreakpointReached, edit)
        loss.backward(engine)
        answer.reset_gradients()
    assert list(answer.gradients) == []
    edited = {e.node for e in events(run, GradientAdded) if e.original}
    assert edited == {answer.id}


# where it stops


def test_a_breakpoint_moves_on_to_what_the_next_step_makes_in_its_place():
    engine = Counting()
    prompt = variable("be brief", "prompt")
    question = variable("q", "question", grad=False)
    model, judge = tg.BlackboxLLM(engine, prompt), tg.TextLoss("judge", engine)
    with tg.Run("test") as run:
        attend(run)
        nodes = []
        for step in range(3):
            answers = [model(question), model(variable("other", "question", grad=False))]
            nodes.append(answers[0].id)
            tg.sum([judge(answer) for answer in answers]).backward(engine)
            if step == 0:  # a person sees the graph, and clicks
                run.command(SetBreakpoint("page-1", answers[0].id, True, "ann"))
            if step < 2:
                when(run, BreakpointReached, lambda e: go_on(run, e), count=step + 1)
            prompt.value = f"be brief {step}"
    reached = events(run, BreakpointReached)
    assert [e.node for e in reached] == nodes[1:]
    marks = [(e.node, e.on, e.by, e.who) for e in events(run, BreakpointSet)]
    assert marks == [
        (nodes[0], True, "page-1", "ann"),
        (nodes[0], False, "", ""), (nodes[1], True, "", ""),
        (nodes[1], False, "", ""), (nodes[2], True, "", ""),
    ]  # fmt: skip


def test_taken_away_it_stops_nowhere_any_more():
    engine = Counting()
    prompt = variable("be brief", "prompt")
    question = variable("q", "question", grad=False)
    model, judge = tg.BlackboxLLM(engine, prompt), tg.TextLoss("judge", engine)
    with tg.Run("test") as run:
        for _ in range(2):
            answer = model(question)
            tg.breakpoint(answer)
            tg.breakpoint(answer, on=False)
            judge(answer).backward(engine)
    assert events(run, BreakpointReached) == []
    assert [e.on for e in events(run, BreakpointSet)] == [True, False] * 2


def test_set_before_the_run_it_holds_and_the_page_is_told():
    engine = Counting()
    prompt = variable("be brief", "prompt")
    tg.breakpoint(prompt)
    with tg.Run("test") as run:
        attend(run)
        when(run, BreakpointReached, lambda e: go_on(run, e))
        answer = tg.BlackboxLLM(engine, prompt)(variable("q", "question", grad=False))
        tg.TextLoss("judge", engine)(answer).backward(engine)
    assert [e.node for e in events(run, BreakpointSet)] == [prompt.id]
    (reached,) = events(run, BreakpointReached)
    assert (reached.node, reached.onto) == (prompt.id, ())
    with pytest.raises(InputTypeError, match="not on a str"):
        tg.breakpoint("prompt")


def test_where_nothing_has_arrived_there_is_nothing_to_look_at():
    engine = Counting()
    with tg.Run("test") as run:
        attend(run)
        _, _, loss = graph(engine)
        tg.breakpoint(loss)
        loss.backward(engine)
    assert events(run, BreakpointReached) == []


# without a person


@pytest.mark.parametrize("policy", ["accept", "reject"])
def test_a_policy_that_asks_nobody_passes_it_and_says_so_once(policy):
    engine = Counting()
    with tg.Run("test", review=policy) as run:
        prompt, answer, loss = graph(engine)
        tg.breakpoint(answer)
        loss.backward(engine)
        loss.backward(engine)
    assert len(prompt.gradients) == 2
    (notice,) = events(run, Notice)
    assert notice.message == f"The breakpoint on 'the answer' was passed: '{policy}' asks nobody."


@pytest.mark.parametrize("policy", ["ask", "fail"])
def test_where_somebody_should_be_asked_and_nobody_is_there_it_fails_and_says_how_to_go_on(policy):
    engine = Counting()
    prompt, answer, loss = graph(engine)
    tg.breakpoint(answer)
    waits = pytest.raises(ReviewNeededError, match="'the answer' waits at a breakpoint")
    with waits as caught, tg.Run("test", review=policy):
        loss.backward(engine)
    assert "tg.breakpoint(variable, on=False)" in caught.value.hint
    assert [list(prompt.gradients), list(answer.gradients)] == [[], []]


def test_outside_a_run_it_is_passed_and_a_rehearsal_stops_nowhere():
    engine = Counting()
    prompt, answer, loss = graph(engine)
    tg.breakpoint(answer)
    loss.backward(engine)
    assert len(prompt.gradients) == 1
    with tg.Run("test", review="fail") as run:
        assert run.estimate(loss, engine=engine).backward.calls == 2


def test_a_reviewer_of_ones_own_may_look_at_it_and_must_give_gradients():
    class Teacher:
        async def review(self, proposals):
            return []

        async def inspect(self, variable, gradients):
            return self.let

    engine, teacher = Counting(), Teacher()
    teacher.let = []
    with tg.Run("test", review=teacher):
        _, answer, loss = graph(engine)
        tg.breakpoint(answer)
        loss.backward(engine)
        assert list(answer.gradients) == []
        teacher.let = None
        with pytest.raises(InputError, match="something else than gradients"):
            loss.backward(engine)


# stopped there


@pytest.mark.parametrize(
    ("end", "error"),
    [
        (lambda run: run.command(Stop("page-1")), StoppedError),
        (lambda run: [task.cancel() for task in run._work], asyncio.CancelledError),
    ],
)
def test_stop_and_interrupt_end_it_and_no_gradient_is_left(end, error):
    engine = Counting()
    with pytest.raises(error), tg.Run("test") as run:
        attend(run)
        prompt, answer, loss = graph(engine)
        tg.breakpoint(answer)
        when(run, BreakpointReached, lambda _: end(run))
        loss.backward(engine)
    assert [e.passed for e in events(run, BreakpointLeft)] == [False]
    assert [list(prompt.gradients), list(answer.gradients)] == [[], []]
    with pytest.raises(StaleDecisionError):
        run.desk.proceed(Continue("page-1", "s1", 1))


def test_what_waits_goes_on_when_the_rest_is_left_to_a_policy():
    engine = Counting()
    with tg.Run("test") as run:
        attend(run)
        prompt, answer, loss = graph(engine)
        tg.breakpoint(answer)
        state = when(run, BreakpointReached, lambda _: run.set_review("accept"))
        loss.backward(engine)
        loss.backward(engine)
    assert state["error"] is None
    assert len(prompt.gradients) == 2
    assert [e.passed for e in events(run, BreakpointLeft)] == [True]
    assert "'accept' asks nobody" in events(run, Notice)[-1].message
