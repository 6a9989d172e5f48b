"""A run on the loop, and pages that ask it for things; one thing at a time."""

import asyncio
import contextvars
from collections import Counter
from dataclasses import asdict

import tgwidget as tg
from tests.machine.engine import held
from tests.machine.fold import Fold, live
from tgwidget import runtime
from tgwidget.errors import StoppedError, TgError
from tgwidget.events import Hello
from tgwidget.events.wire import parse_command

NAMES = {"tab 1": "Ann", "tab 2": "Bob"}
"""Who sits at which page."""

TALLY = Counter()
"""How many events of each kind were logged in all worlds."""

KEPT: list | None = None
"""Where logs are kept, each with what was so at its end, for who asks for them."""


async def settled():
    """Wait until nothing is left to do but what waits for somebody."""
    loop, calm = asyncio.get_running_loop(), 0
    while calm < 3:
        await asyncio.sleep(0)
        calm = 0 if loop._ready else calm + 1


class World:
    """Two variables, their optimizer, a model, and the run of the moment."""

    def __init__(self, candidates=1, momentum=False):
        self.engine, engine = held()
        self.variables = [tg.Variable(f"old {name}", role_description=name) for name in "ab"]
        kind = tg.optimizer.TextualGradientDescentwithMomentum if momentum else tg.TGD
        more = {"momentum_window": 2} if momentum else {"gradient_memory": 2}
        self.optimizer = kind(
            engine=engine, parameters=self.variables, n_candidates=candidates, **more
        )
        self.run = None
        self.begin()

    def begin(self):
        """A new run on the same variables."""
        if self.run is not None:
            self.keep()
        self.run, self.fold, self.seen = tg.Run("machine", journal=None), Fold(), 0
        self.outcome, self.task, self.error = None, None, None
        self.states = {}
        self.context = contextvars.copy_context()
        self.context.run(self.run.__enter__)
        self.run.desk.expects_page = True
        self.act(lambda: self.run.command(Hello("tab 1", 0)))

    # one thing at a time

    def act(self, *works):
        """Do this on the loop, at once, and wait until it has had all its effects.

        Gives what went wrong with each, or None.
        """

        async def now():
            return [self._tried(work) for work in works], await settled()

        before = {variable: variable.value for variable in self.variables}
        self.earlier = state_of(self.optimizer)
        errors, _ = runtime.run(now())
        if self.task is not None and self.task.done():
            self.error = None if self.task.cancelled() else self.task.exception()
            self.task = None
            if isinstance(self.error, StoppedError):
                self.end(self.error)
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

    def step(self):
        """Begin a step of the optimizer."""

        def begin():
            loop = asyncio.get_running_loop()
            self.task = loop.create_task(self.optimizer.astep(), context=self.context)

        self.act(begin)

    def inside(self, work):
        """Do what the program does itself, inside the run."""
        self.act(lambda: self.context.run(work))

    def interrupt(self):
        """What an interrupted cell does to its step."""
        task = self.task
        self.act(task.cancel)

    def end(self, error=None):
        """Leave the run."""
        self.context.run(self.run.__exit__, type(error) if error else None, error, None)
        self.outcome = "stopped" if error else "done"

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

    # what must be so

    def look(self, before):
        """Fold what was logged; a value that no event tells of has changed in silence."""
        changed, moved = {}, None
        for entry in self.run.since(self.seen):
            event = entry.to_json()
            TALLY[event["type"]] += 1
            for change in event.get("changes", ()):
                changed[change["node"]] = change["new"]
            self.fold.take(event)
            if event["type"] in ("ParametersSet", "StepCommitted", "Merged", "HistoryMoved"):
                moved = self._remember(event)
        self.seen = len(self.run.log)
        for variable, old in before.items():
            assert variable.value == changed.get(variable.id, old), "a value changed by no commit"
        if self.task is None:
            self.fold.given_up()
        if moved in self.states:
            assert _same(self.states[moved], state_of(self.optimizer)), "a commit is not as it was"
        told, is_so = self.fold.told(), live(self)
        lies = {name: (told[name], is_so[name]) for name in told if told[name] != is_so[name]}
        assert not lies, f"the log tells, and is: {lies}"

    def _remember(self, event):
        """What everything is at each commit; and gives the one that was gone to last."""
        kind = event["type"]
        if kind == "ParametersSet":
            self.states.setdefault(0, self.earlier)
        elif kind == "Merged" or (kind == "StepCommitted" and event["changes"]):
            self.states[event["commit"]] = state_of(self.optimizer)
        return event["commit"] if kind == "HistoryMoved" else None


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


def _same(then, now):
    """Whether it is as it was; criticism that a person has given since stays behind it."""
    pairs = zip(then[0], now[0], strict=True)
    return then[1] == now[1] and all(
        old[:2] == new[:2] and all(_stays(g, new[2].get(name)) for name, g in old[2].items())
        for old, new in pairs
    )
