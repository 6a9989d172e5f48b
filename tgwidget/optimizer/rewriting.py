"""From one variable's criticism to the texts it might become."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import cast

from tgwidget.autograd.request import request
from tgwidget.calls import Subject, Talk, ask_parsed, insist
from tgwidget.content import tokens
from tgwidget.engine.base import Request
from tgwidget.engine.lm import EngineLM
from tgwidget.engine.runner.structured import PARAM, response_format
from tgwidget.errors import ParseError, UnsupportedError
from tgwidget.events import Candidate
from tgwidget.optimizer.constraints import Constraint, breaches
from tgwidget.optimizer.scoring import scored
from tgwidget.prompts import judge
from tgwidget.prompts.optimizer import FIELD, SCHEMA, Rewrite
from tgwidget.runtime import together

Score = Callable[[str], float] | Callable[[str], Awaitable[float]]


@dataclass(frozen=True)
class Rewriting:
    """One variable about to be rewritten.

    Args:
        node: The variable's id.
        role: Its role description.
        old: Its value.
        system: The system prompt of the model that rewrites.
        words: Makes the request's words, for an answer in JSON or in tags.
        constraints: What a new value must keep to.
        judged: Whether constraints in words are checked by one more call.
    """

    node: str
    role: str
    old: str
    system: str
    words: Callable[[bool], Rewrite]
    constraints: Sequence[Constraint] = ()
    judged: bool = False

    async def candidates(
        self, engine: EngineLM, samples: Sequence[int], structured: bool, score: Score | None
    ) -> tuple[Candidate, ...]:
        """Draw new values, all at once; equal ones become one.

        Args:
            engine: Who rewrites.
            samples: The numbers of the draws, which tell equal requests apart.
            structured: Hold the model to JSON where its provider can.
            score: Gives each candidate a number, the higher the better.

        Returns:
            Those that break no constraint first, then by score, then in the order of the draws.

        Raises:
            EngineError: If a model did not answer.
            ParseError: If an answer could not be read, also after one repair.
        """
        drawn = await together(self._draw(engine, n, structured) for n in samples)
        unique = _merged(drawn)
        if score is not None:
            numbers = await together(scored(score, one.text) for one in unique)
            unique = [replace(c, score=n) for c, n in zip(unique, numbers, strict=True)]

        def worth(one: Candidate) -> tuple[bool, float, int]:
            return bool(one.broken), inf if one.score is None else -one.score, one.sample

        return tuple(sorted(unique, key=worth))

    async def _draw(self, engine: EngineLM, sample: int, structured: bool) -> Candidate:
        async def attempt() -> Candidate:
            if structured and engine.enforces_schema:
                try:
                    return await self._written(engine, sample, structured=True)
                except UnsupportedError:
                    pass  # its provider holds no reply to a schema after all: tags it is
            return await self._written(engine, sample, structured=False)

        return await insist(Subject(self.node, "proposal"), attempt)

    async def _written(self, engine: EngineLM, sample: int, *, structured: bool) -> Candidate:
        rewrite = self.words(structured)
        messages = request(rewrite.system(self.system), rewrite.prompt).messages
        params = {PARAM: response_format(FIELD, SCHEMA)} if structured else {}
        talk = Talk(engine, Request(messages, params, sample), Subject(self.node, "proposal"))
        text = await talk.ask_parsed(rewrite.parse, rewrite.repair)
        broken = await self._broken(engine, text, sample)
        if broken:
            try:
                text = rewrite.parse(await talk.answer(rewrite.mend(broken)))
            except ParseError:
                return Candidate(text, sample, tokens(text), talk.cost, None, broken)
            broken = await self._broken(engine, text, sample)
        return Candidate(text, sample, tokens(text), talk.cost, None, broken)

    async def _broken(self, engine: EngineLM, text: str, sample: int) -> tuple[str, ...]:
        found = await breaches(self.constraints, self.old, text)
        spoken = [one for one in self.constraints if isinstance(one, str)]
        if self.judged and spoken:
            asked = judge.judge_prompt(self.role, text, spoken)
            found += await ask_parsed(
                engine,
                replace(request(judge.SYSTEM, asked.prompt), sample=sample),
                Subject(self.node, "judge"),
                asked.parse,
                asked.repair,
            )
        return found


def _merged(drawn: Sequence[Candidate]) -> list[Candidate]:
    """Equal texts as one candidate that bears the cost of them all."""
    found: dict[str, Candidate] = {}
    for one in drawn:
        first = found.setdefault(one.text, one)
        if first is not one:
            known = first.cost is not None and one.cost is not None
            cost = cast("float", first.cost) + cast("float", one.cost) if known else None
            found[one.text] = replace(first, cost=cost)
    return list(found.values())
