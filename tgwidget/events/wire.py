"""How events and commands travel: flat JSON objects, checked on the way in."""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import typing
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from tgwidget.errors import InputError
from tgwidget.events import COMMANDS, Command, Event

_BY_NAME = {cls.__name__: cls for cls in COMMANDS}
T = TypeVar("T")
MAX_TEXT = 1_000_000
"""Characters of the longest text a page may send."""
MAX_ITEMS = 100
"""Items of the longest list a page may send."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An event in its place: ``seq`` from 1, ``t`` in seconds since the run began."""

    seq: int
    t: float
    event: Event

    def to_json(self) -> dict[str, Any]:
        """The flat object that travels to the page."""
        return {
            "type": type(self.event).__name__,
            "seq": self.seq,
            "t": self.t,
            **_plain(self.event),
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page is told of a command: done, or why not, and what it asked to be given.

    Args:
        id: The command's id.
        ok: Whether it was done.
        message: Why not, where it was not.
        data: What was asked for, as text; ``None`` where nothing was.
    """

    id: str
    ok: bool = True
    message: str = ""
    data: str | None = None

    def to_json(self, part: int) -> Iterator[dict[str, Any]]:
        """The messages that travel to the page, in order: long data goes ahead in parts.

        Args:
            part: Characters of data that one message may carry.
        """
        data = self.data or ""
        last = max(len(data) - 1, 0) // part * part
        for start in range(0, last, part):
            yield {"kind": "part", "id": self.id, "data": data[start : start + part]}
        rest = None if self.data is None else data[last:]
        head = {"kind": "answer", "id": self.id, "ok": self.ok}
        yield {**head, "message": self.message, "data": rest}


@functools.cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def _plain(value: Any) -> Any:
    """The record as a dictionary, with those inside it; ``asdict`` copies every leaf of it, too."""
    if isinstance(value, str | int | float) or value is None:
        return value
    if isinstance(value, tuple):
        return tuple(_plain(part) for part in typing.cast("Sequence[Any]", value))
    if dataclasses.is_dataclass(value):
        return {name: _plain(getattr(value, name)) for name in _names(type(value))}
    return value


def parse_command(data: object) -> tuple[str, Command]:
    """Read a command as a page sent it.

    Args:
        data: The message's content; anything at all may arrive.

    Returns:
        The id to answer to, and the command.

    Raises:
        InputError: If it is not a command of the contract.
    """
    if not isinstance(data, dict):
        raise InputError("a command is a JSON object", "reload the page")
    fields = typing.cast("dict[str, Any]", data)
    kind = _BY_NAME.get(str(fields.get("type")))
    if kind is None:
        raise InputError(f"unknown command {str(fields.get('type'))[:40]!r}", "reload the page")
    return str(fields.get("id", ""))[:80], _read(kind, fields)


def _read(kind: type[T], fields: dict[str, Any]) -> T:
    """A command, or a record inside one, from its fields."""
    values: dict[str, Any] = {}
    for name, annotation in typing.get_type_hints(kind).items():
        # A field with a default, which the class then has as an attribute, may be left out.
        given: Any = fields.get(name, getattr(kind, name, None))
        allowed: tuple[Any, ...] = typing.get_args(annotation) or (annotation,)
        value = _record(allowed[0], given)
        if typing.get_origin(annotation) is tuple and _fits(given, allowed[0]):
            value = tuple(typing.cast("Sequence[Any]", given))
            allowed = (tuple,)
        if annotation is float and type(value) is int:
            value = float(value)  # JSON knows no difference
        fits = value in allowed or type(value) in allowed
        if not fits or (isinstance(value, str) and len(value) > MAX_TEXT):
            raise InputError(f"{kind.__name__}.{name} cannot be {str(value)[:40]!r}", "reload")
        values[name] = value
    return kind(**values)


def _fits(value: Any, kind: type[Any]) -> bool:
    """Whether it is a short list of values of that kind."""
    if not isinstance(value, list | tuple):
        return False
    items = typing.cast("Sequence[Any]", value)
    return len(items) <= MAX_ITEMS and all(type(item) is kind for item in items)


def _record(kind: Any, value: Any) -> Any:
    """The value, or the record that it is the fields of."""
    if isinstance(value, dict) and dataclasses.is_dataclass(kind):
        return _read(typing.cast("type[Any]", kind), typing.cast("dict[str, Any]", value))
    return typing.cast("Any", value)


def size(item: dict[str, Any]) -> int:
    """Bytes that a JSON object takes on the wire."""
    return len(_encode(item).encode())


_encode = json.JSONEncoder(ensure_ascii=False).encode


def clean(value: Any) -> Any:
    """The value without what JSON on the wire cannot carry: lone surrogates, NaN, infinity."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: clean(part) for name, part in typing.cast("dict[str, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [clean(part) for part in typing.cast("Sequence[Any]", value)]
    return value
