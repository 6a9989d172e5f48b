"""What became of a reviewer's answers, for who applied them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tgwidget.markup import Markup, card, element, quiet


@dataclass(frozen=True)
class Line:
    """What became of one answer.

    Args:
        role: What the text is for; the item's id where nothing is known of it.
        said: What was answered, in words.
        applied: Whether it was done.
        why: Why it was refused; empty where it was done.
        comment: What the person had to say.
    """

    role: str
    said: str
    applied: bool
    why: str = ""
    comment: str = ""

    def __str__(self) -> str:
        what = f"{self.role}: {self.said}"
        comment = f" (“{' '.join(self.comment.split())}”)" if self.comment else ""
        return f"{what}{comment}" if self.applied else f"{what}{comment}, refused: {self.why}"


@dataclass(frozen=True, repr=False)
class ReviewReport:
    """What became of a reviewer's answers, in the order of the file.

    Args:
        who: The reviewer.
        lines: One for each answer.
    """

    who: str
    lines: tuple[Line, ...]

    @property
    def applied(self) -> tuple[Line, ...]:
        """The answers that were done."""
        return tuple(line for line in self.lines if line.applied)

    @property
    def refused(self) -> tuple[Line, ...]:
        """The answers that were not, each with why."""
        return tuple(line for line in self.lines if not line.applied)

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def __repr__(self) -> str:
        marks = (f"{'✓' if line.applied else '✗'} {line}" for line in self.lines)
        return "\n".join((self._head, *marks))

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": card(self._title, *map(_row, self.lines))}

    @property
    def _title(self) -> Markup:
        return element("div", element("b", element("bdi", self._head)))

    @property
    def _head(self) -> str:
        by = f"Review by {self.who}" if self.who else "Review"
        if not self.lines:
            return f"{by}: nothing was answered"
        return f"{by}: {len(self.applied)} of {len(self.lines)} applied"


def _row(line: Line) -> Markup:
    parts = [element("b", "✓ " if line.applied else "✗ "), element("bdi", line.role)]
    parts.append(quiet(f" · {line.said}"))
    if line.why:
        parts += [element("b", " · refused: "), element("bdi", line.why)]
    said = element("div", element("bdi", f"“{line.comment}”"), dir="auto") if line.comment else ""
    return element("div", *parts, said, style="margin: 3px 0; overflow-wrap: anywhere")
