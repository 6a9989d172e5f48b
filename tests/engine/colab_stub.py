"""Colab's interface as ``google.colab`` has it, as far as it is used, and nothing behind it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

WORDS = ("Paris ", "it ", "is.")


class SecretNotFoundError(Exception):
    pass


class NotebookAccessError(Exception):
    pass


class Colab:
    """What a test says of Colab, and what Colab was asked.

    Args:
        secrets: By name; ``None`` is a secret that the notebook may not read.
        chunks: Whether replies come in OpenAI's chunks, as earlier versions had them.
    """

    def __init__(self, secrets: Mapping[str, str | None] | None = None, chunks: bool = False):
        self.secrets, self.chunks = dict(secrets or {}), chunks
        self.asked: list[tuple[str, str]] = []
        self.error: Exception | None = None
        self.said: tuple[str | None, ...] = WORDS

    def get(self, name: str) -> str:
        if name not in self.secrets:
            raise SecretNotFoundError(name)
        if (value := self.secrets[name]) is None:
            raise NotebookAccessError(name)
        return value

    def generate_text(
        self, prompt: str, model_name: str = "google/gemini-2.5-flash", stream: bool = False
    ) -> Any:
        assert stream
        self.asked.append((model_name, prompt))
        return self._pieces()

    def list_models(self) -> list[str]:
        return ["google/gemini-2.5-flash", "google/gemma-3-4b"]

    def _pieces(self) -> Iterator[Any]:
        for word in self.said:
            if self.error:
                raise self.error
            delta = SimpleNamespace(content=word)
            yield SimpleNamespace(choices=[SimpleNamespace(delta=delta)]) if self.chunks else word

    def install(self, monkeypatch: pytest.MonkeyPatch, ai: bool = True) -> Colab:
        """Be in Colab."""
        google, colab = ModuleType("google"), ModuleType("google.colab")
        google.__path__, colab.__path__ = [], []
        parts = {"google": google, "google.colab": colab}
        names = {"userdata": ("get",), "ai": ("generate_text", "list_models")}
        for name in ("userdata", *(["ai"] if ai else [])):
            module = ModuleType(f"google.colab.{name}")
            for one in names[name]:
                setattr(module, one, getattr(self, one))
            setattr(colab, name, module)
            parts[f"google.colab.{name}"] = module
        google.colab = colab  # pyright: ignore[reportAttributeAccessIssue]
        for name, module in parts.items():
            monkeypatch.setitem(sys.modules, name, module)
        return self
