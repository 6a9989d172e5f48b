"""Text and images as values: what may be loaded, its limits, and thumbnails."""

from __future__ import annotations

import base64
import hashlib
import io
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tgwidget.errors import ImageError
from tgwidget.events import Picture

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_BYTES = 10_000_000
MAX_PIXELS = 25_000_000
THUMBNAIL = 256
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

    @property
    def sha256(self) -> str:
        """Digest of the bytes: the image's name in caches and events."""
        return hashlib.sha256(self.data).hexdigest()

    def data_uri(self) -> str:
        """The image as a ``data:`` address, as model providers take it."""
        return f"data:{self.mime};base64,{base64.b64encode(self.data).decode()}"

    def __str__(self) -> str:
        return f"[image {self.width} × {self.height}]"

    def picture(self) -> Picture:
        """The image as the page shows it, with a thumbnail."""
        return Picture(self.sha256, self.width, self.height, _thumbnail(self.data))


Content = str | Image


def tokens(content: Content) -> int:
    """About how many tokens a text or a picture takes, rather too many than too few.

    No tokenizer is loaded: three bytes of UTF-8 count as one token, which is a third too many for
    English and about right for Chinese.
    """
    if isinstance(content, Image):
        return IMAGE_TOKENS
    return -(-len(content.encode(errors="replace")) // 3)


def load_image(data: bytes) -> Image:
    """Check and re-encode a picture.

    Args:
        data: The bytes of a PNG, JPEG, WEBP or GIF (its first frame), at most 10 MB and
            25 megapixels.

    Returns:
        The image, without EXIF or any other metadata.

    Raises:
        ImageError: If the bytes are not such a picture, or too large.
    """
    from PIL import Image as Pillow
    from PIL import ImageOps

    if len(data) > MAX_BYTES:
        raise ImageError(
            f"an image of {len(data) / 1e6:.1f} MB is over the limit of {MAX_BYTES / 1e6:g} MB",
            "scale it down first",
        )
    try:
        with Pillow.open(io.BytesIO(data), formats=FORMATS) as opened:
            pixels = opened.width * opened.height
            if pixels > MAX_PIXELS:
                raise ImageError(
                    f"an image of {opened.width} × {opened.height} pixels is over the limit of "
                    f"{MAX_PIXELS / 1e6:g} megapixels",
                    "scale it down first",
                )
            kind = "JPEG" if opened.format == "JPEG" else "PNG"
            upright = ImageOps.exif_transpose(opened)
            return _encode(upright, kind)
    except ImageError:
        raise
    except Exception as error:
        raise ImageError(
            f"these {len(data):,} bytes are not an image that can be read ({type(error).__name__})",
            "give the bytes of a PNG, JPEG, WEBP or GIF file",
        ) from error


def load_image_file(path: str) -> Image:
    """Read a picture from a file.

    Args:
        path: Where the file is.

    Returns:
        The image, checked and re-encoded.

    Raises:
        ImageError: If there is no such file, or it is not a picture.
    """
    file = Path(path)
    if not file.is_file():
        raise ImageError(f"there is no image file at {path!r}", "check image_path")
    if file.stat().st_size > MAX_BYTES:
        raise ImageError(f"{path!r} is over the limit of {MAX_BYTES / 1e6:g} MB", "scale it down")
    return load_image(file.read_bytes())


def _encode(picture: PillowImage, kind: str) -> Image:
    keep = ("RGB", "L") if kind == "JPEG" else ("RGB", "RGBA", "L", "LA", "1")
    flat = picture if picture.mode in keep else picture.convert("RGB" if kind == "JPEG" else "RGBA")
    flat.info.clear()  # comments and profiles would be written again
    out = io.BytesIO()
    flat.save(out, kind, **({"quality": 92} if kind == "JPEG" else {}))
    return Image(out.getvalue(), f"image/{kind.lower()}", picture.width, picture.height)


@lru_cache(maxsize=64)
def _thumbnail(data: bytes) -> str:
    from PIL import Image as Pillow

    with Pillow.open(io.BytesIO(data)) as opened:
        small = opened.convert("RGBA" if "A" in opened.getbands() else "RGB")
        small.thumbnail((THUMBNAIL, THUMBNAIL))
        out = io.BytesIO()
        small.save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode()
