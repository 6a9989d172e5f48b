"""A path that is none is an error that says what it was to name."""

import pytest

import tgwidget as tg
from tgwidget.errors import InputError, WriteError
from tgwidget.history import Commits


def uses():
    """What takes a path, by what it names."""
    with tg.Run("empty", journal=None) as run:
        pass
    return {
        "what a review page saves": [run.apply_review],
        "what is written": [run.to_review, run.to_html, tg.Policy().save],
        "a journal": [tg.replay, lambda path: tg.Run("kept", journal=path)],
        "a policy": [tg.Policy.load],
    }


@pytest.mark.parametrize("wrong", [3, {}, b"x.json", Commits(), "", " ", "a\0b"])
def test_what_can_name_no_file(wrong):
    for what, those in uses().items():
        for use in those:
            with pytest.raises(InputError, match=f"{what} is a file") as failed:
                use(wrong)
            assert failed.value.hint


def test_a_folder_and_a_name_that_is_too_long(tmp_path):
    for wrong in (tmp_path, "x" * 5000):
        for use in (each for those in uses().values() for each in those):
            with pytest.raises((InputError, WriteError)) as failed:
                use(wrong).__enter__()
            assert failed.value.hint
