"""The five pieces of work beside TextGrad: ``python -m tests.bench.beside``.

TextGrad lives in ``.kernels/textgrad`` with its packages (0.7 GB), installed on first use. Where it
cannot be installed, our figures stand alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

from tests.bench.five import ROWS
from tests.bench.table import table
from tests.browser.environments import KERNELS

TEXTGRAD = "textgrad==0.1.8"
HOME = KERNELS / "textgrad"

Figures = dict[str, tuple[float, int]]


def theirs() -> Path | None:
    """The interpreter that has TextGrad, ``None`` where it cannot be installed."""
    python, stamp = HOME / "bin/python", HOME / "stamp"
    wanted = f"{TEXTGRAD} on {sys.version_info[:2]}"
    if stamp.is_file() and stamp.read_text() == wanted:
        return python
    print(f"installing {TEXTGRAD} into {HOME}", flush=True)
    shutil.rmtree(HOME, ignore_errors=True)
    venv.create(HOME, with_pip=True)
    pip = (python, "-m", "pip", "install", "-q", "--disable-pip-version-check", TEXTGRAD)
    if subprocess.run(pip, check=False).returncode:
        return None
    stamp.write_text(wanted)
    return python


def figures(python: Path | str, module: str, times: int) -> Figures:
    """Seconds and calls of each row, with a module in a process of its own."""
    script = Path(__file__).with_name("five.py")
    local = {**os.environ, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}  # litellm asks the net for it
    with tempfile.TemporaryDirectory() as somewhere:  # TextGrad makes ./logs
        out = subprocess.check_output(
            [python, script, module, str(times)], cwd=somewhere, env=local, text=True
        )
    return json.loads(out)


def main() -> None:
    """Print the table."""
    other = theirs()
    them = figures(other, "textgrad", 1) if other else {}
    us = figures(sys.executable, "tgwidget", 3)
    rows: list[list[str]] = []
    for row, (_, latency, levels) in ROWS.items():
        seconds, calls = us[row]
        path = latency * levels
        cells = [row, str(calls), f"{path:.1f} s", f"{seconds:.3f} s", f"{seconds / path:.3f} ×"]
        if row in them:
            their_seconds, their_calls = them[row]
            cells += [
                str(their_calls),
                f"{their_seconds:.2f} s",
                f"{their_seconds / seconds:.1f} ×",
            ]
        else:
            cells += ["–", "–", "–"]
        rows.append(cells)
    head = ["the same program, an engine that sleeps", "calls", "critical path", "tgwidget"]
    table([*head, "of the path", "calls", "textgrad", "of tgwidget"], rows)
    if other is None:
        print(f"{TEXTGRAD} could not be installed here: our figures stand alone\n")


if __name__ == "__main__":
    main()
