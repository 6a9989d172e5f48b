"""Structured output: a JSON schema that the provider holds the reply to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, cast

from tgwidget.engine.base import Engine, Reply, Request
from tgwidget.errors import UnsupportedError

PARAM = "response_format"
"""The request's parameter, under its OpenAI name."""


def response_format(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The value of the parameter ``response_format`` that asks for a schema.

    Args:
        name: What the schema describes, in letters, digits, ``_`` and ``-``.
        schema: A JSON schema. Strict servers want ``additionalProperties: false`` and every
            property among ``required``.
    """
    return {
        "type": "json_schema",
        "json_schema": {"name": name, "strict": True, "schema": dict(schema)},
    }


def check(engine: Engine, request: Request, reply: Reply) -> None:
    """See that a reply is what its request's schema asks for; many servers ignore it in silence.

    A reply that was cut off at its length says nothing about that and passes.

    Args:
        engine: Who was asked.
        request: What was asked.
        reply: What came.

    Raises:
        UnsupportedError: If the schema was ignored.
    """
    schema = _schema(request)
    if schema is None or reply.finish != "stop" or _keeps(reply.text, schema):
        return
    raise UnsupportedError(
        f"{engine.name} was asked for JSON of a given schema and answered something else",
        "ask without response_format, or take a model that enforces schemas",
        feature=PARAM,
    )


def _schema(request: Request) -> Mapping[str, Any] | None:
    try:
        return request.params[PARAM]["json_schema"]["schema"]
    except (KeyError, TypeError):
        return None


def _keeps(text: str, schema: Mapping[str, Any]) -> bool:
    """Whether it is JSON with the properties that have to be there: no full validation."""
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if schema.get("type") != "object":
        return True
    return isinstance(value, dict) and set(schema.get("required", ())) <= set(
        cast("dict[str, Any]", value)
    )
