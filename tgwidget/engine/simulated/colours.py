"""Names of colours: of a pixel, and in people's words."""

from __future__ import annotations

import colorsys
import re

HUES = (
    (15, "red"), (45, "orange"), (70, "yellow"), (165, "green"), (197, "cyan"), (255, "blue"),
    (315, "purple"), (345, "pink"), (361, "red"),
)  # fmt: skip
OTHERS = {
    "gray": "grey", "violet": "purple", "magenta": "purple", "lilac": "purple",
    "turquoise": "cyan", "teal": "cyan", "aqua": "cyan", "crimson": "red", "scarlet": "red",
    "gold": "yellow", "golden": "yellow", "lime": "green", "navy": "blue",
}  # fmt: skip
NAMES = ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink", "brown", "black",
         "grey", "white")  # fmt: skip
NAMED = re.compile(rf"\b({'|'.join((*NAMES, *OTHERS))})\b", re.I)


def name_of(colour: tuple[int, int, int]) -> str:
    """The plain name of a colour.

    Args:
        colour: Red, green and blue, 0 to 255.
    """
    hue, saturation, light = colorsys.rgb_to_hsv(*(part / 255 for part in colour))
    degrees = 360 * hue
    if light < 0.2:
        return "black"
    if saturation < 0.12:
        return "white" if light > 0.92 else "grey"
    if saturation < 0.5 and light > 0.8 and (degrees < 15 or degrees >= 300):
        return "pink"
    if light < 0.7 and 0.3 < saturation < 0.95 and degrees < 45:
        return "brown"
    return next(name for end, name in HUES if degrees < end)


def named(text: str) -> list[str]:
    """The colours that a text names, each once, in order."""
    found = (match[1].lower() for match in NAMED.finditer(text))
    return list(dict.fromkeys(OTHERS.get(one, one) for one in found))
