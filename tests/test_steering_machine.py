"""Persons, a program and a model in any order; see tests/machine for what must be so after each."""

from hypothesis import settings

from tests.machine.steering import Steering

TestSteering = Steering.TestCase
TestSteering.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
