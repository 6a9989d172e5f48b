"""Runs whose process is killed, over as many attempts as they take, and what was lost.

A process that has everything imported forks one for each attempt, so that hundreds take minutes.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
HOW = ("before", "torn", "after")
"""When, at a write to its journal, a run may be killed."""


class Zygote:
    """The process that forks the others."""

    def __enter__(self) -> Zygote:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.journal.killed"],
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
        from tgwidget.events import CommitNamed, HistoryMoved, StepCommitted

        held = self.journal()
        assert held.end is not None
        assert held.end.outcome == "done"
        last = [one.event for one in held.attempts[-1].log]
        made = [one for one in last if isinstance(one, StepCommitted)]
        assert [(one.commit, one.parent) for one in made] == [(1, 0), (2, 1), (1, 1), (3, 1)]
        assert sum(isinstance(one, HistoryMoved) for one in last) == 1
        assert sum(isinstance(one, CommitNamed) for one in last) == 1
        final = {one.step: [change.new for change in one.changes] for one in made}
        for one in held.attempts:
            assert one.differs == ""
            for logged in one.log:
                if isinstance(logged.event, StepCommitted):
                    new = [change.new for change in logged.event.changes]
                    self.toll.steps_lost += final[logged.event.step] != new
        values = [*final[1], *final[2], *final[1], *final[4]]
        for one in self.notes():
            if one[0] == "seen":
                self.toll.steps_lost += values[one[1]] != one[2]
        taken = [one[-1] for one in self.notes() if one[0] == "taken" and one[1] != "criticism"]
        texts = "".join(repr(one) for one in last)
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
