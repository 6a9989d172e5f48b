"""A journal is read whole: every event as it was, whoever wrote it and wherever it was cut off."""

import json
from dataclasses import fields
from typing import get_args, get_origin, get_type_hints

import pytest

import tgwidget as tg
from tests.journal.resuming_support import Model, Person, program
from tgwidget import journal
from tgwidget.errors import InputError
from tgwidget.events import EVENTS, Change, Notice, RunStarted, StepCommitted
from tgwidget.events.wire import Logged
from tgwidget.resuming import Memory

HEAD = {"tgwidget_journal": 1, "contract": 1, "name": "shirts", "id": "a", "attempt": 1}
STARTED = RunStarted("run1", "shirts", "ask", "2026-01-01T00:00:00+00:00")
BEGUN = Logged(1, 0.0, STARTED)


def written(path, *lines, end="\n"):
    whole = [one.to_json() if isinstance(one, Logged) else one for one in lines]
    path.write_text("\n".join(json.dumps(one) for one in whole) + end)
    return path


def sample(hint):
    """Any value of a type of the contract."""
    args = get_args(hint)
    if get_origin(hint) is tuple:
        return (sample(args[0]), sample(args[0]))
    if hasattr(hint, "__dataclass_fields__"):
        return made(hint)
    if args and type(None) in args:
        return sample(args[0])
    if args:
        return args[-1]
    return {str: 'a "b"\n\ud800é', int: 7, float: 0.5, bool: True}[hint]


def made(kind):
    hints = get_type_hints(kind)
    return kind(**{one.name: sample(hints[one.name]) for one in fields(kind)})


@pytest.mark.parametrize("kind", EVENTS, ids=lambda kind: kind.__name__)
def test_every_event_comes_back_as_it_was(tmp_path, kind):
    path = written(tmp_path / "j", HEAD, Logged(1, 0.5, made(kind)))
    assert journal.read(path).log == [Logged(1, 0.5, made(kind))]


def test_a_line_that_was_cut_off_is_left_out(tmp_path):
    path = written(tmp_path / "j", HEAD, BEGUN, Logged(2, 0.1, Notice("info", "x")))
    whole = path.read_bytes()
    second = whole.rindex(b"\n", 0, -1)
    for cut in range(second + 1, len(whole)):
        path.write_bytes(whole[:cut])
        assert [one.event for one in journal.read(path).log] == [STARTED], cut
    path.write_bytes(whole)
    assert len(journal.read(path).log) == 2


@pytest.mark.parametrize("times", [0, 2])
def test_a_line_that_is_missing_or_there_twice_keeps_nobody_from_going_on(times, tmp_path):
    model, person = Model(mumbles=2), Person({"action": "reject", "reason": "dull"})
    model.down = 1
    run, _ = program(model, person, steps=1, ask=tg.HumanLoss("Is it true?"))
    lines, whole = run.journal.read_text().split("\n")[:-1], Memory(journal.read(run.journal))
    for place in range(1, len(lines)):
        path = tmp_path / "one.jsonl"
        some = [*lines[:place], *[lines[place]] * times, *lines[place + 1 :], ""]
        path.write_text("\n".join(some))
        found = Memory(journal.read(path))
        assert len(whole.answers) - 2 <= len(found.answers) <= len(whole.answers) + 1, lines[place]


def test_what_a_later_version_adds_is_left_out_and_leaves_no_gap(tmp_path):
    later = {**Logged(3, 0.2, Notice("info", "hello")).to_json(), "colour": "blue"}
    unknown = {"type": "Sung", "seq": 2, "t": 0.1, "song": "la"}
    path = written(tmp_path / "j", {**HEAD, "new": 1}, BEGUN, unknown, later)
    held = journal.read(path)
    assert [one.seq for one in held.log] == [1, 2]
    assert held.log[1].event == Notice("info", "hello")
    assert held.attempts[0].skipped == 1


@pytest.mark.parametrize(
    "change", [{"tgwidget_journal": 2}, {"tgwidget_journal": "x"}, {"contract": 99}]
)
def test_a_later_form_is_refused(tmp_path, change):
    with pytest.raises(InputError, match="later version"):
        journal.read(written(tmp_path / "j", {**HEAD, **change}))


def test_a_log_that_a_page_exported_is_a_journal_too(tmp_path):
    path = written(tmp_path / "log.jsonl", BEGUN, Logged(2, 1.0, Notice("info", "x")))
    held = journal.read(path)
    assert (held.header.name, len(held.log), held.end) == ("shirts", 2, None)


@pytest.mark.parametrize("text", ["", "hello", "[]", '{"a": 1}', "[" * 100_000])
def test_what_is_no_journal_is_refused(tmp_path, text):
    path = tmp_path / "j"
    path.write_text(text)
    with pytest.raises(InputError, match="no journal"):
        journal.read(path)
    with pytest.raises(InputError, match="cannot be read"):
        journal.read(tmp_path / "gone")


def test_the_last_run_of_a_file_counts_and_of_its_attempts_the_one_that_came_furthest(tmp_path):
    step = StepCommitted(1, (Change("v1", "a", "b", 2),), 1, 0)
    first = [HEAD, BEGUN, Logged(2, 0.1, step)]
    second = [{**HEAD, "attempt": 2}, BEGUN]
    assert len(journal.read(written(tmp_path / "j", *first, *second)).log) == 2
    changed = [*second, {"differs": "another prompt"}]
    assert len(journal.read(written(tmp_path / "j", *first, *changed)).log) == 1
    assert len(journal.read(written(tmp_path / "j", *first, HEAD)).attempts) == 1
