"""Prices come from a file; litellm is not imported for them, and an unknown price is not zero."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from tgwidget.engine.base import Usage
from tgwidget.engine.money import prices


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, object]]:
    """A table of our own in place of litellm's."""
    rows = {
        "big": {"litellm_provider": "acme", "mode": "chat", "max_input_tokens": 9000,
                "supports_response_schema": True,
                "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6,
                "input_cost_per_token_above_200k_tokens": 4e-6,
                "cache_read_input_token_cost": 1e-7,
                "cache_read_input_token_cost_above_200k_tokens": 5e-7},
        "plain": {"litellm_provider": "acme",
                  "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6},
        "half": {"litellm_provider": "vertex_ai-mistral_models", "input_cost_per_token": 1e-6,
                 "max_input_tokens": "many", "supports_response_schema": "yes"},
        "acme/own": {"litellm_provider": "acme",
                     "input_cost_per_token": 0, "output_cost_per_token": 0},
        "sample_spec": {"litellm_provider": "one of https://docs.example.com"},
        "broken": None,
    }  # fmt: skip
    (tmp_path / "model_prices_and_context_window_backup.json").write_text(json.dumps(rows))
    spec = ModuleSpec("litellm", None, is_package=True)
    spec.submodule_search_locations = [str(tmp_path)]
    monkeypatch.setattr(prices, "find_spec", lambda _: spec)
    forget()
    yield rows
    forget()


def forget() -> None:
    prices.table.cache_clear()
    prices.providers.cache_clear()


def test_a_price_is_tokens_times_rate(table: object) -> None:
    assert prices.cost("big", Usage(1000, 500)) == pytest.approx(0.002)
    assert prices.cost("acme/big", Usage(1000, 500)) == pytest.approx(0.002)
    assert prices.cost("acme/own", Usage(1000, 500)) == 0.0


def test_a_long_prompt_costs_its_own_rate(table: object) -> None:
    assert prices.cost("big", Usage(200_000, 0)) == pytest.approx(0.2)
    assert prices.cost("big", Usage(200_001, 0)) == pytest.approx(0.800004)


def test_what_the_provider_had_kept_costs_less_where_the_table_says_so(
    table: dict[str, dict[str, object]],
) -> None:
    kept = Usage(1000, 0, cached=400)
    assert prices.cost("big", kept) == pytest.approx(0.0006 + 400 * 1e-7)
    assert prices.cost("plain", kept) == pytest.approx(0.001)
    assert prices.cost("big", Usage(1000, 0, cached=9000)) == pytest.approx(1000 * 1e-7)
    assert prices.cost("big", Usage(1000, 0, cached=-5)) == pytest.approx(0.001)
    assert prices.cost("big", Usage(300_000, 0, cached=1000)) == pytest.approx(1.196 + 1000 * 5e-7)


@pytest.mark.parametrize("model", ["new", "other/big", "half", "broken", ""])
def test_an_unknown_price_is_unknown(table: object, model: str) -> None:
    assert prices.cost(model, Usage(1, 1)) is None


def test_a_context_and_a_schema_are_known_or_not(table: object) -> None:
    assert (prices.context("big"), prices.context("acme/big")) == (9000, 9000)
    assert prices.enforces_schema("big")
    for model in ("half", "acme/own", "broken", "new", ""):
        assert prices.context(model) is None
        assert not prices.enforces_schema(model)


def test_providers_are_names(table: object) -> None:
    assert prices.providers() == {"acme", "vertex_ai"}


@pytest.mark.parametrize("spec", [None, ModuleSpec("litellm", None)])
def test_without_litellm_every_price_is_unknown(
    monkeypatch: pytest.MonkeyPatch, spec: ModuleSpec | None
) -> None:
    monkeypatch.setattr(prices, "find_spec", lambda _: spec)
    forget()
    assert prices.cost("gpt-4o", Usage(1, 1)) is None
    assert prices.providers() == frozenset()
    forget()


def test_the_real_table_is_read_without_importing_litellm() -> None:
    code = (
        "import sys; from tgwidget.engine.money import prices\n"
        "from tgwidget.engine.base import Usage\n"
        "print(prices.cost('gpt-4o', Usage(1_000_000, 0)), 'anthropic' in prices.providers(),"
        " 'litellm' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.split() == ["2.5", "True", "False"]
