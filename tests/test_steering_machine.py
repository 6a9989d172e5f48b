"""Persons, a program and a model in any order; see tests/machine for what must be so after each."""

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine import page, world
from tests.machine.steering import Steering

TestSteering = Steering.TestCase
TestSteering.settings = settings(
    max_examples=20, stateful_step_count=40, deadline=None, database=None, derandomize=True,
    phases=(Phase.generate,),  # the same each time; python -m tests.bench.machine seeks further
)  # fmt: skip


def test_the_page_folds_the_same_logs_to_what_is_so(monkeypatch):
    kept = []
    monkeypatch.setattr(world, "KEPT", kept)
    few = settings(
        max_examples=12, stateful_step_count=60, deadline=None, database=None, derandomize=True,
        phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Steering, settings=few)
    assert sum(len(log) for log, _ in kept) > 100
    assert page.folded([log for log, _ in kept]) == [so for _, so in kept]
