"""Named texts and images as the parts of one message."""

from __future__ import annotations

from collections.abc import Sequence

from tgwidget.content import Content, Image


def labelled(fields: Sequence[tuple[str, Content]]) -> list[Content]:
    """The parts of a message: a text beside its name, an image after its name.

    Args:
        fields: (name, value) pairs, in order.
    """
    parts: list[Content] = []
    for name, value in fields:
        parts += [f"{name}:", value] if isinstance(value, Image) else [f"{name}: {value}"]
    return parts
