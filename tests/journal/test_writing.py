"""What happens is on its way to the disk before anybody hears of it, for its owner alone."""

import os
import stat

import pytest

import tgwidget as tg
from tests.journal.resuming_support import Model, Person, interrupted, notices, program
from tgwidget import journal
from tgwidget.errors import InputError
from tgwidget.events import Decide


def test_a_journal_is_for_its_owner_alone():
    run, _ = program(Model(), steps=1)
    assert stat.S_IMODE(run.journal.stat().st_mode) == 0o600
    assert stat.S_IMODE(run.journal.parent.stat().st_mode) == 0o700


def test_a_file_of_ones_own_or_none(tmp_path):
    run, _ = program(Model(), steps=1, journal=None)
    assert run.journal is None
    assert len(tg.runs()) == 0
    run, _ = program(Model(), steps=1, journal=tmp_path / "mine.jsonl")
    assert run.journal == tmp_path / "mine.jsonl"
    assert [one.event for one in journal.read(run.journal).log] == [one.event for one in run.log]
    with pytest.raises(InputError, match="no journal"):
        (tmp_path / "other").write_text("a letter")
        program(Model(), journal=tmp_path / "other")


@pytest.mark.parametrize("where", ["/dev/full", "/dev/null/x"])
def test_a_disk_that_cannot_be_written_is_said_once_and_the_run_goes_on(where):
    run, x = program(Model(), steps=2, journal=where)
    assert x.value == "words 6"
    assert len(notices(run, "in no journal")) == 1
    assert run.journal is None


def test_an_event_is_in_the_journal_before_anybody_hears_of_it():
    late = []

    def heard():
        held = os.read(descriptor, 10_000_000)
        seen.append(held.count(b"\n"))
        late.append(sum(seen) - 1 < len(run.log))

    run, seen = tg.Run("shirts", review="accept"), []
    with run:
        descriptor = os.open(run.journal, os.O_RDONLY)
        os.read(descriptor, 10_000_000)
        seen.append(1 + len(run.log))
        run.subscribe(heard)
        for _ in range(20):
            run.notice("hello")
    os.close(descriptor)
    assert late
    assert not any(late)


def test_a_page_is_told_that_a_decision_was_taken_when_it_is_in_the_journal():
    kept = []

    def decide(run, made):
        run.command(Decide("page", made.proposal, made.version, "accept", "", who="Ada"))
        kept.append('"Decided"' in run.journal.read_text())

    program(Model(), Person(decide), steps=1)
    assert kept == [True]


def test_what_a_person_decided_is_on_the_disk_before_they_are_told(monkeypatch):
    done, sync = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda to: (sync(to), done.append(os.fstat(to).st_size)))
    kept = []

    def decide(run, made):
        run.command(Decide("page", made.proposal, made.version, "accept", "", who="Ada"))
        kept.append(done[-1] == run.journal.stat().st_size)

    program(Model(), Person(decide), steps=1)
    assert kept == [True]


def test_a_line_that_was_cut_off_does_not_spoil_what_follows():
    model = Model()
    interrupted(model)
    path = tg.runs()[0].path
    path.write_bytes(path.read_bytes()[:-30])
    run, _ = program(model)
    assert model.asked == 9
    assert [one.header.attempt for one in journal.read(run.journal).attempts] == [1, 2]
