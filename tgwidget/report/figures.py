"""Figures as a person reads them."""

from __future__ import annotations


def short(count: int) -> str:
    """1234 as ``1.2k``."""
    if count < 1_000:
        return str(count)
    if count < 1_000_000:
        return f"{count / 1_000:.{1 if count < 10_000 else 0}f}k"
    return f"{count / 1_000_000:.1f}M"


def dollars(cost: float | None) -> str:
    """US dollars; unknown is not zero."""
    if cost is None:
        return "cost unknown"
    if cost == 0:
        return "$0.00"
    if cost < 0.0001:
        return "< $0.0001"
    return f"${cost:.{4 if cost < 1 else 2}f}"


def duration(seconds: float) -> str:
    """Seconds as ``0.31 s``, ``4.2 s``, ``2 min 5 s``."""
    if seconds >= 60:
        return f"{int(seconds // 60)} min {int(seconds % 60)} s"
    return f"{seconds:.{2 if seconds < 1 else 1 if seconds < 10 else 0}f} s"


def plural(count: int, word: str) -> str:
    """``1 step``, ``3 steps``."""
    return f"{count:,} {word}{'' if count == 1 else 's'}"
