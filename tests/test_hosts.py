"""A run in a notebook whose running cells hear no click: it says so at once, and what to do."""

import sys
import threading
from types import SimpleNamespace

import pytest

import tgwidget as tg
from tgwidget import runtime
from tgwidget.errors import ReviewNeededError
from tgwidget.events import Candidate
from tgwidget.optimizer.proposal import Proposal


@pytest.fixture
def marimo(monkeypatch):
    class Thread(threading.Thread):
        pass

    monkeypatch.delenv("TGWIDGET_REVIEW", raising=False)
    here = SimpleNamespace(running_in_notebook=lambda: True, Thread=Thread)
    monkeypatch.setitem(sys.modules, "marimo", here)
    return here


def ask(run):
    variable = tg.Variable("old", role_description="answer")
    return runtime.run(run.review([Proposal(variable, "old", (Candidate("new"),), id="p")]))


def test_a_running_cell_of_marimo_does_not_wait_for_a_click_that_cannot_come(marimo):
    with tg.Run("blocked") as run:
        runtime.call_soon(run.desk.page_seen)
        with pytest.raises(ReviewNeededError, match="hears no click") as caught:
            ask(run)
    assert "tg.start(work)" in caught.value.hint
    assert 'review="accept"' in caught.value.hint


def test_marimos_own_thread_waits_for_the_page(marimo):
    asked = []

    def work():
        with tg.Run("threaded") as run:
            asked.append(run.desk.unheard)

    thread = marimo.Thread(target=work)
    thread.start()
    thread.join()
    assert asked == [None]


def test_elsewhere_nothing_is_said_of_marimo(monkeypatch):
    monkeypatch.delenv("TGWIDGET_REVIEW", raising=False)
    with tg.Run("plain") as run, pytest.raises(ReviewNeededError) as caught:
        ask(run)
    assert "marimo" not in str(caught.value)
    assert "JupyterLab" in caught.value.hint
