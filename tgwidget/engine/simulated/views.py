"""Looks at a picture by rule: its size, its background, and the shapes on it with their colours.

What was seen is one sentence that stands in the picture's place, so the readers of text read it
like any other problem.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from tgwidget.content import Content, Image
from tgwidget.engine.base import Message, Request
from tgwidget.engine.simulated.colours import name_of
from tgwidget.engine.simulated.shapes import Spot, spots

SIDE = 160
"""Pixels of the longer side of the copy that is looked at."""
MAIN_COLOURS = 16
APART = 48
"""How far two colours are apart, in each of red, green and blue, to count as two."""
LEAST = 0.0004
"""The share of the copy's pixels that a colour or a shape needs; less is a speck."""
MOST_SHAPES = 99
SENTENCE = re.compile(
    r"\[picture (?P<width>[0-9]{1,6}) × (?P<height>[0-9]{1,6}) pixels; "
    r"background (?P<ground>[a-z]+); "
    r"shapes: (?P<shapes>[a-z0-9 .%,]{1,4000})\]"
)
SHAPE = re.compile(r"(?P<colour>[a-z]+) (?P<share>[0-9]+(?:\.[0-9]+)?)%")
NOTHING = "none"

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Shape:
    """One shape: the name of its colour, and how much of the picture it covers, in percent."""

    colour: str
    share: float


@dataclass(frozen=True)
class View:
    """What is seen of a picture.

    Args:
        width: Pixels.
        height: Pixels.
        background: The name of the colour around the shapes.
        shapes: The shapes, the largest first.
    """

    width: int
    height: int
    background: str
    shapes: tuple[Shape, ...]

    def sentence(self) -> str:
        """The view as a sentence that ``read`` reads."""
        shapes = ", ".join(f"{shape.colour} {shape.share:g}%" for shape in self.shapes)
        return (
            f"[picture {self.width} × {self.height} pixels; background {self.background}; "
            f"shapes: {shapes or NOTHING}]"
        )

    def colours(self) -> tuple[str, ...]:
        """The colours of the shapes, each once, the most of it first."""
        return tuple(dict.fromkeys(shape.colour for shape in self.shapes))


def read(text: str) -> View | None:
    """The first view that a text holds."""
    found = SENTENCE.search(text)
    if found is None:
        return None
    shapes = (Shape(one["colour"], float(one["share"])) for one in SHAPE.finditer(found["shapes"]))
    return View(int(found["width"]), int(found["height"]), found["ground"], tuple(shapes))


def seen(request: Request) -> Request:
    """The request with a sentence in place of each picture of the user's."""
    return replace(request, messages=tuple(_told(message) for message in request.messages))


def _told(message: Message) -> Message:
    images = [part for part in message.parts if isinstance(part, Image)]
    if not images or message.role != "user":
        return message
    parts: list[Content] = list(message.parts)
    if isinstance(parts[0], str) and parts[0].count(str(images[0])) and len(parts) > len(images):
        # A prompt about an exchange names its pictures where they stood, and they follow it.
        text, after = parts[0], parts[1:]
        for image in images:
            text = text.replace(str(image), look(image).sentence(), 1)
        return Message(message.role, (text, *(one for one in after if isinstance(one, str))))
    return Message(
        message.role,
        tuple(look(part).sentence() if isinstance(part, Image) else part for part in parts),
    )


def look(image: Image) -> View:
    """What is seen of a picture; of one that cannot be read, its size alone."""
    try:
        ground, shapes = _looked(image.data)
    except Exception:
        ground, shapes = "unknown", ()
    return View(image.width, image.height, ground, shapes)


@lru_cache(maxsize=32)
def _looked(data: bytes) -> tuple[str, tuple[Shape, ...]]:
    from PIL import Image as Pillow

    with Pillow.open(io.BytesIO(data)) as opened:
        opened.draft("RGB", (2 * SIDE, 2 * SIDE))
        scale = max(1.0, max(opened.size) / SIDE)
        size = (max(1, round(opened.width / scale)), max(1, round(opened.height / scale)))
        # The nearest pixel, not a mean: a mean makes colours that the picture does not have.
        small = opened.resize(size, Pillow.Resampling.NEAREST).convert("RGBA")
        flat = Pillow.new("RGBA", size, "white")
        flat.alpha_composite(small)
        raw = flat.convert("RGB").tobytes()
    pixels = list(zip(raw[0::3], raw[1::3], raw[2::3], strict=True))
    main, labels = _labelled(pixels)
    ground = _background(labels, *size)
    found = spots(labels.translate(_shaded(main, ground)), *size)
    least = max(9.0, LEAST * len(pixels))
    shapes = [one for one in found if one.label != ground and _counts(one, ground, least)]
    shapes.sort(key=lambda one: (-one.area, one.top, one.left))
    named = tuple(
        Shape(name_of(main[one.label]), max(0.1, round(100 * one.area / len(pixels), 1)))
        for one in shapes[:MOST_SHAPES]
    )
    return name_of(main[ground]), named


def _counts(spot: Spot, ground: int, least: float) -> bool:
    """Whether it is a shape: thick enough, or a line of its own; the blurred rim of one is not."""
    if spot.area < least:
        return False
    return spot.thick or spot.beside.get(ground, 0) >= 0.8 * sum(spot.beside.values())


def _labelled(pixels: Sequence[Colour]) -> tuple[list[Colour], bytes]:
    """The main colours, and for each pixel the place of the one that is nearest."""
    counts = Counter(pixels)
    least = max(6.0, LEAST * len(pixels))
    main: list[Colour] = []
    for colour, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])):
        if count < least or len(main) >= MAIN_COLOURS:
            break
        if all(max(abs(x - y) for x, y in zip(colour, one, strict=True)) > APART for one in main):
            main.append(colour)
    main = main or [counts.most_common(1)[0][0]]
    nearest = {
        colour: min(
            range(len(main)),
            key=lambda at: sum((x - y) ** 2 for x, y in zip(colour, main[at], strict=True)),
        )
        for colour in counts
    }
    return main, bytes(nearest[pixel] for pixel in pixels)


def _shaded(main: Sequence[Colour], ground: int) -> bytes:
    """A table that makes shades of one colour one label, the background's own left out."""
    names = [name_of(colour) for colour in main]
    first = {names[at]: at for at in reversed(range(len(main))) if at != ground}
    table = [ground if at == ground else first[name] for at, name in enumerate(names)]
    return bytes((*table, *range(len(table), 256)))


def _background(labels: bytes, width: int, height: int) -> int:
    rim = Counter(labels[:width] + labels[-width:])
    rim.update(labels[::width] + labels[width - 1 :: width])
    return min(rim, key=lambda label: (-rim[label], label))
