"""Where words come from is told of every reply, and a run that mixes them says so once."""

from __future__ import annotations

import logging

import pytest

import tgwidget as tg
from tests.fake_openai import FakeServer
from tests.run_support import events
from tgwidget.engine.direct.addresses import Address
from tgwidget.engine.telling.notices import tell
from tgwidget.events import CallFinished, CallStarted, Notice


def ask(engine: object, text: str = "why?") -> None:
    question = tg.Variable(text, role_description="question", requires_grad=False)
    tg.BlackboxLLM(engine)(question)


def test_a_run_that_mixes_says_so_once(server: FakeServer) -> None:
    near = tg.get_engine(f"{server.url}#fake")
    for engines, said in (([near, near], 0), ([near, "simulated", near, "simulated"], 1)):
        with tg.Run("mixed", review="accept") as run:
            for engine in engines:
                ask(engine)
        notices = [one for one in events(run, Notice) if "mixes" in one.message]
        assert len(notices) == said
        for notice in notices:
            assert notice.level == "warning"
            assert f"local ({near.name}) and simulated (simulated)" in notice.message
        origins = [one.provenance for one in events(run, CallFinished)]
        assert origins == [one.provenance for one in events(run, CallStarted)]


def test_a_second_kind_of_another_engine_is_no_news() -> None:
    with tg.Run("same", review="accept") as run:
        ask("simulated")
        ask(tg.get_engine("simulated", seed=2))
    assert events(run, Notice) == []


def test_what_is_told_twice_is_said_once_a_run_and_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "tgwidget")
    for _ in range(2):
        with tg.Run("told", review="accept") as run:
            tell("found it")
            tell("found it")
        assert [one.message for one in events(run, Notice)] == ["found it"]
    assert [one.message for one in caplog.records if one.message == "found it"] == ["found it"] * 2


@pytest.mark.parametrize(
    ("address", "near"),
    [
        ("http://localhost:8000/v1", True), ("http://127.0.0.1:1/v1", True),
        ("http://[::1]:8000/v1", True), ("http://192.168.1.7:8000/v1", True),
        ("http://10.0.0.2/v1", True), ("http://box.local/v1", True),
        ("https://api.openai.com/v1", False), ("http://8.8.8.8/v1", False),
        ("https://localhost.example.com/v1", False),
    ],
)  # fmt: skip
def test_what_is_near_is_local_by_its_address(address: str, near: bool) -> None:
    assert Address.parse(address).near == near
    engine = tg.get_engine(f"{address}#m")
    assert engine.provenance == ("local" if near else "live")
