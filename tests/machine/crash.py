"""A run that ends as if its process had been killed, and what must be left of it."""

import os
from collections import Counter

from tests.machine.fold import Fold
from tgwidget import journal


class Fuse:
    """Ends all writing to a run's journal, at once or at a later write; the rest is a dream.

    Args:
        run: The run, which has begun.
    """

    def __init__(self, run):
        self.writer = run._keeping._writer
        self.append, self.writer._append = self.writer._append, self._append
        self.blown, self.left, self.how = False, None, ""

    def light(self, writes, how):
        """Let so many lines through, and blow at the next: before, in the midst of or after it."""
        self.left, self.how = writes, how

    def blow(self, torn=""):
        """End it now, maybe in the midst of a line."""
        if not self.blown:
            self._tear(torn)
            self.blown = True
        self.writer._close()

    def _tear(self, line):
        if line:
            os.write(self.writer._descriptor, line.encode()[: max(1, len(line) // 2)])

    def _append(self, line):
        if self.blown:
            return
        if self.left == 0:
            if self.how == "after":
                self.append(line)
            self._tear(line if self.how == "torn" else "")
            self.blown = True
            return
        self.left = None if self.left is None else self.left - 1
        self.append(line)


class Remains:
    """What a journal holds when its run is gone on with.

    Args:
        path: The journal; ``None`` for a run that begins.
        states: What everything was at each commit.
    """

    def __init__(self, path=None, states=()):
        self.path, self.length, self.states = path, 0, dict(states)
        self.paid = Counter()
        self.folds = []
        if path is None:
            return
        self.length = path.stat().st_size
        for attempt in journal.read(path).attempts:
            fold = Fold(resumed=True)
            for entry in attempt.log:
                fold.take(entry.to_json())
            self.folds.append(fold)
            self.paid |= fold.finished
        self.decided = Counter()
        for fold in self.folds:
            self.decided |= Counter(fold.said(name) for name in fold.decided)

    def __bool__(self):
        return self.path is not None

    def lost(self, world):
        """What the run, gone on with, has lost of what its journal holds."""
        if not self:
            return []
        now, lost = world.fold, []
        said = Counter(now.said(name) for name in now.decided)
        lost += [f"decided: {one}" for one in self.decided - said]
        for fold in self.folds:
            for place, move in enumerate(fold.moves):
                if now.moves[place : place + 1] != [move]:
                    lost.append(f"moved: {fold.moves} and {now.moves}")
        for commit, state in world.states.items():
            if commit in self.states and plain(self.states[commit]) != plain(state):
                lost.append(f"commit {commit}: {self.states[commit]} and {state}")
        return lost

    def twice(self, world):
        """What is asked, or paid, although the journal holds the answer."""
        if not self:
            return []
        fold, twice = world.fold, []
        for call in fold.calls:
            asked = fold.begun[call]
            if fold.finished[asked] < self.paid[asked]:
                twice.append(f"paid: {asked}")
        known = {one.asked(name) for one in self.folds for name in one.decided}
        twice += [f"asked: {one}" for one in fold.open if fold.asked(one) in known]
        return twice


def plain(state):
    """What a commit keeps, in words that hold in any process."""
    parameters, (past, told, constraints, examples) = state
    kept = [(value, held, list(said.values())) for value, held, said in parameters]
    by_role = {one.role_description: value for one, value in past.items()}
    words = {one.role_description: value for one, value in told.items()}
    return kept, by_role, words, constraints, examples
