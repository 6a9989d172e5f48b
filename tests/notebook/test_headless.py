"""Without a person nothing hangs: notebooks run as nbclient, nbval and papermill run them."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

CELLS = (
    "%load_ext tgwidget",
    "%%tg shirts\n"
    "import tgwidget as tg\n"
    "tg.set_backward_engine('simulated')\n"
    "answer = tg.Variable('1.2 hours', role_description='answer to the question')\n"
    "loss = tg.TextLoss('If it takes 1 hour to dry 25 shirts, how long for 30? Be critical.')\n"
    "optimizer = tg.TGD(parameters=[answer])\n"
    "loss(answer).backward()\n"
    "optimizer.step()",
    "print('done')",
)
QUICK = 15.0
"""Seconds; a page that should come is waited for longer than this."""


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    notebook: Any = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
    return notebook


def execute(book: Any) -> None:
    NotebookClient(book, timeout=60, kernel_name="python3").execute()


def test_a_question_fails_at_once_and_says_what_to_set(book: Any) -> None:
    began = time.monotonic()
    with pytest.raises(CellExecutionError, match="ReviewNeededError") as caught:
        execute(book)
    assert time.monotonic() - began < QUICK
    assert "TGWIDGET_REVIEW" in str(caught.value)


def test_the_policy_of_the_environment_decides(book: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TGWIDGET_REVIEW", "accept")
    execute(book)
    assert book.cells[2].outputs[0]["text"] == "done\n"
    shown = [out["data"] for out in book.cells[1].outputs if out["output_type"] == "display_data"]
    assert [data["text/plain"] for data in shown] == ["Run('shirts')"] * 2
    widget, picture = shown
    assert "application/vnd.jupyter.widget-view+json" in widget
    assert "shirts" in picture["text/html"], "what remains where no widget can be"
    assert "answer to the question, accepted" in picture["text/html"]
    (state,) = book.metadata["widgets"].values()
    logs = [model["state"]["log"] for model in state["state"].values() if "log" in model["state"]]
    assert logs[0]["events"][-1]["type"] == "RunEnded", "what is saved is the whole run"


def tool(directory: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def both(book: Any, directory: Path) -> None:
    """One notebook that nobody can answer, and one that is told what to do."""
    nbformat.write(book, directory / "asks.ipynb")
    book.cells[0].source = f"%env TGWIDGET_REVIEW=accept\n{book.cells[0].source}"
    nbformat.write(book, directory / "accepts.ipynb")


def test_papermill_ends(book: Any, tmp_path: Path) -> None:
    both(book, tmp_path)
    code = (
        "from papermill import execute_notebook as run\n"
        "run('accepts.ipynb', 'out.ipynb', progress_bar=False)\n"
        "print('accepted')\n"
        "run('asks.ipynb', 'out.ipynb', progress_bar=False)"
    )
    done = tool(tmp_path, "-c", code)
    assert done.stdout.strip() == "accepted", done.stderr
    assert "ReviewNeededError" in done.stderr
    assert "TGWIDGET_REVIEW" in done.stderr


def test_nbval_ends(book: Any, tmp_path: Path) -> None:
    both(book, tmp_path)
    lax = ("-m", "pytest", "-v", "-p", "no:cacheprovider", "--nbval-lax")
    done = tool(tmp_path, *lax, "accepts.ipynb", "asks.ipynb")
    ends = re.findall(r"(\w+)::ipynb::Cell (\d) (\w+)", done.stdout)
    assert [end for name, _, end in ends if name == "accepts"] == ["PASSED"] * 3
    assert ("asks", "1", "FAILED") in ends
    assert "TGWIDGET_REVIEW" in done.stdout


def test_plain_python_shows_nothing_and_fails_clearly(tmp_path: Path) -> None:
    script = "import tgwidget as tg\n" + CELLS[1].partition("\n")[2].replace(
        "optimizer.step()", "with tg.Run('shirts'): optimizer.step()"
    )
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert time.monotonic() - began < QUICK
    assert "ReviewNeededError" in done.stderr
    assert done.stdout == ""
