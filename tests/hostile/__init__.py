"""Texts that a model might say to do harm: data for the tests of every place that shows text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

PATH = Path(__file__).parent / "texts.json"


@dataclass(frozen=True)
class Hostile:
    """A text, and what it tries."""

    kind: str
    text: str


def texts() -> tuple[Hostile, ...]:
    """All of them; the long ones are kept as a unit and how often it is repeated."""
    rows = json.loads(PATH.read_text())
    return tuple(
        Hostile(row["kind"], row.get("text") or row["unit"] * row["times"]) for row in rows
    )
