"""Questions about a picture: how many shapes, which colours, what size, or all of it."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tgwidget.engine.simulated import picture_answers
from tgwidget.engine.simulated.advice import APART, BRIEF, COLOURS, SIZE, SMALL, STEPS, Advice
from tgwidget.engine.simulated.colours import named
from tgwidget.engine.simulated.picture_answers import NOUN
from tgwidget.engine.simulated.problem import READ_LIMIT, Domain, Fault, Problem, Solution, lengthy
from tgwidget.engine.simulated.views import SENTENCE, Shape, View
from tgwidget.engine.simulated.views import read as read_view

WORD_LIMIT = 90
QUESTIONS = {
    "count": re.compile(
        rf"\bhow many (?P<what>(?:[a-z]+ ){{0,3}}){NOUN}\b(?! do (?:I|we|you) (?:have|own))"
        rf"|\b(?:number of|count (?:the|all|every))\s+(?:[a-z]+ )?{NOUN}\b", re.I),
    "colours": re.compile(
        r"\b(?:what|which|how many)(?: \w+)? colou?rs?\b|\bname (?:the|all|every|each) colou?rs?\b"
        r"|\bcolou?rs? (?:are|do|does) \w+ [^.\n]{0,40}\?", re.I),
    "size": re.compile(
        r"\bhow (?:large|big|wide|high|tall)\b|\bwhat size\b|\bwhat (?:is|are) (?:the|its) "
        r"(?:\w+ )?(?:size|dimensions?|width|height|resolution)\b|\bhow many pixels\b", re.I),
    "all": re.compile(
        r"\bdescri(?:be|ption)\b|\bwhat (?:do|can|does|is|are)\b[^.?\n]{0,40}"
        r"\b(?:see|shown?|picture|image|drawing)\b|\bwhat's (?:in|on) (?:the|this)\b", re.I),
}  # fmt: skip
ASKED = {
    "count": "How many {what}shapes are there?",
    "colours": "What colours do the shapes have?",
    "size": "How large is the picture?",
}
ALL = ("count", "colours", "size")
LABEL = re.compile(r"\AEvaluation instruction:|\A[^\n:]{0,40}:\s*\Z")


@dataclass(frozen=True)
class Looking(Problem):
    """What is asked about a picture.

    Args:
        view: What is seen of it.
        aspects: Of "count", "colours" and "size".
        only: The colour that the question of the number is limited to, or empty.
        all: Whether the picture is to be described.
    """

    view: View
    aspects: tuple[str, ...]
    only: str = ""
    all: bool = False

    @property
    def restated(self) -> str:
        """What is seen, and the question."""
        what = f"{self.only} " if self.only else ""
        asked = [ASKED[aspect].format(what=what) for aspect in self.aspects]
        question = "Describe the picture." if self.all else " ".join(asked)
        return f"{self.view.sentence()} {question}"

    def counted(self) -> tuple[Shape, ...]:
        """The shapes that the question is about."""
        return tuple(one for one in self.view.shapes if self.only in ("", one.colour))

    def solve(self) -> Solution:
        """What the picture shows."""
        return self._written(self.counted(), self.view.colours(), True, (APART,))

    def attempt(self, told: Collection[Advice], rng: random.Random) -> Solution:
        """Takes shapes of one colour for one, overlooks the smallest, a colour or the size."""
        calm = 0.85 if STEPS in told else 1.0
        merging, missing, fading, leaving = (rng.random() for _ in range(4))
        shapes = list(self.counted())
        if SMALL not in told and len(shapes) > 1 and missing < 0.45 * calm:
            shapes.pop()
        if APART not in told and merging < 0.6 * calm:
            shapes = [
                one
                for at, one in enumerate(shapes)
                if one.colour not in [other.colour for other in shapes[:at]]
            ]
        colours = self.view.colours()
        if COLOURS not in told and len(colours) > 1 and fading < 0.5 * calm:
            colours = colours[:-1]
        sized = SIZE in told or leaving >= 0.55 * calm
        return self._written(tuple(shapes), colours, sized, told)

    def _written(
        self, shapes: tuple[Shape, ...], colours: Sequence[str], sized: bool,
        told: Collection[Advice],
    ) -> Solution:  # fmt: skip
        steps: list[str] = []
        if "count" in self.aspects and APART in told and shapes:
            steps += [f"- a {one.colour} shape, {one.share:g} % of the picture" for one in shapes]
        what = f"{self.only} " if self.only else ""
        parts: list[tuple[str, str]] = []
        if "count" in self.aspects:
            parts.append((str(len(shapes)), f"{what}shape{'' if len(shapes) == 1 else 's'}"))
        if "colours" in self.aspects:
            parts.append((picture_answers.listed(colours), f"on {self.view.background}"))
        if "size" in self.aspects and (sized or not self.all):
            parts.append(self._size() if sized else (self._format(), ""))
        if len(parts) == 1:
            return Solution(tuple(steps), *parts[0])
        return Solution(tuple(steps), "; ".join(" ".join(part).strip() for part in parts))

    def _size(self) -> tuple[str, str]:
        return f"{self.view.width} × {self.view.height}", "pixels"

    def _format(self) -> str:
        if self.view.width == self.view.height:
            return "as wide as high"
        return "wider than high" if self.view.width > self.view.height else "higher than wide"

    def criticise(self, text: str) -> list[Fault]:
        """Compares each thing that is asked with the picture."""
        faults: list[Fault] = []
        if "count" in self.aspects:
            faults += picture_answers.count(text, self.counted(), self.only, not self.all)
        if "colours" in self.aspects:
            faults += picture_answers.colours(text, self.view, not self.all)
        if "size" in self.aspects:
            faults += picture_answers.size(text, self.view, not self.all)
        faults.sort(key=lambda fault: not fault.wrong)
        long = max(WORD_LIMIT, len(self.solve().text().split()))
        return faults or lengthy(text, long)


def read(text: str) -> Looking | None:
    """The question about a picture in a text that holds what is seen of it."""
    text = text[:READ_LIMIT]
    view = read_view(text)
    if view is None:
        return None
    question = SENTENCE.sub(" ", text)
    found = {name: pattern.search(question) for name, pattern in QUESTIONS.items()}
    aspects = tuple(name for name in ALL if found[name])
    if not aspects and (found["all"] or not question.strip()):
        return Looking(view, ALL, all=True)
    counting = found["count"]
    only = named(counting["what"] or "") if counting else []
    return Looking(view, aspects, only[0] if only else "") if aspects else None


def beside(texts: Sequence[str]) -> list[str]:
    """Parts of one message, each with what is seen of the picture that another part was."""
    view = next((found for text in texts if (found := read_view(text))), None)
    if view is None:
        return list(texts)
    sentence = view.sentence()
    bare = (text for text in texts if not LABEL.search(text))
    others = [text for text in bare if SENTENCE.sub("", text).strip()]
    return [*(text if read_view(text) else f"{sentence}\n{text}" for text in others), sentence]


PICTURES = Domain(
    "pictures (“How many shapes are there?”, “What colours …?”, “How large is it?”, “Describe it”)",
    (APART, SMALL, COLOURS, SIZE, BRIEF),
    read,
)
