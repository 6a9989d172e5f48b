"""Answers into decisions, item by item: each is done once, or refused and says why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from tgwidget.errors import TgError
from tgwidget.events import (
    ChangeGradient,
    Command,
    Continue,
    Criticise,
    Decide,
    Decided,
    Event,
    ReviewAnswered,
)
from tgwidget.events.wire import Logged
from tgwidget.handover.answers import Answer, Answers, Malformed
from tgwidget.handover.document import Item, asked, changes, questions
from tgwidget.handover.report import Line, ReviewReport
from tgwidget.handover.told import Told
from tgwidget.history import Commit
from tgwidget.review import Desk
from tgwidget.variable import Variable, told

BY = "review.html"
"""The page that such a decision comes from, in events."""

CHANGED = "its text has changed since the page was made"


class Reviewed(Protocol):
    """What applying needs of a run."""

    log: list[Logged]
    desk: Desk

    def emit(self, event: Event) -> None:
        """Log one event."""
        ...

    def revise(
        self, texts: Mapping[Variable, str], reasons: Mapping[Variable, str], by: str, who: str
    ) -> Commit:
        """Write values that a person chose afterwards, as one commit."""
        ...

    def command(self, command: Command) -> object:
        """Do what a page asks."""
        ...


def apply(run: Reviewed, answers: Answers) -> ReviewReport:
    """Do what a reviewer decided, as far as it still can be done; on the runtime's loop.

    Args:
        run: The run that the page was made of.
        answers: What came back from it.

    Returns:
        What became of each answer.
    """
    return _Applying(run, answers).report()


class _Applying:
    def __init__(self, run: Reviewed, answers: Answers) -> None:
        self.run, self.answers, self.who = run, answers, answers.who
        self.told = Told(tuple(run.log))
        items = (*questions(self.told), *changes(self.told))
        self.items = {(item.kind, item.id): item for item in items}
        self.digests = {key: item.digest for key, item in self.items.items()}
        for name, made in self.told.proposed.items():
            self.digests.setdefault(("question", name), asked(self.told, made))
        self.given = [self._here(answer) for answer in answers.answers]
        self.twice = Counter(answer.id for answer in self.given)
        self.passed: set[str] = set()

    def _here(self, answer: Answer | Malformed) -> Answer | Malformed:
        """An answer in the names of this process: a run that was begun again has others."""
        if isinstance(answer, Malformed):
            return answer
        if self.digests.get((answer.kind, answer.id)) == answer.digest:
            return answer
        alike = [
            key
            for key, digest in self.digests.items()
            if key[0] == answer.kind and digest == answer.digest
        ]
        alike = [key for key in alike if key in self.items] or alike[-1:]
        if len(alike) > 1:
            return Malformed(answer.id, f"there are {len(alike)} that it may be about")
        if not alike:
            return answer
        item = self.items.get(alike[0])
        return replace(answer, id=alike[0][1], version=item.version if item else answer.version)

    def report(self) -> ReviewReport:
        """Do it all, and tell what became of it."""
        lines = [self._line(answer) for answer in self.given]
        revised = [place for place, line in enumerate(lines) if isinstance(line, _Revision)]
        wanted = [line for line in lines if isinstance(line, _Revision)]
        # All that is written afterwards is one commit, which one undo takes back.
        why = self._revise(wanted) if wanted else ""
        for place, one in zip(revised, wanted, strict=True):
            lines[place] = self._done(one.answer, one.item.role) if not why else one.refused(why)
        self._go_on()
        return ReviewReport(self.who, tuple(line for line in lines if isinstance(line, Line)))

    def _line(self, answer: Answer | Malformed) -> Line | _Revision:
        if isinstance(answer, Malformed):
            return Line(answer.id or "an answer", "not understood", False, answer.why)
        item = self.items.get((answer.kind, answer.id))
        if item is not None and item.digest != answer.digest:
            item = None
        role = item.role if item else self._role(answer)
        why = self._before(answer) or self._unfit(answer, item)
        if why or item is None:
            return Line(role, _said(answer), False, why, answer.comment)
        if answer.action == "none":
            self._note(answer, item)
            return self._done(answer, role)
        if item.kind != "change":
            why = self._decide(answer) if item.kind == "question" else self._say(answer, item)
            return Line(role, _said(answer), not why, why, answer.comment)
        if answer.action == "accept":
            self._note(answer, item)
            return self._done(answer, role)
        return _Revision(answer, item)

    def _done(self, answer: Answer, role: str) -> Line:
        return Line(role, _said(answer), True, "", answer.comment)

    def _role(self, answer: Answer) -> str:
        made = self.told.made(answer.id)
        node = made.node if made else answer.id
        return self.told.roles.get(node, answer.id)

    def _before(self, answer: Answer) -> str:
        """What was decided of it already, if anything."""
        known = self.told.answered.get((answer.id, answer.digest))
        same = (answer.id, answer.digest, self.who, answer.comment)
        if answer.action == "none":
            return "it has been noted already" if same in self.told.comments else ""
        decided = self.told.decided.get(answer.id) if self._known(answer) else None
        if decided is not None:
            mine = decided.by == BY and decided.who == self.who
            return "it has been applied already" if mine else f"already {_done_by(decided)}"
        if known is not None:
            mine = known.who == self.who
            done = f"{_DONE[answer.kind, known.action]} by {known.who or 'a reviewer'}"
            return "it has been applied already" if mine else f"already {done}"
        return ""

    def _known(self, answer: Answer) -> bool:
        """Whether it is about a proposal that was made here, decided or not."""
        known = self.digests.get((answer.kind, answer.id))
        return answer.kind == "question" and known == answer.digest

    def _unfit(self, answer: Answer, item: Item | None) -> str:
        if self.twice[answer.id] > 1:
            return "it is answered more than once in this file"
        if answer.action == "none" and not answer.comment:
            return "it says nothing"
        if item is None:
            if self._known(answer):
                return "nobody waits for it any more"
            if answer.kind == "change" and answer.id in self.told.initial:
                return CHANGED
            return "this run asks for no such thing"
        if not answer.option < len(item.options):
            return "there is no such text to choose"
        if (item.kind, answer.action) not in _DONE and answer.action != "none":
            return f"nothing is called {answer.action!r} here"
        return self._stale(answer, item) if item.kind in ("question", "change") else ""

    def _stale(self, answer: Answer, item: Item) -> str:
        """Whether the text is another one now, also where nobody told the run."""
        if item.kind == "change":
            variable = told.get(item.node)
            same = variable is not None and variable.text == item.options[0].text
            return "" if same else CHANGED
        waiting = self.run.desk.waiting(item.id)
        if waiting is None:
            return "nobody waits for it any more"
        same = waiting.variable.version == waiting.version == answer.version
        return "" if same else CHANGED

    def _decide(self, answer: Answer) -> str:
        action = answer.action
        if action == "none":
            return ""
        command = Decide(
            BY, answer.id, answer.version, action, answer.text, answer.option, answer.comment,
            self.who,
        )  # fmt: skip
        try:
            self.run.desk.decide(command)
        except TgError as error:
            return error.message
        return ""

    def _say(self, answer: Answer, item: Item) -> str:
        """What a person says where criticism is asked for, or waits at a breakpoint."""
        text, action = answer.text.strip(), answer.action
        if action == "edit" and not text:
            return "it says nothing"
        commands: list[Command] = []
        if item.kind == "criticism":
            commands = [Criticise(BY, item.id, text)]
        elif action != "accept":
            done = "edit" if action == "edit" else "mute"
            commands = [ChangeGradient(BY, item.node, item.id, item.version, done, text, self.who)]
        try:
            for command in commands:
                self.run.command(command)
        except TgError as error:
            return error.message
        if item.kind == "stop":
            self._note(answer, item)
            self.passed.add(item.id)
        return ""

    def _go_on(self) -> None:
        """Let go on what waits at breakpoints where each criticism was looked at."""
        if not self.passed:
            return
        looked = self.passed | {item for item, _ in self.told.answered}
        for ask, stop in self.told.stops.items():
            version = self.run.desk.stopped(ask)
            if version and looked.issuperset(one.gradient for one in stop.arrived):
                self.run.command(Continue(BY, ask, version, self.who))

    def _note(self, answer: Answer, item: Item) -> None:
        event = ReviewAnswered(
            item.id, item.digest, item.node, answer.action, answer.comment, BY, self.who
        )
        self.run.emit(event)

    def _revise(self, revisions: list[_Revision]) -> str:
        texts: dict[Variable, str] = {}
        reasons: dict[Variable, str] = {}
        for one in revisions:
            variable = told[one.item.node]
            rejected = one.answer.action == "reject"
            texts[variable] = one.item.old if rejected else one.answer.text
            if rejected and one.answer.comment:
                reasons[variable] = one.answer.comment
        try:
            self.run.revise(texts, reasons, BY, self.who)
        except TgError as error:
            return error.message
        for one in revisions:
            self._note(one.answer, one.item)
        return ""


class _Revision:
    """An answer that changes a value after the fact."""

    def __init__(self, answer: Answer, item: Item) -> None:
        self.answer, self.item = answer, item

    def refused(self, why: str) -> Line:
        """It could not be done."""
        answer = self.answer
        return Line(self.item.role, _said(answer), False, why, answer.comment)


_DONE = {
    ("question", "accept"): "accepted",
    ("question", "edit"): "edited",
    ("question", "reject"): "rejected",
    ("criticism", "accept"): "found nothing wrong",
    ("criticism", "edit"): "criticised",
    ("stop", "accept"): "used",
    ("stop", "edit"): "edited",
    ("stop", "reject"): "left out",
    ("change", "accept"): "kept",
    ("change", "edit"): "edited",
    ("change", "reject"): "taken back",
}


def _said(answer: Answer) -> str:
    return _DONE.get((answer.kind, answer.action), "commented on")


def _done_by(decided: Decided) -> str:
    word = _DONE.get(("question", decided.action), "left as it was")
    if decided.who:
        return f"{word} by {decided.who}"
    return f"{word} at the widget" if decided.by.startswith("page") else f"{word} by {decided.by}"
