"""A reviewer's answers, read from a file that anybody may have written."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, cast

from tgwidget.errors import InputError
from tgwidget.events.wire import MAX_TEXT
from tgwidget.paths import path

KIND = "tgwidget review"
VERSION = 1
MAX_BYTES = 20_000_000
MAX_ANSWERS = 10_000
SHORT = 200
"""Characters of a name, of a person or of anything else."""

Answered = Literal["accept", "edit", "reject", "none"]
_ACTIONS = ("accept", "edit", "reject", "none")
_LENGTHS = {"text": MAX_TEXT, "comment": 20_000}


@dataclass(frozen=True)
class Answer:
    """What a person decided of one item.

    Args:
        id: The item's.
        kind: ``question`` or ``change``.
        version: The item's.
        commit: The item's.
        digest: The item's.
        action: ``accept``, ``edit``, ``reject``, or ``none`` for a comment alone.
        option: The place, from 0, of the text that was accepted or edited.
        text: The edited text; empty otherwise.
        comment: What the person had to say; why, where it is rejected.
    """

    id: str
    kind: str
    version: int
    commit: int
    digest: str
    action: Answered
    option: int
    text: str
    comment: str


@dataclass(frozen=True)
class Malformed:
    """An answer that is none, and why; ``id`` is as much of its name as could be read."""

    id: str
    why: str


@dataclass(frozen=True)
class Answers:
    """A whole file.

    Args:
        document: The page that was answered.
        run: The name of its run.
        who: The person's name.
        answers: What it says of each item, in order.
    """

    document: str
    run: str
    who: str
    answers: tuple[Answer | Malformed, ...]


def read(source: str | os.PathLike[str]) -> Answers:
    """Read a reviewer's answers.

    Args:
        source: The file, or its text as it was copied from the page.

    Raises:
        InputError: If there is no such file, or it holds no answers.
    """
    if isinstance(source, str) and source.lstrip().startswith("{"):
        return _answers(_parsed(source))
    return _answers(_parsed(_text(path(source, "what a review page saves"))))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise InputError(
            f"the file {str(path)!r:.120} cannot be read: {error.strerror}",
            "give the file that the page saved, or its text",
        ) from None
    except UnicodeDecodeError:
        raise _not("it is not a text") from None
    if len(data) > MAX_BYTES:
        raise _not(f"it has more than {MAX_BYTES // 1_000_000} MB")
    return text


def _parsed(text: str) -> dict[str, Any]:
    try:
        data: object = json.loads(text, object_pairs_hook=_once, parse_constant=_constant)
    except (ValueError, RecursionError) as error:
        why = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise _not(f"it is not JSON: {why[:SHORT]}") from None
    if not isinstance(data, dict):
        raise _not("it is not a JSON object")
    return cast("dict[str, Any]", data)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _answers(data: dict[str, Any]) -> Answers:
    if data.get("kind") != KIND:
        raise _not("it was saved by something else")
    if data.get("version") != VERSION:
        raise _not("it was saved by a page of another version of tgwidget")
    head = [data.get(name) for name in ("document", "run", "who")]
    answers: object = data.get("answers")
    if not all(isinstance(one, str) and one.strip() and len(one) <= SHORT for one in head):
        raise _not("it does not say whose it is")
    if not isinstance(answers, list) or len(cast("list[Any]", answers)) > MAX_ANSWERS:
        raise _not(f"it holds no list of at most {MAX_ANSWERS:,} answers")
    document, run, who = cast("list[str]", head)
    read = tuple(map(_answer, cast("list[Any]", answers)))
    return Answers(document, run, " ".join(who.split()), read)


def _answer(data: object) -> Answer | Malformed:
    if not isinstance(data, dict):
        return Malformed("", "it is not a JSON object")
    given = cast("dict[str, Any]", data)
    named = given.get("id")
    name = named[:SHORT] if isinstance(named, str) else ""
    if set(given) != {field.name for field in fields(Answer)}:
        return Malformed(name, "it has not the fields of an answer")
    for field in fields(Answer):
        value: object = given[field.name]
        if type(value) is not (int if field.type == "int" else str):
            return Malformed(name, f"its {field.name} cannot be {str(value)[:40]!r}")
        if isinstance(value, int) and not 0 <= value < 2**31:
            return Malformed(name, f"its {field.name} is no number of ours")
        if isinstance(value, str) and len(value) > _LENGTHS.get(field.name, SHORT):
            return Malformed(name, f"its {field.name} is too long")
    answer = Answer(**{**given, "comment": given["comment"].strip()})
    if answer.action not in _ACTIONS:
        return Malformed(name, f"nothing is called {answer.action[:40]!r}")
    if answer.text and answer.action != "edit":
        return Malformed(name, "it has a text and is no edit")
    return answer


def _not(why: str) -> InputError:
    return InputError(
        f"this is not what a review page saves: {why}",
        "ask for the file that “Save my answers” gave, unchanged",
    )
