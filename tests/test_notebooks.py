"""The notebooks as they are kept: lessons with plain outputs, and nothing of who ran them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
WIDGET = "application/vnd.jupyter.widget"
TRACES = re.compile(r"/(?:home|Users|root|tmp|work)/|[A-Z]:\\\\|0x[0-9a-f]{6,}|\bsk-\w")

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text())


def code(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in read(path)["cells"] if cell["cell_type"] == "code"]


def test_the_lessons_are_numbered_without_a_gap() -> None:
    numbers = [int(path.stem.partition("-")[0]) for path in NOTEBOOKS]
    assert numbers == list(range(1, len(numbers) + 1))


@every_notebook
def test_it_was_run_from_top_to_bottom(path: Path) -> None:
    cells = code(path)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    assert not any(out["output_type"] == "error" for cell in cells for out in cell["outputs"])


@every_notebook
def test_no_widget_state_no_time_and_no_machine_is_kept(path: Path) -> None:
    book = read(path)
    assert set(book["metadata"]) == {"kernelspec", "language_info"}
    assert set(book["metadata"]["language_info"]) == {"name"}
    for cell in code(path):
        assert set(cell["metadata"]) <= {"tags"}
        for out in cell["outputs"]:
            assert not any(mime.startswith(WIDGET) for mime in out.get("data", {}))
            texts = {key: text for key, text in out.get("data", out).items() if key != "image/png"}
            assert not TRACES.search(json.dumps(texts)), texts


@every_notebook
def test_it_is_a_lesson_that_needs_no_key(path: Path) -> None:
    cells = read(path)["cells"]
    assert cells[0]["cell_type"] == "markdown"
    assert cells[0]["source"][0].startswith("# ")
    words = "".join(line for cell in cells for line in cell["source"])
    assert "no language model" in words or "set of rules" in words, "it says what `simulated` is"
    source = "".join(line for cell in code(path) for line in cell["source"])
    assert source.startswith("%load_ext tgwidget")
    assert "tg.Run(" in source
    assert "gpt-" not in source


def test_widgets_are_shown_by_a_word_where_no_widget_can_be() -> None:
    for path in NOTEBOOKS:
        for cell in code(path):
            if any("with tg.Run(" in line for line in cell["source"]):
                shown = [out["data"] for out in cell["outputs"] if "data" in out]
                assert any("text/html" in data for data in shown), (path, cell["id"])
