"""One pause for all callers of a provider: when it asks one of them to slow down, all of them do.

Without it, each of 16 calls at once would run into the refusal by itself, and each refusal makes
some providers more strict.
"""

from __future__ import annotations

import time

_until: dict[str, float] = {}


def begin(account: str, seconds: float) -> None:
    """Let nobody ask for a while; a longer pause that has begun stays.

    Args:
        account: Who asked for it, as ``Engine.account`` names it.
        seconds: How long.
    """
    _until[account] = max(_until.get(account, 0.0), time.monotonic() + seconds)


def left(account: str) -> float:
    """Seconds until it may be asked again; 0.0 if it may now."""
    until = _until.get(account)
    if until is None:
        return 0.0
    rest = until - time.monotonic()
    if rest <= 0:
        del _until[account]
    return max(rest, 0.0)
