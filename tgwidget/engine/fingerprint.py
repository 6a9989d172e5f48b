"""What tells one request to an engine from another, whichever process makes it."""

from __future__ import annotations

import hashlib
import inspect
import json
from dataclasses import replace
from functools import lru_cache
from types import CodeType
from typing import Any

from tgwidget.engine.base import Request
from tgwidget.engine.function import FunctionEngine
from tgwidget.engine.lm import EngineLM
from tgwidget.engine.recorded.recording import asked


def fingerprint(engine: EngineLM, request: Request) -> str:
    """A digest of all that a reply depends on, never of a key.

    Args:
        engine: Who is asked. Where that is a function, its code counts: one that was changed may
            answer something else.
        request: What is asked.
    """
    if own := getattr(engine, "params", None):
        request = replace(request, params={**own, **request.params})
    told = [asked(request), engine.system_prompt, _code(engine)]
    return hashlib.sha256(_words(told).encode()).hexdigest()[:24]


_words = json.JSONEncoder(sort_keys=True, separators=(",", ":"), default=repr).encode


def _code(engine: EngineLM) -> str:
    """The code of a user's own function or class; empty for what stands in no notebook."""
    function: Any = engine.function if isinstance(engine, FunctionEngine) else type(engine).generate
    if getattr(function, "__module__", "").partition(".")[0] == "tgwidget":
        return ""
    code: Any = getattr(inspect.unwrap(function), "__code__", None)
    return _told(code) if isinstance(code, CodeType) else ""


@lru_cache(maxsize=256)
def _told(code: CodeType) -> str:
    consts = [
        _told(one) if isinstance(one, CodeType) else repr(one)
        for one in code.co_consts
        if isinstance(one, CodeType | str | bytes | int | float)
    ]
    return f"{code.co_code.hex()}{code.co_names}{consts}"
