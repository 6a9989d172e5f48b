"""Reads what an answer says of a picture, and compares it with what is seen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tgwidget.engine.simulated import numbers
from tgwidget.engine.simulated.advice import APART, COLOURS, SIZE, SMALL, Advice
from tgwidget.engine.simulated.colours import named
from tgwidget.engine.simulated.problem import Fault, explained, final_line
from tgwidget.engine.simulated.views import Shape, View

NOUN = r"(?:shapes?|figures?|forms?|objects?|things?|spots?|blobs?|dots?|areas?)"
MEASURED = re.compile(
    r"(?P<width>[0-9]{1,6})\s*(?:px|pixels?)?\s*(?:wide\s*)?(?:×|x|by|\*|and|,)\s*"
    r"(?P<height>[0-9]{1,6})\s*(?P<unit>px|pixels?)?",
    re.I,
)
NUMBERED = re.compile(
    rf"(?P<count>{numbers.NUMBER}|\bno|\ban?)\s+(?P<what>(?:[a-z]+\s+){{0,3}}?){NOUN}\b", re.I
)
SHARE = re.compile(r"[0-9.]{1,9}\s?%")


def listed(names: Sequence[str]) -> str:
    """Names as a list of words; "nothing" where there are none."""
    if len(names) < 2:
        return names[0] if names else "nothing"
    return f"{', '.join(names[:-1])} and {names[-1]}"


def stated(text: str) -> int | None:
    """How many shapes an answer says there are."""
    for part in (final_line(text) or "", text):
        part = SHARE.sub(" ", MEASURED.sub(" ", part))
        found = list(NUMBERED.finditer(part))
        plain = [one for one in found if not named(one["what"])]
        certain = [one for one in plain if one["count"].lower() not in ("a", "an")]
        if certain:
            return _number(certain[-1]["count"])
        if found:
            return sum(_number(one["count"]) for one in found)
        alone = numbers.find(part)
        if alone:
            return int(alone[-1].value)
        if re.search(r"\b(?:none|nothing)\b", part, re.I):
            return 0
    return None


def _number(text: str) -> int:
    return 0 if text.lower() == "no" else int(numbers.parse(text))


def count(text: str, shapes: Sequence[Shape], only: str, asked: bool) -> list[Fault]:
    """Faults of the number of shapes.

    Args:
        text: The answer.
        shapes: What it should have counted.
        only: The colour it should have kept to, or empty.
        asked: Whether this alone was asked, so that silence is wrong.
    """
    said, truth = stated(text), len(shapes)
    noun = f"{only} shape" if only else "shape"
    right = f"{truth} {noun}{'' if truth == 1 else 's'}"
    if said is None:
        return [Fault("it does not say how many shapes there are", APART, asked, f"{right}.")]
    if said == truth:
        return []
    opening = f"it says {said}, but there {'is' if truth == 1 else 'are'} {right}"
    return explained(opening, _why(said, shapes))


def _why(said: int, shapes: Sequence[Shape]) -> list[tuple[str, Advice]]:
    colours = [shape.colour for shape in shapes]
    kinds = set(colours)
    merged = ("it takes shapes of one colour for a single one", APART)
    small = (f"it overlooks the smallest, which is {colours[-1]}", SMALL) if shapes else merged
    if said > len(shapes):
        return [("it counts something that is no shape of its own", APART)]
    if said == len(kinds) < len(colours) - 1:
        return [merged]
    if said == len(set(colours[:-1])) and said < len(colours) - 1:
        return [merged, small]
    if said == len(colours) - 1:
        # One less can come from either.
        return [small, merged] if len(kinds) == said else [small]
    return [merged]


def colours(text: str, view: View, asked: bool) -> list[Fault]:
    """Faults of the colours that an answer names."""
    said, seen = named(text), view.colours()
    full = f"The colours: {listed(seen)} on {view.background}."
    lost = [name for name in seen if name not in said]
    extra = [name for name in said if name not in (*seen, view.background)]
    faults: list[Fault] = []
    if lost and not said:
        faults.append(Fault("it names no colours", COLOURS, asked, full))
    elif lost:
        faults.append(Fault(f"it leaves out {listed(lost)}", COLOURS, True))
    if extra:
        faults.append(Fault(f"it names {listed(extra)}, which is not there", COLOURS, True))
    return faults


def size(text: str, view: View, asked: bool) -> list[Fault]:
    """Faults of the size that an answer gives."""
    found = list(MEASURED.finditer(text))
    measured = [one for one in found if one["unit"]] or (found if asked else [])
    right = f"{view.width} × {view.height} pixels"
    if not measured:
        return [Fault("it does not say how large the picture is", SIZE, asked, f"Size: {right}.")]
    width, height = int(measured[-1]["width"]), int(measured[-1]["height"])
    if (width, height) == (view.width, view.height):
        return []
    if (height, width) == (view.width, view.height):
        return [Fault(f"it swaps width and height: {right} is right", SIZE, True)]
    return [Fault(f"it says {width} × {height}, but {right} is right", SIZE, True)]
