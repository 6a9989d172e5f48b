"""A run in the lines of a terminal: its graph, and what was decided."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import indent

from tgwidget.events.wire import Logged
from tgwidget.graph import Graph
from tgwidget.report.figures import duration
from tgwidget.report.story import DONE, Choice, Story, who


def outline(log: Sequence[Logged]) -> str:
    """A run in words.

    Args:
        log: Its events, in order.
    """
    story = Story(log)
    where = ", ".join(story.provenances)
    head = f"{story.name}, a recorded run: {story.outcome} in {duration(story.seconds)}"
    told = [f"{head}, answers {where}" if where else head, Graph.of(log).outline()]
    for step in story.steps:
        for choice in step.choices:
            told.append("\n".join(_decided(story, step.number, choice)))
    return "\n\n".join(told)


def _decided(story: Story, step: int, choice: Choice) -> Iterator[str]:
    made, end = choice.made, choice.decided
    done = f"{DONE.get(end.action, end.action)} {who(end.by, end.who)}" if end else "not decided"
    yield f"step {step}, {story.role(made.node)}: {done}"
    yield indent(made.old, "  - ", lambda _: True)
    taken = end is not None and end.text is not None
    after = end.text if end and end.text is not None else made.candidates[0].text
    yield indent(after, "  + " if taken else "  ? ", lambda _: True)
