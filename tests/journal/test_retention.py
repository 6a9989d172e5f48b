"""What is kept of journals, how it is listed, and who may write to one."""

import json
import os
import subprocess
import sys
import time

import pytest

import tgwidget as tg
from tests.journal.resuming_support import Model, crash, interrupted, notices, program
from tgwidget.errors import InputError
from tgwidget.journal import files, pruning


def runs(*names, unfinished=()):
    for name in names:
        with tg.Run(name, review="accept"):
            pass
        if name in unfinished:
            path = tg.runs()[name].path
            path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def names():
    return [one.name for one in tg.runs()]


def test_the_oldest_that_ended_go_and_what_was_cut_off_stays():
    runs("a", "b", "c", "d", unfinished=("a",))
    assert tg.runs().prune() == 0
    assert tg.runs().prune(keep=2) == 2
    assert names() == ["d", "a"]
    for limit in ({"keep": 0}, {"megabytes": 0}):
        tg.runs().prune(**limit)
    assert names() == ["a"]
    assert tg.runs().prune(keep=0, unfinished=True) == 1


def test_what_is_old_goes_whatever_there_is():
    runs("a", "b")
    path = tg.runs()["a"].path
    os.utime(path, (time.time() - 10 * 86_400,) * 2)
    assert tg.runs().prune(days=30) == 0
    assert tg.runs().prune(days=7) == 1
    assert names() == ["b"]
    with pytest.raises(InputError, match="days=-1"):
        tg.runs().prune(days=-1)


def test_a_run_is_named_by_its_place_or_its_name_and_is_a_path(tmp_path):
    runs("a", "b")
    listed = tg.runs()
    assert tg.replay(listed["a"], speed=None).name == "a"
    for wrong, said in ((2, "there is no run 2\n→ there are 2"), ("c", "no journal of a run 'c'")):
        for use in (listed.delete, lambda which: listed.export(which, tmp_path / "a.jsonl")):
            with pytest.raises(InputError, match=said):
                use(wrong)
    for wrong in (None, "", " "):
        with pytest.raises(InputError, match="has a name"):
            tg.resume(wrong)


def test_what_goes_by_itself_is_said_and_what_cannot_go_too(monkeypatch):
    monkeypatch.setattr(pruning.prune, "__defaults__", (1e9, 2, 0.0, False))
    runs("a", "b", "c", unfinished=("b",))
    with tg.Run("d", review="accept") as run:
        assert notices(run, "the oldest one of runs that ended")
    runs("e", "f", unfinished=("d", "e", "f"))
    with tg.Run("g", review="accept") as run:
        assert notices(run, "unfinished=True")
        assert tg.runs().prune(keep=0, unfinished=True)
        assert names() == ["g"], "what is going on is never deleted"


def test_a_list_tells_each_run_in_one_line_as_it_is_called():
    runs("CON", "two\nlines\u202e", "<b>結果</b>")
    lines = repr(tg.runs()).splitlines()
    assert len(lines) == 4
    assert lines[1].startswith("1  two lines[RLO]")
    shown = tg.runs()._repr_mimebundle_()["text/html"]
    assert "&lt;b&gt;結果" in shown
    assert not tg.runs()["CON"].path.name.lower().startswith("con.")


def test_a_journal_of_a_later_version_is_left_alone_and_said():
    model = Model()
    interrupted(model)
    path = tg.runs()[0].path
    head, *rest = path.read_text().splitlines(keepends=True)
    path.write_text(json.dumps({**json.loads(head), "tgwidget_journal": 99}) + "\n" + "".join(rest))
    before = path.read_bytes()
    assert "cannot be read" in repr(tg.runs())
    run, _ = program(model, steps=1)
    assert notices(run, "later version, so this run begins anew")
    assert path.read_bytes() == before
    with pytest.raises(InputError, match="later version"):
        program(model, resume=True, journal=path)


OTHER = """
import sys, tgwidget as tg
with tg.Run("shirts", review="accept") as run:
    print(run.journal, flush=True)
    sys.stdin.readline()
"""


@pytest.mark.parametrize("locks", [True, False])
def test_two_kernels_never_write_to_one_journal(locks, monkeypatch):
    if not locks:
        monkeypatch.setattr(files, "lock", lambda _: None)
    with pytest.raises(KeyboardInterrupt):
        program(Model(), after=crash(0))
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert other.stdout.readline().strip() == str(tg.runs()[0].path)
        run, _ = program(Model(), steps=1)
        assert notices(run, "going on already")
        assert tg.runs()[1].outcome == "going on"
        with pytest.raises(InputError, match="is going on"):
            tg.runs()[1].delete()
    finally:
        other.communicate("\n", timeout=30)


def test_a_run_that_was_overtaken_by_another_kernel_begins_anew(monkeypatch):
    interrupted(Model())
    taken = iter([False, True])
    monkeypatch.setattr("tgwidget.journal.writing.alive", lambda _: True)
    monkeypatch.setattr("tgwidget.journal.writing.lock", lambda _: next(taken))
    run, x = program(Model(), steps=1)
    assert notices(run, "a journal of its own")
    assert len(tg.runs()) == 2
    assert x.value == "words 3"
