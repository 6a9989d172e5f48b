"""litellm's exceptions, understood: what went wrong, which setting it is about, what to do."""

from __future__ import annotations

import os
import re
from typing import Any

from tgwidget.engine.base import Request
from tgwidget.engine.failures import Place, refusal, retry_after
from tgwidget.engine.keys import Key
from tgwidget.errors import EngineError, KeyMissingError, UnreachableError

_WRAPPING = re.compile(r"^(?:(?:litellm\.)?\w+(?:Error|Exception)\s*[:-]\s*)+")
_TRAIL = re.compile(
    r"\s*(?:Traceback \(most recent|Original exception:|Handle with `litellm).*", re.DOTALL
)
_INSIDE = re.compile(r" ssl:(?:<[^>]*>|\w+)")
"""What of an error only says which objects were at work."""
_UNREACHABLE = re.compile(
    r"connection error|cannot connect|connect call failed|connection refused|disconnected"
    r"|name or service not known|payload is not completed",
    re.IGNORECASE,
)
_NO_KEY = re.compile(r"missing credentials|missing .*key|api_key client option", re.IGNORECASE)


def understood(
    litellm: Any,
    error: Exception,
    place: Place,
    given: bool,
    request: Request | None = None,
) -> EngineError:
    """The typed error for what litellm raised.

    Args:
        litellm: The package.
        error: What it raised.
        place: Who was asked, with litellm's name of the model.
        given: Whether the key was given, and not found by litellm itself.
        request: What was asked.

    Returns:
        Our error, with nothing in it that holds a key.
    """
    inner: Any = getattr(error, "original_exception", None) or error
    status = getattr(inner, "status_code", None)
    status = status if isinstance(status, int) else 500
    server, model = place.server, place.model
    provider = model.partition("/")[0]
    said = _INSIDE.sub("", _TRAIL.sub("", _WRAPPING.sub("", str(inner))))
    missing = () if given else _missing_settings(litellm, model)
    if missing and (status in (401, 403) or _NO_KEY.search(said)):
        names = " and ".join(missing)
        return KeyMissingError(
            f"{names} is not set: {provider} wants it",
            f"set {names} in the environment, or give get_engine(…, api_key=…)",
        )
    if _UNREACHABLE.search(said):
        return UnreachableError(
            f"{server} does not answer, or the connection broke: {place.quote(said)}",
            "is it running, and is the network there?",
            retryable=True,
            begun=not _never_connected(error),
        )
    known = getattr(litellm, "exceptions", None)
    if not isinstance(inner, _classes(known)):
        return EngineError(
            f"litellm failed on {model}: {type(inner).__name__}: {place.quote(said)}",
            "try another version of litellm, or an http address of the model",
        )
    headers: Any = getattr(inner, "litellm_response_headers", None) or {}
    return refusal(place, status, said, retry_after(headers), request)


def _never_connected(error: BaseException | None) -> bool:
    """Whether what is behind an error says that no connection came about."""
    while error is not None:
        if re.search("Connect(or|Error$|Timeout)", type(error).__name__):
            return True
        error = error.__cause__ or error.__context__
    return False


def _classes(exceptions: Any) -> tuple[type[BaseException], ...]:
    """The bases of what litellm raises on purpose."""
    names = ("APIError", "APIConnectionError", "BadRequestError", "AuthenticationError")
    found = [getattr(exceptions, name, None) for name in names]
    openai = [base for one in found if isinstance(one, type) for base in one.__mro__]
    return tuple(base for base in openai if base.__name__ == "OpenAIError")


def found(provider: str) -> Key | None:
    """The key that litellm finds by itself, as far as its setting can be told.

    Args:
        provider: litellm's name of the provider.

    Raises:
        InputError: If what is found there is no key.
    """
    setting = f"{provider.upper()}_API_KEY"
    value = os.environ.get(setting, "").strip()
    return Key(value, setting) if value else None


def _missing_settings(litellm: Any, model: str) -> tuple[str, ...]:
    """The settings that litellm wants for this model and does not find."""
    try:
        told: Any = litellm.validate_environment(model)
    except Exception:
        # It raises for names that it does not know; then nothing is known to be missing.
        return ()
    names = [] if told["keys_in_environment"] else list(told["missing_keys"])
    return tuple(sorted(name for name in names if "KEY" in name or "TOKEN" in name))
