"""A provider's key: held in memory, sent on the wire, and shown nowhere."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tgwidget.errors import InputError

HIDDEN = "[key]"
_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL", re.IGNORECASE)
_KEY_SHAPE = re.compile(r"\b(?:sk|pk|rk|gsk|xai|hf|r8)[-_][\w-]{12,}|\bAIza[\w-]{20,}")
_SHORTEST = 8


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


def scrub(text: str, *secrets: str | None) -> str:
    """The text without keys: those given, those in the environment, and what looks like one."""
    known = {value for name, value in os.environ.items() if _SECRET_NAME.search(name)}
    known.update(secret for secret in secrets if secret)
    for secret in sorted((one for one in known if len(one) >= _SHORTEST), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return _KEY_SHAPE.sub(HIDDEN, text)
