"""Runs that are killed: at every write to the journal, and at random moments.

``python -m tests.bench.crashes 500`` prints what was lost over so many of them, which shall be
nothing: steps that were committed, questions that were answered, calls that were completed.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from pathlib import Path

from tests.fake_openai import FakeServer
from tests.journal.crashing import HOW, Toll, Trial, Zygote


def _told(what: str, trials: int, kills: int, toll: Toll, began: float) -> str:
    return (
        f"{what}: {trials} runs, {kills} kills, {toll.steps_lost} committed steps or decisions "
        f"lost, {toll.asked_twice} asked twice, {toll.paid_twice} calls paid twice "
        f"({time.monotonic() - began:.0f} s)"
    )


def at_every_write(zygote: Zygote, server: FakeServer, home: Path) -> bool:
    """Kill a run at each write to its journal, before, in the midst of and after it."""
    toll, began, writes, kills, over = Toll(), time.monotonic(), 0, 0, False
    while not over:
        writes += 1
        for how in HOW:
            trial = Trial(zygote, server, home / f"{how}{writes}")
            over = trial.attempt(die=(writes, how))
            kills += not over
            if not over and not trial.over:
                trial.attempt()
            toll += trial.end()
    print(_told(f"at each of {writes - 1} writes", 3 * writes, kills, toll, began))
    return toll == Toll()


def at_random(zygote: Zygote, server: FakeServer, home: Path, count: int) -> bool:
    """Kill runs at random moments, up to three times each, until there were so many kills."""
    chance, toll, began, kills, number = random.Random(11), Toll(), time.monotonic(), 0, 0
    while kills < count:
        number += 1
        trial = Trial(zygote, server, home / str(number), cached=number % 2 == 1)
        while not trial.over:
            kill = chance.uniform(0.0, 0.3) if trial.attempts < 3 else None
            kills += not trial.attempt(kill=kill)
        toll += trial.end()
    print(_told("at random moments", number, kills, toll, began))
    return toll == Toll()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, FakeServer() as server, Zygote() as zygote:
        well = at_random(zygote, server, Path(folder), int(sys.argv[1]))
        well = at_every_write(zygote, server, Path(folder)) and well
    sys.exit(not well)
