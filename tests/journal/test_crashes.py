"""A run whose process is killed, wherever, goes on without a loss and without asking again."""

import random

import pytest

from tests.fake_openai import FakeServer
from tests.journal.crashing import HOW, Toll, Trial, Zygote

STRIDE = 17
"""Every so many writes one is the last here; python -m tests.bench.crashes takes each of them."""


@pytest.fixture(scope="module")
def server():
    with FakeServer() as running:
        yield running


@pytest.fixture(scope="module")
def zygote():
    with Zygote() as running:
        yield running


@pytest.mark.timeout(200)
def test_killed_at_a_write_to_its_journal_it_loses_nothing(server, zygote, tmp_path):
    toll, write, over = Toll(), 1, False
    while not over:
        trial = Trial(zygote, server, tmp_path / str(write))
        over = trial.attempt(die=(write, HOW[write % 3]))
        assert over or trial.over or trial.attempt(), "it goes on to its end"
        toll += trial.end()
        write += STRIDE
    assert write > 100
    assert toll == Toll(0, 0, 0)


def test_killed_at_any_moment_and_again_it_loses_nothing(server, zygote, tmp_path):
    chance, toll = random.Random(7), Toll()
    for number in range(4):
        trial = Trial(zygote, server, tmp_path / str(number), cached=number % 2 == 1)
        while not trial.over:
            trial.attempt(kill=chance.uniform(0.0, 0.2) if trial.attempts < 3 else None)
        toll += trial.end()
    assert toll == Toll(0, 0, 0)
