"""An event from the fields of its line, whoever wrote them: of the type that it says, or none."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Callable
from functools import cache, partial
from typing import Any, Literal, cast

from tgwidget.errors import InputError
from tgwidget.events import EVENTS, Event

_KINDS = {kind.__name__: kind for kind in EVENTS}
_Read = Callable[[Any], Any]


def event(fields: dict[str, Any]) -> Event | None:
    """An event from its flat JSON object.

    Args:
        fields: The object; fields that this version does not know are left out.

    Returns:
        The event; ``None`` where this version knows none of that name.

    Raises:
        ValueError: If a field lacks or is of another type.
    """
    kind = _KINDS.get(str(fields.get("type")))
    return None if kind is None else _record(kind, fields)


def _record(kind: type[Any], fields: Any) -> Any:
    if not isinstance(fields, dict):
        raise _not(kind.__name__, fields)
    given = cast("dict[str, Any]", fields)
    known = _readers(kind)
    if lacking := [name for name, (_, needed) in known.items() if needed and name not in given]:
        raise ValueError(f"{kind.__name__} has no {lacking[0]}")
    values = {name: read(given[name]) for name, (read, _) in known.items() if name in given}
    try:
        return kind(**values)
    except InputError as error:
        raise ValueError(error.message) from error


@cache
def _readers(kind: type[Any]) -> dict[str, tuple[_Read, bool]]:
    """What reads each field of a record, and whether it must be there."""
    hints = typing.get_type_hints(kind)
    none = dataclasses.MISSING
    return {
        one.name: (_reader(hints[one.name]), one.default is none and one.default_factory is none)
        for one in dataclasses.fields(kind)
    }


def _reader(hint: Any) -> _Read:
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType or origin is typing.Union:
        some = next(one for one in args if one is not types.NoneType)
        return partial(_optional, _reader(some))
    if origin is tuple:
        return partial(_several, _reader(args[0]))
    if dataclasses.is_dataclass(hint):
        return partial(_record, cast("type[Any]", hint))
    if hint is float:
        return _number
    # A later version may know more words than the Literal of this one.
    return partial(_exactly, str if origin is Literal else hint)


def _optional(read: _Read, value: Any) -> Any:
    return None if value is None else read(value)


def _several(read: _Read, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _not("a list", value)
    return tuple(read(one) for one in cast("list[Any]", value))


def _number(value: Any) -> float:
    if type(value) not in (int, float):
        raise _not("a number", value)
    return float(value)


def _exactly(kind: type[Any], value: Any) -> Any:
    if type(value) is not kind:
        raise _not(kind.__name__, value)
    return value


def _not(wanted: str, value: object) -> ValueError:
    return ValueError(f"{str(value)[:40]!r} is not {wanted}")
