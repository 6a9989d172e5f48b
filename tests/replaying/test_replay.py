"""A run shown again: in its own time, with nothing to decide, to the end that it had."""

import json
import socket
import time

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.run_support import attend, events
from tgwidget import run as runs
from tgwidget import runtime
from tgwidget.errors import InputError, StaleDecisionError
from tgwidget.events import (
    Decide,
    Decided,
    Export,
    Look,
    Pause,
    Paused,
    Replayed,
    Resume,
    RunEnded,
    RunStarted,
    Stop,
    Undo,
)
from tgwidget.events.wire import Logged
from tgwidget.replaying import Replay, demo, outline
from tgwidget.replaying.timing import CUT, played

UNTIL = 60.0


@pytest.fixture
def log(tmp_path):
    """The file of a run with one accepted step."""
    prompt = tg.Variable("old", role_description="prompt")
    with tg.Run("shirts", review="accept") as run:
        prompt.gradients.add("be better")
        tg.TGD([prompt], engine=Scripted(lambda _, words: improved(words, "new"))).step()
        run.score(0.5)
    target = tmp_path / "run.jsonl"
    target.write_text(run.exported("log"))
    return target


@pytest.fixture
def watched():
    """A page that watches whatever is shown."""
    runs.watchers.append(attend)
    yield
    runs.watchers.remove(attend)


def obey(replay, command):
    """Do what a page asks, on the loop."""

    async def ask():
        found = replay.command(command)
        return await found if found is not None else None

    return runtime.run(ask())


def until(true):
    deadline = time.monotonic() + UNTIL
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def told(replay):
    """What the source holds of what was shown."""
    return [one.event for one in replay.log if not isinstance(one.event, Replayed | Paused)]


def test_where_nobody_watches_all_is_there_at_once_as_it_was(log):
    replay = tg.replay(log)
    source = [json.loads(line) for line in log.read_text().splitlines()]
    assert replay.ended
    assert replay.wait(0)
    shown = [json.loads(json.dumps(one.to_json())) for one in replay.log]
    assert shown.pop(1) == {"type": "Replayed", "seq": 2, "t": shown[0]["t"], "speed": 4.0}
    assert [{**one, "seq": 0} for one in shown] == [{**one, "seq": 0} for one in source]
    assert repr(replay) == "Replay('shirts')"


def test_its_results_are_those_of_the_run(log, tmp_path):
    replay = tg.replay(log)
    assert replay.best.values == {"prompt": "new"}
    assert replay.history[1].scores == {"score": 0.5}
    assert list(replay.to_pandas()["new"]) == ["new"]
    assert replay.save_prompt(tmp_path / "p.md").read_text().endswith("---\nnew\n")
    assert "shirts" in replay.to_markdown()


def test_a_page_sees_it_in_its_own_time_and_to_its_end(log, watched):
    replay = tg.replay(log, speed=1)
    assert not replay.ended
    assert replay.wait(UNTIL)
    assert isinstance(replay.log[-1].event, RunEnded)
    assert isinstance(replay.log[1].event, Replayed)


def test_waiting_is_cut_and_time_never_goes_back():
    event = RunEnded("done", "")
    log = [Logged(1, 5.0, event), Logged(2, 5.5, event), Logged(3, 99.0, event)]
    assert list(played([*log, Logged(4, 98.0, event)])) == [0.0, 0.5, 0.5 + CUT, 0.5 + CUT]


def test_it_stands_still_while_it_is_paused_and_goes_on(watched):
    begun = RunStarted("r", "slow", "ask", "2026-01-01T00:00:00+00:00")
    later = [Logged(2 + i, 0.1 * i, Decided("p", "skip", None, "x", 0.0)) for i in range(500)]
    replay = Replay([Logged(1, 0.0, begun), *later], speed=1)
    replay.begin()
    until(lambda: len(events(replay, Decided)) > 1)
    obey(replay, Pause("page"))
    # What the last tick had begun may still be told.
    time.sleep(0.15)
    stood = len(events(replay, Decided))
    time.sleep(0.5)
    assert len(events(replay, Decided)) == stood < 500
    obey(replay, Resume("page"))
    until(lambda: len(events(replay, Decided)) > stood)
    obey(replay, Stop("page"))
    assert replay.wait(UNTIL)
    assert events(replay, RunEnded)[0].outcome == "stopped"
    assert len(events(replay, Decided)) < 500
    with pytest.raises(InputError, match="over"):
        replay.pause()


@pytest.mark.parametrize(
    "command", [Decide("page", "p1", 1, "accept", ""), Undo("page"), Look("page", "0" * 64)]
)
def test_nothing_can_be_decided_in_it(command, log):
    replay = tg.replay(log)
    before = told(replay)
    with pytest.raises((InputError, StaleDecisionError), match="replay"):
        obey(replay, command)
    assert told(replay) == before


def test_it_can_be_exported(log):
    replay = tg.replay(log)
    text = obey(replay, Export("page", "log"))
    assert '"type": "Replayed"' in text
    assert "shirts" in obey(replay, Export("page", "report"))


@pytest.mark.parametrize("speed", [0, -1, float("nan"), float("inf"), "4"])
def test_a_speed_that_is_none_is_refused(speed, log):
    with pytest.raises(InputError, match="speed"):
        tg.replay(log, speed)


@pytest.mark.parametrize("text", ["", "hello\n", "[1]\n", '{"type": "Notice"}\n'])
def test_a_file_that_is_no_log_is_refused(text, tmp_path):
    wrong = tmp_path / "wrong.jsonl"
    wrong.write_text(text)
    with pytest.raises(InputError, match="no journal"):
        tg.replay(wrong)
    with pytest.raises(InputError, match="cannot be read"):
        tg.replay(tmp_path / "missing.jsonl")


def test_a_log_of_a_later_version_is_refused(log):
    log.write_text(log.read_text().replace('"contract": 1', '"contract": 99'))
    with pytest.raises(InputError, match="later version"):
        tg.replay(log)


def test_a_torn_log_is_shown_as_far_as_it_goes_and_says_so(log):
    lines = log.read_text().splitlines(keepends=True)
    log.write_text("".join([*lines[:3], "}{ torn\n", *lines[4:-3], lines[-3][:20]]))
    replay = tg.replay(log)
    end = replay.log[-1].event
    assert (end.outcome, end.message) == ("interrupted", "The log ends here.")
    assert "2 lines of the log" in replay.log[2].event.message


def test_the_demo_needs_no_key_and_no_network(monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("the network is asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    replay = demo()
    words = outline(replay.log)
    assert {one.action for one in events(replay, Decided)} == {"accept", "edit", "reject"}
    assert "answers simulated" in words
    assert "+ Answer: 1 hour" in words
    assert replay.best.commit.number == 1
    assert 20 < list(played(replay.log))[-1] < 60


def test_a_journal_gives_the_results_that_the_run_gave(tmp_path):
    prompt = tg.Variable("old", role_description="prompt")
    drafts = iter(["good", "bad"])
    with tg.Run("shirts", review="accept", journal=tmp_path / "run.jsonl") as run:
        optimizer = tg.TGD(
            [prompt], engine=Scripted(lambda _, words: improved(words, next(drafts)))
        )
        for score in (0.9, 0.1):
            optimizer.zero_grad()
            prompt.gradients.add("be better")
            optimizer.step()
            run.score(score)
        run.undo()
    replay = tg.replay(tmp_path / "run.jsonl")
    assert replay.to_json() == run.to_json()
    assert replay.to_csv() == run.to_csv()
    assert replay.best == run.best
    saved = [one.save_prompt(tmp_path / "prompt.md").read_text() for one in (run, replay)]
    assert saved[0] == saved[1]
