"""A still picture of a run, for where its widget cannot live."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tgwidget.events.wire import Logged
from tgwidget.graph import Graph
from tgwidget.markup import Markup, card, element, fold, join, quiet, words
from tgwidget.report.cards import changes
from tgwidget.report.figures import dollars, plural, short
from tgwidget.report.story import DONE, Choice, Story, totals, who


def still(log: Sequence[Logged]) -> Markup:
    """A run as HTML: how it stands, its graph, what was decided, and an outline.

    It holds no time, no cost of a second and no page's name, so that the same run gives the same.

    Args:
        log: The run's events, in order.
    """
    story, graph = Story(log), Graph.of(log)
    return element(
        "div",
        _head(story),
        _decisions(story),
        graph.html(),
        style="margin: 4px 0",
    )


def _head(story: Story) -> Markup:
    took = totals(story.calls)
    about = "≈ " if took.about else ""
    tokens = "unknown tokens" if took.tokens is None else f"{about}{short(took.tokens)} tokens"
    simulated = ["simulated: rules, no language model"] if "simulated" in story.provenances else []
    facts = [
        story.outcome,
        *([plural(len(story.committed), "step")] if story.committed else []),
        *simulated,
        *([plural(took.calls, "call"), tokens, dollars(took.cost)] if took.calls else []),
    ]
    why = story.ended.message if story.ended else ""
    name = element("b", element("bdi", story.name))
    return join(element("div", name, quiet(*(f" · {fact}" for fact in facts))), *_why(why))


def _why(message: str) -> Iterable[Markup]:
    return [words(message)] if message else []


def _decisions(story: Story) -> Markup:
    told = [
        fold(f"step {step.number}: {_what(story, choice)}", _change(choice))
        for step in story.steps
        for choice in step.choices
    ]
    return join(*told)


def _what(story: Story, choice: Choice) -> str:
    end = choice.decided
    done = f"{DONE.get(end.action, end.action)} {who(end.by, end.who)}" if end else "not decided"
    return f"{story.role(choice.made.node)}, {done}"


def _change(choice: Choice) -> Markup:
    made, end = choice.made, choice.decided
    after = end.text if end and end.text is not None else made.candidates[0].text
    return card(changes(made.old, after))
