"""Where keys come from: a person's hand, the environment, Colab's secrets. Kept in memory only."""

from __future__ import annotations

import getpass
import os
import re
import sys
from importlib import import_module
from typing import Any

from tgwidget.engine.keys.key import SETTINGS, Key, held, lent
from tgwidget.engine.money import prices
from tgwidget.errors import InputError


def set_key(provider: str, value: str | None = None) -> None:
    """Give the key of a provider to this process; it is kept in memory and shown nowhere.

    Args:
        provider: The provider as it stands in models' names, ``"openai"`` or ``"anthropic"``; or
            the setting, ``"OPENAI_API_KEY"``.
        value: The key. Better leave it out: it is asked for then, and stands in no cell.

    Raises:
        InputError: If there is no such provider, no key, or nobody to ask.
    """
    setting = _setting(provider)
    if value is None:
        value = _asked(setting)
    held[setting] = Key(value.strip(), setting)


def find(setting: str) -> Key | None:
    """The key that a setting holds: given by hand, in the environment, or among Colab's secrets.

    Args:
        setting: Its name, as ``"OPENAI_API_KEY"``.

    Raises:
        InputError: If what it holds is no key.
    """
    if setting in held:
        return held[setting]
    value = os.environ.get(setting, "").strip()
    return Key(value, setting) if value else _lent(setting)


def find_for(provider: str) -> Key | None:
    """The key of a provider that litellm does not find by itself, if we have one.

    Args:
        provider: litellm's name of the provider.
    """
    for setting in _settings(provider):
        if setting in held:
            return held[setting]
        if os.environ.get(setting, "").strip():
            return None
    return next(filter(None, map(_lent, _settings(provider))), None)


def origin(setting: str) -> str:
    """Where a key that was found came from, in words."""
    if setting in held:
        return f"{setting} was given by hand"
    if os.environ.get(setting, "").strip():
        return f"{setting} is set in the environment"
    return f"{setting} is one of Colab's secrets"


def _settings(provider: str) -> list[str]:
    names = SETTINGS.get(provider, (f"{provider.upper()}_API_KEY",))
    return [name for name in names if name.endswith("API_KEY")]


def _setting(provider: str) -> str:
    if re.fullmatch(r"[A-Z][A-Z0-9_]*_API_KEY", provider):
        return provider
    known = {"openai", *SETTINGS, *prices.providers()}
    if provider.lower() not in known:
        raise InputError(
            f"no provider is called {provider!r}",
            'name it as in its models\' names: tg.set_key("anthropic"), or give the setting: '
            'tg.set_key("ANTHROPIC_API_KEY")',
        )
    return _settings(provider.lower())[0]


def _asked(setting: str) -> str:
    try:
        return getpass.getpass(f"{setting}: ")
    except (EOFError, OSError, NotImplementedError):  # the last from a kernel that cannot ask
        pass
    raise InputError(
        f"nobody could be asked for {setting}", f"set {setting} in the environment instead"
    )


def _lent(setting: str) -> Key | None:
    """A secret that the person at Colab lets this notebook read, if there is one."""
    if "google.colab" not in sys.modules:
        return None
    if setting not in lent:
        try:
            userdata: Any = import_module("google.colab.userdata")
            value = userdata.get(setting)
        except Exception:
            # Its errors are its own: no such secret, no access, nobody there to grant it.
            return None
        if not isinstance(value, str) or not value.strip():
            return None
        lent[setting] = Key(value.strip(), setting)
    return lent[setting]
