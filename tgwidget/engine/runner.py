"""The way of a request: cache, one flight for equal ones, a limit, retries, then the engine."""

from __future__ import annotations

import asyncio
import random
from itertools import count

from tgwidget.engine.attempt import Draft, estimate, fill
from tgwidget.engine.base import Engine, Listener, Reply, Request, Retrying
from tgwidget.engine.cache import Cache
from tgwidget.engine.cache_entry import dump, load, request_key
from tgwidget.engine.flight import Flight
from tgwidget.engine.policy import Policy
from tgwidget.errors import EngineError, TgError

_jitter = random.Random()  # noqa: S311 - spreads retries, guards nothing
"""Our own, so that a notebook's seeded random numbers stay what they were."""


def _ignore(_: object) -> None:
    return


class Runner:
    """Asks one engine, for everybody. All of it runs on the runtime's loop.

    Args:
        engine: Who is asked.
        cache: Where replies are kept; without one, equal requests are asked again each time.
        policy: Deadlines, retries and limits.
    """

    def __init__(
        self, engine: Engine, cache: Cache | None = None, policy: Policy | None = None
    ) -> None:
        self.engine = engine
        self.cache = cache
        self.policy = policy or engine.policy
        self._loop: asyncio.AbstractEventLoop | None = None
        self._flights: dict[str, Flight] = {}
        self._turn = asyncio.Semaphore(self.policy.concurrency)

    def __repr__(self) -> str:
        return f"Runner({self.engine.name!r})"

    async def reply(self, request: Request, listener: Listener | None = None) -> Reply:
        """The complete reply to a request.

        Args:
            request: What is asked.
            listener: Hears every piece and every retry, on the loop's thread. A reply from the
                cache comes whole, without pieces.

        Returns:
            The reply, with what it took and cost.

        Raises:
            EngineError: Typed; after the retries, if the error was one that may pass.
        """
        self._settle_on_loop()
        if self.cache is None:
            return await self._call(request, listener or _ignore)
        key = request_key(self.engine, request)
        if not self.cache.is_open:
            await asyncio.to_thread(self.cache.open)
        # Between this look and the flight nothing may be awaited, or two flights could start.
        if (held := load(self.cache.get(key))) is not None:
            self.cache.count_hit(held.saved)
            return held
        flight = self._flights.get(key) or self._start(self.cache, key, request)
        return await flight.join(listener)

    def _start(self, cache: Cache, key: str, request: Request) -> Flight:
        async def work(say: Listener) -> Reply:
            reply = await self._call(request, say)
            if reply.finish in ("stop", "length"):
                await asyncio.to_thread(cache.put, key, dump(reply, self.engine, request))
            return reply

        def landed(flight: Flight) -> None:
            if self._flights.get(key) is flight:
                del self._flights[key]

        self._flights[key] = flight = Flight(work, landed)
        return flight

    async def _call(self, request: Request, say: Listener) -> Reply:
        clock = asyncio.get_running_loop().time
        asked = clock()
        async with self._turn:
            deadline = clock() + self.policy.total
            for attempt in count(1):
                draft = Draft()
                try:
                    await self._attempt(draft, request, deadline, say)
                except EngineError as error:
                    wait = self._wait(error, attempt)
                    if wait is None or clock() + wait >= deadline:
                        raise
                    say(Retrying(attempt, wait, error.message, discard=bool(draft.pieces)))
                    await asyncio.sleep(wait)
                else:
                    return self._reply(request, draft, attempt, asked, clock())
        raise AssertionError("attempts end with a reply or an error")

    async def _attempt(
        self, draft: Draft, request: Request, deadline: float, say: Listener
    ) -> None:
        try:
            await fill(draft, self.engine, request, self.policy, deadline, say)
        except TgError:
            raise
        except Exception as error:
            raise EngineError(
                f"{self.engine.name} failed: {type(error).__name__}: {error}",
                "this is a defect of the engine, not of the request",
            ) from error

    def _wait(self, error: EngineError, attempt: int) -> float | None:
        """Seconds before the next attempt; ``None`` if there is none."""
        policy = self.policy
        if not error.retryable or attempt > policy.retries:
            return None
        if error.retry_after is not None:
            return min(error.retry_after * _jitter.uniform(1.0, 1.1), policy.longest_wait)
        doubled = policy.wait * 2 ** (attempt - 1)
        return min(doubled * _jitter.uniform(0.5, 1.5), policy.longest_wait)

    def _reply(
        self, request: Request, draft: Draft, attempts: int, asked: float, now: float
    ) -> Reply:
        usage = draft.usage or estimate(request, draft)
        return Reply(
            text=draft.text(),
            reasoning=draft.text("reasoning"),
            finish=draft.finish or "stop",
            usage=usage,
            cost=self.engine.price(usage),
            attempts=attempts,
            first_token=(draft.first_token or now) - asked,
            seconds=now - asked,
            provenance=self.engine.provenance,
        )

    def _settle_on_loop(self) -> None:
        """A forked child has a loop of its own; what belonged to the old one is void."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            self._flights = {}
            self._turn = asyncio.Semaphore(self.policy.concurrency)
