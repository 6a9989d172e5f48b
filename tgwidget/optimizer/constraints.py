"""What every new value must keep to: words that a model is told, and rules that code checks."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from tgwidget.content import tokens
from tgwidget.errors import InputError, InputTypeError, TgError
from tgwidget.runtime import in_thread


class Rule(ABC):
    """A constraint that code checks. To add one, set ``words`` and write ``check``.

    Attributes:
        words: The constraint as one sentence, for the model that rewrites.
    """

    words: str

    @abstractmethod
    def check(self, old: str, new: str) -> str | None:
        """What is broken, as one sentence; ``None`` if nothing is.

        Args:
            old: The value before.
            new: The proposed value.
        """


Constraint = str | Rule | Callable[[str], str | None]


class Placeholders(Rule):
    """Every place of the form ``{name}`` or ``{{name}}`` in the old text is in the new one."""

    _PLACE = re.compile(r"\{\{\s*[^\W\d][\w.]*\s*\}\}|\{[^\W\d][\w.]*\}")
    words = "Keep every placeholder such as {name} of the text exactly as it is."

    def check(self, old: str, new: str) -> str | None:
        """Name the places that are gone."""
        gone = [place for place in dict.fromkeys(self._PLACE.findall(old)) if place not in new]
        return f"the placeholder {', '.join(gone)} is gone" if gone else None


class Locked(Rule):
    """These passages must stand in the new value, word for word.

    Args:
        *passages: The passages, each at least one character.

    Raises:
        InputError: If there is none, or an empty one.
    """

    def __init__(self, *passages: str) -> None:
        if not passages or not all(passages):
            raise InputError("tg.Locked needs the passages that must stay", 'Locked("Answer:")')
        self.passages = passages
        self.words = " ".join(f"Contain {_quoted([one])}, word for word." for one in passages)

    def check(self, old: str, new: str) -> str | None:
        """Quote the passages that are gone."""
        gone = [passage for passage in self.passages if passage not in new]
        return f"the locked passage {_quoted(gone)} is gone" if gone else None


class MaxTokens(Rule):
    """The new value is at most so long.

    Args:
        most: The length in tokens, as ``tgwidget.content.tokens`` estimates them.

    Raises:
        InputError: If it is less than one.
    """

    def __init__(self, most: int) -> None:
        if most < 1:
            raise InputError(f"tg.MaxTokens({most}) leaves no room for a value", "give 1 or more")
        self.most = most
        self.words = f"Be at most {most} tokens long (about {max(1, most * 3 // 4)} words)."

    def check(self, old: str, new: str) -> str | None:
        """Tell both lengths."""
        length = tokens(new)
        return (
            f"it is {length} tokens long, {self.most} are allowed" if length > self.most else None
        )


class Regex(Rule):
    """The new value holds a match of a pattern.

    Args:
        pattern: A regular expression, searched for; ``(?s)^…$`` to bind the whole value.
        words: What it means, for the model that rewrites.

    Raises:
        InputError: If it is no regular expression.
    """

    def __init__(self, pattern: str, words: str = "") -> None:
        try:
            self.pattern = re.compile(pattern)
        except re.error as error:
            raise InputError(f"tg.Regex({pattern!r}): {error}", "mend the pattern") from None
        self.words = words or f"Match the regular expression {pattern}"

    def check(self, old: str, new: str) -> str | None:
        """Say what it should match."""
        return None if self.pattern.search(new) else f"it does not: {self.words}"


class Json(Rule):
    """The new value is JSON, and fits a schema where one is given.

    Args:
        schema: A JSON Schema.

    Raises:
        InputError: If it is no valid schema.
    """

    def __init__(self, schema: Mapping[str, Any] | None = None) -> None:
        self.schema = dict(schema or {})
        if schema is not None:
            from jsonschema import Draft202012Validator, SchemaError

            try:
                Draft202012Validator.check_schema(self.schema)
            except SchemaError as error:
                raise InputError(f"tg.Json: {error.message}", "mend the schema") from None
        fits = f" that fits this schema: {json.dumps(self.schema)}" if self.schema else ""
        self.words = f"Be valid JSON{fits}, with nothing before or after it."

    def check(self, old: str, new: str) -> str | None:
        """Name the first place that does not fit."""
        try:
            value = json.loads(new)
        except (ValueError, RecursionError) as error:
            return f"it is not JSON: {error}"
        if not self.schema:
            return None
        from jsonschema import Draft202012Validator

        found = next(iter(Draft202012Validator(self.schema).iter_errors(value)), None)
        return f"{found.json_path}: {found.message}" if found else None


def sentences(constraints: Sequence[Constraint]) -> list[str]:
    """The constraints as the model that rewrites is told them; a function by its docstring."""
    told = [
        one if isinstance(one, str) else one.words if isinstance(one, Rule) else _described(one)
        for one in constraints
    ]
    return [text for text in told if text]


def checked(constraints: Sequence[Constraint] | None) -> list[Constraint]:
    """The constraints, if all are of a kind that can be kept.

    Raises:
        InputTypeError: If one is neither words, nor a rule, nor a function.
    """
    given: list[Constraint] = (
        [constraints] if isinstance(constraints, str) else list(constraints or ())
    )
    for one in given:
        kind: Any = one
        if isinstance(kind, type) or not (isinstance(kind, str | Rule) or callable(kind)):
            raise InputTypeError(
                f"the constraint {getattr(kind, '__name__', repr(kind))} cannot be checked",
                "give words, a rule such as tg.MaxTokens(200), or a function of the new value",
            )
    return given


async def breaches(constraints: Sequence[Constraint], old: str, new: str) -> tuple[str, ...]:
    """What a new value breaks among the constraints that code checks, one sentence each.

    Args:
        constraints: All constraints; words alone are not checked here.
        old: The value before.
        new: The proposed value.

    Raises:
        TgError: If a user's function fails; its own error is the cause.
    """
    rules = [one for one in constraints if not isinstance(one, str)]
    if not rules:
        return ()
    found = await in_thread(partial(_check_all, rules, old, new), "tgwidget constraints")
    return tuple(text for text in found if text)


def _check_all(
    rules: Sequence[Rule | Callable[[str], str | None]], old: str, new: str
) -> list[str | None]:
    return [rule.check(old, new) if isinstance(rule, Rule) else _ask(rule, new) for rule in rules]


def _ask(rule: Callable[[str], str | None], new: str) -> str | None:
    name = getattr(rule, "__name__", type(rule).__name__)
    try:
        said: Any = rule(new)
    except TgError:
        raise
    except Exception as error:
        raise TgError(
            f"the constraint {name} failed: {type(error).__name__}: {error}",
            "the traceback above this one points into it",
        ) from error
    if said is not None and not isinstance(said, str):
        raise InputTypeError(
            f"the constraint {name} returned a {type(said).__name__}",
            "let it return what is broken as a text, or None if nothing is",
        )
    return said or None


def _quoted(passages: Sequence[str]) -> str:
    return ", ".join(json.dumps(one, ensure_ascii=False) for one in passages)


def _described(rule: Callable[[str], str | None]) -> str:
    lines = (rule.__doc__ or "").strip().splitlines()
    return lines[0] if lines and not isinstance(rule, partial) else ""
