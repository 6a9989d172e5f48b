"""The connections of this process to model servers: one pool, which all engines share.

aiohttp parses in C; per piece of a reply that is a third of what httpx takes.
"""

from __future__ import annotations

import asyncio
import atexit
import importlib
import os
import ssl
import sys
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies, proxy_bypass

from tgwidget.engine.direct.addresses import Address
from tgwidget.errors import InputError

if TYPE_CHECKING:
    import aiohttp

_CONNECT = 10.0
_LAST_WORDS = 0.5
_BUNDLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "SSL_CERT_DIR")

_sessions: dict[asyncio.AbstractEventLoop, aiohttp.ClientSession] = {}
_inherited: list[Any] = []


async def session() -> aiohttp.ClientSession:
    """The pool of the running loop; aiohttp is imported at the first use, off the loop."""
    if "aiohttp" not in sys.modules:
        await asyncio.to_thread(importlib.import_module, "aiohttp")
    import aiohttp

    loop = asyncio.get_running_loop()
    if loop not in _sessions or _sessions[loop].closed:
        _sessions[loop] = aiohttp.ClientSession(
            # How many calls are made at once is the runner's to say.
            connector=aiohttp.TCPConnector(limit=0),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=_CONNECT),
            cookie_jar=aiohttp.DummyCookieJar(),
        )
    return _sessions[loop]


async def trust(address: Address) -> ssl.SSLContext | bool:
    """Whose certificates are believed on the way to an address.

    Raises:
        InputError: If the environment names certificates that cannot be read.
    """
    if address.scheme != "https":
        return True
    given = next((one for one in _BUNDLES if os.environ.get(one)), "")
    return await asyncio.to_thread(_context, given, os.environ.get(given, ""))


@lru_cache(maxsize=8)
def _context(setting: str, place: str) -> ssl.SSLContext:
    """The certificates of the system and of certifi, or those that a setting names."""
    if not setting:
        import certifi

        context = ssl.create_default_context()
        context.load_verify_locations(certifi.where())
        return context
    try:
        if os.path.isdir(place):
            return ssl.create_default_context(capath=place)
        return ssl.create_default_context(cafile=place)
    except OSError as error:
        raise InputError(
            f"{setting}={place!r} holds no certificates that can be read: {error}",
            f"let {setting} name a PEM file, or unset it",
        ) from None


def proxy(address: Address) -> str | None:
    """The proxy on the way to an address, as the environment or the system has it.

    Raises:
        InputError: If it is of a kind that is not spoken.
    """
    # A proxy has no business between this machine and itself.
    if address.loopback or proxy_bypass(address.place):
        return None
    known = getproxies()
    found = known.get(address.scheme) or known.get("all")
    if not found:
        return None
    kind, mark, _ = found.partition("://")
    if mark and kind not in ("http", "https"):
        raise InputError(
            f"the proxy that is set for {address.shown} is of the kind {kind}, which is not spoken",
            "set an http proxy, or list the host in NO_PROXY",
        )
    return found if mark else f"http://{found}"


@atexit.register
def close() -> None:
    """Close all connections, from any other thread than the loop's."""
    for loop, held in _sessions.items():
        with suppress(RuntimeError, TimeoutError):
            asyncio.run_coroutine_threadsafe(held.close(), loop).result(_LAST_WORDS)


def _disown() -> None:
    """A forked child shares its parent's sockets: to close them there would cut the parent off."""
    for held in _sessions.values():
        connector: Any = held.connector
        held.detach()
        connector._closed = True
        _inherited.append(connector)
    _sessions.clear()


os.register_at_fork(after_in_child=_disown)
