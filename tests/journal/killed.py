"""What a process does that will be killed: a run of four steps, and the person who is asked in it.

In the first step the person edits what arrives at a breakpoint; in the second they mute a
criticism and have the proposal drawn again; in the third they name where they are and undo it, so
that the fourth branches off. They say something else each time, and write down what they were
asked and what was taken from them: whatever is lost or asked again is seen there.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import sys
import time
from typing import Any

STEPS = 4


class Person:
    """Looks at what is new in a run, as a page does, and answers what is asked.

    Args:
        run: The run.
        x: Its parameter.
        notes: An open file, where they write down what happens.
    """

    def __init__(self, run: Any, x: Any, notes: int) -> None:
        self.run, self.x, self.notes = run, x, notes
        self.heard = 0

    def note(self, *what: object) -> None:
        """Write down at once."""
        os.write(self.notes, b" " + json.dumps(what).encode() + b"\n")

    def look(self) -> None:
        """See what the log has got."""
        from tests.run_support import attend
        from tgwidget import runtime
        from tgwidget.events import RunStarted

        while self.heard < len(self.run.log):
            event = self.run.log[self.heard].event
            self.heard += 1
            if isinstance(event, RunStarted):
                attend(self.run)
            # On the loop, once it lies there: what was decided before is never laid there.
            runtime.call_soon(runtime.call_soon, self.answer, event)

    def answer(self, event: Any) -> None:
        """Answer, if the event asks for something and it still waits."""
        from tgwidget.events import BreakpointReached, CriticismAsked, ProposalMade, ReviewOpened

        desk = self.run.desk
        match event:
            case CriticismAsked() if event.ask in desk._criticisms:
                self.criticise(event)
            case BreakpointReached() if event.ask in desk._stops:
                self.let_go(event)
            case ReviewOpened() | ProposalMade():
                for one in self.run.log:
                    made = one.event
                    if isinstance(made, ProposalMade) and desk.waiting(made.proposal):
                        self.decide(made)
            case _:
                pass

    def criticise(self, asked: Any) -> None:
        """Say something of the parameter."""
        from tgwidget.events import Criticise

        self.note("asked", "criticism", asked.instruction)
        said = secrets.token_hex(4)
        self.run.command(Criticise("page", asked.ask, said))
        self.note("taken", "criticism", asked.instruction, said)

    def let_go(self, reached: Any) -> None:
        """Edit what waits at a breakpoint, unless that is done already, and let it go on."""
        from tgwidget.events import ChangeGradient, Continue

        stop = self.run.desk._stops[reached.ask]
        (one,), arrived = stop.gradients, reached.arrived[0].text
        if not one.value.startswith("edited"):
            self.note("asked", "edit", arrived)
            said = f"edited {secrets.token_hex(4)}"
            self.run.command(
                ChangeGradient("page", reached.node, one.id, one.version, "edit", said, "Ada")
            )
            self.note("taken", "edit", arrived, said)
        self.note("asked", "stop", arrived)
        self.run.command(Continue("page", reached.ask, stop.version, "Ada"))
        self.note("taken", "stop", arrived, "")

    def decide(self, made: Any) -> None:
        """Decide a proposal, in each step otherwise."""
        from tgwidget.events import ChangeGradient, Decide, NameCommit, Undo

        run, again, said = self.run, made.replaces != "", secrets.token_hex(4)
        if run.step == 3:
            if all(commit.name != "mine" for commit in run.history):
                self.note("asked", "name", self.x.text)
                run.command(NameCommit("page", run.history.head, "mine"))
                self.note("taken", "name", self.x.text, "mine")
            self.note("asked", "undo", made.old)
            run.command(Undo("page", "Ada"))
            self.note("taken", "undo", made.old, "")
            return
        first = self.x.gradients[0]
        if run.step == 2 and not first.muted:
            self.note("asked", "mute", first.value)
            run.command(
                ChangeGradient("page", made.node, first.id, first.version, "mute", "", "Ada")
            )
            self.note("taken", "mute", first.value, "")
        self.note("asked", "decision", run.step, made.old, again)
        action, text, why = ("edit", said, "")
        if run.step == 2 and not again:
            action, text, why = ("reject", "", said)
        run.command(Decide("page", made.proposal, made.version, action, text, 0, why, "Ada"))
        self.note("taken", "decision", run.step, made.old, again, said)


def attempt(home: str, url: str, die: tuple[int, str] | None, cached: bool) -> None:
    """Do the run, or go on with it, in this process."""
    os.environ["TGWIDGET_HOME"] = home
    import tgwidget as tg

    notes = os.open(f"{home}/notes", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    if die:
        _die_at(*die)
    engine = tg.get_engine(f"{url}#fake,words=2", cache=cached)
    x = tg.Variable("the first text", role_description="answer")
    run = tg.Run("shirts", review="ask", budget=tg.Budget())
    person = Person(run, x, notes)
    run.subscribe(person.look)
    with run:
        optimizer = tg.TGD([x], engine=engine)
        for step in run.steps(STEPS):
            optimizer.zero_grad()
            tg.breakpoint(x, on=step == 0)
            # In words of its own, so that no step asks what another has asked.
            tg.HumanLoss(f"Is it true? {step}")(x).backward(engine)
            tg.TextLoss(f"Be critical: {step}.", engine=engine)(x).backward(engine)
            optimizer.step()
            person.note("seen", step, x.text)
    person.note("done", x.text)


def _die_at(number: int, how: str) -> None:
    """End at that write to the journal: before it, in the midst of it, or after it."""
    write, count = os.write, [0]

    def counted(descriptor: int, data: bytes) -> int:
        if data[:1] not in (b"{", b"\n"):
            return write(descriptor, data)
        count[0] += 1
        if count[0] < number:
            return write(descriptor, data)
        if how != "before":
            write(descriptor, data if how == "after" else data[: len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
        return 0

    os.write = counted


def serve() -> None:
    """Fork a process for each line of stdin; tell how it ended."""
    # Imported once, here, so that no forked process has to.
    import aiohttp  # noqa: F401 - to be there

    import tests.run_support  # noqa: F401 - to be there
    import tgwidget as tg

    for name in tg.__all__:
        getattr(tg, name)

    for line in sys.stdin:
        job = json.loads(line)
        child = os.fork()
        if child == 0:
            try:
                attempt(job["home"], job["url"], job["die"], job["cached"])
            except BaseException:
                import traceback

                traceback.print_exc()
                sys.stderr.flush()
                os._exit(1)
            os._exit(0)
        ended, end = 0, time.monotonic() + (job["kill"] or 0.0)
        while job["kill"] is not None and not ended and time.monotonic() < end:
            ended, status = os.waitpid(child, os.WNOHANG)
            time.sleep(0.001)
        if not ended:  # so the number is still its own
            if job["kill"] is not None:
                os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
