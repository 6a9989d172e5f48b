"""Who sits at the page, where nobody said."""

from __future__ import annotations

import getpass
from functools import cache


@cache
def person() -> str:
    """The name under which the kernel runs; empty where the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # what it raises differs between versions of Python
        return ""
