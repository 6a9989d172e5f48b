"""A run that goes on: its journal answers first, as long as the program asks what it asked then."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from tgwidget import runtime
from tgwidget.errors import TgError
from tgwidget.events import (
    CallFailed,
    CallFinished,
    CallStarted,
    Command,
    CriticismGiven,
    Event,
    Notice,
    StepCommitted,
)
from tgwidget.journal import Journal
from tgwidget.optimizer.proposal import Decision, Proposal
from tgwidget.resuming import Found, Memory
from tgwidget.run.hands import by
from tgwidget.run.repeating import MOVES, MOVING, repeat
from tgwidget.variable import Gradient, Variable

if TYPE_CHECKING:
    from tgwidget.run.kept import Kept
    from tgwidget.run.run import Run


class Recalling:
    """What a run that goes on has of its journal.

    Args:
        run: The run.
        journal: What happened before.
        differs: Is told, once, why the program is not what it was.
    """

    def __init__(self, run: Kept, journal: Journal, differs: Callable[[str], None]) -> None:
        self._run = run
        self._memory = Memory(journal)
        self._differs = differs
        self._moved: MOVES | None = None
        self._drawing: dict[str, asyncio.Task[Proposal]] = {}
        self._asked = asyncio.Event()
        """Set once a call is made that the journal has no reply to."""

    def announce(self) -> None:
        """Tell what is gone on with, and count what the run had spent."""
        run, memory = self._run, self._memory
        paid = [one.given for one in memory.answers if isinstance(one.given, CallFinished)]
        failed = [one.given.cost for one in memory.answers if isinstance(one.given, CallFailed)]
        run.carry(paid, [*memory.wasted, *failed], memory.raised)
        run.notice(
            f"This run goes on where it was: {_counted(memory.committed, 'step')}, "
            f"{_counted(memory.decided, 'decision')} and {_counted(len(paid), 'call')} are taken "
            f"from its journal. To begin anew: tg.Run({run.name!r}, resume=False)"
        )

    def hear(self, event: Event) -> None:
        """Take note of what happens, in order; the run's log is locked."""
        self._memory.hear(event)
        if isinstance(event, MOVES):
            self._moved = event

    def heard(self, event: Event) -> None:
        """An event is in the run's log."""
        memory = self._memory
        if isinstance(event, StepCommitted) and event.step <= memory.committed:
            self._compare(memory.left(event.step))
        if memory.steers:
            runtime.call_soon(self.steer)

    def _compare(self, found: object) -> None:
        """Where the program differs, in words, its journal is left alone from here on."""
        if not isinstance(found, str) or not found or self._memory.closed:
            return
        self._memory.closed = True
        self._differs(found)
        step = self._run.step
        text = f"The run differs from its journal from step {step} on: {found}."
        self._run.emit(Notice("warning", f"{text} From here on it asks again."))

    def reply(self, started: CallStarted) -> CallFinished | CallFailed | None:
        """How a call ended before; ``None`` if it did not, or nobody had it tried again."""
        self.steer()  # what was done while it was in flight comes before what follows from it
        found = self._memory.call(started, self._run.step)
        self._compare(found)
        if isinstance(found, CallFinished | CallFailed):
            return found
        self._asked.set()
        return None

    async def decided(self, proposals: Sequence[Proposal]) -> tuple[list[Decision], list[Proposal]]:
        """What was decided of proposals before.

        Args:
            proposals: All proposals of a step.

        Returns:
            The decisions, and the proposals that are to be laid before a reviewer: nobody has
            decided them yet, or another is still to be drawn in their place.
        """
        run, memory = self._run, self._memory
        run.phase("review")
        settled: list[Decision] = []
        left, later = list(proposals), list[Decision]()
        while found := self._decision(left):
            proposal, given, measured = found
            left.remove(proposal)
            for one in measured:
                run.emit(replace(one, proposal=proposal.id))
            # A person's, so that what it allowed then it allows now.
            decision = Decision(
                proposal, given.action, given.text, given.by, given.seconds, given.candidate,
                person=True, reason=given.reason, who=given.who, blend=given.blend,
            )  # fmt: skip
            run.desk.record(decision)
            if decision.again and run.lays_out and not memory.drawn(proposal):
                later.append(await self._begun(decision))
            elif decision.again:
                left.append(await proposal.again(decision.reason))
            else:
                settled.append(decision)
        for proposal in left:
            self._compare(memory.undecided(proposal, run.step))
        stale = [one for one in left if one.version != one.variable.version]
        left = [*(one for one in left if one not in stale), *await self._drawn(later)]
        return [*settled, *map(self._passed_over, stale)], left

    async def _begun(self, decision: Decision) -> Decision:
        """Begin to draw another where that was begun, before what was done meanwhile.

        Returns:
            The decision; what is drawn in the place of its proposal is what was begun.
        """
        self._asked.clear()
        drawing = asyncio.ensure_future(decision.proposal.again(decision.reason))
        self._drawing[decision.proposal.id] = drawing
        asked = asyncio.ensure_future(self._asked.wait())
        try:
            await asyncio.wait((drawing, asked), return_when=asyncio.FIRST_COMPLETED)
        finally:
            asked.cancel()

        async def redraw(_: str) -> Proposal:
            return await drawing

        return replace(decision, proposal=replace(decision.proposal, redraw=redraw))

    async def leave(self) -> None:
        """Nothing is reviewed any more: what is being drawn still is given up."""
        for drawing in self._drawing.values():
            drawing.cancel()
        await asyncio.gather(*self._drawing.values(), return_exceptions=True)
        self._drawing.clear()

    async def _drawn(self, later: Sequence[Decision]) -> Sequence[Proposal]:
        """What is laid down where another is wanted, which a person's desk draws by itself."""
        if not self._run.lays_out:  # any more
            return await runtime.together(one.proposal.again(one.reason) for one in later)
        for one in later:
            self._run.desk.drawing(one, self._drawing[one.proposal.id])
        return [one.proposal for one in later]

    def _decision(self, left: Sequence[Proposal]) -> Found | None:
        self.steer(at_rest=True)  # first: who had moved away decided nothing any more
        return self._memory.decision(left)

    def _passed_over(self, proposal: Proposal) -> Decision:
        """Leave out what the run moved away from, where it was cut off before it said so."""
        by, who = (self._moved.by, self._moved.who) if self._moved else ("program", "")
        decision = replace(proposal.skip(by=by), who=who)
        self._run.desk.record(decision)
        return decision

    def criticism(self, variable: Variable, instruction: str) -> str | None:
        """What a person said of a variable before; ``None`` if nobody did."""
        run = self._run
        found = self._memory.criticism(variable.id, variable.text, instruction, run.step)
        self._compare(found if run.asking else None)
        if isinstance(found, CriticismGiven):
            run.desk.repeat(variable.id, instruction, found, self.steer)
            return found.text
        return None

    def retried(self, node: str, error: TgError) -> bool:
        """Whether a person had what failed tried again before; then that is told again."""
        again = self._memory.retried(node, error.message, self._run.step)
        if again:
            self._run.desk.repeat_retry(node, error)
        return again

    def inspected(
        self, variable: Variable, arrived: Sequence[Gradient]
    ) -> Sequence[Gradient] | None:
        """What became of criticism at a breakpoint before; ``None`` if nobody let it go on."""
        said = tuple((one.value, one.author) for one in arrived)
        found = self._memory.inspection(variable.id, said, self._run.step)
        self._compare(found if self._run.asking else None)
        if found is None or isinstance(found, str):
            return None
        changes, left = found
        if left is not None:
            return self._run.desk.repeat_stop(variable, arrived, changes, left, self.steer)
        self._run.desk.begun_stop(variable, changes)
        return None

    def steer(self, at_rest: bool = False) -> None:
        """Do once more what was done when the run was where it is now; on the runtime's loop.

        Args:
            at_rest: Whether proposals wait, so that the run may move in its history.
        """

        def ready(act: Command | Event) -> bool:
            return at_rest or not isinstance(act, MOVES | MOVING) or not self._run.at_work

        while due := self._memory.due(ready):
            number, act = due
            self._run.desk.recalling = at_rest
            with by(number), suppress(TgError):  # then it could not be done the first time either
                if isinstance(act, Command):
                    self._run.command(act)
                else:
                    repeat(cast("Run", self._run), act)
            self._run.desk.recalling = False

    def finish(self) -> None:
        """The program is over: do what was done before after its end, or in its last moment."""

        async def steer() -> None:
            self.steer()

        if self._memory.steers and not runtime.on_loop():
            runtime.run(steer())


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'s' * (number != 1)}"
