"""The tree of committed steps: undo, redo, go anywhere, branch, compare, merge."""

from itertools import count

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.run_support import attend, events, when
from tgwidget import runtime
from tgwidget.errors import InputError, StaleDecisionError
from tgwidget.events import (
    CallStarted,
    Checkout,
    CommitNamed,
    Decide,
    Decided,
    GradientsCleared,
    HistoryMoved,
    Merge,
    Merged,
    NameCommit,
    ProposalMade,
    ReviewOpened,
    StepCommitted,
    Undo,
)
from tgwidget.history import Commits


def writer():
    numbers = count(1)
    return Scripted(lambda _system, prompt: improved(prompt, f"draft {next(numbers)}"))


def step(optimizer, words="be better"):
    optimizer.zero_grad()
    for variable in optimizer.parameters:
        variable.gradients.add(words)
    optimizer.step()


@pytest.fixture
def prompt():
    return tg.Variable("old", role_description="prompt")


def test_undo_takes_a_step_back_and_redo_takes_that_back(prompt):
    with tg.Run("test", review="accept") as run:
        optimizer = tg.TGD([prompt], engine=writer())
        step(optimizer)
        step(optimizer)
        assert run.undo().number == 1
        assert prompt.value == "draft 1"
        assert run.undo().number == 0
        assert prompt.value == "old"
        with pytest.raises(InputError, match="nothing to undo"):
            run.undo()
        run.redo()
        run.redo()
        assert prompt.value == "draft 2"
        with pytest.raises(InputError, match="nothing to redo"):
            run.redo()
    moves = [(e.commit, [c.new for c in e.changes]) for e in events(run, HistoryMoved)]
    assert moves == [(1, ["draft 1"]), (0, ["old"]), (1, ["draft 1"]), (2, ["draft 2"])]


def test_what_the_optimizer_remembers_comes_back_too(prompt):
    engine = writer()
    with tg.Run("test", review="accept") as run:
        optimizer = tg.optimizer.TextualGradientDescentwithMomentum(
            engine, [prompt], 3, constraints=["polite"]
        )
        step(optimizer, "first words")
        prompt.constrain("short")
        before = optimizer.state()
        step(optimizer, "second words")
        optimizer.constraints.append("late")
        prompt.constrain("shorter")
        run.undo()
        # Commit 1 was before the constraint: undoing takes everything since then back.
        assert prompt.constraints == ()
        assert optimizer.constraints == ["polite"]
        assert [g.value for g in prompt.gradients] == ["first words"]
        assert optimizer.state().past == before.past
        step(optimizer, "third words")
    last = engine.asked[-1][1]
    assert "old" in last
    assert "first words" in last
    assert "second words" not in last
    assert "draft 2" not in last


def test_a_commit_and_a_role_name_themselves(prompt):
    with tg.Run("test", review="accept", journal=None) as run:
        optimizer = tg.TGD([prompt], engine=writer())
        step(optimizer)
        run.score(0.5)
        best = run.best.commit
        step(optimizer)
    run.history.name(best, "good")
    assert run.checkout(best) == run.history[1]
    assert repr(run.history[1]) == "Commit(1, step 1 · good · score 0.5 · “draft 1”)"
    assert run.history.compare(best, 2) == {"prompt": ("draft 1", "draft 2")}
    assert run.merge("prompt", run.history[2]).changes[0].new == "draft 2"
    for wrong in ("promt", tg.Variable("x", role_description="other"), None):
        with pytest.raises(InputError, match="is no parameter of this run\n→ there is 'prompt'"):
            run.merge(wrong, 0)
    with tg.Run("other", journal=None) as other, pytest.raises(InputError, match="no commit of th"):
        other.checkout(best)
    with pytest.raises(InputError, match="None is no name"):
        run.history.name(1, None)


def test_a_step_after_undo_branches_off_and_branches_can_be_compared_and_merged(prompt):
    other = tg.Variable("other old", role_description="second")
    with tg.Run("test", review="accept") as run:
        optimizer = tg.TGD([prompt, other], engine=writer())
        step(optimizer)
        run.history.name(1, "good")
        step(optimizer)
        run.checkout("good")
        step(optimizer)
        assert [(c.number, c.parent) for c in run.history] == [(0, None), (1, 0), (2, 1), (3, 1)]
        assert [c.number for c in run.history.branch] == [0, 1, 3]
        here, there = prompt.value, run.history.value(prompt, 2)
        assert run.history.compare(2, 3)["prompt"] == (there, here)
        kept = other.value
        assert run.merge(prompt, 2).parent == 3
        assert (prompt.value, other.value) == (there, kept)
        assert run.history.compare(3, 4) == {"prompt": (here, there)}
        run.undo()
        assert prompt.value == here
        step(optimizer)
        with pytest.raises(InputError, match="nothing to redo"):
            run.redo()
        run.checkout(3)
        with pytest.raises(InputError, match="same value"):
            run.merge(prompt, 3)
        for wrong in (9, "nothing", "", True):
            with pytest.raises(InputError, match="no commit"):
                run.checkout(wrong)
        for taken in ("good", "7"):
            with pytest.raises(InputError, match="taken"):
                run.history.name(2, taken)
    assert [e.source for e in events(run, Merged)] == [2]
    assert [e.name for e in events(run, CommitNamed)] == ["good"]


def test_the_tree_reads_as_an_outline(prompt):
    with tg.Run("test", review="accept") as run:
        optimizer = tg.TGD([prompt], engine=writer())
        step(optimizer)
        step(optimizer)
        run.score(0.75)
        run.undo()
        run.history.name(1, "good")
        step(optimizer)
    assert run.history.outline().splitlines() == [
        "  0  the beginning",
        "  1  step 1 · good · “draft 1”",
        "▶   3  step 3 · “draft 3”",
        "  2  step 2 · score 0.75 · “draft 2”",
    ]


def test_a_rejected_step_is_no_commit_and_scores_belong_to_commits(prompt):
    with tg.Run("test", review="reject") as run:
        run.score(0.5)
        step(tg.TGD([prompt], engine=writer()))
    assert len(run.history) == 1
    assert run.history[0].scores == {"score": 0.5}
    assert [(e.commit, e.parent) for e in events(run, StepCommitted)] == [(0, 0)]


def test_a_run_that_is_over_can_still_be_taken_back(prompt):
    with tg.Run("test", review="accept") as run:
        step(tg.TGD([prompt], engine=writer()))
    run.undo()
    assert prompt.value == "old"
    assert isinstance(run.log[-1].event, HistoryMoved)


def test_a_person_undoes_at_a_question_and_the_step_is_left_out(prompt):
    with tg.Run("test") as run:
        attend(run)

        def accept(opened):
            run.command(Decide("page", opened.proposals[0], 1, "accept", ""))

        def undo(_opened):
            run.command(Undo("page", "Ann"))

        states = [when(run, ReviewOpened, accept), when(run, ReviewOpened, undo, 2)]
        optimizer = tg.TGD([prompt], engine=writer())
        step(optimizer)
        step(optimizer)
        assert prompt.value == "old"
        assert [state["error"] for state in states] == [None, None]
        assert [(e.action, e.who != "") for e in events(run, Decided)] == [
            ("accept", True), ("skip", True),
        ]  # fmt: skip
        (moved,) = events(run, HistoryMoved)
        assert (moved.by, moved.who) == ("page", "Ann")


def test_what_was_proposed_for_another_value_is_stale_after_undo(prompt):
    with tg.Run("test", review="accept") as run:
        optimizer = tg.TGD([prompt], engine=writer())
        step(optimizer)
        (proposal,) = optimizer.propose()
        run.undo()
        with pytest.raises(StaleDecisionError):
            optimizer.apply([proposal.accept()])
    assert prompt.value == "old"


def test_in_the_middle_of_a_step_nothing_is_undone(prompt):
    with tg.Run("test", review="accept") as run:
        optimizer = tg.TGD([prompt], engine=writer())
        step(optimizer)
        state = when(run, CallStarted, lambda _: run.command(Undo("page")), 2)
        step(optimizer)
    assert "a step is going on" in str(state["error"])
    assert prompt.value == "draft 2"


def test_while_one_is_drawn_again_nothing_is_undone(prompt):
    with tg.Run("test") as run:
        attend(run)

        def again(opened):
            run.command(Decide("page", opened.proposals[0], 1, "regenerate", ""))

        def accept(_made):
            second = events(run, ReviewOpened)[0].proposals[1]
            for proposal in (second, events(run, ProposalMade)[-1].proposal):
                run.command(Decide("page", proposal, 1, "accept", ""))

        when(run, ReviewOpened, again)
        state = when(run, CallStarted, lambda _: run.command(Undo("page")), 3)
        when(run, ProposalMade, accept, 3)
        step(tg.TGD([prompt, tg.Variable("other", role_description="b")], engine=writer()))
    assert "a step is going on" in str(state["error"])
    assert prompt.value == "draft 3"


def test_a_page_goes_where_it_wants(prompt):
    async def obey(command):
        run.command(command)

    with tg.Run("test", review="accept") as run:
        optimizer = tg.TGD([prompt], engine=writer())
        step(optimizer)
        step(optimizer)
        runtime.run(obey(Checkout("page", 0)))
        assert prompt.value == "old"
        runtime.run(obey(Merge("page", prompt.id, 2)))
        assert prompt.value == "draft 2"
        runtime.run(obey(NameCommit("page", 3, "taken over")))
    assert run.history.find("taken over").number == 3
    assert events(run, Merged)[0].who


def test_what_a_person_said_is_there_once_after_undo_and_redo(prompt):
    with tg.Run("test", review="accept") as run:
        step(tg.TGD([prompt], engine=writer()))
        with_words = tg.Gradient("shorter", unread=True)
        prompt.gradients.add(with_words)
        run.checkout(1)
        run.undo()
        run.redo()
        assert [one.value for one in prompt.gradients] == ["be better", "shorter"]


def test_gradients_of_a_variable_that_a_run_does_not_know_are_no_news_to_it(prompt):
    prompt.gradients.add("of an earlier run")
    with tg.Run("test", review="accept") as run:
        prompt.gradients.clear()
        assert events(run, GradientsCleared) == []


class Tree(RuleBasedStateMachine):
    """Steps, undo, redo, checkout and merge, beside a model of what every commit holds."""

    def __init__(self):
        super().__init__()
        self.variables = [tg.Variable(name, role_description=name) for name in ("a", "b")]
        self.run = tg.Run("tree", review="accept")
        self.run.__enter__()
        self.optimizer = tg.TGD(self.variables, engine=writer())
        self.states = {0: self.now()}
        self.head = 0

    def now(self):
        return self.optimizer.state()

    @rule(which=st.sampled_from(["a", "b", "ab"]))
    def step(self, which):
        self.optimizer.zero_grad()
        for variable in self.variables:
            if variable.role_description in which:
                variable.gradients.add("be better")
        self.optimizer.step()
        self.head = len(self.states)
        self.states[self.head] = self.now()

    @rule(which=st.sampled_from(["a", "b"]), words=st.sampled_from(["short", "polite"]))
    def constrain(self, which, words):
        self.variables["ab".index(which)].constrain(words)
        self.run.checkout(self.head)  # what is not committed goes

    @rule(data=st.data())
    def checkout(self, data):
        self.head = data.draw(st.sampled_from(sorted(self.states)))
        self.run.checkout(self.head)

    @precondition(lambda self: self.head != 0)
    @rule()
    def undo_then_redo_is_identity(self):
        before = self.now()
        self.run.undo()
        assert self.now() == self.states[self.run.history.head]
        self.run.redo()
        assert self.now() == before

    @precondition(lambda self: self.head != 0)
    @rule()
    def undo(self):
        self.run.undo()
        self.head = self.run.history.head

    @rule(value=st.sampled_from([0.25, 0.5]))
    def score(self, value):
        self.run.score(value)
        self.run.history.name(self.head, f"scored {self.head}")

    @rule(data=st.data(), place=st.sampled_from([0, 1]))
    def merge(self, data, place):
        source = data.draw(st.sampled_from(sorted(self.states)))
        variable = self.variables[place]
        wanted = self.states[source].parameters[variable].value
        try:
            self.run.merge(variable, source)
        except InputError:
            assert wanted == variable.value
            return
        assert variable.value == wanted
        self.head = len(self.states)
        self.states[self.head] = self.now()

    @invariant()
    def everything_is_as_it_was_at_the_head(self):
        assert self.run.history.head == self.head
        assert self.now() == self.states[self.head]

    @invariant()
    def the_log_tells_the_values(self):
        folded = {variable.id: variable.role_description for variable in self.variables}
        for kind in self.run.log:
            for change in getattr(kind.event, "changes", ()):
                assert folded[change.node] == change.old
                folded[change.node] = change.new
        assert folded == {variable.id: variable.value for variable in self.variables}

    @invariant()
    def the_log_tells_the_tree(self):
        told = Commits.of(self.run.log)
        assert (list(told), told.head) == (list(self.run.history), self.run.history.head)

    def teardown(self):
        self.run.__exit__(None, None, None)


TestTree = Tree.TestCase
TestTree.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
