"""The fake server, and a policy that waits little between attempts."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.engine.asking import ask
from tests.fake_openai import FakeServer
from tgwidget.engine.direct import DirectEngine
from tgwidget.engine.policy import Policy


@pytest.fixture(scope="session", autouse=True)
def warm_direct() -> None:
    """The first call imports aiohttp; no deadline of a test should see that."""
    with FakeServer() as running:
        ask(DirectEngine("fake", running.url), Policy(retries=0))


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer() as running:
        yield running


@pytest.fixture
def quick() -> Policy:
    return Policy(retries=2, wait=0.01, longest_wait=0.05)
