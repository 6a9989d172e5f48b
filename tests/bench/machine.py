"""A steered run that crashes and goes on: python -m tests.bench.machine [STEPS [SEED]]."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import traceback

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.steering import Steering
from tests.machine.world import TALLY

EACH = 20
"""Sequences a round, every one of up to 60 steps."""

SETTINGS = settings(
    max_examples=EACH,
    stateful_step_count=60,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)


def main(wanted: int = 50_000, first: int = 1) -> int:
    """Go through at least so many steps; how many sequences failed.

    Args:
        wanted: How many.
        first: The seed of the first round; the next has the next.
    """
    began, rounds, failures = time.perf_counter(), 0, 0
    while TALLY["steps"] < wanted:
        try:
            run_state_machine_as_test(seed(first + rounds)(Steering), settings=SETTINGS)
        except Exception:  # whatever a sequence finds is counted, and the next one goes on
            failures += 1
            traceback.print_exc()
            if failures == 3:
                break
        rounds += 1
        print(f"{TALLY['steps']:>7} steps, {failures} failures", file=sys.stderr, flush=True)
    took = time.perf_counter() - began
    steps, crashes, resumes = (TALLY.pop(name) for name in ("steps", "crashes", "resumes"))
    runs = TALLY["RunStarted"] - resumes
    print(
        f"{steps} steps in {runs} runs, {crashes} crashes, {resumes} times gone on, "
        f"{failures} failures, {took:.0f} s"
    )
    for kind, count in TALLY.most_common():
        print(f"  {count:>7} {kind}")
    return failures


if __name__ == "__main__":
    for name in ("TGWIDGET_REVIEW", "TGWIDGET_HOME"):
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory() as home:
        os.environ["TGWIDGET_HOME"] = home
        sys.exit(bool(main(*map(int, sys.argv[1:]))))
