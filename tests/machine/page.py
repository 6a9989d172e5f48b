"""The page's own fold of the same logs, in one batch."""

import json
import subprocess
from pathlib import Path

from tgwidget.events.wire import clean

ROOT = Path(__file__).parents[2]


def folded(logs):
    """What the page's store makes of each log, as ``Fold.told`` says it."""
    script = Path(__file__).with_name("fold.mjs")
    sent = json.dumps([[clean(entry.to_json()) for entry in log] for log in logs])
    done = subprocess.run(
        ["node", str(script), str(ROOT / "js")],
        input=sent, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    return json.loads(done.stdout)
