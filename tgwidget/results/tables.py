"""A run's decisions as tables for other programs: CSV that no spreadsheet runs, pandas, JSON."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tgwidget.errors import MissingPackageError
from tgwidget.events.wire import Logged, clean
from tgwidget.report.story import Story, totals
from tgwidget.results.best import Told
from tgwidget.results.rows import Row, columns, rows

if TYPE_CHECKING:
    import pandas

FORMAT = "tgwidget results"
VERSION = 1
# https://owasp.org/www-community/attacks/CSV_Injection, and the signs that some programs take for
# them. A text that looks as if it had been made safe already is made safe again, so that taking
# one apostrophe away always gives back what there was.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def safe(cell: object) -> object:
    """A cell that a spreadsheet shows and does not run: an apostrophe stands before a formula."""
    if isinstance(cell, str) and _FORMULA.match(cell):
        return f"'{cell}"
    return "" if cell is None else cell


def unsafe(cell: str) -> str:
    """What ``safe`` was given, for who reads the table with a program."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:]) else cell


def to_csv(log: Sequence[Logged]) -> str:
    """The decisions as CSV, every text in quotation marks.

    Args:
        log: The run's events, in order.
    """
    table = rows(log)
    names = columns(table)
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
    writer.writerow([safe(name) for name in names])
    for row in table:
        flat = row.flat()
        writer.writerow([safe(flat.get(name)) for name in names])
    return text.getvalue()


def to_pandas(log: Sequence[Logged]) -> pandas.DataFrame:
    """The decisions as a DataFrame, with whole numbers that may be missing as ``Int64``.

    Args:
        log: The run's events, in order.

    Raises:
        MissingPackageError: If pandas is not installed.
    """
    try:
        import pandas
    except ImportError as error:
        raise MissingPackageError("pandas is not installed", "pip install pandas") from error
    table = rows(log)
    names = columns(table)
    found: list[dict[str, Any]] = [row.flat() for row in table]
    frame = pandas.DataFrame(found, columns=pandas.Index(names))
    return frame.astype({"commit": "Int64", "step_tokens": "Int64"})


def to_json(log: Sequence[Logged]) -> str:
    """The results as one JSON object: the run, its parameters, what it took, and the rows.

    Args:
        log: The run's events, in order.
    """
    story, told = Story(log), Told(log)
    best, head, took = told.best(), told.values(told.commits.head), totals(story.calls)
    first, at_best = told.values(0), told.values(best.commit.number)
    started = story.started
    result = {
        "format": FORMAT,
        "version": VERSION,
        "run": story.name,
        "started": started.started if started else None,
        "review": started.review if started else None,
        "outcome": story.outcome,
        "seconds": round(story.seconds, 3),
        "calls": took.calls,
        "tokens": took.tokens,
        "cost": took.cost,
        "provenance": list(story.provenances),
        "best": {"commit": best.commit.number, "by": best.by, "score": best.score},
        "parameters": [
            {"role": role, "first": first[node], "last": head[node], "best": at_best[node]}
            for node, role in told.roles.items()
        ],
        "rows": [asdict(row) for row in rows(log)],
    }
    return json.dumps(clean(result), ensure_ascii=False, indent=1) + "\n"


__all__ = ["Row", "safe", "to_csv", "to_json", "to_pandas", "unsafe"]
