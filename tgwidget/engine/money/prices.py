"""What models cost, hold and can do, from the table that litellm carries as a file.

litellm itself is not imported.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.util import find_spec
from math import isfinite
from pathlib import Path
from typing import Any, Protocol, TypeGuard

from tgwidget.engine.base import Usage
from tgwidget.errors import InputError

_TOLD: dict[str, dict[str, Any]] = {}
"""What a person said of prices, by the names of models; like the rows of the table."""
_FILE = "model_prices_and_context_window_backup.json"
_READ, _WRITTEN = "input_cost_per_token", "output_cost_per_token"
_KEPT = "cache_read_input_token_cost"
_TIER = re.compile(r"_above_(\d+)k_tokens$")


@lru_cache(maxsize=1)
def table() -> dict[str, dict[str, Any]]:
    """The table by model name; empty where litellm is not installed or its file is unreadable."""
    spec = find_spec("litellm")
    for place in (spec and spec.submodule_search_locations) or ():
        try:
            read: Any = json.loads((Path(place) / _FILE).read_text("utf-8"))
        except (OSError, ValueError):
            continue
        return {name: row for name, row in read.items() if isinstance(row, dict)}
    return {}


@lru_cache(maxsize=1)
def providers() -> frozenset[str]:
    """The providers that the table names, as they stand before the ``/`` of a model's name."""
    names = {str(row.get("litellm_provider", "")) for row in table().values()}
    split = {re.split(r"-(?=\w+[-_]models$)", name)[0] for name in names}
    return frozenset(name for name in split if re.fullmatch(r"[\w-]+", name))


def chat_models() -> list[str]:
    """The names of the models that chat."""
    return [name for name, row in table().items() if row.get("mode") == "chat" and name]


def find(model: str) -> dict[str, Any] | None:
    """A model's row, by its name or by its name without the provider that the row names."""
    rows = table()
    if model in rows:
        return rows[model]
    provider, _, bare = model.partition("/")
    row = rows.get(bare)
    if row and provider and str(row.get("litellm_provider", "")).split("-")[0] == provider:
        return row
    return None


def context(model: str) -> int | None:
    """Tokens that a request to a model may hold; ``None`` where that is unknown.

    Args:
        model: A name as the table or litellm has it.
    """
    held = (find(model) or {}).get("max_input_tokens")
    return held if isinstance(held, int) and held > 0 else None


def enforces_schema(model: str) -> bool:
    """Whether the provider is known to hold a model's replies to a JSON schema.

    Args:
        model: A name as the table or litellm has it.
    """
    return (find(model) or {}).get("supports_response_schema") is True


def set_price(
    model: str,
    *,
    input: float,  # noqa: A002 - the word that providers use
    output: float,
    cached_input: float | None = None,
) -> None:
    """Say what a model costs, where the table does not know it or is wrong.

    Args:
        model: The model's name, or the name that ``get_engine`` is given.
        input: US dollars for a million tokens that it reads.
        output: US dollars for a million tokens that it writes.
        cached_input: US dollars for a million tokens of input that the provider had kept; as
            ``input`` by default.

    Raises:
        InputError: If a price is no number, or is negative.

    Example:
        >>> import tgwidget as tg
        >>> tg.set_price("http://gpu.example.com/v1#llama", input=0.2, output=0.6)
    """
    prices = {"input": input, "output": output, "cached_input": cached_input}
    for name, price in prices.items():
        if price is not None and (not _is_number(price) or not isfinite(price) or price < 0):
            raise InputError(
                f"{name}={price!r} is not the price of {model!r}",
                "give US dollars for a million tokens",
            )
    _TOLD[model] = {
        key: price / 1e6
        for key, price in zip((_READ, _WRITTEN, _KEPT), prices.values(), strict=True)
        if price is not None
    }


def of(engine: Priced, usage: Usage) -> float | None:
    """US dollars for these tokens of an engine: as ``set_price`` says, else as the engine does.

    Args:
        engine: Who was, or would be, asked.
        usage: The tokens.

    Returns:
        US dollars; ``None`` where the price is unknown, never 0.
    """
    said = told(usage, engine.name, engine.model)
    return engine.price(usage) if said is None else said


def told(usage: Usage, *names: str) -> float | None:
    """US dollars for these tokens as ``set_price`` says; ``None`` if it says nothing.

    Args:
        usage: The tokens.
        *names: The names that may have been given a price, the first counts.
    """
    row = next((_TOLD[name] for name in names if name in _TOLD), None)
    return None if row is None else _cost(row, usage)


class Priced(Protocol):
    """What has a price: an engine."""

    name: str
    model: str

    def price(self, usage: Usage) -> float | None:
        """US dollars for these tokens; ``None`` where the price is unknown."""
        ...


def cost(model: str, usage: Usage) -> float | None:
    """US dollars for these tokens, as the table has it.

    Args:
        model: A name as the table or litellm has it.
        usage: The tokens; those that the provider had kept cost what the table says of them.

    Returns:
        US dollars; ``None`` where the price is unknown, never 0.
    """
    row = find(model)
    return None if row is None else _cost(row, usage)


def _cost(row: dict[str, Any], usage: Usage) -> float | None:
    read = _rate(row, _READ, usage.prompt)
    written = _rate(row, _WRITTEN, usage.prompt)
    if read is None or written is None:
        return None
    kept = _rate(row, _KEPT, usage.prompt)
    cached = min(max(usage.cached, 0), usage.prompt)
    fresh = usage.prompt - cached
    return fresh * read + cached * (read if kept is None else kept) + usage.completion * written


def _rate(row: dict[str, Any], name: str, prompt: int) -> float | None:
    """US dollars a token; some models cost more beyond a length of prompt."""
    rate, reached = row.get(name), 0
    for key, value in row.items():
        tier = _TIER.search(key) if key.startswith(f"{name}_above_") else None
        if tier and reached < (over := int(tier[1]) * 1000) < prompt:
            rate, reached = value, over
    return float(rate) if _is_number(rate) else None


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)
