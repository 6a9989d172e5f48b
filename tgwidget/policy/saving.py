"""A policy as a file that a person reads, edits, and keeps beside the code: TOML."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import MISSING, fields
from math import isfinite
from pathlib import Path
from typing import Any, cast

from tgwidget.errors import InputError
from tgwidget.events.wire import clean
from tgwidget.policy.rules import MaxChange, MaxGrowth, MinGain, Required, Rule

VERSION = 1
KINDS: dict[str, type[Rule]] = {one.kind: one for one in (MaxChange, MaxGrowth, MinGain, Required)}
HEAD = "# Who accepts a new value, and when. Edit it, and load it with tg.Policy.load.\n"
COUNTED = ("support", "against")
_TYPES: dict[str, tuple[type, ...]] = {"int": (int,), "float": (int, float), "str": (str,)}


def written(rules: Sequence[Rule], origin: str) -> str:
    """The text of the file.

    Args:
        rules: The rules.
        origin: What they were learned from, in words.
    """
    parts = [HEAD, f"version = {VERSION}\norigin = {_scalar(origin)}\n"]
    for rule in rules:
        lines = ["\n[[rules]]", f"# A new value is accepted if {_line(rule.words)}."]
        lines.append(f"kind = {_scalar(rule.kind)}")
        names = [one.name for one in fields(rule)]
        names.sort(key=lambda name: name in COUNTED)  # what a person edits comes first
        lines += [f"{name} = {_scalar(getattr(rule, name))}" for name in names]
        parts.append("\n".join(lines) + "\n")
    return "".join(parts)


def loaded(path: Path) -> tuple[list[Rule], str]:
    """The rules of a file, and what they were learned from.

    Args:
        path: The file.

    Raises:
        InputError: If there is no such file, or something in it is no rule.
    """
    try:
        given: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"the policy {str(path)!r} cannot be read: {error.strerror}",
            "write one with policy.save(path)",
        ) from error
    except ValueError as error:  # of TOML, and of UTF-8
        raise InputError(f"{path.name} is no policy: {error}", "mend that line") from None
    if given.get("version") != VERSION:
        raise InputError(
            f"{path.name} has version {given.get('version')!r}, and this tgwidget reads {VERSION}",
            "update tgwidget, or learn the policy again",
        )
    rules: object = given.get("rules", [])
    if not isinstance(rules, list):
        raise InputError(f"the rules of {path.name} are no list", "begin each with [[rules]]")
    found = [_rule(place, one) for place, one in enumerate(cast("list[object]", rules), 1)]
    return found, str(given.get("origin", ""))


def _rule(place: int, given: object) -> Rule:
    told = cast("dict[str, Any]", given if isinstance(given, dict) else {})
    kind = KINDS.get(str(told.get("kind")))
    if kind is None:
        raise InputError(
            f"rule {place} is of the kind {told.get('kind')!r}", f"there are {', '.join(KINDS)}"
        )
    values: dict[str, Any] = {}
    for one in fields(kind):
        value: object = told.get(one.name, one.default)
        wanted = _TYPES[str(one.type)]
        if value is MISSING or type(value) not in wanted:
            said = "missing" if value is MISSING else repr(value)
            raise InputError(
                f"{one.name} of rule {place} ({kind.kind}) is {said}", f"give a {one.type}"
            )
        if isinstance(value, float) and not isfinite(value):
            raise InputError(
                f"{one.name} of rule {place} ({kind.kind}) is {value}", "give a number"
            )
        values[one.name] = value
    unknown = sorted(set(told) - {"kind", *values})
    if unknown:
        raise InputError(f"rule {place} ({kind.kind}) has no {unknown[0]}", "check its spelling")
    return kind(**values)


def _scalar(value: object) -> str:
    """A number, or a text as a string of TOML on one line."""
    if not isinstance(value, str):
        return repr(value)
    return json.dumps(clean(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _line(text: str) -> str:
    """A text that may stand in a comment."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", clean(text))
