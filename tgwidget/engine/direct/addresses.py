"""Addresses of model servers: checked, shown without secrets, and told near from far."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from tgwidget.errors import InputError

_THIS_MACHINE = ("localhost", "host.docker.internal")
_NEAR_ENDS = (".localhost", ".local", ".internal", ".lan")


@dataclass(frozen=True)
class Address:
    """Where a server's API begins.

    Args:
        shown: Scheme, host, port and path, for people and for cache keys.
        host: The host alone.
        query: What followed ``?``; sent, never shown.
    """

    shown: str
    host: str
    query: str = field(default="", repr=False)

    @classmethod
    def parse(cls, url: str) -> Address:
        """Read an address; one without a path means the usual ``/v1``.

        Raises:
            InputError: If it is not an http(s) address, or holds a password.
        """
        try:
            parts = urlsplit(url.strip())
            port = parts.port
        except ValueError:
            raise InputError("this address of a model server cannot be read", _EXAMPLE) from None
        if parts.username is not None or parts.password is not None:
            raise InputError(
                f"the address of {parts.hostname} holds a name or a password",
                "give the key as api_key=…, not inside the address",
            )
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise InputError(
                f"{url!r} is not the http(s) address of a model server",
                _EXAMPLE,
            )
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        place = host if port is None else f"{host}:{port}"
        path = parts.path.rstrip("/") or "/v1"
        return cls(f"{parts.scheme}://{place}{path}", parts.hostname, parts.query)

    def url(self, path: str) -> str:
        """The full address of one of its methods."""
        return f"{self.shown}{path}?{self.query}" if self.query else f"{self.shown}{path}"

    def secrets(self) -> tuple[str, ...]:
        """What of it must not be shown."""
        return tuple(value for _, value in parse_qsl(self.query))

    @property
    def scheme(self) -> str:
        """``http`` or ``https``."""
        return self.shown.partition(":")[0]

    @property
    def place(self) -> str:
        """Host and port, as they stand in the address."""
        return self.shown.split("/")[2]

    @property
    def loopback(self) -> bool:
        """Whether it is this machine."""
        ip = _ip(self.host)
        near = self.host == "localhost" or self.host.endswith(".localhost")
        return near or (ip is not None and (ip.is_loopback or ip.is_unspecified))

    @property
    def free(self) -> bool:
        """Whether asking there costs nothing: on this machine, seen from a container too.

        Behind an address in its network may stand a gateway to a provider that charges.
        """
        return self.loopback or self.host in _THIS_MACHINE

    @property
    def near(self) -> bool:
        """Whether it is this machine or one in its own network."""
        ip = _ip(self.host)
        if ip is not None:
            return ip.is_private or ip.is_loopback or ip.is_link_local
        named = self.host in _THIS_MACHINE or self.host.endswith(_NEAR_ENDS)
        return named or "." not in self.host


_EXAMPLE = "write it like http://localhost:8000/v1"


def _ip(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
