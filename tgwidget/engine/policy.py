"""How patient and how eager a runner is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """Limits of one engine's runner.

    Args:
        retries: Attempts after the first, for errors that may pass.
        wait: Seconds before the second attempt; doubled for each one after it, with jitter.
        longest_wait: Seconds that no wait exceeds, a provider's Retry-After included.
        first_token: Seconds an attempt may take to its first piece of text.
        between_tokens: Seconds between two pieces.
        total: Seconds a call may take in all, its retries included, once it is its turn.
        concurrency: Requests in flight at once.
        max_characters: Longest reply that is believed to be one.
    """

    retries: int = 3
    wait: float = 0.5
    longest_wait: float = 30.0
    first_token: float = 120.0
    between_tokens: float = 60.0
    total: float = 600.0
    concurrency: int = 16
    max_characters: int = 400_000
