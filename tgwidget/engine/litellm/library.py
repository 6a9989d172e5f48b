"""The package litellm: imported once, off the loop, and kept quiet.

No thread may be held up by it for long, a notebook's main thread least of all.
"""

from __future__ import annotations

import gc
import importlib
import logging
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import wraps
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from threading import Lock
from typing import Any

from tgwidget.errors import MissingPackageError

STOLEN = frozenset({"1.82.7", "1.82.8"})
"""Releases of litellm that held a credential stealer, which ran when it was imported."""

LATE = ("openai.resources", "openai.lib.azure", "litellm._service_logger")
"""What litellm imports in its first call only: 500 modules, on whichever thread that call runs,
which would be the loop's."""

_SWITCHES = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION"}
"""Read by litellm at its import: fetch no price list, read no ``.env``."""
_LISTENERS = ("callbacks", "success_callback", "_async_success_callback")
"""Where people register with litellm to hear of every call."""

_importing = Lock()
_uncounted: ContextVar[bool] = ContextVar("tgwidget_uncounted", default=False)
ready: Any = None
"""litellm, once it is imported."""


def require(model: str) -> None:
    """See that litellm is there, without importing it.

    Args:
        model: Which model needs it, for the error.

    Raises:
        MissingPackageError: If it is not installed.
    """
    if "litellm" not in sys.modules and find_spec("litellm") is None:
        raise _missing(model)


def load(model: str) -> Any:
    """litellm, quiet and without retries of its own. Imported once, in seconds.

    Args:
        model: Whose call needs it, for the error.

    Raises:
        MissingPackageError: If it cannot be imported, or is a release that steals keys.
    """
    global ready
    with _importing:
        _refuse_stolen()
        before = {name: os.environ.get(name) for name in _SWITCHES}
        os.environ.update({name: before[name] or value for name, value in _SWITCHES.items()})
        try:
            with _no_collections():
                litellm: Any = importlib.import_module("litellm")
                for late in LATE:
                    with suppress(ImportError):
                        importlib.import_module(late)
        except ImportError as error:
            raise _missing(model) from error
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
        litellm.suppress_debug_info = True
        litellm.disable_streaming_logging = True
        # Where a notebook's log is at INFO it would say each call, and at DEBUG each chunk.
        if (log := logging.getLogger("LiteLLM")).level == logging.NOTSET:
            log.setLevel(logging.WARNING)
        # A model may well say the same word a hundred times.
        litellm.REPEATED_STREAMING_CHUNK_LIMIT = sys.maxsize
        # It counts tokens at the end of each stream; for that no tokenizer may be downloaded.
        litellm.disable_hf_tokenizer_download = True
        _let_be_uncounted()
        ready = litellm
        return litellm


def heard(litellm: Any) -> bool:
    """Whether somebody registered with litellm to hear of every call.

    Args:
        litellm: The package.
    """
    return any(getattr(litellm, name, None) for name in _LISTENERS)


@contextmanager
def uncounted() -> Generator[None]:
    """Let litellm count no tokens in what is awaited inside.

    It would read each whole prompt with a tokenizer, whose table takes 0.1 s to load, for a price
    that nobody asks it for, and no other thread moves meanwhile.
    """
    token = _uncounted.set(True)
    try:
        yield
    finally:
        _uncounted.reset(token)


def _let_be_uncounted() -> None:
    prices: Any = sys.modules.get("litellm.cost_calculator")
    count = getattr(prices, "token_counter", None)
    if count is None or hasattr(count, "__wrapped__"):
        return

    @wraps(count)
    def counted(*args: Any, **options: Any) -> int:
        return 0 if _uncounted.get() else count(*args, **options)

    prices.token_counter = counted


@contextmanager
def _no_collections() -> Generator[None]:
    """Collect no garbage inside: an import makes none.

    Each look through all that it made holds all threads up, for 0.3 s at last.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            # All that is there is old from here on; as young, it would be looked through at once.
            if not gc.get_freeze_count():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _refuse_stolen() -> None:
    if "litellm" not in sys.modules and (held := _installed()) in STOLEN:
        raise MissingPackageError(
            f"litellm {held} is not imported: that release sends keys to a thief",
            "pip install --upgrade litellm, and change every key that this machine held",
        )


def _installed() -> str:
    try:
        return version("litellm")
    except PackageNotFoundError:
        return ""


def _missing(model: str) -> MissingPackageError:
    return MissingPackageError(
        f"the engine {model!r} needs the package litellm, which is not installed",
        "pip install litellm",
    )
