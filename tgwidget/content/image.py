"""Texts and images as values."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from tgwidget.events import Picture, Region

IMAGE_TOKENS = 1_000
"""What a picture counts in a request, about what large ones do with most providers."""


@dataclass(frozen=True)
class Image:
    """A picture that passed the limits, re-encoded without its metadata.

    Args:
        data: PNG or JPEG bytes.
        mime: ``image/png`` or ``image/jpeg``.
        width: Pixels.
        height: Pixels.
    """

    data: bytes = field(repr=False)
    mime: str
    width: int
    height: int

    @cached_property
    def sha256(self) -> str:
        """Digest of the bytes: the image's name in caches and events."""
        return hashlib.sha256(self.data).hexdigest()

    def data_uri(self) -> str:
        """The image as a ``data:`` address, as model providers take it."""
        return f"data:{self.mime};base64,{base64.b64encode(self.data).decode()}"

    def __str__(self) -> str:
        return f"[image {self.width} × {self.height}]"

    def __reduce__(self) -> tuple[type[Image], tuple[bytes, str, int, int]]:
        return Image, (self.data, self.mime, self.width, self.height)

    def picture(self) -> Picture:
        """The image as the page shows it, with a thumbnail."""
        return Picture(self.sha256, self.width, self.height, self._thumbnail)

    def holds(self, region: Region) -> bool:
        """Whether a region lies within the image."""
        across = 0 <= region.left < region.left + region.width <= self.width
        return across and 0 <= region.top < region.top + region.height <= self.height

    @cached_property
    def _thumbnail(self) -> str:
        from tgwidget.content.views import thumbnail

        return base64.b64encode(thumbnail(self).data).decode()


Content = str | Image


def tokens(content: Content) -> int:
    """About how many tokens a text or a picture takes, rather too many than too few.

    No tokenizer is loaded: three bytes of UTF-8 count as one token, which is a third too many for
    English and about right for Chinese.
    """
    if isinstance(content, Image):
        return IMAGE_TOKENS
    return -(-len(content.encode(errors="replace")) // 3)
