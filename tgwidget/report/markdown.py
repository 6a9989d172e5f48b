"""A run as a report in Markdown: what was decided, by whom, and every text word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tgwidget.events import Change, Decided, GradientAdded, Measured
from tgwidget.events.wire import Logged
from tgwidget.report.figures import dollars, duration, plural, short
from tgwidget.report.story import DONE, Call, Choice, Criticism, Step, Story, Totals, totals, who
from tgwidget.unseen import told

MARKS = re.compile(r"[\\`*_\[\]<#|~&$@]|:(?=//)|(?<=www)\.", re.IGNORECASE)
SPACE = re.compile(r"[\s\x00-\x1f\x7f\u2028\u2029]+")
RUNS = re.compile(r"`+")


def markdown(log: Iterable[Logged]) -> str:
    """A run as a report in Markdown.

    Args:
        log: Its events, in order.

    Returns:
        The report. Texts of the run stand in fences that they cannot end, or on one line with
        every mark of Markdown's undone.
    """
    story = Story(log)
    blocks = [
        f"# {line(story.name)}",
        _summary(story),
        *_final(story),
        *(block for step in story.steps for block in _step(story, step)),
        *_models(story),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def line(text: str) -> str:
    """A text on one line of Markdown, where it means nothing but itself."""
    shown = told(SPACE.sub(" ", text).strip())
    return MARKS.sub(lambda found: f"\\{found[0]}", shown) or "(empty)"


def fence(text: str) -> str:
    """A text word for word, in a fence longer than any in it; what is not seen is told."""
    text = told(text)
    longest = max((len(run) for run in RUNS.findall(text)), default=0)
    marks = "`" * max(3, longest + 1)
    return f"{marks}text\n{text}\n{marks}"


def _summary(story: Story) -> str:
    facts = [
        ("Outcome", line(story.outcome + (f": {m}" if (m := _message(story)) else ""))),
        ("Steps", str(len(story.committed))),
        ("Began", f"{story.started.started} (UTC)" if story.started else ""),
        ("Took", duration(story.seconds)),
        ("Calls", _took(totals(story.calls))),
        ("Words from", ", ".join(map(_provenance, story.provenances))),
        ("Who decides", line(story.started.review) if story.started else ""),
    ]
    return "\n".join(f"- **{name}:** {fact}" for name, fact in facts if fact)


def _message(story: Story) -> str:
    end = story.ended
    if end is None:
        return ""
    by = "code" if end.by == "program" else end.by
    return end.message or (who(by, end.who) if by else "")


def _provenance(name: str) -> str:
    told = {
        "simulated": "simulated (rules, no language model)",
        "recorded": "recorded (played from a file)",
    }
    return told.get(name, name)


def _took(all_of: Totals) -> str:
    if all_of.calls == 0:
        return "none"
    tokens = "unknown" if all_of.tokens is None else short(all_of.tokens)
    about = "about " if all_of.about and all_of.tokens is not None else ""
    cached = f", {all_of.cached} from the cache" if all_of.cached else ""
    return f"{all_of.calls:,}, {about}{tokens} tokens, {dollars(all_of.cost)}{cached}"


def _final(story: Story) -> Iterator[str]:
    for node, before in story.changed.items():
        after = story.values[node]
        yield f"## {line(story.role(node))}, from first to last"
        if before == after:
            yield "It is as it was in the beginning:"
        else:
            yield "In the beginning:"
            yield fence(before)
            yield "At last:"
        yield fence(after)


def _step(story: Story, step: Step) -> Iterator[str]:
    told = (
        *(step.added, step.gradients, step.choices, step.criticisms),
        *(step.failures, step.warnings),
    )
    if step.committed is None and not any(told):
        return
    several = len(story.steps) > 1
    yield f"## Step {step.number}" if step.committed else "## After that" if several else "## Texts"
    took = totals(step.calls)
    scores = [(name, value) for (of, name), value in story.scores.items() if of == step.number]
    lines = [f"- **{line(name)}:** {value:g}" for name, value in scores if step.committed]
    yield "\n".join([*lines, *([f"- **Calls:** {_took(took)}"] if took.calls else [])])
    for choice in step.choices:
        yield from _choice(story, choice)
    for criticism in step.criticisms:
        yield from _criticism(story, criticism)
    yield from _unexplained(story, step)
    if step.warnings:
        yield "\n".join(f"- **Warning:** {line(warning)}" for warning in step.warnings)
    for failure in step.failures:
        yield f"### Failed: {line(failure.error)}"
        yield fence(failure.message)
    used = {one for choice in step.choices for one in choice.made.because}
    rest = [story.gradients[one.gradient] for one in step.gradients if one.gradient not in used]
    yield from _gradients(story, rest, "### Other gradients")
    yield from _texts(story, step)


def _choice(story: Story, choice: Choice) -> Iterator[str]:
    made, end = choice.made, choice.decided
    role = line(story.role(made.node))
    if end is None:
        yield f"### {role}: not decided"
    else:
        waited = f" after {duration(end.seconds)}" if end.seconds > 0.05 else ""
        count = len(made.candidates)
        which = f", {_picked(end, count)}" if count > 1 and end.text is not None else ""
        done = DONE.get(end.action, end.action)
        yield f"### {role}: {done} {line(who(end.by, end.who))}{waited}{which}"
    yield "Before:"
    yield fence(made.old)
    place = end.candidate if end and end.candidate < len(made.candidates) else 0
    after = made.candidates[place].text if end is None or end.text is None else end.text
    yield "After:" if end and end.text is not None else "Proposed:"
    yield fence(after)
    if end and end.action == "edit":
        yield "Proposed had been:"
        yield fence(made.candidates[place].text)
    if end and end.reason:
        yield "Why not:"
        yield fence(end.reason)
    for broken in made.candidates[place].broken:
        yield f"- It breaks a constraint: {line(broken)}"
    if measured := choice.measured.get(place):
        yield "\n".join(_measured(measured))
    yield from _gradients(story, choice.because, "Because:")


def _measured(one: Measured) -> Iterator[str]:
    """What a gate saw, and of which examples."""
    yield (
        f"- Measured on {plural(one.examples, 'held-out example')}: "
        f"{one.before:.3g} before, {one.after:.3g} after"
    )
    yield from (f"- Better now: {line(example)}" for example in one.fixed)
    yield from (f"- Worse now: {line(example)}" for example in one.broken)


def _picked(end: Decided, count: int) -> str:
    """Which of several candidates a decision took, or took parts of."""
    if end.blend:
        return f"blended from {' and '.join(str(place + 1) for place in end.blend)} of {count}"
    return f"candidate {end.candidate + 1} of {count}"


def _criticism(story: Story, criticism: Criticism) -> Iterator[str]:
    asked, given = criticism.asked, criticism.given
    said = given is not None and given.text
    by = line(who(given.by)) if given and said else "not given"
    yield f"### Criticism of {line(story.role(asked.node))}: {by}"
    if given and given.text:
        yield fence(given.text)


def _unexplained(story: Story, step: Step) -> Iterator[str]:
    """Changes that no proposal of the step tells of."""
    proposed = {choice.made.node for choice in step.choices}
    changes: Sequence[Change] = step.committed.changes if step.committed else ()
    for change in changes:
        if change.node not in proposed:
            yield f"### {line(story.role(change.node))}: changed"
            yield fence(change.new)


def _gradients(story: Story, gradients: Sequence[GradientAdded], title: str) -> Iterator[str]:
    if not gradients:
        return
    yield title
    for one in gradients:
        via = f", through {line(story.role(one.via))}" if one.via else ""
        author = "a person" if one.author == "human" else "a model"
        fate = ", removed" if one.gradient in story.removed else ", muted" if one.muted else ""
        yield f"On {line(story.role(one.node))}, from {author}{via}{fate}:"
        yield fence(one.text)
        if one.original:
            yield "The model had said:"
            yield fence(one.original)


def _texts(story: Story, step: Step) -> Iterator[str]:
    """The values that this step made or was given; what changed stands above already."""
    added = [node for node in step.added if node.node not in story.changed]
    if not added:
        return
    yield "### Texts"
    for node in added:
        made = f", made by {line(node.op)}" if node.op else ""
        yield f"**{line(story.role(node.node))}**{made}:"
        yield fence(story.values[node.node])


def _models(story: Story) -> Iterator[str]:
    if not story.models:
        return
    yield "## Models"
    rows = [_row(model, calls) for model, calls in story.models.items()]
    yield "\n".join(["| model | calls | tokens | cost | from |", "|---|--:|--:|--:|---|", *rows])


def _row(model: str, calls: Sequence[Call]) -> str:
    took = totals(calls)
    tokens = "unknown" if took.tokens is None else f"{'≈ ' if took.about else ''}{took.tokens:,}"
    last = calls[-1]
    where = (last.finished or last.started).provenance
    cells = [line(model), f"{took.calls:,}", tokens, dollars(took.cost), where]
    return f"| {' | '.join(cells)} |"
