"""What every test may use. No key of the person who runs the tests reaches any of them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

import tgwidget as tg
from tgwidget import config
from tgwidget.engine import keys
from tgwidget.engine.lm import EngineLM

KEYS = re.compile(r"(_API_KEY|_API_BASE|_BASE_URL|_TOKEN)$|^TGWIDGET_")


# What an example takes says something of the machine only.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No keys, no settings, no cache of the person who runs the tests; no run left open."""
    for name in list(os.environ):
        if KEYS.search(name):
            monkeypatch.delenv(name)
    monkeypatch.setenv("TGWIDGET_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TGWIDGET_SIMULATED_RATE", "0")
    monkeypatch.setattr(config, "_backward_engine", None)
    keys.held.clear()
    keys.lent.clear()


class Scripted(EngineLM):
    """An engine that answers by a function and remembers what it was asked."""

    def __init__(self, answer: Callable[[str, str], str]) -> None:
        self.answer = answer
        self.asked: list[tuple[str, str]] = []

    def generate(self, prompt: Any, system_prompt: str | None = None, **kw: object) -> str:
        self.asked.append((system_prompt or "", prompt))
        return self.answer(system_prompt or "", prompt)


def improved(prompt: str, text: str) -> str:
    """``text`` in the tags that an optimizer prompt asks for."""
    nonce = re.findall(r"<IMPROVED_VARIABLE-(\w+)>", prompt)[-1]
    return f"<IMPROVED_VARIABLE-{nonce}>{text}</IMPROVED_VARIABLE-{nonce}>"


@pytest.fixture
def text() -> Callable[..., tg.Variable]:
    """Makes a text variable that wants criticism."""

    def make(value: str = "some text", role: str = "answer", **kw: object) -> tg.Variable:
        return tg.Variable(value, role_description=role, **kw)

    return make
