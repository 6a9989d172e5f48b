"""Runs that wait or are over, what a reviewer is asked of them, and the file that comes back."""

import json
import threading
import time
from contextlib import contextmanager

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.run_support import attend, when
from tgwidget.events import ReviewOpened
from tgwidget.handover import document


def writer(new="new"):
    return Scripted(lambda s, p: improved(p, new) if "IMPROVED" in p else "too short")


def criticised(value="old", role="prompt", why="too long"):
    variable = tg.Variable(value, role_description=role)
    variable.gradients.add(why)
    return variable


def waiting(*variables, engine=None, **more):
    """A run that waits for decisions about these variables, in a thread of its own."""
    optimizer = tg.TGD(list(variables), engine=engine or writer(), **more)
    return asked_by(optimizer.step, ReviewOpened)


@contextmanager
def asked_by(work, question):
    """A run that was started, and waits for an answer to a question of that kind."""
    asked = threading.Event()

    def begun(run):
        attend(run)
        when(run, question, lambda _: asked.set())
        work()

    run = tg.start(begun, "shirts", resume=False)
    assert asked.wait(30)
    try:
        yield run
    finally:
        if not run.ended:
            run.stop()
        assert run.wait(30)
        if run.outcome != "stopped":
            run.result()


def until(true):
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it does not come about")


def optimised(*variables, engine=None, review="accept", steps=1):
    with tg.Run("shirts", review=review) as run:
        optimizer = tg.TGD(list(variables), engine=engine or writer())
        for _ in range(steps):
            for variable in variables:
                variable.gradients.add("be better")
            optimizer.step()
    return run


def asked(run):
    return document(tuple(run.log))


def answered(run, *given, who="Ann", **more):
    """The file that the page would save; each answer is an action and what else it says."""
    document = asked(run)
    answers = [
        {
            "id": item.id, "kind": item.kind, "version": item.version, "commit": item.commit,
            "digest": item.digest, "action": action, "option": 0, "text": "", "comment": "",
            **said,
        }
        for item, (action, said) in zip(document.items, given, strict=False)
    ]  # fmt: skip
    return json.dumps(
        {
            "kind": "tgwidget review", "version": 1, "document": document.id, "run": document.run,
            "who": who, "answers": answers, **more,
        }
    )  # fmt: skip
