"""What a page is told of a log: pieces are joined, and what is too long is shortened."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tgwidget.events import (
    CallDelta,
    CallFailed,
    CallFinished,
    CallRetrying,
    CallStarted,
    Change,
    NodeAdded,
    Notice,
    RunEnded,
    RunStarted,
    StepCommitted,
    ValueSet,
)
from tgwidget.events.merging import merge
from tgwidget.events.wire import Logged, clean, size
from tgwidget.widget.feed import bounded, lasting, needless
from tgwidget.widget.shortening import Excerpt

STARTED = RunStarted("run1", "shirts", "ask", "2026-01-01T00:00:00+00:00")


def logged(*events: Any) -> list[Logged]:
    return [Logged(seq, seq / 10, event) for seq, event in enumerate(events, 1)]


def started(call: str, prompt: str = "why?") -> CallStarted:
    return CallStarted(call, "v1", "answer", "", "simulated", "rules", "simulated", "", prompt)


def finished(call: str, text: str) -> CallFinished:
    return CallFinished(call, text, "", "stop", 1, 1, False, 0.0, None, False, 1, 0.1, 0.2)


def said(events: list[Logged]) -> dict[tuple[str, str], str]:
    """What each call said, by kind."""
    texts: dict[tuple[str, str], str] = {}
    for entry in events:
        if isinstance(event := entry.event, CallDelta):
            key = (event.call, event.kind)
            texts[key] = texts.get(key, "") + event.text
    return texts


# merging

DELTAS = st.builds(
    CallDelta,
    st.sampled_from(["c1", "c2", "c3"]),
    st.text(),
    st.sampled_from(["text", "reasoning"]),
)
OTHERS = st.sampled_from([Notice("info", "hm"), CallRetrying("c1", 1, 0.1, "cut", True)])


@given(st.lists(DELTAS | OTHERS, max_size=40))
def test_merging_loses_no_text_and_no_order(events: list[Any]) -> None:
    log = logged(*events)
    merged = merge(log)
    assert said(merged) == said(log)
    assert [entry.seq for entry in merged] == sorted(entry.seq for entry in merged)
    others = [entry for entry in log if not isinstance(entry.event, CallDelta)]
    assert [entry for entry in merged if not isinstance(entry.event, CallDelta)] == others
    if log:
        assert merged[-1].seq == log[-1].seq


def test_interleaved_streams_become_one_piece_each() -> None:
    log = logged(*(CallDelta(f"c{i % 8}", str(i)) for i in range(400)))
    assert len(merge(log)) == 8


def test_a_piece_is_not_moved_over_an_event_of_its_call() -> None:
    log = logged(
        CallDelta("c1", "void"), CallRetrying("c1", 1, 0.1, "cut", True), CallDelta("c1", "good")
    )
    assert [entry.seq for entry in merge(log)] == [1, 2, 3]


def test_thinking_and_speaking_stay_apart_and_in_order() -> None:
    kinds = ["reasoning", "reasoning", "text", "text", "reasoning"]
    merged = merge(logged(*(CallDelta("c1", kind[0], kind) for kind in kinds)))
    assert [(entry.event.kind, entry.event.text) for entry in merged] == [
        ("reasoning", "rr"),
        ("text", "tt"),
        ("reasoning", "r"),
    ]


# bounds


def test_pieces_of_finished_and_discarded_calls_are_left_out() -> None:
    log = logged(
        *(started("c1"), CallDelta("c1", "void"), CallRetrying("c1", 1, 0.1, "cut", True)),
        *(CallDelta("c1", "good"), finished("c1", "good"), started("c2"), CallDelta("c2", "now")),
    )
    assert said(needless(log)) == {("c2", "text"): "now"}
    assert len(needless(log)) == len(log) - 2


@pytest.mark.parametrize("limit", [0, 3_000, 30_000, 300_000])
def test_a_long_log_is_bounded_and_what_is_old_gives_way_first(limit: int) -> None:
    node = NodeAdded("v1", "input", "question", "", (), False, True, "x" * 2_000)
    calls = [
        event
        for i in range(40)
        for event in (started(f"c{i}", "p" * 4_000), finished(f"c{i}", "t" * 4_000))
    ]
    log = logged(STARTED, node, *calls)
    items = bounded(log, limit)
    assert items[0]["type"] == "RunStarted"
    assert sum(map(size, items)) <= limit + size(items[0])
    summed = sum(item["calls"] for item in items if item["type"] == "CallsSummed")
    told = [item for item in items if item["type"] == "CallStarted"]
    if limit:
        assert summed + len(told) == 40, "a call is told, or counted"
    if limit == 300_000:
        assert summed == 0, "what was sent goes first"
        assert told[0]["prompt"] == ""
        assert told[-1]["prompt"] == "p" * 4_000


def steps(count: int, calls: int, length: int) -> list[Logged]:
    """A run of steps, each with calls, a value and a commit."""
    events: list[Any] = [STARTED]
    for step in range(1, count + 1):
        for i in range(calls):
            events += [started(f"c{step}.{i}", "p" * length), finished(f"c{step}.{i}", "t")]
        events.append(ValueSet("v1", "x" * length, "forward"))
        events.append(StepCommitted(step, (Change("v1", "old", "new", step + 1),)))
    return logged(*events, RunEnded("done", ""))


@pytest.mark.parametrize("limit", [20_000, 60_000, 200_000])
def test_old_steps_are_told_in_sum_and_every_commit_stays(limit: int) -> None:
    items = bounded(steps(20, 10, 500), limit)
    assert sum(map(size, items)) <= limit
    assert [item["step"] for item in items if item["type"] == "StepCommitted"] == [*range(1, 21)]
    assert items[-1]["type"] == "RunEnded"
    assert [item["seq"] for item in items] == sorted({item["seq"] for item in items})
    finished_calls = [item for item in items if item["type"] == "CallFinished"]
    sums = [item for item in items if item["type"] == "CallsSummed"]
    assert len(finished_calls) + sum(one["finished"] for one in sums) == 200
    assert sum(one["tokens"] for one in sums) == 2 * sum(one["finished"] for one in sums)
    if sums and finished_calls:
        assert sums[-1]["seq"] < finished_calls[0]["seq"], "the newest calls are told one by one"


def test_a_sum_stands_in_the_step_that_it_is_of() -> None:
    items = bounded(steps(3, 4, 2_000), 4_000)
    order = [item["type"] for item in items if item["type"] in ("CallsSummed", "StepCommitted")]
    assert order[:4] == ["CallsSummed", "StepCommitted"] * 2


def test_a_call_that_the_page_holds_already_is_not_summed() -> None:
    tail = steps(1, 2, 5_000)[2:]
    items = bounded(tail, 100)
    assert not any(item["type"] == "CallsSummed" and item["calls"] > 1 for item in items)


@pytest.mark.parametrize("limit", [6_000, 20_000, 60_000, 1_000_000])
@pytest.mark.parametrize("piece", [1, 7, 100])
def test_a_log_that_grows_is_shortened_as_it_is_in_one(limit: int, piece: int) -> None:
    log = steps(12, 6, 500)
    excerpt = Excerpt()
    for start in range(0, len(log), piece):
        excerpt.add(lasting(log[start : start + piece]))
        assert sum(map(size, excerpt.within(limit))) <= limit
    assert excerpt.within(limit) == bounded(log, limit)


def test_pieces_make_room_for_the_whole_that_comes_later() -> None:
    log = logged(
        *(started("c1"), CallDelta("c1", "void"), CallRetrying("c1", 1, 0.1, "cut", True)),
        *(CallDelta("c1", "good"), CallRetrying("c1", 0, 0.1, "busy", False)),
        *(finished("c1", "good"), started("c2"), CallDelta("c2", "cut")),
        CallFailed("c2", "EngineError", "gone", None),
    )
    excerpt = Excerpt()
    for entry in log:
        excerpt.add(lasting([entry]))
    told = excerpt.within(10_000)
    assert [item["text"] for item in told if item["type"] == "CallDelta"] == ["cut"]
    assert told == bounded(log, 10_000)


def test_a_short_log_is_left_as_it_is() -> None:
    log = logged(STARTED, started("c1"), CallDelta("c1", "hello"))
    assert bounded(log) == [clean(entry.to_json()) for entry in log]


@given(st.recursive(st.text() | st.floats() | st.none() | st.booleans(), st.lists))
def test_whatever_is_said_can_travel(value: Any) -> None:
    sent = json.dumps(clean(value), allow_nan=False, ensure_ascii=False).encode()
    assert json.loads(sent) == clean(value)


def test_half_a_character_can_travel() -> None:
    assert clean({"text": ["\ud800 ok"]}) == {"text": ["? ok"]}
    assert clean(float("nan")) is None
