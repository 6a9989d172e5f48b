"""The engine: hands a request to whom it addresses and streams the reply at a settable rate."""

from __future__ import annotations

import asyncio
import hashlib
import math
import os
import random
import re
import time
from collections.abc import AsyncGenerator
from typing import Any, Literal

from tgwidget.content import Image
from tgwidget.engine.base import Delta, Ended, Engine, Request, Usage
from tgwidget.engine.simulated import critic, gradient, judge, optimizer, reducer, student
from tgwidget.engine.simulated.reader import addressed, fenced, judged, said
from tgwidget.engine.simulated.views import seen
from tgwidget.errors import InputError
from tgwidget.events import Provenance
from tgwidget.runtime import in_thread

RATE = 60.0
"""Tokens a second, where neither an argument nor ``TGWIDGET_SIMULATED_RATE`` says otherwise."""
VARIABLE = "TGWIDGET_SIMULATED_RATE"
RULES = 4
"""Version of the rules: a cache must not answer for others."""


class SimulatedEngine(Engine):
    """A rule-based stand-in for a model. It answers at once, offline, the same every time.

    Args:
        name: The name it was asked for by.
        seed: Decides which mistakes it makes and how it opens its answers.
        rate: Tokens a second; 0 or ``None`` is without waiting. Left out, the environment
            variable ``TGWIDGET_SIMULATED_RATE`` decides, else 60.

    Raises:
        InputError: If the rate is not a number of tokens a second.
    """

    provenance: Provenance = "simulated"

    def __init__(
        self,
        name: str = "simulated",
        *,
        seed: int = 0,
        rate: float | Literal["default"] | None = "default",
    ) -> None:
        self.name = name
        self.model = "simulated"
        self.seed = seed
        self.rate = _default_rate() if rate == "default" else _checked(rate or 0.0, "rate")
        self.identity = f"simulated rules={RULES} seed={seed}"

    def settings(self) -> dict[str, Any]:
        """The seed and the rate."""
        return {"seed": self.seed, "rate": self.rate}

    def reply(self, request: Request) -> str:
        """The whole reply: a function of the request and the seed alone."""
        request = seen(request)
        prompt = fenced(request)
        speaker = addressed(request)
        if prompt is not None:
            match speaker:
                case "gradient":
                    return gradient.feedback(prompt)
                case "reducer":
                    return reducer.condensed(prompt)
                case "judge":
                    return judge.verdicts(prompt)
                case _:
                    return optimizer.rewrite(prompt, request.sample)
        text = (said(request) or [""])[-1]
        if speaker == "critic":
            text, shown = judged(request)
            return critic.evaluate(request.system(), text, shown)
        return student.answer(request.system(), text, self._chance(text, request.sample))

    def _chance(self, text: str, sample: int) -> random.Random:
        # The system prompt is left out on purpose: the same question meets the same luck, so what
        # changes between two answers is what the prompt changed.
        digest = hashlib.sha256(f"{self.seed}\0{sample}\0{text}".encode(errors="replace"))
        return random.Random(digest.digest())  # noqa: S311 - it guards no secret

    async def stream(self, request: Request) -> AsyncGenerator[Delta | Usage | Ended, None]:
        """The reply word by word, its usage (words, so an estimate), and the end."""
        words = pieces(await self._replied(request))
        start = time.monotonic()
        for count, word in enumerate(words):
            if self.rate:
                await asyncio.sleep(max(0.0, start + count / self.rate - time.monotonic()))
            elif count % 50 == 0:
                await asyncio.sleep(0)
            yield Delta(word)
        asked = sum(len(pieces(message.text())) for message in request.messages)
        yield Usage(asked, len(words), estimated=True)
        yield Ended("stop")

    async def _replied(self, request: Request) -> str:
        pictures = any(isinstance(part, Image) for one in request.messages for part in one.parts)
        if not pictures:
            return self.reply(request)
        # Unpacking a large picture takes a while.
        return await in_thread(lambda: self.reply(request), "simulated")

    def price(self, usage: Usage) -> float | None:
        """Nothing: no provider is asked."""
        return 0.0


def pieces(text: str) -> list[str]:
    """The text cut into words, each with the white space after it; joined they are the text."""
    return re.findall(r"^\s+|\S+\s*", text)


def _default_rate() -> float:
    given = os.environ.get(VARIABLE)
    if given is None:
        return RATE
    try:
        return _checked(float(given), VARIABLE)
    except ValueError as error:
        raise InputError(
            f"{VARIABLE} is {given!r}, which is not a number",
            "set it to tokens a second, 0 for no waiting",
        ) from error


def _checked(rate: float, setting: str) -> float:
    if not math.isfinite(rate) or rate < 0:
        raise InputError(
            f"{setting} is {rate}, which is no number of tokens a second",
            "give 0 or more; 0 is without waiting",
        )
    return rate
