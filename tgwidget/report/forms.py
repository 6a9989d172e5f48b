"""Everything that a run can be exported as."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from tgwidget.events import Form
from tgwidget.events.wire import Logged, clean
from tgwidget.report.markdown import markdown
from tgwidget.report.page import page


def lines(log: Sequence[Logged]) -> str:
    """A log as one JSON object a line, nothing merged and nothing left out.

    Args:
        log: The run's events, in order.
    """
    told = (json.dumps(clean(one.to_json()), ensure_ascii=False) for one in log)
    return "".join(f"{one}\n" for one in told)


FORMS: Mapping[Form, Callable[[Sequence[Logged]], str]] = {
    "page": page,
    "report": markdown,
    "log": lines,
}
"""What makes the text of each."""
