"""Which variable of one process is which of another: by what it is and what it is made from."""

from __future__ import annotations

from collections import Counter

from tgwidget.events import GradientAdded, NodeAdded

Place = tuple[int, int]
"""What a variable, or a gradient, is: a digest of its content, and a number among equal ones."""
NOWHERE: Place = (0, 0)


class Places:
    """The variables and gradients of one attempt at a run, by what they are."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}
        self._ids: dict[Place, str] = {}
        self._seen: Counter[int] = Counter()

    def add(self, event: NodeAdded | GradientAdded) -> None:
        """Take note of a variable or of a gradient; of the first time that it is told of."""
        if isinstance(event, NodeAdded):
            made = event.op != ""
            drawn = event.picture.sha256 if event.picture else ""
            held = "" if made else event.value
            inputs = tuple(self.of(node) for node in event.inputs)
            self._put(event.node, hash(("node", event.role, event.op, held, drawn, inputs)))
        elif event.gradient not in self._places:
            node = self.of(event.node)
            self._put(event.gradient, hash(("gradient", node, event.author, event.text)))

    def _put(self, name: str, content: int) -> None:
        self._seen[content] += 1
        place = self._places[name] = (content, self._seen[content])
        self._ids[place] = name

    def of(self, name: str) -> Place:
        """What an id stands for."""
        return self._places.get(name, NOWHERE)

    def find(self, place: Place) -> str | None:
        """The id of what is the same here; ``None`` if there is nothing yet."""
        return self._ids.get(place)
