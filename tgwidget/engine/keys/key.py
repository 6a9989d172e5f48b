"""A provider's key: held in memory, sent on the wire, and shown nowhere."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import quote, quote_plus

from tgwidget.errors import InputError, KeyMissingError

HIDDEN = "[key]"
_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
_KEY_SHAPE = re.compile(r"\b(?:sk|pk|rk|gsk|xai|hf|r8)[-_][\w-]{12,}|\bAIza[\w-]{20,}")
_PASSWORD = re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)")
_SHORTEST = 8
SETTINGS = {
    "anthropic": ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
    "azure": ("AZURE_OPENAI_API_KEY", "AZURE_API_KEY", "AZURE_AD_TOKEN", "AZURE_CLIENT_ID"),
    "cohere_chat": ("COHERE_API_KEY", "CO_API_KEY"),
    "gemini": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "groq": ("GROQ_API_KEY",),
    "together_ai": (
        "TOGETHER_API_KEY", "TOGETHER_AI_API_KEY", "TOGETHERAI_API_KEY", "TOGETHER_AI_TOKEN"
    ),
}  # fmt: skip
"""Where litellm looks for the keys of providers that never answer without one."""


@dataclass(frozen=True)
class Key:
    """A key and the setting it came from.

    Args:
        value: The key itself.
        setting: What a person would change: ``"OPENAI_API_KEY"``, ``"api_key"``.
        headers: Headers that go with it, by name; as secret as the key.

    Raises:
        InputError: If it holds characters that no header can carry.
    """

    value: str = field(repr=False)
    setting: str
    headers: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[!-~]+", self.value):
            raise InputError(
                f"the key from {self.setting} is empty or holds spaces, line breaks or other "
                "characters that no key has",
                "copy it again, without quotes or a line break",
            )

    def secrets(self) -> tuple[str, ...]:
        """What must not be shown."""
        return (self.value, *self.headers.values())


held: dict[str, Key] = {}
"""Keys that this process was given by hand, by their setting; gone with it."""

lent: dict[str, Key] = {}
"""Keys that Colab's secrets gave to it, by their setting: asking for one takes a moment."""


def require(provider: str, name: str) -> None:
    """See that a provider's key is set, while it is easy to tell whose engine wants it.

    Args:
        provider: litellm's name of the provider; of those we do not know nothing is required.
        name: The engine's name, for the error.

    Raises:
        KeyMissingError: If none of its settings is set.
    """
    settings = SETTINGS.get(provider, ())
    if settings and not any(os.environ.get(one, "").strip() for one in settings):
        raise key_missing(settings[0], name)


def key_missing(setting: str, name: str) -> KeyMissingError:
    """The error for a setting that holds no key.

    Args:
        setting: Where the key would be.
        name: The name of the engine that needs it.
    """
    return KeyMissingError(
        f"{setting} is not set: the engine {name!r} needs it",
        'set it in the environment, let tg.set_key(…) ask for it, or take "simulated" or "local"',
    )


def scrub(text: str, *secrets: str | None) -> str:
    """The text without keys: those given, those in the environment, and what looks like one."""
    known = {value for name, value in os.environ.items() if _SECRET_NAME.search(name)}
    known.update(key.value for key in (*held.values(), *lent.values()))
    known.update(secret for secret in secrets if secret)
    written = {way for one in known if len(one) >= _SHORTEST for way in _written(one)}
    for secret in sorted(written, key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return _PASSWORD.sub(HIDDEN, _KEY_SHAPE.sub(HIDDEN, text))


def _written(secret: str) -> set[str]:
    """A secret as a text may hold it: as it is, in an address, inside JSON."""
    return {secret, quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}


def among(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """The secrets among settings of an engine: what is called so, and every header.

    Args:
        settings: As they are given, by name.
    """
    return tuple(_among(settings))


def _among(settings: Mapping[str, Any]) -> Iterator[str]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            for header in cast("Mapping[str, Any]", value).values():
                yield from (str(header), str(header).rpartition(" ")[2])
        elif isinstance(value, str) and _SECRET_NAME.search(name):
            yield value
