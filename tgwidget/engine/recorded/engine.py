"""A recording as an engine: says again what was said, in its own time, faster, or at once."""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections import Counter
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any, Literal

from tgwidget.engine.base import Delta, Ended, Engine, Request, Usage
from tgwidget.engine.policy import Policy
from tgwidget.engine.recorded import recording
from tgwidget.engine.recorded.nearest import difference, nearest
from tgwidget.engine.recorded.recording import Asked, Entry
from tgwidget.errors import InputError, NotRecordedError
from tgwidget.events import Provenance

PREFIX = "recorded:"
VARIABLE = "TGWIDGET_RECORDED_RATE"


class RecordedEngine(Engine):
    """Plays the replies of a recording. Asks nobody, so it costs nothing.

    A request that was recorded several times is answered in the order of the file; after the last
    reply comes the first again, so that a cell can be run again.

    Args:
        name: ``"recorded:lesson.jsonl"``; ``"recorded:lesson.jsonl#gpt-4o"`` plays what one model
            or engine said, where a file holds several.
        rate: How fast: 1 is the time that it took, 4 four times as fast, 0 or ``None`` without
            waiting. Left out, the environment variable ``TGWIDGET_RECORDED_RATE`` decides, else 1.

    Raises:
        InputError: If there is no such recording, or the rate is not a number.
    """

    provenance: Provenance = "recorded"
    # However slowly it is played, it is no failure.
    policy = Policy(0, first_token=math.inf, between_tokens=math.inf, total=math.inf)

    def __init__(self, name: str, *, rate: float | Literal["default"] | None = "default") -> None:
        self.name = self.identity = name
        self.rate = _default_rate() if rate == "default" else _checked(rate or 0.0, "rate")
        path, speaker = _place(name.removeprefix(PREFIX))
        self._file = path.name
        self._entries = [
            one for one in recording.load(path) if speaker in ("", one.model, one.engine)
        ]
        if not self._entries:
            of = f" of {speaker!r}" if speaker else ""
            raise InputError(
                f"the recording {path.name} holds no reply{of}",
                'record some: tg.Recorder(engine, "lesson.jsonl")',
            )
        models = Counter(one.model for one in self._entries)
        self.model = ", ".join(models)
        contexts = [one.context for one in self._entries if one.context is not None]
        self.context = min(contexts, default=None)
        # Whoever was asked for a schema and answered could be asked.
        self.enforces_schema = any("response_format" in e.asked["params"] for e in self._entries)
        self._takes: dict[str, list[Entry]] = {}
        for entry in self._entries:
            self._takes.setdefault(entry.digest, []).append(entry)
        self._played: Counter[str] = Counter()

    def __repr__(self) -> str:
        return f"RecordedEngine({self.name!r})"

    def settings(self) -> dict[str, Any]:
        """The rate."""
        return {"rate": self.rate}

    def price(self, usage: Usage) -> float | None:
        """Nothing: nobody is asked."""
        return 0.0

    async def stream(self, request: Request) -> AsyncGenerator[Delta | Usage | Ended, None]:
        """The recorded reply, each piece when it came then.

        Raises:
            NotRecordedError: If the recording does not hold the request.
        """
        start = time.monotonic()
        asked = recording.asked(request)
        entry = self._next(recording.digest(asked))
        if entry is None:
            raise await asyncio.to_thread(self._missing, recording.shown(asked))
        for at, piece in entry.pieces:
            if self.rate:
                await asyncio.sleep(max(0.0, start + at / self.rate - time.monotonic()))
            yield piece
        if entry.usage:
            yield entry.usage
        yield Ended(entry.finish)

    def _next(self, digest: str) -> Entry | None:
        takes = self._takes.get(digest)
        if takes is None:
            return None
        self._played[digest] += 1
        return takes[(self._played[digest] - 1) % len(takes)]

    def _missing(self, asked: Asked) -> NotRecordedError:
        near = nearest(asked, self._entries)
        return NotRecordedError(
            f"{self._file} does not hold this request; the nearest it holds, in line {near.line}, "
            f"differs:\n{difference(near.asked, asked)}",
            f'run it as it was recorded, or record this too: tg.Recorder(engine, "{self._file}")',
        )


def _place(named: str) -> tuple[Path, str]:
    """The file, and whose replies of it; a file whose name holds a # is found as it is."""
    whole = Path(named).expanduser()
    path, mark, speaker = named.rpartition("#")
    if not mark or whole.exists():
        return whole, ""
    return Path(path).expanduser(), speaker


def _default_rate() -> float:
    given = os.environ.get(VARIABLE)
    if given is None:
        return 1.0
    try:
        return _checked(float(given), VARIABLE)
    except ValueError as error:
        raise InputError(
            f"{VARIABLE} is {given!r}, which is no speed", "set it to 1 for the time it took, or 0"
        ) from error


def _checked(rate: Any, setting: str) -> float:
    if not isinstance(rate, int | float) or not math.isfinite(rate) or rate < 0:
        raise InputError(
            f"{setting} is {rate!r}, which is no speed",
            "give 1 for the time it took, 4 for four times as fast, None for no waiting",
        )
    return float(rate)
