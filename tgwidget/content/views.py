"""What is shown of an image: small on a card, large in the pane, one region of it to a model."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from tgwidget.content.image import Image
from tgwidget.content.loading import encoded
from tgwidget.events import Region

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

THUMBNAIL = 256
"""Pixels of the longer side of a thumbnail, at most."""

LARGE = 1_600, 500_000
"""Pixels of the longer side of what a page looks at, and its bytes, at most."""

CROP = 224, 1_024
"""Pixels of the longer side of a region as a model sees it, at least and at most."""

QUALITIES = (88, 75, 60, 40)


def thumbnail(image: Image) -> Image:
    """The image as small as a card shows it."""
    small = _opened(image)
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return encoded(small, "JPEG" if image.mime == "image/jpeg" else "PNG", QUALITIES[1])


def large(image: Image) -> Image:
    """The image as large as a page looks at it: as it is, where that is not too large."""
    longest, most = LARGE
    if max(image.width, image.height) <= longest and len(image.data) <= most:
        return image
    shown = _opened(image)
    shown.thumbnail((longest, longest))
    return _within(most, shown, image.mime)


def crop(image: Image, region: Region) -> Image:
    """A region by itself, enlarged by a whole number where it is very small.

    Args:
        image: The picture.
        region: Which part of it; only what lies within it is shown.
    """
    least, longest = CROP
    right, bottom = region.left + region.width, region.top + region.height
    left, top = min(region.left, image.width - 1), min(region.top, image.height - 1)
    shown = _opened(image).crop(
        (left, top, min(max(right, left + 1), image.width), min(max(bottom, top + 1), image.height))
    )
    times = least // max(shown.size)
    if times > 1:
        shown = shown.resize((shown.width * times, shown.height * times), 0)
    shown.thumbnail((longest, longest))
    return _within(LARGE[1], shown, image.mime)


def _opened(image: Image) -> PillowImage:
    from PIL import Image as Pillow

    with Pillow.open(io.BytesIO(image.data)) as opened:
        # A palette or single bits cannot be scaled.
        return opened.convert("RGBA" if "A" in opened.getbands() else "RGB")


def _within(most: int, picture: PillowImage, mime: str) -> Image:
    """The picture in so many bytes: without loss where that fits, then ever more coarsely."""
    if mime == "image/png":
        whole = encoded(picture, "PNG")
        if len(whole.data) <= most:
            return whole
    flat = _on_white(picture)
    found = encoded(flat, "JPEG", QUALITIES[0])
    for quality in QUALITIES[1:]:
        if len(found.data) > most:
            found = encoded(flat, "JPEG", quality)
    return found


def _on_white(picture: PillowImage) -> PillowImage:
    from PIL import Image as Pillow

    if picture.mode != "RGBA":
        return picture
    white = Pillow.new("RGBA", picture.size, "white")
    return Pillow.alpha_composite(white, picture).convert("RGB")
