"""A run whose process is killed, wherever, goes on without a loss and without asking again."""

import random

import pytest

from tests.fake_openai import FakeServer
from tests.journal.crashing import HOW, Toll, Trial, Zygote


@pytest.fixture(scope="module")
def server():
    with FakeServer() as running:
        yield running


@pytest.fixture(scope="module")
def zygote():
    with Zygote() as running:
        yield running


@pytest.mark.timeout(400)
def test_killed_at_any_write_to_its_journal_it_loses_nothing(server, zygote, tmp_path):
    toll, writes, over = Toll(), 0, False
    while not over:
        writes += 1
        trial = Trial(zygote, server, tmp_path / str(writes))
        over = trial.attempt(die=(writes, HOW[writes % 3]))
        assert over or trial.over or trial.attempt(), "it goes on to its end"
        toll += trial.end()
    assert writes > 100
    assert toll == Toll(0, 0, 0)


def test_killed_at_any_moment_and_again_it_loses_nothing(server, zygote, tmp_path):
    chance, toll = random.Random(7), Toll()
    for number in range(8):
        trial = Trial(zygote, server, tmp_path / str(number), cached=number % 2 == 1)
        while not trial.over:
            trial.attempt(kill=chance.uniform(0.0, 0.2) if trial.attempts < 3 else None)
        toll += trial.end()
    assert toll == Toll(0, 0, 0)
