"""A run of three steps by functions that count what they are asked, and a person who answers."""

import re
from dataclasses import replace

import pytest

import tgwidget as tg
from tests.run_support import attend, events
from tgwidget import runtime
from tgwidget.errors import EngineError
from tgwidget.events import (
    Criticise,
    CriticismAsked,
    Decide,
    Decided,
    Failed,
    NodeAdded,
    Notice,
    ProposalMade,
    Retry,
)


class Model:
    """Answers by a function, never twice the same, and counts.

    The next ``mumbles`` times that it is asked for a value it gives none; ``down`` times it fails.
    """

    def __init__(self, mumbles=0):
        self.asked, self.mumbles, self.down = 0, mumbles, 0

        def answer(prompt: str, system_prompt: str = "") -> str:
            self.asked += 1
            tags = re.findall(r"<IMPROVED_VARIABLE-(\w+)>", prompt)
            if tags and self.down:
                self.down -= 1
                raise EngineError("the server is down", "start it", retryable=False)
            said = f"words {self.asked}"
            self.mumbles -= bool(tags)
            if not tags or self.mumbles >= 0:
                return said
            return f"<IMPROVED_VARIABLE-{tags[-1]}>{said}</IMPROVED_VARIABLE-{tags[-1]}>"

        self.answer = answer


class Person:
    """Answers each question with the next of what was planned; counts the questions.

    A plan is the fields of a Decide, or a function of the run, called before it. What failed is
    tried again, once ``mend`` was called with it.
    """

    mend = None

    def __init__(self, *plans):
        self.plans = list(plans)
        self.asked = []
        self.variables = {}

    def sit(self, run):
        self.seen = 0
        run.subscribe(lambda: runtime.call_soon(self.look, run))

    def look(self, run):
        while self.seen < len(run.log):
            event = run.log[self.seen].event
            self.seen += 1
            if isinstance(event, ProposalMade):
                runtime.call_soon(runtime.call_soon, self.decide, run, event)
            elif isinstance(event, CriticismAsked) and event.ask in run.desk._criticisms:
                self.asked.append(event)
                run.command(Criticise("page", event.ask, f"it is dull {len(self.asked)}"))
            elif isinstance(event, Failed) and event.failure in run.desk._failures:
                self.asked.append(event)
                if self.mend:
                    self.mend(run, event)
                run.command(Retry("page", event.failure))

    def decide(self, run, made, tries=50):
        if made.proposal not in run.desk._open:
            if tries and not any(d.proposal == made.proposal for d in events(run, Decided)):
                runtime.call_soon(self.decide, run, made, tries - 1)
            return
        self.asked.append(made)
        while self.plans and callable(self.plans[0]):
            self.plans.pop(0)(run, made)
        plan = self.plans.pop(0) if self.plans else {"action": "accept"}
        if made.proposal in run.desk._open and plan:
            given = {"text": "", "who": "Ada", **plan}
            run.command(Decide("page", made.proposal, made.version, **given))


def program(model, person=None, steps=3, after=None, prompt="Be critical.", ask=None, **settings):
    """The run; ``after(run, x, step)`` is called after each step."""
    x = tg.Variable("the first text", role_description="answer")
    settings.setdefault("review", "ask" if person else "accept")
    with tg.Run("shirts", **settings) as run:
        if person:
            attend(run)
            person.sit(run)
        optimizer = tg.TGD([x], engine=model.answer)
        loss = tg.TextLoss(prompt, engine=model.answer)
        for step in range(steps):
            optimizer.zero_grad()
            if ask:
                ask(x).backward(model.answer)
            loss(x).backward(model.answer)
            optimizer.step()
            if after:
                after(run, x, step)
    return run, x


def crash(at):
    """Ends the program after a step, as an interrupt does."""

    def after(run, x, step):
        if step == at:
            raise KeyboardInterrupt

    return after


def interrupted(model, person=None, at=1, **settings):
    """The run, interrupted after a step."""
    with pytest.raises(KeyboardInterrupt):
        program(model, person, after=crash(at), **settings)


def notices(run, word):
    """What the run tells that has this word in it."""
    return [one.message for one in events(run, Notice) if word in one.message]


def cut(path, kind, count=1):
    """What a kill leaves: the journal up to the ``count``-th event of a kind, that one included."""
    lines, seen = path.read_text().splitlines(keepends=True), 0
    for number, line in enumerate(lines, 1):
        seen += f'"type":"{kind}"' in line
        if seen == count:
            path.write_text("".join(lines[:number]))
            return
    raise AssertionError(f"there are only {seen} {kind}")


def told(run):
    """What a run's log says, without its names for things, and without what only tells of it."""
    names, found = {}, []
    passing = ("Notice", "CallDelta", "ReviewOpened", "ReviewClosed", "RunStarted", "StepsPlanned")
    for one in run.log:
        event = one.event
        if type(event).__name__ in passing:
            continue
        for field in ("node", "call", "proposal", "gradient", "ask", "via", "replaces"):
            name = getattr(event, field, "")
            if name:
                event = replace(event, **{field: names.setdefault(name, len(names))})
        for field in ("inputs", "because", "nodes"):
            if hasattr(event, field):
                several = tuple(names.get(name) for name in getattr(event, field))
                event = replace(event, **{field: several})
        if hasattr(event, "changes"):
            changes = tuple(replace(c, node=names.get(c.node)) for c in event.changes)
            event = replace(event, changes=changes)
        if isinstance(event, NodeAdded):
            names.setdefault(one.event.node, len(names))
        found.append(event)
    return found
