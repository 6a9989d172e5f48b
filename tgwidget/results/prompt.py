"""A parameter's text as a file that says where it comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version

from tgwidget.events import (
    Decided,
    HistoryMoved,
    Merged,
    ProposalMade,
    ReviewAnswered,
    Revised,
    StepCommitted,
)
from tgwidget.events.wire import Logged, clean
from tgwidget.report.figures import dollars, duration
from tgwidget.report.story import DONE, Story, totals, who
from tgwidget.results.best import Told

# JSON's strings are YAML's, but for what YAML wants escaped too.
_CONTROLS = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def quoted(text: str) -> str:
    """A text as a scalar of YAML, on one line, whatever it holds."""
    told = json.dumps(clean(text), ensure_ascii=False)
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", told)


def prompt(log: Sequence[Logged], role: str | None, at: int | None) -> str:
    """A parameter's value, word for word, under what is known of its origin.

    Args:
        log: The run's events, in order.
        role: The parameter's role description, or its node; ``None`` for the only one.
        at: The commit; ``None`` for the current one.

    Returns:
        Front matter in YAML between two lines of ``---``, then the text and one line end.

    Raises:
        InputError: If there is no such parameter or commit.
    """
    story, told = Story(log), Told(log)
    node = told.parameter(role)
    commit = told.commits[told.commits.head if at is None else at]
    took, scores, best = totals(story.calls), told.scores(commit.number), told.best()
    lines = [
        f"prompt: {quoted(told.roles[node])}",
        f"run: {quoted(story.name)}",
        f"commit: {commit.number}",
        *([f"name: {quoted(commit.name)}"] if commit.name else []),
        f"committed: {quoted(_when(log, story, commit.number))}",
        f"steps: {sum(step.committed is not None for step in story.steps)}",
        *_listed("decisions", _decisions(log, node)),
        *(["score:"] if scores else []),
        *(f"  {quoted(name)}: {value!r}" for name, value in scores.items()),
        *_better(best.commit.number, commit.number, best.by, best.score),
        f"calls: {took.calls}",
        f"tokens: {'unknown' if took.tokens is None else took.tokens}",
        f"cost: {quoted(dollars(took.cost))}",
        *_listed("models", story.models),
        *_listed("provenance", story.provenances),
        f"tgwidget: {quoted(_version())}",
    ]
    return "\n".join(["---", *lines, "---", told.values(commit.number)[node]]) + "\n"


def _listed(name: str, items: Collection[str]) -> list[str]:
    return [f"{name}:", *(f"  - {quoted(one)}" for one in items)] if items else []


def _better(best: int, here: int, by: str, score: float | None) -> list[str]:
    if best == here or score is None:
        return []
    return [f"better: {quoted(f'commit {best}, by {by} {score:g}')}"]


def _when(log: Sequence[Logged], story: Story, commit: int) -> str:
    """When a commit was made, in UTC; the beginning's is the run's."""
    made = [
        logged.t
        for logged in log
        if isinstance(logged.event, StepCommitted | Merged | Revised)
        and logged.event.commit == commit
        and logged.event.changes
    ]
    if story.started is None:
        return "unknown"
    try:
        began = datetime.fromisoformat(story.started.started)
    except ValueError:
        return "unknown"
    return (began + timedelta(seconds=made[0] if made else 0)).isoformat(timespec="seconds")


def _decisions(log: Sequence[Logged], node: str) -> list[str]:
    """Who decided what about a parameter, a line each."""
    mine: set[str] = set()
    step, lines = 1, list[str]()
    for logged in log:
        match logged.event:
            case ProposalMade(proposal, node=of) if of == node:
                mine.add(proposal)
            case Decided(proposal, action, _, by, seconds, who=name) if proposal in mine:
                took = f" after {duration(seconds)}" if seconds > 0.05 else ""
                done = DONE.get(action, action)
                lines.append(f"step {step}: {done} {who(by, name)}{took}")
            case StepCommitted(number):
                step = number + 1
            case HistoryMoved(commit, way=way, by=by, who=name):
                lines.append(f"{way} to commit {commit} {who(by, name)}")
            case ReviewAnswered(node=of, action=action, by=by, who=name) if of == node:
                if action != "none":
                    lines.append(f"afterwards: {DONE.get(action, action)} {who(by, name)}")
            case Merged(_, _, source, by=by, who=name):
                lines.append(f"taken over from commit {source} {who(by, name)}")
            case _:
                pass
    return lines


def _version() -> str:
    try:
        return version("tgwidget")
    except PackageNotFoundError:
        return "unknown"
