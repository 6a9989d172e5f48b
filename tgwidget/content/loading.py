"""What may be loaded as an image, and what is kept of it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from tgwidget.content.image import Image
from tgwidget.errors import ImageError

if TYPE_CHECKING:
    from PIL.Image import Image as PillowImage

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MAX_BYTES = 10_000_000
MAX_PIXELS = 25_000_000


def load_image(data: bytes) -> Image:
    """Check and re-encode a picture.

    Args:
        data: The bytes of a PNG, JPEG, WEBP or GIF (its first frame), at most 10 MB and
            25 megapixels.

    Returns:
        The image, upright, without EXIF or any other metadata.

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
            if opened.width * opened.height > MAX_PIXELS:
                raise _too_large(f"{opened.width} × {opened.height} pixels")
            kind = "JPEG" if opened.format == "JPEG" else "PNG"
            return encoded(ImageOps.exif_transpose(opened), kind)
    except ImageError:
        raise
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise _too_large("so many pixels") from error
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


def encoded(picture: PillowImage, kind: str, quality: int = 92) -> Image:
    """An image of these pixels, and of nothing else that came with them.

    Args:
        picture: The pixels.
        kind: ``PNG`` or ``JPEG``, which knows no transparency.
        quality: Of a JPEG, up to 95.
    """
    keep = ("RGB", "L") if kind == "JPEG" else ("RGB", "RGBA", "L", "LA", "1")
    flat = picture
    if flat.mode.startswith("I"):
        flat = flat.point(lambda level: level / 256).convert("L")  # 16 bits a pixel
    if flat.mode not in keep:
        flat = flat.convert("RGB" if kind == "JPEG" else "RGBA")
    flat.info.clear()  # comments and profiles would be written again
    out = io.BytesIO()
    flat.save(out, kind, **({"quality": quality} if kind == "JPEG" else {}))
    return Image(out.getvalue(), f"image/{kind.lower()}", picture.width, picture.height)


def _too_large(size: str) -> ImageError:
    return ImageError(
        f"an image of {size} is over the limit of {MAX_PIXELS / 1e6:g} megapixels",
        "scale it down first",
    )
