"""Builds the front end before a wheel, an sdist or an editable install is made.

An sdist already holds the bundle, so installing one needs no node.
"""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FrontEnd(BuildHookInterface):  # type: ignore[type-arg] # hatchling leaves its config open
    """Runs ``npm ci`` and ``npm run build`` in ``js/``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, unless the bundle came with the source or the caller built it."""
        root = Path(self.root)
        bundle = root / "tgwidget/widget/static/widget.js"
        from_git = (root / ".git").exists()
        if os.environ.get("TGWIDGET_SKIP_JS") == "1" or (bundle.exists() and not from_git):
            return
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError(
                "building tgwidget from a git checkout needs node 20 or newer, with npm; "
                "a wheel or an sdist of it needs neither"
            )
        subprocess.check_call([npm, "ci", "--no-audit", "--no-fund"], cwd=root / "js")
        subprocess.check_call([npm, "run", "build"], cwd=root / "js")
