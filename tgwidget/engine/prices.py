"""What models cost, hold and can do, from the table that litellm carries as a file.

litellm itself is not imported.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tgwidget.engine.base import Usage

_FILE = "model_prices_and_context_window_backup.json"
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


def cost(model: str, usage: Usage) -> float | None:
    """US dollars for these tokens, without discounts for cached ones.

    Args:
        model: A name as the table or litellm has it.
        usage: The tokens.

    Returns:
        US dollars; ``None`` where the price is unknown, never 0.
    """
    row = find(model)
    if row is None:
        return None
    read = _rate(row, "input_cost_per_token", usage.prompt)
    written = _rate(row, "output_cost_per_token", usage.prompt)
    if read is None or written is None:
        return None
    return usage.prompt * read + usage.completion * written


def _rate(row: dict[str, Any], name: str, prompt: int) -> float | None:
    """US dollars a token; some models cost more beyond a length of prompt."""
    rate, reached = row.get(name), 0
    for key, value in row.items():
        tier = _TIER.search(key) if key.startswith(f"{name}_above_") else None
        if tier and reached < (over := int(tier[1]) * 1000) < prompt:
            rate, reached = value, over
    return float(rate) if isinstance(rate, int | float) else None
