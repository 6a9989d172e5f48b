"""The pictures of a run, found again by their digest when a page wants to see one in large."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable
from weakref import WeakValueDictionary

from tgwidget.content import Image
from tgwidget.content.views import large
from tgwidget.errors import StaleDecisionError
from tgwidget.runtime import in_thread

KEPT = 50_000_000
"""Bytes of pictures that stay although the program holds them no longer, the newest ones."""


class Gallery:
    """The pictures that events of a run name, as far as they are still there."""

    def __init__(self) -> None:
        self._alive: WeakValueDictionary[str, Image] = WeakValueDictionary()
        self._newest: OrderedDict[str, Image] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, image: Image) -> None:
        """Keep a picture for a while, and find it for as long as anybody holds it."""
        with self._lock:
            self._alive[image.sha256] = self._newest[image.sha256] = image
            self._newest.move_to_end(image.sha256)
            while sum(len(one.data) for one in self._newest.values()) > KEPT:
                self._newest.popitem(last=False)

    async def look(self, sha256: str) -> str:
        """A picture in a size to look at, as a ``data:`` address.

        Args:
            sha256: Its digest.

        Raises:
            StaleDecisionError: If it is gone.
        """
        image = self._alive.get(sha256)
        if image is None:
            raise StaleDecisionError("this picture is gone", "its preview is what is left of it")
        return await in_thread(lambda: large(image).data_uri(), "tgwidget picture")

    def addresses(self, names: Iterable[str]) -> dict[str, str]:
        """Those pictures that are still there in a size to look at, as ``data:`` addresses.

        Args:
            names: Their digests.
        """
        found = {name: self._alive.get(name) for name in names}
        return {name: large(image).data_uri() for name, image in found.items() if image}
