"""Many replies that arrive at once are read together, at each tick of a common clock.

A token at a time, 32 replies wake the loop 1,600 times a second, and waking is most of what a token
costs. Between two ticks their sockets rest: the system keeps what arrives.
"""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import aiohttp

FEW = 8
"""So many replies at once are read as they come."""

TICK = 0.06
"""Seconds between two reads of a reply, where there are more: a page hears hardly more often."""

_arriving = 0


@contextmanager
def counted() -> Generator[None]:
    """Count a reply among those that arrive."""
    global _arriving
    _arriving += 1
    try:
        yield
    finally:
        _arriving -= 1


def rest(response: aiohttp.ClientResponse) -> None:
    """Let the socket of a reply rest until the next tick, if many arrive.

    Args:
        response: The reply, of which all has been read that came.
    """
    if _arriving <= FEW or response.connection is None:
        return
    transport = response.connection.transport
    # One that does not read is held back by aiohttp, which lets it go on when it can.
    if transport is not None and transport.is_reading():
        loop = asyncio.get_running_loop()
        transport.pause_reading()
        loop.call_at((loop.time() // TICK + 1) * TICK, transport.resume_reading)
