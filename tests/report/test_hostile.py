"""Hostile texts in what remains of a run: nothing in a report is more than text."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from html.parser import HTMLParser

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.hostile import texts
from tests.report.test_cards import Read
from tests.report.test_markdown import rendered
from tgwidget.graph import Graph
from tgwidget.report.still import still

LONGEST = 3_000
"""Characters of a text here: what a report does with more is to count them."""
KINDS = sorted({hostile.kind for hostile in texts()})
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\u200b\u202a-\u202e\u2060\u2066-\u2069]")
SVG = {"svg", "g", "rect", "text", "tspan", "path", "title", "polygon", "line"}


def story(words: str) -> tg.Run:
    who = Scripted(lambda s, p: improved(p, f"{words} new") if "IMPROVED" in p else f"{words} said")
    with tg.Run("a run" if words.isspace() else words, review="accept") as run:
        role = "a text" if words.isspace() else words
        question = tg.Variable(words, role_description=role, requires_grad=False)
        answer = tg.BlackboxLLM(who)(question)
        answer.set_role_description(role)
        tg.TextLoss(words, who)(answer).backward(who)
        tg.TGD([answer], engine=who).step()
    return run


class Elements(HTMLParser):
    """The elements of some HTML with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.all: set[tuple[str, ...]] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.all.add((tag, *(name for name, _ in attrs)))


@pytest.fixture(scope="module")
def harmless() -> set[tuple[str, ...]]:
    """The elements of a report on a run in which nobody meant harm."""
    return Elements(rendered(story("words\n\nof *two* lines").to_markdown())).all


@pytest.mark.parametrize("kind", KINDS)
def test_what_remains_of_a_run_is_text(kind: str, harmless: set[tuple[str, ...]]) -> None:
    for hostile in texts():
        if hostile.kind != kind:
            continue
        run = story(hostile.text[:LONGEST])
        report, picture, graph = run.to_markdown(), still(run.log), Graph.of(run.log)
        assert Elements(rendered(report)).all <= harmless, hostile
        Read(picture)  # which knows what is allowed
        assert not UNSEEN.search(report + picture), hostile
        drawn = ET.fromstring(graph.svg())
        assert {node.tag.partition("}")[2] for node in drawn.iter()} <= SVG
        named = {name for node in drawn.iter() for name in node.attrib}
        assert not any("href" in name or name.startswith("on") for name in named), hostile
