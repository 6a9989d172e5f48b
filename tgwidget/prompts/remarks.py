"""What persons said of texts and pictures that cannot change, as models that criticise are told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from tgwidget.content import Content, Image
from tgwidget.events import Region
from tgwidget.prompts.tags import Fence, fill

REMARKS = """
A person said this about what went into the same step. None of that can change, so it is part of \
the goal that the variable makes up for it, or makes use of it:
$remarks
"""
REMARK = "About $role:\n$said"
MARKED = """\
About $role, in a region of that picture ($size pixels) that begins $left pixels from its left and \
$top pixels from its top and is $width × $height pixels large. It is shown by itself as $name:
$said"""
BY_ITSELF = "$name, which a person marked:"
NAME = "region $number"
BY_A_PERSON = "A person said about $role$where: $said"
WHERE = " (the region $width × $height pixels at $left, $top of $size)"


@dataclass(frozen=True)
class Marked:
    """A region of a picture that a person marked.

    Args:
        size: Width and height of the whole picture, in pixels.
        region: Which part of it.
        alone: The region by itself.
    """

    size: tuple[int, int]
    region: Region
    alone: Image

    def place(self) -> dict[str, str]:
        """What the templates say of it."""
        numbers = {name: str(number) for name, number in asdict(self.region).items()}
        return {**numbers, "size": " × ".join(map(str, self.size))}


@dataclass(frozen=True)
class Remark:
    """What a person said of an input of the op that cannot change.

    Args:
        role: The input's role description.
        said: The person's words.
        marked: The part of a picture that it is about; ``None`` where it is about the whole.
    """

    role: str
    said: str
    marked: Marked | None = None

    def told(self, fence: Fence, name: str) -> str:
        """The remark in words, with all data fenced.

        Args:
            fence: The tags.
            name: What its region is called beside the region itself.
        """
        role, said = fence.wrap("ROLE", self.role), fence.wrap("REMARK", self.said)
        if not self.marked:
            return fill(REMARK, role=role, said=said)
        return fill(MARKED, role=role, said=said, name=name, **self.marked.place())

    def as_text(self) -> str:
        """The remark for a reader who sees it beside the criticism."""
        where = fill(WHERE, **self.marked.place()) if self.marked else ""
        return fill(BY_A_PERSON, role=self.role, where=where, said=self.said)

    def shown(self, name: str) -> tuple[Content, ...]:
        """The region by itself, below its name; nothing where there is none."""
        return (fill(BY_ITSELF, name=name), self.marked.alone) if self.marked else ()


def named(remarks: Sequence[Remark]) -> list[tuple[str, Remark]]:
    """Each remark with the name that its region has in one request."""
    return [(fill(NAME, number=str(n)), remark) for n, remark in enumerate(remarks, 1)]
