"""The file of a recording: JSON lines, a header and then one line a reply, for people to read too.

It is made to be passed on: images stand there as digests, parameters that carry keys or headers
are left out, and what looks like a key in a text is hidden.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import re
import warnings
from collections.abc import Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast, get_args

from tgwidget.content import Image
from tgwidget.engine.base import Delta, Finish, Request, Usage
from tgwidget.engine.cache.entry import canonical
from tgwidget.engine.keys import scrub
from tgwidget.errors import InputError
from tgwidget.events import TextKind

if TYPE_CHECKING:
    from collections.abc import Generator

VERSION = 1
"""Raised when a reader of the older form could not read the newer one."""

_HEADER = "tgwidget_recording"
_SECRET = re.compile(
    r"(^|_)(api_?key|secret|token|password|credentials?)$|^key$|^authorization$|headers$",
    re.IGNORECASE,
)

Asked = Mapping[str, Any]
"""A request as JSON: ``messages``, each a role and its parts; ``params``; ``sample``."""


@dataclass(frozen=True)
class Entry:
    """A recorded reply.

    Args:
        line: Where it stands in the file, from 1.
        digest: The name of its request.
        asked: The request, to show.
        engine: The name of the engine that answered.
        model: Its model.
        context: Tokens that a request to it could hold; ``None`` where nobody knew.
        pieces: When each piece came, in seconds since the request, and the piece.
        finish: Why the reply ended.
        usage: Tokens; ``None`` where nobody counted.
    """

    line: int
    digest: str
    asked: Asked
    engine: str
    model: str
    context: int | None
    pieces: tuple[tuple[float, Delta], ...]
    finish: Finish
    usage: Usage | None


def asked(request: Request) -> Asked:
    """A request as JSON, without parameters that carry a key; images as digests."""
    messages = [
        [one.role, [{"image": p.sha256} if isinstance(p, Image) else p for p in one.parts]]
        for one in request.messages
    ]
    params = {name: value for name, value in request.params.items() if value is not None}
    return {"messages": messages, "params": _open(params), "sample": request.sample}


def digest(request: Asked) -> str:
    """The name of a request: equal requests have equal names."""
    return hashlib.sha256(canonical(request, "the request's parameters").encode()).hexdigest()


def shown(request: Asked) -> Asked:
    """A request without what looks like a key."""
    return cast("Asked", _scrubbed(request))


def line(request: Asked, told: Mapping[str, Any]) -> str:
    """A line of the file.

    Args:
        request: What was asked.
        told: What to keep of the reply, as JSON.
    """
    readable = shown(request)
    kept: dict[str, Any] = {"asked": readable, **told}
    if readable != request:
        kept["digest"] = digest(request)
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def begin(path: Path) -> None:
    """See that a file can be appended to, and begin it where it is new.

    Raises:
        InputError: If it cannot, or is something else than a recording.
    """
    try:
        with path.open("a+b") as file:
            file.seek(0)
            first = file.readline(1000)
    except OSError as error:
        raise InputError(
            f"the recording {str(path)!r} cannot be written: {error.strerror}",
            "give the path of a file in a directory that exists",
        ) from error
    if not first:
        append(path, json.dumps({_HEADER: VERSION}))
    elif _version(first) != VERSION:
        raise _foreign(path, first)


def append(path: Path, text: str) -> None:
    """Add a line, whole, whoever else writes to the file.

    Raises:
        OSError: If it cannot be written.
    """
    try:
        data = text.encode()
    except UnicodeEncodeError:  # half a character
        data = json.dumps(json.loads(text)).encode()
    with path.open("a+b", buffering=0) as file, _alone(file.fileno()):
        if file.seek(0, os.SEEK_END):
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":  # somebody was cut off
                data = b"\n" + data
        data += b"\n"
        while data:
            data = data[file.write(data) :]


@contextmanager
def _alone(descriptor: int) -> Generator[None]:
    """Keep other writers out, where the system can."""
    try:
        from fcntl import LOCK_EX, flock
    except ImportError:
        yield
        return
    with suppress(OSError):  # some network file systems cannot
        flock(descriptor, LOCK_EX)
    yield


def load(path: Path) -> Sequence[Entry]:
    """The replies of a recording, in order. A line that cannot be read is left out, with a warning.

    Raises:
        InputError: If there is no such file, or it is something else than a recording.
    """
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise InputError(
            f"the recording {str(path)!r} cannot be read: {error.strerror}",
            'record one: tg.Recorder(engine, "lesson.jsonl")',
        ) from error
    if _version(lines[0]) != VERSION:
        raise _foreign(path, lines[0])
    found: list[Entry] = []
    broken: list[int] = []
    for number, text in enumerate(lines, 1):
        if not text.strip() or _version(text) == VERSION:
            continue
        try:
            found.append(_entry(number, json.loads(text)))
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            broken.append(number)
    if broken:
        which = ", ".join(map(str, broken[:5])) + (" …" if len(broken) > 5 else "")
        warnings.warn(f"{path.name}: left out what cannot be read, line {which}", stacklevel=2)
    return found


def _version(text: bytes) -> int | None:
    try:
        return json.loads(text)[_HEADER]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _foreign(path: Path, first: bytes) -> InputError:
    version = _version(first)
    if version is not None:
        return InputError(
            f"the recording {path.name} is of version {version}, and this reads {VERSION}",
            "update tgwidget, or record it anew",
        )
    return InputError(
        f"{str(path)!r} is not a recording", "give a file that tg.Recorder wrote, or a new one"
    )


def _entry(number: int, held: Any) -> Entry:
    wanted = held["asked"]
    request = {
        "messages": [[str(role), list(parts)] for role, parts in wanted["messages"]],
        "params": dict(wanted["params"]),
        "sample": int(wanted["sample"]),
    }
    pieces = tuple(_piece(*piece) for piece in held["pieces"])
    if held["finish"] not in get_args(Finish):
        raise ValueError(held["finish"])
    usage = held["usage"]
    context = held.get("context")
    return Entry(
        line=number,
        digest=str(held.get("digest") or digest(request)),
        asked=request,
        engine=str(held["engine"]),
        model=str(held["model"]),
        context=None if context is None else int(context),
        pieces=pieces,
        finish=held["finish"],
        usage=None if usage is None else _usage(**usage),
    )


def _usage(prompt: int, completion: int, estimated: bool = False, **_: object) -> Usage:
    return Usage(int(prompt), int(completion), bool(estimated))


def _piece(at: Any, text: Any, kind: TextKind = "text") -> tuple[float, Delta]:
    if not isinstance(text, str) or not math.isfinite(at) or kind not in get_args(TextKind):
        raise TypeError(text)
    return max(0.0, float(at)), Delta(text, kind)


def _open(value: Any) -> Any:
    """The value without entries that are named like a key, however deep they stand."""
    if isinstance(value, Mapping):
        held = cast("Mapping[Any, Any]", value)
        return {k: _open(v) for k, v in held.items() if not _SECRET.search(str(k))}
    if isinstance(value, list | tuple):
        return [_open(one) for one in cast("Sequence[Any]", value)]
    return value


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return scrub(value)
    if isinstance(value, Mapping):
        return {k: _scrubbed(v) for k, v in cast("Mapping[Any, Any]", value).items()}
    if isinstance(value, list | tuple):
        return [_scrubbed(one) for one in cast("Sequence[Any]", value)]
    return value
