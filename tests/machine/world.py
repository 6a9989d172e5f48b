"""A run on the loop, and pages that ask it for things; one thing at a time.

It keeps a journal, in memory where there is such a place. What is looked at after each thing is
also looked for there.
"""

import asyncio
import contextvars
import itertools
import json
import os
import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import tgwidget as tg
from tests.machine.crash import Fuse, Remains
from tests.machine.engine import held
from tests.machine.fold import Fold, live
from tgwidget import runtime
from tgwidget.errors import StoppedError, TgError
from tgwidget.events import Hello
from tgwidget.events.wire import parse_command
from tgwidget.journal import read

NAMES = {"tab 1": "Ann", "tab 2": "Bob"}
"""Who sits at which page."""

TALLY = Counter()
"""How many events of each kind were logged in all worlds."""

KEPT: list | None = None
"""Where logs are kept, each with what was so at its end, for who asks for them."""

MEMORY = "/dev/shm" if os.path.isdir("/dev/shm") else None
HOME = tempfile.TemporaryDirectory(prefix="tgwidget-machine-", dir=MEMORY)
NUMBERS = itertools.count(1)


async def settled():
    """Wait until nothing is left to do but what waits for somebody."""
    loop, calm = asyncio.get_running_loop(), 0
    while calm < 3:
        await asyncio.sleep(0)
        calm = 0 if loop._ready else calm + 1


class World:
    """Two variables, their optimizer, a model, and the run of the moment.

    The program is a list of what it does, one after the other, so that it can be run again.
    """

    def __init__(self, candidates=1, momentum=False):
        self.candidates, self.momentum = candidates, momentum
        self.run, self.path = None, None
        self.made()
        self.begin()

    def made(self):
        """What the program makes first."""
        self.engine, self.model = held()
        self.variables = [tg.Variable(f"old {name}", role_description=name) for name in "ab"]
        kind = tg.optimizer.TextualGradientDescentwithMomentum if self.momentum else tg.TGD
        more = {"momentum_window": 2} if self.momentum else {"gradient_memory": 2}
        self.optimizer = kind(
            engine=self.model, parameters=self.variables, n_candidates=self.candidates, **more
        )

    def begin(self, anew=False):
        """A new run, on the same variables or on new ones."""
        if self.run is not None:
            self.keep()
            self.path.unlink()
        if anew:
            self.made()
        self.path = Path(HOME.name) / f"{os.getpid()}-{next(NUMBERS)}.jsonl"
        # What variables bring along from another run, only that program makes.
        self.program = [] if anew or self.run is None else None
        self.enter(Remains())

    def enter(self, remains):
        """Begin the run, or go on with it."""
        self.remains = remains
        self.run = tg.Run("machine", journal=self.path)
        self.fold, self.seen = Fold(resumed=bool(remains)), 0
        self.outcome, self.task, self.error = None, None, None
        self.states, self.other, self.acts = {}, [], 0
        self.run.subscribe(self.snap)
        self.snapped = 0
        self.context = contextvars.copy_context()
        self.context.run(self.run.__enter__)
        self.fuse = Fuse(self.run)
        self.read = remains.length
        self.run.desk.expects_page = True
        self.act(lambda: self.run.command(Hello("tab 1", 0)))

    def crash(self, torn):
        """End as a kill ends it, and run the same program again."""
        before = self.fold.kept() if not self.fuse.blown else None
        resting = self.task is None
        self.fuse.blow(torn)
        runtime.run(self._abandoned())
        TALLY["crashes"] += 1
        end = read(self.path).end
        over = end is not None and end.outcome in ("done", "stopped")
        if over or self.program is None:
            self.begin(anew=True)  # there is nothing to go on with, or it failed and is not mended
        else:
            self.again(before, resting)

    def again(self, before=None, resting=False):
        """Run the same program again: it goes on where it was.

        Args:
            before: What was so when it was left, where nothing was being done then.
            resting: Whether the program had nothing more to do.
        """
        program, states = self.program, self.states
        remains = Remains(self.path, states)
        self.made()
        self.program = program
        self.enter(remains)
        TALLY["resumes"] += 1
        self.act(lambda: self._start(program))
        lost = remains.lost(self)
        assert not lost, "\n".join(lost)
        if before is not None:
            now = self.fold.kept()
            other = {name: (before[name], now[name]) for name in now if before[name] != now[name]}
            assert not other, f"what was so, and is now: {other}"
            assert (self.task is None) == resting, "the program is not where it was"

    async def _abandoned(self):
        if self.task is not None:
            self.task.cancel()
        for task in self.run._work:
            task.cancel()
        await settled()

    # one thing at a time

    def act(self, *works):
        """Do this on the loop, at once, and wait until it has had all its effects.

        Gives what went wrong with each, or None.
        """

        async def now():
            return [self._tried(work) for work in works], await settled()

        self.acts += 1
        before = {variable: variable.value for variable in self.variables}
        errors, _ = runtime.run(now())
        if self.task is not None and self.task.done():
            self.error = None if self.task.cancelled() else self.task.exception()
            self.task = None
            if isinstance(self.error, StoppedError):
                self.end(self.error)
            elif self.error is not None:
                self.program = None  # it would have to be put right first
        self.look(before)
        return errors

    def _tried(self, work):
        try:
            work()
        except TgError as error:
            return error
        return None

    def page(self, *commands):
        """Have pages ask for this, in one moment, as it travels."""
        sent = [{"type": type(one).__name__, **asdict(one)} for one in commands]
        return self.act(*(lambda s=s: self.run.command(parse_command(s)[1]) for s in sent))

    def step(self, entry):
        """Have the program do something more."""
        if self.program is not None:
            self.program.append(entry)
        self.act(lambda: self._start([entry]))

    def _start(self, entries):
        loop = asyncio.get_running_loop()
        self.task = loop.create_task(self._work(entries), context=self.context)

    async def _work(self, entries):
        """What the program does."""
        for kind, which, keep, constraint in entries:
            chosen = [one for one in self.variables if one.role_description in which]
            if not keep:
                self.optimizer.zero_grad()
            for variable in chosen if constraint else ():
                variable.constrain(constraint)
            for variable in chosen:
                if kind == "loss":
                    loss = tg.TextLoss("judge", self.model)
                    await (await loss.acall(variable)).abackward(self.model)
                else:
                    variable.gradients.add("be better")
            await self.optimizer.astep()

    @property
    def waits(self):
        """Whether it is plain where the run is: something is in flight or asked, or all is done."""
        fold = self.fold
        return not self.task or bool(fold.calls or fold.open or fold.stops or fold.waiting)

    def interrupt(self):
        """What an interrupted cell does to its step."""
        task = self.task
        self.act(task.cancel)

    def end(self, error=None):
        """Leave the run."""
        self.fuse.left = None
        self.context.run(self.run.__exit__, type(error) if error else None, error, None)
        names = {StoppedError: "stopped", KeyboardInterrupt: "interrupted", type(None): "done"}
        self.outcome = names[type(error)]

    def keep(self):
        """Keep the log for who asks for it."""
        if KEPT is not None:
            KEPT.append((list(self.run.log), live(self)))

    def close(self):
        """End all of it."""
        self.keep()
        if self.task is not None:
            self.interrupt()
        if self.outcome is None:
            self.end()
        self.path.unlink()

    # what must be so

    def look(self, before):
        """Fold what was logged; a value that no event tells of has changed in silence."""
        changed, fresh = {}, self.run.since(self.seen)
        for entry in fresh:
            event = entry.to_json()
            TALLY[event["type"]] += 1
            for change in event.get("changes", ()):
                changed[change["node"]] = change["new"]
            self.fold.take(event)
        self.seen = len(self.run.log)
        if not self.fuse.blown:
            self._journalled(fresh)
        for variable, old in before.items():
            assert variable.value == changed.get(variable.id, old), "a value changed by no commit"
        if self.task is None:
            self.fold.given_up()
        assert not self.other, "a commit is not as it was"
        told, is_so = self.fold.told(), live(self)
        lies = {name: (told[name], is_so[name]) for name in told if told[name] != is_so[name]}
        assert not lies, f"the log tells, and is: {lies}"
        twice = self.remains.twice(self)
        assert not twice, "\n".join(twice)

    def _journalled(self, fresh):
        """What is in the log is in the journal, as it is there."""
        with self.path.open("rb") as file:
            file.seek(self.read)
            written = file.read()
        self.read += len(written)
        lines = [json.loads(line) for line in written.splitlines() if line]
        told = [line for line in lines if "seq" in line]
        for line in told:
            line.pop("hand", None)
        assert told == [json.loads(json.dumps(entry.to_json())) for entry in fresh]
        assert not any("differs" in line for line in lines), "the same program is no other one"

    def snap(self):
        """Note what everything is at each commit, and see that it is so again when gone to."""
        for entry in self.run.since(self.snapped):
            event, kind = entry.event, type(entry.event).__name__
            if kind == "ParametersSet":
                self.states.setdefault(0, state_of(self.optimizer))
            elif kind in ("StepCommitted", "Merged") and event.changes:
                self.states[event.commit] = state_of(self.optimizer)
            elif kind == "HistoryMoved":
                then = self.states.get(event.commit)
                if then is not None and not same(then, state_of(self.optimizer)):
                    self.other.append(event)
        self.snapped = len(self.run.log)


def state_of(optimizer):
    """All that a commit keeps; criticism by its name, since what is said later may stay."""
    state = optimizer.state()
    parameters = [
        (one.value, one.constraints, {g.id: (g.value, g.muted, g.unread) for g in one.gradients})
        for one in state.parameters.values()
    ]
    return parameters, (state.past, state.told, state.constraints, state.examples)


def _stays(old, new):
    """What a person has made of it since, and nothing has read, is not taken back."""
    return new is not None and (new[:2] == old[:2] or new[2])


def same(then, now):
    """Whether it is as it was; criticism that a person has given since stays behind it."""
    pairs = zip(then[0], now[0], strict=True)
    return then[1] == now[1] and all(
        old[:2] == new[:2] and all(_stays(g, new[2].get(name)) for name, g in old[2].items())
        for old, new in pairs
    )
