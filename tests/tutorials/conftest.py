"""Every program runs in each of these ways, and must come to the same in all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fake_openai import FakeServer
from tests.tutorials import running
from tests.tutorials.engines import OWN
from tests.tutorials.running import Run


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeServer]:
    """A server that answers by rules whatever model is named, where OpenAI would be."""
    with FakeServer(",rules=1") as started:
        monkeypatch.setenv("OPENAI_BASE_URL", started.url)
        monkeypatch.setenv("OPENAI_API_KEY", "sk-of-nobody")
        yield started


@pytest.fixture(
    params=["environment", "address", *OWN], ids=lambda way: getattr(way, "__name__", way)
)
def run(request: pytest.FixtureRequest) -> Run:
    """Runs a program by its name and gives the names it leaves."""
    way = request.param
    if isinstance(way, type):
        return lambda program: running.with_engine(program, way)
    server: FakeServer = request.getfixturevalue("server")
    if way == "address":
        return lambda program: running.with_address(program, server.url)
    return lambda program: running.executed(running.migrated(program))
