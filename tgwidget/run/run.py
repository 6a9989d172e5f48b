"""The run itself: the log, who decides, what it may spend, and how it ends.

A run knows nothing of widgets. What shows a run watches for new ones (``watchers``) and subscribes.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from itertools import count
from types import TracebackType
from typing import TypeVar

from tgwidget import gate, observe
from tgwidget.content import Image
from tgwidget.engine.lm import EngineLike
from tgwidget.engine.money.budget import Budget, Spent
from tgwidget.engine.money.ledger import scope
from tgwidget.errors import InputError, StoppedError, TgError
from tgwidget.estimate import Estimate, Of, estimate
from tgwidget.events import (
    Change,
    Command,
    Event,
    NodeAdded,
    Notice,
    Outcome,
    ParametersSet,
    Phase,
    PhaseChanged,
    RunEnded,
    RunStarted,
    Scored,
)
from tgwidget.events.wire import Logged
from tgwidget.optimizer.proposal import reviewer
from tgwidget.optimizer.scoring import number
from tgwidget.results import Results
from tgwidget.review import Desk, place
from tgwidget.review.hosts import unheard
from tgwidget.run.choosing import Choice
from tgwidget.run.commands import obey
from tgwidget.run.gallery import Gallery
from tgwidget.run.handed_over import HandedOver
from tgwidget.run.keeping import Where
from tgwidget.run.kept import Kept
from tgwidget.run.shown import Shown
from tgwidget.run.stopping import Breakpoints, Stopping
from tgwidget.spans import Following, Span
from tgwidget.spending import Spending

T = TypeVar("T")
_ids = count(1)
watchers: list[Callable[[Shown], None]] = []
"""Called with every run, or replay of one, that begins, before anything happens in it."""


def _set(variable: ContextVar[T], value: T) -> Callable[[], None]:
    """Set a variable of this context; gives what undoes it."""
    token = variable.set(value)
    return lambda: variable.reset(token)


class Run(Kept, HandedOver, Results, Stopping):
    """Collects the events of what runs inside, and takes decisions.

    Args:
        name: What the run is called on the page.
        review: ``"ask"`` a person (the default), ``"accept"``, ``"reject"``, ``"fail"``, the path
            of a policy's file, or a Reviewer. The variable ``TGWIDGET_REVIEW`` overrides it, but
            for a Gate. Without a page, ``"ask"`` fails clearly.
        budget: What may be spent on models, by this run and the runs inside it; 1 US dollar by
            default, from the first call on that costs money. ``tg.Budget()`` is no limit.
        journal: Where everything that happens is written as it happens: a file of its own under
            TGWIDGET_HOME or the user's state directory, another file, or ``None`` for nowhere.
        resume: Whether it goes on where the last run of its name was, which this program must be
            that of: what was answered and decided there is not asked again. By default it does if
            that one did not come to its end.

    Raises:
        InputError: If the name is empty, there is no such policy, or nothing to go on with.
        InputTypeError: If the budget is none.

    Example:
        >>> import tgwidget as tg
        >>> with tg.Run("shirts", review="accept") as run:
        ...     pass
        >>> run
        Run('shirts')
    """

    def __init__(
        self,
        name: str = "run",
        review: Choice | None = None,
        budget: Budget | None = None,
        *,
        journal: Where = True,
        resume: bool | None = None,
    ) -> None:
        # Not everybody runs a type checker.
        if not isinstance(name, str) or not name.strip():  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InputError("a run needs a name", 'write tg.Run("shirts")')
        super().__init__(name, review, journal, resume)
        self.id = f"run{next(_ids)}"
        self.log: list[Logged] = []
        self.desk = Desk(self.emit)
        self._spending = Spending(budget, self.emit, self.desk, lambda: self.asks)
        self._lock = threading.Lock()
        self.gallery = Gallery()
        self._breakpoints = Breakpoints(self.emit)
        self._nodes: set[str] = set()
        self._parameters: set[str] = set()
        self._phase: Phase = "idle"
        self._subscribers: list[Callable[[], None]] = []
        self._tokens: list[Callable[[], None]] = []
        self._span = Following(Span("run", name))

    def __repr__(self) -> str:
        return f"Run({self.name!r})"

    def __enter__(self) -> Run:
        if self._began:
            raise InputError(f"the run {self.name!r} has already been used", "make a new tg.Run")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        self._keeping.begin(now)
        self._began = time.monotonic()
        self.desk.unheard = unheard()
        paying = (*scope.get(), self._spending.ledger)
        self._span.__enter__()
        self._tokens = [
            _set(observe.observer, self),
            _set(observe.within, (*observe.within.get(), self)),
            _set(reviewer, self),
            _set(scope, paying),
            _set(place, self.desk),
            _set(gate.scope, self._gate.inside()),
        ]
        self.emit(RunStarted(self.id, self.name, self.review_policy, now))
        self._spending.begin()
        for watcher in tuple(watchers):
            watcher(self)
        self._keeping.announce()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        for reset in self._tokens:
            reset()
        self._tokens.clear()
        self._span.__exit__(_kind, error, _traceback)
        outcome: Outcome = "done"
        if isinstance(error, KeyboardInterrupt | asyncio.CancelledError):
            outcome = "interrupted"
        elif error is not None:
            outcome = "stopped" if isinstance(error, StoppedError) else "failed"
        message = ""
        if outcome == "failed":
            message = str(error) if isinstance(error, TgError) else type(error).__name__
        self._leave()
        self._keeping.leave()
        self._phase = "ended"
        told = self._stopper if outcome == "stopped" else ("", "", 0.0)
        self.emit(RunEnded(outcome, message, *told))
        self._keeping.end()
        self.ended = True
        self._gate.open()
        self._notify()

    # what the core tells

    def emit(self, event: Event) -> None:
        """Log one event, in order, from any thread."""
        with self._lock:
            t = round(time.monotonic() - self._began, 4)  # the same in every place it is told
            logged = Logged(len(self.log) + 1, t, event)
            self._keeping.write(logged)  # first: nobody sees what might be lost
            self.log.append(logged)
            if isinstance(event, NodeAdded):
                self._nodes.add(event.node)
        self._keeping.wrote(event)
        self._notify()

    def knows(self, node: str) -> bool:
        """Whether the node was added to this run already."""
        return node in self._nodes

    def keep(self, image: Image) -> None:
        """Keep an image that an event names, for a page that wants to see it in large."""
        self.gallery.keep(image)

    def phase(self, phase: Phase) -> None:
        """Tell what the work is about from here on."""
        if phase != self._phase:
            self._phase = phase
            self.emit(PhaseChanged(phase, self.step))

    def enlist(self, optimizer: observe.Stateful) -> None:
        """Take an optimizer along in the history, and log which variables it has charge of."""
        self.history.enlist(optimizer)
        nodes = tuple(variable.id for variable in optimizer.parameters)
        fresh = tuple(node for node in nodes if node not in self._parameters)
        if fresh:
            self._parameters.update(fresh)
            self.emit(ParametersSet(fresh))

    def commit(self, changes: tuple[Change, ...]) -> None:
        """Log a committed step and begin the next."""
        self.history.record(self.step, changes)
        self.step += 1

    # what it costs

    @property
    def budget(self) -> Budget:
        """What may be spent; a limit that is ``None`` is none."""
        return self._spending.ledger.budget

    @property
    def spent(self) -> Spent:
        """What was spent on models so far."""
        return self._spending.ledger.spent

    def estimate(self, *of: Of, engine: EngineLike | None = None) -> Estimate:
        """What one backward pass and one step will take, without asking a model.

        Args:
            *of: Losses, or functions without arguments that will make them, and the optimizers
                that will step. Without an optimizer, one new value is counted for each parameter.
            engine: Who criticises; the backward engine by default.

        Raises:
            InputError: If there is no loss, or something else is given.
        """
        return estimate(*of, engine=engine, reviewer=self._reviewer)

    def score(self, value: float, name: str = "score") -> None:
        """Tell how good the parameters are now; the page draws it as a curve over the steps.

        Args:
            value: What was measured; a finite number.
            name: What is measured, where it is more than one thing.

        Raises:
            InputError: If it is not a finite number, has no name, or the run is not going on.
        """
        if not self._began or self.ended:
            raise InputError(
                f"the run {self.name!r} is not going on", "score it inside its with block"
            )
        told = number(value, f"the score {name!r} is")
        self.emit(Scored(name, told, self.step - 1))
        self.history.score(name, told)

    # what a page asks for

    def command(self, command: Command) -> str | Awaitable[str] | None:
        """Do what a page asks; on the runtime's loop.

        Returns:
            What it asks to be given, as text, or the making of it; ``None`` where it asks for
            nothing.

        Raises:
            TgError: If it cannot be done; its message is the answer to the page.
        """
        with self._keeping.taking(command):
            return obey(self, command)

    # what shows a run

    def subscribe(self, changed: Callable[[], None]) -> None:
        """Be called, from any thread, after the log grew or the run ended.

        Must not block, but at the end of the run: its last message may be waited for, shortly.
        """
        self._subscribers.append(changed)

    def since(self, seq: int) -> list[Logged]:
        """The events after ``seq``, in order."""
        return self.log[max(seq, 0) :]

    def notice(self, message: str) -> None:
        """Tell the person something."""
        self.emit(Notice("info", message))

    def _notify(self) -> None:
        for changed in self._subscribers:
            changed()
