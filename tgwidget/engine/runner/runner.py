"""A request's way: cache, one flight for equal ones, a limit, a budget, retries, the engine."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass

from tgwidget.engine.base import Delta, Engine, Listener, Reply, Request, Retrying, Usage
from tgwidget.engine.cache import Cache
from tgwidget.engine.cache.entry import dump, load, request_key
from tgwidget.engine.keys import scrub
from tgwidget.engine.money import prices
from tgwidget.engine.money.charge import Charge
from tgwidget.engine.money.holding import in_turn, payers
from tgwidget.engine.money.ledger import NoRoom
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import cooldown
from tgwidget.engine.runner.attempt import Draft, estimate, fill
from tgwidget.engine.runner.flight import Flight
from tgwidget.errors import BudgetError, EngineError, RateLimitError, StalledError, TgError

_jitter = random.Random()  # noqa: S311 - spreads retries, guards nothing
"""Our own, so that a notebook's seeded random numbers stay what they were."""


def _ignore(_: object) -> None:
    return


def _slows_all(error: EngineError) -> bool:
    """Whether a refusal is about how much is asked, not about what."""
    return error.retryable and (isinstance(error, RateLimitError) or error.retry_after is not None)


@dataclass
class _Call:
    """A call and what its attempts came to; ``asked`` on the loop's clock."""

    request: Request
    say: Listener
    asked: float
    attempts: int = 0
    failures: int = 0
    cost: float | None = 0.0

    def pay(self, cost: float | None) -> None:
        """Add what an attempt cost."""
        self.cost = None if cost is None or self.cost is None else self.cost + cost


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
            BudgetError: If a budget leaves no room for it.
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
        while True:
            flight = self._flights.get(key) or self._start(self.cache, key, request)
            try:
                return await flight.join(listener)
            except BudgetError as error:
                if error.by in payers():
                    raise
                # Whoever began it may spend no more; this caller may.
                if listener:
                    listener(Retrying(1, 0.0, error.message, discard=True))

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
        call = _Call(request, say, asyncio.get_running_loop().time())

        def waits(why: str) -> None:
            say(Retrying(0, 0.0, why, discard=False))

        return await in_turn(self._turn, lambda: self._attempts(call), waits)

    async def _attempts(self, call: _Call) -> Reply:
        clock, say = asyncio.get_running_loop().time, call.say
        deadline = clock() + self.policy.total
        while True:
            draft = Draft()
            try:
                await self._cool_down(call.failures + 1, deadline, say)
                await self._attempt(draft, call, deadline)
            except NoRoom as full:
                if draft.pieces:
                    say(Retrying(call.attempts, 0.0, full.message, discard=True))
                raise
            except EngineError as error:
                call.failures += 1
                wait = self._wait(error, call.failures)
                if _slows_all(error):
                    cooldown.begin(self.engine.account, self._pause(error, call.failures))
                if wait is None or clock() + wait >= deadline:
                    raise
                say(Retrying(call.attempts, wait, error.message, discard=bool(draft.pieces)))
                await asyncio.sleep(wait)
            else:
                return self._reply(call, draft, clock())

    async def _attempt(self, draft: Draft, call: _Call, deadline: float) -> None:
        """Ask once, and settle: a request that was refused costs nothing, one that broke off does.

        What was sent and never counted by the provider is booked by estimate, with what was heard:
        also where it broke before the first word, for the provider may have read it all.
        """
        charge = Charge(call.request, lambda used: prices.of(self.engine, used), self.engine.name)
        call.attempts += 1

        def hear(piece: Delta) -> None:
            charge.heard(piece.text)
            call.say(piece)

        refused = False
        try:
            await charge.hold.within(
                fill(draft, self.engine, call.request, self.policy, deadline, hear)
            )
        except StalledError:
            raise
        except EngineError as error:
            refused = not (draft.pieces or draft.finish or error.begun)
            raise
        except TgError:
            raise
        except Exception as error:
            raise EngineError(
                f"{self.engine.name} failed: {type(error).__name__}: {scrub(str(error))}",
                "this is a defect of the engine, not of the request",
            ) from error
        finally:
            if draft.usage is None:
                draft.usage = Usage(0, 0, True) if refused else estimate(call.request, draft)
            call.pay(charge.settle(draft.usage))

    async def _cool_down(self, attempt: int, deadline: float, say: Listener) -> None:
        """Wait while the provider wants nobody to ask; any caller may have been told so."""
        account, clock = self.engine.account, asyncio.get_running_loop().time
        while left := cooldown.left(account):
            # Spread, so that those who waited together do not come back together.
            wait = left * _jitter.uniform(1.0, 1.1)
            reason = f"{self.engine.name} asked its callers to slow down"
            if clock() + wait >= deadline:
                raise RateLimitError(reason, "wait a little, or lower the number of calls at once")
            if attempt == 1:
                say(Retrying(0, wait, reason, discard=False))
            await asyncio.sleep(wait)

    def _wait(self, error: EngineError, attempt: int) -> float | None:
        """Seconds before the next attempt; ``None`` if there is none."""
        policy = self.policy
        if not error.retryable or attempt > policy.retries:
            return None
        most = 1.1 if error.retry_after is not None else 1.5
        least = 1.0 if error.retry_after is not None else 0.5
        pause = self._pause(error, attempt)
        return min(pause * _jitter.uniform(least, most), policy.longest_wait)

    def _pause(self, error: EngineError, attempt: int) -> float:
        """Seconds to wait, before they are spread."""
        told = error.retry_after
        doubled = self.policy.wait * 2 ** (attempt - 1)
        return min(doubled if told is None else told, self.policy.longest_wait)

    def _reply(self, call: _Call, draft: Draft, now: float) -> Reply:
        return Reply(
            text=draft.text(),
            reasoning=draft.text("reasoning"),
            finish=draft.finish or "stop",
            usage=draft.usage,
            cost=call.cost,
            attempts=call.attempts,
            first_token=(draft.first_token or now) - call.asked,
            seconds=now - call.asked,
            provenance=self.engine.provenance,
        )

    def _settle_on_loop(self) -> None:
        """A forked child has a loop of its own; what belonged to the old one is void."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop = loop
            self._flights = {}
            self._turn = asyncio.Semaphore(self.policy.concurrency)
