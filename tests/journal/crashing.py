"""A run of three steps that is killed: by itself at a write to its journal, or from outside.

A process that has everything imported forks one for each attempt, so that hundreds take minutes.
The person of the run says something else each time that they are asked, and writes down what they
were asked and what was taken from them: whatever is lost or asked again is seen there.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
STEPS = 3
HOW = ("before", "torn", "after")
"""When, at a write to its journal, a run may be killed."""


# in the forked process


def attempt(home: str, url: str, die: tuple[int, str] | None, cached: bool) -> None:
    """Do the run, or go on with it, in this process."""
    os.environ["TGWIDGET_HOME"] = home
    import tgwidget as tg
    from tests.run_support import attend
    from tgwidget import runtime
    from tgwidget.events import (
        Criticise,
        CriticismAsked,
        Decide,
        ProposalMade,
        ReviewOpened,
        RunStarted,
    )

    notes = os.open(f"{home}/notes", os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def note(*what: object) -> None:
        os.write(notes, b" " + json.dumps(what).encode() + b"\n")

    if die:
        _die_at(*die)
    engine = tg.get_engine(f"{url}#fake,words=2", cache=cached)
    x = tg.Variable("the first text", role_description="answer")
    run = tg.Run("shirts", review="ask", budget=tg.Budget())

    def answer(event: Any) -> None:
        said = secrets.token_hex(4)
        if isinstance(event, CriticismAsked):
            note("asked", "criticism", x.text)
            run.command(Criticise("page", event.ask, said))
            note("taken", "criticism", x.text, said)
            return
        if event.proposal in answered:
            return
        answered.add(event.proposal)
        again = run.step == 2 and not event.replaces
        note("asked", "decision", event.old, event.replaces != "")
        action, text = ("reject", "") if again else ("edit", said)
        run.command(Decide("page", event.proposal, event.version, action, text, 0, said * again))
        note("taken", "decision", event.old, event.replaces != "", said)

    answered: set[str] = set()
    heard = [0]

    def changed() -> None:
        """As a page does: look at what is new, and answer what is asked of it."""
        while heard[0] < len(run.log):
            event = run.log[heard[0]].event
            heard[0] += 1
            if isinstance(event, RunStarted):
                attend(run)
            elif isinstance(event, CriticismAsked | ReviewOpened) or (
                isinstance(event, ProposalMade) and event.replaces
            ):
                runtime.call_soon(_when_open, run, event, answer)

    run.subscribe(changed)
    with run:
        optimizer = tg.TGD([x], engine=engine)
        critic, words = tg.HumanLoss("Is it true?"), tg.TextLoss("Be critical.", engine=engine)
        for step in run.steps(STEPS):
            optimizer.zero_grad()
            critic(x).backward(engine)
            words(x).backward(engine)
            optimizer.step()
            note("seen", step, x.text)
    note("done", x.text)


def _when_open(run: Any, event: Any, answer: Any) -> None:
    """Answer what is asked, once it lies there; what was decided before is never laid there."""
    from tgwidget.events import CriticismAsked, ProposalMade, ReviewOpened

    if isinstance(event, CriticismAsked):
        if event.ask in run.desk._criticisms:
            answer(event)
        return
    made = [one.event for one in run.log if isinstance(one.event, ProposalMade)]
    wanted = event.proposals if isinstance(event, ReviewOpened) else (event.proposal,)
    for one in made:
        if one.proposal in wanted and one.proposal in run.desk._open:
            answer(one)


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
    import aiohttp  # noqa: F401

    import tests.run_support  # noqa: F401
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


# in the process of the test


class Zygote:
    """The process that forks the others."""

    def __enter__(self) -> Zygote:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.journal.crashing"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env,
        )  # fmt: skip
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def attempt(
        self,
        home: Path,
        url: str,
        die: tuple[int, str] | None = None,
        kill: float | None = None,
        cached: bool = False,
    ) -> int:
        """One attempt at the run; gives how its process ended.

        Args:
            die: At which write, and how.
            kill: After how many seconds it is killed from outside.
        """
        assert self.process.stdin
        assert self.process.stdout
        job = {"home": str(home), "url": url, "die": die, "kill": kill, "cached": cached}
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@dataclass
class Toll:
    """What was lost, or done twice, over all attempts at a run; all of it shall be 0."""

    steps_lost: int = 0
    asked_twice: int = 0
    paid_twice: int = 0

    def __iadd__(self, other: Toll) -> Toll:
        self.steps_lost += other.steps_lost
        self.asked_twice += other.asked_twice
        self.paid_twice += other.paid_twice
        return self


class Trial:
    """One run, over as many attempts as it takes."""

    def __init__(self, zygote: Zygote, server: Any, home: Path, cached: bool = False) -> None:
        self.zygote, self.server, self.home, self.cached = zygote, server, home, cached
        self.toll = Toll()
        self.attempts = 0
        self._sent = len(server.received())
        home.mkdir(mode=0o700)

    def attempt(self, die: tuple[int, str] | None = None, kill: float | None = None) -> bool:
        """One attempt; whether it came to the end of the run."""
        self.attempts += 1
        paid, decided = self._paid(), self._decided()
        mark = len(self.notes())
        code = self.zygote.attempt(self.home, self.server.url, die, kill, self.cached)
        assert code in (0, -signal.SIGKILL), f"the attempt ended with {code}"
        sent = self.server.received()[self._sent :]
        self._sent += len(sent)
        asked = Counter(_words(one.body["messages"]) for one in sent)
        self.toll.paid_twice += sum((asked & paid).values())
        again = [tuple(one[1:]) for one in self.notes()[mark:] if one[0] == "asked"]
        self.toll.asked_twice += sum(one in decided for one in again)
        return code == 0

    @property
    def over(self) -> bool:
        """Whether the run came to its end, if not its process."""
        held = self.journal()
        return held is not None and held.end is not None

    def notes(self) -> list[list[Any]]:
        file = self.home / "notes"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []

    def journal(self) -> Any:
        from tgwidget import journal
        from tgwidget.journal.reading import headers

        files = [one for one in (self.home / "journal").glob("*.jsonl") if list(headers(one))]
        assert len(files) <= 1, "one file a run, however often it was gone on with"
        return journal.read(files[0]) if files else None

    def _paid(self) -> Counter[str]:
        """The calls that have ended, so that they are never to be made again."""
        from tgwidget.events import CallFinished, CallStarted

        found: Counter[str] = Counter()
        held = self.journal()
        for one in held.attempts if held else ():
            begun = {e.event.call: e.event for e in one.log if isinstance(e.event, CallStarted)}
            ended = [begun[e.event.call] for e in one.log if isinstance(e.event, CallFinished)]
            found |= Counter(f"{call.system}\0{call.prompt}" for call in ended)
        return found

    def _decided(self) -> set[tuple[Any, ...]]:
        """What the person was told was taken, so that it is never to be asked again."""
        return {tuple(one[1:-1]) for one in self.notes() if one[0] == "taken"}

    def end(self) -> Toll:
        """What the whole run has lost, now that it is over."""
        from tgwidget.events import StepCommitted

        held = self.journal()
        assert held.end is not None
        assert held.end.outcome == "done"
        final = {
            one.event.step: one.event.changes[0].new
            for one in held.attempts[-1].log
            if isinstance(one.event, StepCommitted)
        }
        assert len(final) == STEPS
        for one in held.attempts:
            assert one.differs == ""
            for logged in one.log:
                if isinstance(logged.event, StepCommitted):
                    (change,) = logged.event.changes
                    self.toll.steps_lost += final[logged.event.step] != change.new
        for one in self.notes():
            if one[0] == "seen":
                self.toll.steps_lost += final[one[1] + 1] != one[2]
        taken = [one[-1] for one in self.notes() if one[0] == "taken" and one[1] == "decision"]
        texts = held.path.read_text()
        self.toll.steps_lost += sum(said not in texts for said in taken)
        return self.toll


def _words(messages: list[Any]) -> str:
    def text(content: Any) -> str:
        if isinstance(content, str):
            return content
        return "\n".join(part.get("text", "") for part in content)

    system = "\n".join(text(m["content"]) for m in messages if m["role"] == "system")
    prompt = "\n\n".join(text(m["content"]) for m in messages if m["role"] != "system")
    return f"{system}\0{prompt}"


if __name__ == "__main__":
    serve()
