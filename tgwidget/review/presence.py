"""Whether a person can answer: what every desk begins with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import count

from tgwidget.events import Event
from tgwidget.review.hosts import Unheard

GRACE = 20.0
"""Seconds that a page gets to show itself before a question is answered by the headless policy."""


class Presence:
    """Knows whether a page is there.

    Args:
        emit: Where its events go.
    """

    def __init__(self, emit: Callable[[Event], None]) -> None:
        self._emit = emit
        self._ids = count(1)
        self.expects_page = False
        self.unheard: Unheard | None = None
        self._page = asyncio.Event()

    def page_seen(self) -> None:
        """A page has said that it is here."""
        self.expects_page = True
        self._page.set()

    @property
    def page_answers(self) -> bool:
        """Whether a page has said that it is here."""
        return self._page.is_set()

    async def attended(self) -> bool:
        """Whether a person can answer; waits ``GRACE`` seconds for a page that should come."""
        if self.unheard or not self.expects_page:
            return False
        try:
            await asyncio.wait_for(self._page.wait(), GRACE)
        except TimeoutError:
            return False
        return True
