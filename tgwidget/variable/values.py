"""What a variable may hold."""

from __future__ import annotations

from tgwidget.content import Content, Image, load_image, load_image_file
from tgwidget.errors import ImageError, InputTypeError


def content(value: object, role: str) -> Content:
    """A value as a variable keeps it: a text, or a picture.

    Args:
        value: What the user gave: a text, a number, or the bytes of an image.
        role: The variable's role, for the error.

    Raises:
        InputTypeError: If it is of another type.
        ImageError: If the bytes are not an image that can be shown.
    """
    if isinstance(value, str | Image):
        return value
    if isinstance(value, bool) or not isinstance(value, bytes | int | float):
        kind = "None" if value is None else f"a {type(value).__name__}"
        raise InputTypeError(
            f"the variable {role!r} cannot hold {kind}",
            "give a text, a number, or the bytes of an image",
        )
    return _picture(value, role) if isinstance(value, bytes) else str(value)


def content_of_file(path: str, role: str) -> Image:
    """The picture in a file.

    Args:
        path: Where it is.
        role: The variable's role, for the error.

    Raises:
        ImageError: If there is no such file, or it is not an image that can be shown.
    """
    return _picture(path, role)


def _picture(given: bytes | str, role: str) -> Image:
    try:
        return load_image(given) if isinstance(given, bytes) else load_image_file(given)
    except ImageError as error:
        raise ImageError(f"the variable {role!r}: {error.message}", error.hint) from None


def must_be_bool(name: str, value: object, role: str) -> bool:
    """The value of a setting that is on or off.

    Raises:
        InputTypeError: If it is neither.
    """
    if not isinstance(value, bool):
        raise InputTypeError(
            f"{name}={value!r} of the variable {role!r} is neither True nor False",
            f"write {name}=True or {name}=False",
        )
    return value
