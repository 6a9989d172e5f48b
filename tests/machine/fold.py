"""What a log says, folded event by event; and what is really so, in the same form."""
# ruff: noqa: N802 - each method has the name of the event that it folds

from collections import Counter


class Fold:
    """The state that a log tells of; every method folds the event of its name.

    Args:
        resumed: Whether the run goes on from a journal, whose decisions nobody is asked for.
    """

    def __init__(self, resumed=False):
        self.resumed, self.laid = resumed, set()
        self.roles, self.breakpoints, self.stops = {}, set(), {}
        self.begun, self.finished, self.moves = {}, Counter(), []
        self.values, self.gradients, self.constraints = {}, {}, {}
        self.commits, self.head, self.undone = [[0, None, ""]], 0, []
        self.paused, self.outcome, self.policy = False, None, ""
        self.calls, self.waiting = {}, set()
        self.made, self.open, self.decided = {}, set(), {}
        self.pending, self.steps = {}, 0

    def take(self, event):
        getattr(self, event["type"], lambda **_: None)(
            **{name: value for name, value in event.items() if name not in ("type", "seq", "t")}
        )

    def told(self):
        """What must be so, as plain data."""
        return {
            "values": dict(self.values),
            "gradients": {
                node: list(kept.values())
                for node, kept in self.gradients.items()
                if kept and node in self.values
            },
            "constraints": {node: kept for node, kept in self.constraints.items() if kept},
            "commits": self.commits,
            "head": self.head,
            "undone": len(self.undone),
            "paused": self.paused,
            "outcome": self.outcome,
            "policy": self.policy,
            "open": sorted(self.open),
            "stops": sorted(list(one["items"].values()) for one in self.stops.values()),
            "streams": sorted(self.calls.values()),
        }

    def kept(self):
        """What must be so after a crash too, in words that hold in any process."""
        return {
            "values": self._by_role(self.values),
            "gradients": {
                role: list(kept.values()) for role, kept in self._by_role(self.gradients).items()
            },
            "constraints": self._by_role(self.constraints),
            "breakpoints": sorted(self.roles[node] for node in self.breakpoints),
            "commits": self.commits,
            "head": self.head,
            "undone": self.undone,
            "policy": self.policy,
            "stops": sorted(list(one["items"].values()) for one in self.stops.values()),
            "decided": sorted(self.said(name) for name in self.decided),
        }

    def said(self, proposal):
        """What was decided of a proposal, with what it was about."""
        one = self.decided[proposal]
        return repr((self.asked(proposal), one["action"], one["text"], one["by"], one["who"]))

    def asked(self, proposal):
        """What a proposal is about."""
        made = self.made[proposal]
        texts = [one["text"] for one in made["candidates"]]
        return repr((self.roles[made["node"]], made["old"], texts))

    def _by_role(self, nodes):
        return {self.roles[node]: kept for node, kept in nodes.items() if node in self.values}

    # variables

    def NodeAdded(self, node, kind, role, value, **_):
        if kind == "parameter":
            self.roles[node], self.values[node] = role, value
            self.gradients[node] = {}

    def GradientAdded(self, gradient, node, text, muted, version, **_):
        self.gradients[node][gradient] = [text, muted, version]

    def GradientChanged(self, gradient, node, action, text, version, **_):
        waiting = [one for one in self.stops.values() if gradient in one["items"]]
        for one in waiting:
            one["version"] += 1
        kept = waiting[0]["items"] if waiting else self.gradients[node]
        _, muted, before = kept.pop(gradient) if action == "remove" else kept[gradient]
        assert version == before + 1, "a gradient changed in silence"
        if action != "remove":
            muted = {"mute": True, "unmute": False}.get(action, muted)
            kept[gradient] = [text, muted, version]

    def GradientsCleared(self, nodes):
        for node in nodes:
            self.gradients[node] = {}

    def BreakpointSet(self, node, on, **_):
        assert (node in self.breakpoints) != on
        (self.breakpoints.add if on else self.breakpoints.discard)(node)

    def BreakpointReached(self, ask, node, arrived, **_):
        assert node in self.breakpoints
        items = {one["gradient"]: [one["text"], False, 1] for one in arrived}
        self.stops[ask] = {"node": node, "version": 1, "items": items}

    def BreakpointLeft(self, ask, **_):
        del self.stops[ask]

    def ConstraintsSet(self, node, constraints):
        self.constraints[node] = list(constraints)

    def _change(self, changes):
        for change in changes:
            assert self.values[change["node"]] == change["old"], "a value changed in silence"
            self.values[change["node"]] = change["new"]

    # calls

    def CallStarted(self, call, digest, **_):
        assert not self.paused, "a call began while the run was paused"
        self.calls[call], self.begun[call] = "", digest

    def CallDelta(self, call, text, **_):
        self.calls[call] += text

    def CallFinished(self, call, text, **_):
        assert self.calls.pop(call) == text or self.resumed
        self.finished[self.begun[call]] += 1

    def CallFailed(self, call, **_):
        del self.calls[call]

    def Failed(self, failure, waiting, **_):
        self.waiting |= {failure} if waiting else set()

    def FailureResolved(self, failure, **_):
        self.waiting.discard(failure)

    # proposals and decisions

    def ProposalMade(self, proposal, node, version, old, candidates, replaces, **_):
        made = {"node": node, "version": version, "old": old, "candidates": candidates}
        self.made[proposal] = made
        if replaces:
            assert self.decided[replaces]["again"], "what was decided for good was drawn again"
        if replaces in self.laid:
            self.ReviewOpened([proposal])

    def ReviewOpened(self, proposals, **_):
        self.laid |= set(proposals)
        self.open |= set(proposals) - set(self.decided)

    def ReviewClosed(self, **_):
        self.open.clear()

    def Decided(self, proposal, action, text, by, reason, who, **_):
        assert proposal not in self.decided, "one proposal was decided twice"
        asked = proposal in self.open or self.policy != "ask" or self.resumed
        assert asked, "what was not asked was decided"
        self.open.discard(proposal)
        again = action == "regenerate" or (action == "reject" and reason != "")
        said = {"action": action, "text": text, "by": by, "who": who, "again": again}
        self.decided[proposal] = said
        if text is not None:
            node = self.made[proposal]["node"]
            assert node not in self.pending, "one variable was decided twice in one step"
            self.pending[node] = text

    def StepCommitted(self, changes, commit, parent, **_):
        self.steps += 1
        applied = {change["node"]: change["new"] for change in changes}
        assert applied == self.pending, "what was decided is not what was applied"
        self.pending.clear()
        if changes:
            self._grow(commit, parent)
            self._change(changes)
        self.moves.append(["step", commit, parent, sorted(one["new"] for one in changes)])

    def given_up(self):
        """The step ended without a commit: what was decided in it is applied never."""
        self.pending.clear()

    # history and pace

    def RunStarted(self, review, **_):
        self.policy = review

    def PolicyChanged(self, policy, **_):
        assert policy != self.policy
        self.policy = policy

    def _grow(self, commit, parent):
        assert (commit, parent) == (len(self.commits), self.head)
        self.commits = [*self.commits, [commit, parent, ""]]
        self.head, self.undone = commit, []

    def HistoryMoved(self, commit, changes, way, **_):
        self._change(changes)
        if way == "undo":
            assert commit == self.commits[self.head][1], "undone to somewhere else"
            self.undone.append(self.head)
        elif way == "redo":
            assert commit == self.undone.pop(), "another commit was redone"
        else:
            self.undone = []
        self.head = commit
        self.moves.append([way, commit, sorted(one["new"] for one in changes)])

    def Merged(self, commit, parent, changes, **_):
        self._grow(commit, parent)
        self._change(changes)
        self.moves.append(["merge", commit, parent, sorted(one["new"] for one in changes)])

    def CommitNamed(self, commit, name):
        self.moves.append(["name", commit, name])
        self.commits = [[n, p, name if n == commit else x] for n, p, x in self.commits]

    def Paused(self, by):
        assert not self.paused
        self.paused = True

    def Resumed(self, by):
        assert self.paused
        self.paused = False

    def RunEnded(self, outcome, **_):
        self.outcome, self.paused = outcome, False


def live(world):
    """What is so, read from the run, its variables, its desk and its model."""
    run = world.run
    known = [variable for variable in world.variables if run.knows(variable.id)]
    gradients = {one.id: [_state(gradient) for gradient in one.gradients] for one in known}
    ids = [one.id for variable in known for one in variable.gradients]
    assert Counter(ids) == Counter(set(ids)), "one gradient is there twice"
    history = run.history
    return {
        "values": {variable.id: variable.value for variable in known},
        "gradients": {node: kept for node, kept in gradients.items() if kept},
        "constraints": {one.id: list(one.constraints) for one in known if one.constraints},
        "commits": [[one.number, one.parent, one.name] for one in history],
        "head": history.head,
        "undone": len(history._undone),
        "paused": run.paused,
        "outcome": world.outcome,
        "policy": run.review_policy,
        "open": sorted(name for name, one in run.desk._open.items() if not one.answer.done()),
        "stops": sorted(
            [_state(gradient) for gradient in one.gradients]
            for one in run.desk._stops.values()
            if not one.answer.done()
        ),
        "streams": sorted(call.said for call in world.engine.calls),
    }


def _state(gradient):
    return [gradient.value, gradient.muted, gradient.version]
