"""A run's events go down to a page, and its commands come up: without a kernel, without a page."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import pytest

import tgwidget as tg
from tgwidget import runtime
from tgwidget.events import (
    CallDelta,
    Notice,
    Paused,
    RunStarted,
    StepCommitted,
)
from tgwidget.events.wire import Logged, size
from tgwidget.report.bundle import bundle
from tgwidget.widget import widget as widgets
from tgwidget.widget.feeder import INTERVAL, PART, RATE, SAVE_INTERVAL, Feeder

STARTED = RunStarted("run1", "shirts", "ask", "2026-01-01T00:00:00+00:00")


# the feeder


class Page:
    """What a page would have heard."""

    def __init__(self) -> None:
        self.heard: list[tuple[float, dict[str, Any]]] = []
        self.saved: list[dict[str, Any]] = []

    def send(self, message: dict[str, Any]) -> None:
        self.heard.append((time.monotonic(), message))

    def batches(self) -> list[dict[str, Any]]:
        return [message for _, message in self.heard if message["kind"] == "events"]

    def answers(self) -> list[dict[str, Any]]:
        return [message for _, message in self.heard if message["kind"] == "answer"]


def until(told: Callable[[], bool], words: str) -> None:
    deadline = time.monotonic() + 60
    while not told():
        assert time.monotonic() < deadline, words
        time.sleep(0.01)


def on_loop(function: Any, *args: Any) -> None:
    async def work() -> None:
        function(*args)

    runtime.run(work())


def test_at_most_twenty_messages_a_second_and_none_is_lost() -> None:
    page = Page()
    run = tg.Run("shirts", review="accept")
    Feeder(run, page.send, page.saved.append)
    with run:
        for i in range(600):
            run.emit(CallDelta("c1", f"{i} "))
            time.sleep(0.001)
    times = [when for when, _ in page.heard]
    assert len(times) <= (times[-1] - times[0]) / INTERVAL + 2
    assert len(times) > 5
    text = "".join(
        e["text"] for b in page.batches() for e in b["events"] if e["type"] == "CallDelta"
    )
    assert text == "".join(f"{i} " for i in range(600))
    ends = [(batch["first"], batch["last"]) for batch in page.batches()]
    assert ends[0][0] == 1
    assert all(before[1] + 1 == after[0] for before, after in pairwise(ends))
    assert ends[-1][1] == len(run.log)


def test_what_was_told_once_is_not_gone_through_again(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = list[int]()
    whole = Logged.to_json
    monkeypatch.setattr(Logged, "to_json", lambda self: gone.append(self.seq) or whole(self))
    run = tg.Run("shirts", review="accept")
    feeder = Feeder(run, lambda message: None, lambda snapshot: None)
    with run:
        for i in range(100):
            run.emit(Notice("info", str(i)))
    on_loop(feeder.flush)
    gone.clear()
    assert len(feeder.snapshot()["events"]) == len(run.log)
    first = len(gone)
    assert feeder.snapshot() == feeder.snapshot()
    assert len(gone) == first <= len(run.log)


def test_what_is_large_is_sent_more_slowly() -> None:
    page = Page()
    run = tg.Run("shirts", review="accept")
    Feeder(run, page.send, page.saved.append)
    big, began = "x" * (RATE // 2), time.monotonic()
    with run:
        for _ in range(4):
            run.emit(Notice("info", big))
            time.sleep(0.06)
        time.sleep(0.05)
        most = 2 + (time.monotonic() - began) * RATE / len(big)
        assert len(page.batches()) <= most


def test_a_short_log_is_kept_whenever_the_run_rests_and_a_long_one_now_and_then() -> None:
    page = Page()
    run = tg.Run("shirts", review="accept")
    feeder = Feeder(run, page.send, page.saved.append)

    def rest() -> None:
        run.emit(Paused("program"))
        on_loop(feeder.flush)

    with run:
        rest()
        assert page.saved[-1]["last"] == len(run.log)
        # Saving so much takes 0.05 s of the wire, so that the next must wait for a second.
        run.emit(Notice("info", "x" * (RATE // 20)))
        time.sleep(0.2)
        rest()
        assert page.saved[-1]["last"] == len(run.log)
        before, began = len(page.saved), time.monotonic()
        for _ in range(20):
            rest()
        last = len(run.log)
        until(lambda: page.saved[-1]["last"] == last, "what came last is kept, too")
        assert 1 <= len(page.saved) - before <= time.monotonic() - began + 1


def test_committed_steps_are_kept_by_and_by() -> None:
    page = Page()
    run = tg.Run("shirts", review="accept")
    feeder = Feeder(run, page.send, page.saved.append)
    with run:
        began = time.monotonic()
        for step in range(20):
            run.emit(StepCommitted(step, ()))
            on_loop(feeder.flush)
        last = len(run.log)
        until(lambda: page.saved[-1]["last"] == last, "the last step is kept, too")
        assert len(page.saved) <= (time.monotonic() - began) / SAVE_INTERVAL + 2
    assert page.saved[-1]["last"] == len(run.log)


def test_the_log_is_kept_when_the_run_ends_before_the_cell_goes_on() -> None:
    page = Page()
    run = tg.Run("shirts", review="accept")
    Feeder(run, page.send, page.saved.append)
    with run:
        run.emit(Notice("info", "almost done"))
    assert page.saved[-1]["last"] == len(run.log)
    assert page.saved[-1]["events"][-1]["type"] == "RunEnded"


def test_a_page_that_cannot_be_told_does_not_end_the_run() -> None:
    def broken(message: object) -> None:
        raise RuntimeError("no page")

    run = tg.Run("shirts", review="accept")
    Feeder(run, broken, broken)
    with run:
        for i in range(5):
            run.emit(Notice("info", str(i)))
            time.sleep(0.06)
    assert run.log[-1].event.outcome == "done"
    assert runtime.run(asyncio.sleep(0, "the loop lives")) == "the loop lives"


# the widget


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[tg.Run, widgets.RunWidget, Page]]:
    page = Page()
    monkeypatch.setattr(widgets.RunWidget, "send", lambda self, message: page.send(message))
    run = tg.Run("shirts <b>")
    with run:
        widget = widgets.RunWidget(run)
        yield run, widget, page
    widget.close()


def say(widget: widgets.RunWidget, content: object) -> None:
    """As a page does, from a thread that is not the loop's."""
    hand = threading.Thread(target=widget._heard, args=(widget, content, []))
    hand.start()
    hand.join(60)
    on_loop(lambda: None)


def test_hello_is_answered_with_all_that_came_after(shown: Any) -> None:
    run, widget, page = shown
    for i in range(3):
        run.emit(Notice("info", str(i)))
    say(widget, {"type": "Hello", "id": "h", "client": "page-1", "since": 2})
    answer = {"kind": "answer", "id": "h", "ok": True, "message": "", "data": None}
    assert page.answers() == [answer]
    assert run.desk.page_answers
    # What is new may have been on its way already, with more than this page lacks.
    batch = page.batches()[-1]
    assert batch["run"] == run.id
    assert [event["seq"] for event in batch["events"]][-2:] == [3, 4]


def test_a_page_that_lacks_nothing_gets_an_answer_only(shown: Any) -> None:
    run, widget, page = shown
    say(widget, {"type": "Hello", "id": "h", "client": "page-1", "since": len(run.log)})
    before = len(page.batches())
    say(widget, {"type": "Hello", "id": "i", "client": "page-1", "since": len(run.log)})
    assert len(page.batches()) == before
    assert [answer["id"] for answer in page.answers()] == ["h", "i"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "unknown command"),
        ([1], "unknown command"),
        ({"type": "Explode", "id": "x"}, "unknown command 'Explode'"),
        ({"type": "Hello", "id": "x", "client": "p", "since": "all"}, "Hello.since"),
        ({"type": "Retry", "id": "x", "client": "p", "failure": "f9"}, "nothing waits"),
        (
            {"type": "Decide", "id": "x", "client": "p", "proposal": "gone", "version": 1}
            | {"action": "accept", "text": ""},
            "this proposal is gone",
        ),
    ],
)
def test_what_cannot_be_done_is_answered_too(shown: Any, content: Any, words: str) -> None:
    _, widget, page = shown
    say(widget, content)
    (answer,) = page.answers()
    assert not answer["ok"]
    assert words in answer["message"]
    assert answer["id"] == ("x" if isinstance(content, dict) else "")


def test_a_fault_of_ours_is_answered_and_kept_to_ourselves(
    shown: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run, widget, page = shown

    def broken(command: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(run, "command", broken)
    say(widget, {"type": "Stop", "id": "x", "client": "p"})
    (answer,) = page.answers()
    assert not answer["ok"]
    assert "secret" not in answer["message"]
    assert "a command of the page failed" in caplog.text


@pytest.mark.parametrize("length", [0, 1, PART, PART + 1, 3 * PART])
def test_what_a_page_asks_for_comes_whole_and_no_faster_than_all_else(
    shown: Any, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    run, widget, page = shown
    wanted = "ä" * length

    async def made() -> str:
        await asyncio.sleep(0)
        return wanted

    monkeypatch.setattr(run, "command", lambda command: made())
    say(widget, {"type": "Stop", "id": "x", "client": "p"})
    while not page.answers():
        time.sleep(0.01)
    told = [(at, said) for at, said in page.heard if said["kind"] in ("part", "answer")]
    assert "".join(said["data"] for _, said in told) == wanted
    assert all(len(said["data"]) <= PART and said["id"] == "x" for _, said in told)
    for (earlier, said), (later, _) in pairwise(told):
        # On a busy machine it may be noted a little late that one was sent.
        assert later - earlier >= 0.9 * size(said) / RATE


def test_what_cannot_be_given_is_answered_too(shown: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run, widget, page = shown

    async def gone() -> str:
        raise tg.TgError("it is gone", "ask for another")

    monkeypatch.setattr(run, "command", lambda command: gone())
    say(widget, {"type": "Stop", "id": "x", "client": "p"})
    on_loop(lambda: None)
    (answer,) = page.answers()
    assert (answer["ok"], answer["message"]) == (False, "it is gone; ask for another")


def test_every_display_carries_words_that_are_the_same_each_time(shown: Any) -> None:
    _, widget, _ = shown
    bundle, _ = widget._repr_mimebundle_()
    assert repr(widget) == bundle["text/plain"] == "Run('shirts <b>')"
    assert "Run this cell" in bundle["text/html"]
    assert widget.model_id not in bundle["text/html"] + bundle["text/plain"]
    view = bundle["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == widget.model_id
    assert widget.comm_ids() == {widget.model_id, widget.layout.model_id}


def test_the_first_picture_is_in_the_trait(shown: Any) -> None:
    run, widget, _ = shown
    assert widget.log["run"] == run.id
    assert [event["type"] for event in widget.log["events"]] == ["RunStarted"]


def test_a_missing_bundle_says_how_to_build_it() -> None:
    with pytest.raises(tg.TgError, match=r"nothing\.js is missing") as caught:
        bundle("nothing.js")
    assert "npm run build" in caught.value.hint
