"""A file is there whole, or as it was before."""

import errno
import os

import pytest

from tgwidget.errors import TgError, WriteError
from tgwidget.report.files import write


def test_a_file_is_replaced_and_nothing_else_is_left(tmp_path):
    target = tmp_path / "run.html"
    assert write(target, "one\nzwei ü") == target
    write(str(target), "two")
    assert target.read_text() == "two"
    assert list(tmp_path.iterdir()) == [target]


def test_what_was_there_keeps_its_rights(tmp_path):
    target = tmp_path / "run.html"
    target.write_text("old")
    target.chmod(0o600)
    write(target, "new")
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_link_stays_a_link(tmp_path):
    link = tmp_path / "link.html"
    link.symlink_to(tmp_path / "real.html")
    write(link, "text")
    assert link.is_symlink()
    assert (tmp_path / "real.html").read_text() == "text"


def test_no_folder_says_to_make_it(tmp_path):
    with pytest.raises(WriteError, match="make the folder") as caught:
        write(tmp_path / "missing" / "run.html", "text")
    assert isinstance(caught.value, TgError | OSError)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(WriteError, match="is a folder"):
        write(tmp_path, "text")


@pytest.mark.parametrize(
    ("number", "hint"), [(errno.ENOSPC, "make room"), (errno.EACCES, "may write")]
)
def test_a_failure_on_the_way_leaves_the_old_text(tmp_path, monkeypatch, number, hint):
    target = tmp_path / "run.html"
    target.write_text("old")

    def fail(_handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(WriteError, match=hint):
        write(target, "new")
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_half_a_character_is_no_reason_to_fail(tmp_path):
    assert write(tmp_path / "a", "x\ud800y").read_text() == "x?y"
