"""The domains that the simulation knows. A new one is one file and one name here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tgwidget.engine.simulated.counting import COUNTING
from tgwidget.engine.simulated.pictures import PICTURES
from tgwidget.engine.simulated.problem import Domain, Problem
from tgwidget.engine.simulated.quadratic_reader import QUADRATICS
from tgwidget.engine.simulated.rate_reader import RATES
from tgwidget.engine.simulated.sorting import SORTING
from tgwidget.engine.simulated.stories import STORIES

DOMAINS: tuple[Domain, ...] = (PICTURES, COUNTING, SORTING, RATES, STORIES, QUADRATICS)


@dataclass(frozen=True)
class Task:
    """A problem with the domain it belongs to."""

    domain: Domain
    problem: Problem


def find_task(texts: Iterable[str]) -> Task | None:
    """The first problem that any domain reads in any of the texts, in order of the texts."""
    excuse = unknown()  # its examples are nobody's problem
    for text in texts:
        for domain in DOMAINS:
            problem = domain.read(text.replace(excuse, ""))
            if problem is not None:
                return Task(domain, problem)
    return None


def unknown() -> str:
    """What is said to a question outside the domains."""
    knows = "\n".join(f"- {domain.knows}" for domain in DOMAINS)
    return (
        "This reply is simulated: no language model wrote it, but a small set of rules, and they "
        f"do not cover this question. They know:\n{knows}\n"
        "Choose another engine for anything else."
    )
