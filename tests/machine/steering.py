"""Whatever a person, a second one, and the program do, in whatever order."""

from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from tests.machine.world import NAMES, TALLY, World, state_of
from tgwidget.errors import InputError, StaleDecisionError
from tgwidget.events import (
    AddGradient,
    ChangeGradient,
    Checkout,
    Continue,
    Decide,
    LiftConstraint,
    Merge,
    NameCommit,
    Pause,
    Redo,
    Resume,
    Retry,
    SetBreakpoint,
    SetPolicy,
    Stop,
    Undo,
)

TORN = '{"type":"Decided","seq":9,"t":1.0,"proposal":"p1","action":"acc'
tabs = st.sampled_from(sorted(NAMES))
places = st.integers(0, 7)
words = st.sampled_from(["", "short", "polite {x}", "</IMPROVED_VARIABLE>", "ü 🙂"])
actions = st.sampled_from(["accept", "accept", "edit", "reject", "regenerate", "skip"])


def named(ids):
    """Ids in the order they were given, whatever number they began at."""
    return sorted(ids, key=lambda one: (len(one), one))


def when(condition):
    return precondition(lambda self: condition(self.world))


going = when(lambda world: world.task is not None)
between = when(lambda world: world.task is None)
alive = when(lambda world: world.outcome is None)
plain = when(lambda world: world.outcome is None and world.waits)
calling = when(lambda world: world.engine.calls)
asking = when(lambda world: world.fold.open)
stopped = when(lambda world: world.fold.stops)
again = when(lambda world: world.program and world.outcome is None and world.acts > 4)


class Steering(RuleBasedStateMachine):
    """Every rule is one step; what must be so is looked at after each."""

    world = None

    @initialize(candidates=st.sampled_from([1, 2]), momentum=st.booleans())
    def begin(self, candidates, momentum):
        self.world = World(candidates, momentum)
        self.drafts = count(1)

    @invariant()
    def one_more(self):
        TALLY["steps"] += 1
        if self.world is not None and self.world.fuse.blown:
            self.world.crash("")

    def teardown(self):
        if self.world is not None:
            self.world.close()

    # the program

    @between
    @alive
    @rule(
        kind=st.sampled_from(["words", "loss"]),
        which=st.sampled_from(["a", "b", "ab", ""]),
        keep=st.booleans(),
        constraint=st.sampled_from(["", "", "be short", "be polite"]),
    )
    def program_begins_a_step(self, kind, which, keep, constraint=""):
        self.world.step((kind, which, keep, constraint))

    step_2 = step_3 = program_begins_a_step  # more likely than the others

    @going
    @rule(what=st.sampled_from(["interrupt", "stop", "fail", "ramble"]), tab=tabs, place=places)
    def something_goes_wrong(self, what, tab, place):
        if what == "interrupt":
            before = self.world.fold.kept()
            self.world.interrupt()
            assert self.world.task is None
            if self.world.program is not None and not self.world.fuse.blown:
                self.world.end(KeyboardInterrupt())
                self.world.again(before)
        elif what == "stop":
            assert self.world.page(Stop(tab)) == [None]
            assert self.world.outcome == "stopped"
        elif self.world.engine.calls:
            call = self._call(place)
            self.world.act(call.fail if what == "fail" else call.ramble)

    @between
    @when(lambda world: world.outcome is not None or len(world.fold.commits) > 4)
    @rule(anew=st.sampled_from([True, True, False]))
    def another_run(self, anew):
        if self.world.outcome is None:
            self.world.end()
        self.world.begin(anew)

    # the process

    @again
    @rule(torn=st.sampled_from(["", TORN]))
    def crash(self, torn):
        """At a moment when everything waits; what was being written is cut off."""
        if not self.world.fuse.blown:
            self.world.crash(torn)

    @again
    @rule(writes=st.integers(0, 6), how=st.sampled_from(["before", "torn", "after"]))
    def crash_at_a_write(self, writes, how):
        """In the midst of whatever comes next."""
        self.world.fuse.light(writes, how)

    @between
    @again
    @rule()
    def is_interrupted(self):
        """Between two steps; other cells can go about its history still."""
        if not self.world.fuse.blown:
            self.world.end(KeyboardInterrupt())
            self.world.act()

    @when(lambda world: world.outcome == "interrupted")
    @rule()
    def goes_on(self):
        self.world.again(self.world.fold.kept(), resting=True)

    goes_on_2 = goes_on

    # the model

    def _call(self, place):
        return self.world.engine.calls[place % len(self.world.engine.calls)]

    @calling
    @rule(place=places, text=words)
    def stream(self, place, text):
        call = self._call(place)
        self.world.act(lambda: call.say(text or " "))

    @calling
    @rule(place=places, text=words)
    def finish(self, place, text):
        call, value = self._call(place), f"draft {next(self.drafts)} {text}"
        self.world.act(lambda: call.finish(value))

    finish_2 = finish_3 = finish_4 = finish

    @when(lambda world: world.fold.waiting)
    @rule(tab=tabs)
    def retry(self, tab):
        failure = named(self.world.fold.waiting)[0]
        assert self.world.page(Retry(tab, failure)) == [None]

    # decisions

    def _decide(self, tab, place, action, text, candidate, version=0):
        fold = self.world.fold
        proposal = named(fold.open)[place % len(fold.open)]
        made = fold.made[proposal]
        candidate %= len(made["candidates"])
        if action == "regenerate" and all(g[1] for g in fold.gradients[made["node"]].values()):
            action = "skip"  # there is nothing to draw from
        text = f"mine {next(self.drafts)} {text}" if action == "edit" else text
        reason = text if action == "reject" else ""
        return Decide(
            tab, proposal, made["version"] + version, action, text, candidate, reason, NAMES[tab]
        )

    @asking
    @rule(tab=tabs, place=places, action=actions, text=words, candidate=places)
    def decide(self, tab, place, action, text, candidate):
        command = self._decide(tab, place, action, text, candidate)
        assert self.world.page(command) == [None]
        decided = self.world.fold.decided[command.proposal]
        candidates = self.world.fold.made[command.proposal]["candidates"]
        texts = {"accept": candidates[command.candidate]["text"], "edit": command.text}
        assert decided["by"] == tab
        assert decided["text"] == texts.get(command.action), "not what the person said"

    decide_2 = decide_3 = decide

    @asking
    @rule(place=places, one=actions, other=actions, text=words)
    def both_decide_at_once(self, place, one, other, text):
        first = self._decide("tab 1", place, one, text, 0)
        second = self._decide("tab 2", place, other, text, 0)
        won, lost = self.world.page(first, second)
        assert won is None
        assert isinstance(lost, StaleDecisionError)
        assert "already decided" in lost.message
        assert "by Ann, tab 1" in lost.message

    @asking
    @rule(tab=tabs, place=places, action=actions, by=st.sampled_from([-1, 1]))
    def decide_on_another_version(self, tab, place, action, by):
        self._refused(self._decide(tab, place, action, "late", 0, by))

    @when(lambda world: world.fold.made)
    @rule(tab=tabs, place=places, action=actions)
    def decide_on_what_is_gone(self, tab, place, action):
        fold = self.world.fold
        gone = named(set(fold.made) - fold.open) or ["p0"]
        proposal = gone[place % len(gone)]
        version = fold.made.get(proposal, {"version": 1})["version"]
        self._refused(Decide(tab, proposal, version, action, "late", 0, "", NAMES[tab]))

    def _refused(self, command):
        logged = len(self.world.run.log)
        (error,) = self.world.page(command)
        assert isinstance(error, StaleDecisionError)
        assert len(self.world.run.log) == logged, "what is refused leaves no trace"

    @alive
    @rule(tab=tabs, policy=st.sampled_from(["ask", "ask", "accept"]))
    def leave_the_rest(self, tab, policy):
        assert self.world.page(SetPolicy(tab, policy, NAMES[tab])) == [None]
        assert policy == "ask" or not self.world.fold.open, "an open question is answered too"

    @asking
    @rule(tab=tabs)
    def leave_what_is_asked(self, tab):
        self.leave_the_rest(tab, "accept")

    # criticism and constraints

    def _node(self, place):
        known = [one.id for one in self.world.variables if self.world.run.knows(one.id)]
        return known[place % len(known)] if known else None

    @plain
    @rule(tab=tabs, place=places, text=words)
    def criticise(self, tab, place, text):
        node = self._node(place)
        if node is not None:
            (error,) = self.world.page(AddGradient(tab, node, text))
            assert (error is None) == bool(text.strip())

    @plain
    @when(lambda world: any(world.fold.gradients.values()))
    @rule(
        tab=tabs,
        place=places,
        which=places,
        action=st.sampled_from(["edit", "mute", "unmute", "remove"]),
        late=st.sampled_from([0, 0, -1]),
    )
    def take_in_hand(self, tab, place, which, action, late):
        """Only who sees what a gradient says now may change it."""
        known = {node: kept for node, kept in self.world.fold.gradients.items() if kept}
        node = named(known)[place % len(known)]
        gradient = named(known[node])[which % len(known[node])]
        version = known[node][gradient][2] + late
        text = f"mine {next(self.drafts)}"
        command = ChangeGradient(tab, node, gradient, version, action, text, NAMES[tab])
        (error,) = self.world.page(command)
        assert isinstance(error, StaleDecisionError) if late else error is None

    @plain
    @when(lambda world: any(world.fold.constraints.values()))
    @rule(tab=tabs, place=places)
    def lift(self, tab, place):
        kept = {node: said for node, said in self.world.fold.constraints.items() if said}
        node = named(kept)[place % len(kept)]
        assert self.world.page(LiftConstraint(tab, node, kept[node][0])) == [None]

    # breakpoints

    @plain
    @rule(tab=tabs, place=places, on=st.sampled_from([True, True, False]))
    def set_a_breakpoint(self, tab, place, on):
        node = self._node(place)
        if node is not None:
            assert self.world.page(SetBreakpoint(tab, node, on, NAMES[tab])) == [None]

    @between
    @alive
    @rule(which=st.sampled_from("ab"), tab=tabs)
    def a_pass_that_stops(self, which, tab):
        """Up to where its criticism waits, where nobody has paused and somebody is asked."""
        for place in range(2):
            self.set_a_breakpoint(tab, place, on=True)
        self.program_begins_a_step("loss", which, keep=False)
        while self.world.engine.calls and not self.world.fold.stops:
            self.finish(0, "")

    stop_2 = a_pass_that_stops

    @stopped
    @rule(
        tab=tabs, which=places, action=st.sampled_from(["edit", "mute", "unmute", "remove"]),
        late=st.sampled_from([0, 0, -1]),
    )  # fmt: skip
    def take_in_hand_what_waits(self, tab, which, action, late):
        ask = named(self.world.fold.stops)[0]
        stop = self.world.fold.stops[ask]
        if stop["items"]:
            gradient = named(stop["items"])[which % len(stop["items"])]
            version, text = stop["items"][gradient][2] + late, f"mine {next(self.drafts)}"
            command = ChangeGradient(tab, stop["node"], gradient, version, action, text, NAMES[tab])
            (error,) = self.world.page(command)
            assert isinstance(error, StaleDecisionError) if late else error is None

    @stopped
    @rule(tab=tabs, late=st.sampled_from([0, 0, -1]))
    def let_it_go_on(self, tab, late):
        ask = named(self.world.fold.stops)[0]
        version = self.world.fold.stops[ask]["version"]
        (error,) = self.world.page(Continue(tab, ask, version + late, NAMES[tab]))
        assert isinstance(error, StaleDecisionError) if late else ask not in self.world.fold.stops

    @between
    @alive
    @rule(
        kind=st.sampled_from(["words", "loss"]), which=st.sampled_from(["a", "b", "ab"]), tab=tabs,
        action=actions,
    )  # fmt: skip
    def a_whole_step(self, kind, which, tab, action):
        """From its beginning to its end, where nobody has paused: for a tree worth going about."""
        world = self.world
        self.program_begins_a_step(kind, which, keep=False)
        while world.engine.calls or world.fold.stops or world.fold.open:
            if world.engine.calls:
                self.finish(0, "")
            elif world.fold.stops:
                self.let_it_go_on(tab, 0)
            else:
                for _ in tuple(world.fold.open):
                    self.decide(tab, 0, action, "", 0)
                action = "accept"
        assert world.fold.paused or world.task is None

    step_5 = step_6 = a_whole_step

    # history

    def _moved(self, command, possible):
        """History moves between two pieces of work only, and where there is somewhere to go."""
        fold, logged = self.world.fold, len(self.world.run.log)
        drawing = sum(one["again"] for one in fold.decided.values()) - sum(
            1 for event in self.world.run.log if getattr(event.event, "replaces", "")
        )
        rests = self.world.task is None or (bool(fold.open) and drawing == 0)
        (error,) = self.world.page(command)
        if rests and possible:
            assert error is None
            assert not fold.open, "nothing is asked any more of what it moved away from"
        else:
            assert isinstance(error, InputError)
            assert len(self.world.run.log) == logged
        return error is None

    @rule(tab=tabs)
    def undo(self, tab):
        self._moved(Undo(tab, NAMES[tab]), self.world.fold.head != 0)

    @rule(tab=tabs)
    def redo(self, tab):
        self._moved(Redo(tab, NAMES[tab]), self.world.fold.undone != [])

    @rule(tab=tabs, place=places)
    def checkout(self, tab, place):
        commit = place % (len(self.world.fold.commits) + 1)
        known = commit < len(self.world.fold.commits)
        self._moved(Checkout(tab, commit, NAMES[tab]), known)

    undo_2 = undo
    checkout_2 = checkout

    @between
    @rule(tab=tabs, most=st.integers(1, 4))
    def undo_then_redo_is_identity(self, tab, most):
        if self.world.fold.head == 0:
            return
        self.world.page(Checkout(tab, self.world.fold.head))  # what is not committed goes
        before, told = state_of(self.world.optimizer), self.world.fold.told()
        times = min(most, len(self.world.run.history.branch) - 1)
        way = [*[Undo(tab)] * times, *[Redo(tab)] * times]
        assert self.world.page(*way) == [None] * len(way)
        assert state_of(self.world.optimizer) == before
        assert self.world.fold.told() == told

    @when(lambda world: world.task is None and world.fold.commits[1:])
    @rule(tab=tabs, place=places, source=places)
    def merge(self, tab, place, source):
        node = self._node(place)
        source %= len(self.world.fold.commits)
        variable = next(one for one in self.world.variables if one.id == node)
        wanted = self.world.run.history.value(variable, source)
        differs = wanted != variable.value
        assert self._moved(Merge(tab, node, source), differs) == differs
        assert variable.value == wanted

    @rule(tab=tabs, place=places, name=st.sampled_from(["", "good", "best"]))
    def name(self, tab, place, name):
        commits = self.world.fold.commits
        commit = place % len(commits)
        taken = name and any(one[2] == name for one in commits if one[0] != commit)
        (error,) = self.world.page(NameCommit(tab, commit, name))
        assert (error is not None) == bool(taken)

    # pace

    @alive
    @rule(tab=tabs)
    def pause(self, tab):
        assert self.world.page(Pause(tab)) == [None]
        assert self.world.fold.paused

    @alive
    @rule(tab=tabs)
    def resume(self, tab):
        assert self.world.page(Resume(tab)) == [None]
        assert not self.world.fold.paused

    resume_2 = resume_3 = resume
