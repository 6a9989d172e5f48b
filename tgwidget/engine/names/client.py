"""An OpenAI client object as an engine: where it points to and its key, asked our own way.

The client itself makes no call: streaming, deadlines and cancelling need a connection of ours. Its
key goes from the object to the wire, through no environment variable, name, file or picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeGuard, cast
from urllib.parse import urlencode

from tgwidget.engine.base import Engine
from tgwidget.engine.direct import DirectEngine
from tgwidget.engine.direct.addresses import Address
from tgwidget.engine.keys import Key
from tgwidget.engine.litellm import LiteLLMAdapter
from tgwidget.errors import InputTypeError, KeyMissingError

_ITS_OWN = ("accept", "content-type", "user-agent", "x-stainless-")
"""Headers that say what the client is, not who asks."""


class Client(Protocol):
    """A client object of the package ``openai``, or one like it."""

    @property
    def base_url(self) -> Any:
        """Where the API begins."""
        ...

    @property
    def api_key(self) -> Any:
        """The key."""
        ...


def is_client(asked: object) -> TypeGuard[Client]:
    """Whether it is a client object, and not its class.

    Args:
        asked: Anything.
    """
    return not isinstance(asked, type) and hasattr(asked, "base_url") and hasattr(asked, "api_key")


def asked_by(client: Any, model: str) -> Engine:
    """What asks a model as a client object would.

    Args:
        client: See ``Client``.
        model: The model's name there.

    Raises:
        InputTypeError: If it is not such an object.
        KeyMissingError: If it has no key of its own.
        InputError: If its address cannot be used.
    """
    key = _key(client)
    query = _texts(client, "default_query")
    if any(one.__name__ == "BaseAzureClient" for one in type(client).__mro__):
        return _azure(f"{client.base_url}", model, key, query.get("api-version"))
    url = f"{client.base_url}?{urlencode(query)}"
    return DirectEngine(model, url, key)


def _azure(url: str, model: str, key: Key, version: str | None) -> LiteLLMAdapter:
    """Azure's models stand under names of their own and take the key in a header of its own."""
    base, _, path = f"{url.rstrip('/')}/".rpartition("/openai/")
    Address.parse(base)  # refused here, if it has to be, where the key is not spelled out yet
    deployed = path.removeprefix("deployments/").strip("/") or model
    options = {
        "api_base": base,
        "api_version": version,
        "api_key": key.value,
        "extra_headers": dict(key.headers),
    }
    return LiteLLMAdapter(f"azure/{deployed}", options)


def _key(client: Any) -> Key:
    if not hasattr(client, "base_url") or not isinstance(getattr(client, "api_key", None), str):
        raise InputTypeError(
            f"a {type(client).__name__} is no client of an OpenAI-compatible server",
            "give an object with base_url and api_key, as openai.OpenAI(…) is",
        )
    if not client.api_key or client.api_key == "<missing API key>":
        raise KeyMissingError(
            "the client has no api_key of its own; those that it fetches are not supported",
            "make it with api_key=…; any word will do for a server that wants none",
        )
    # Words in place of a key, as "not needed", hold spaces; a header must not.
    return Key("-".join(client.api_key.split()), "the client's api_key", _headers(client))


def _headers(client: Any) -> dict[str, str]:
    given = _texts(client, "default_headers")
    return {name: text for name, text in given.items() if not name.lower().startswith(_ITS_OWN)}


def _texts(client: Any, attribute: str) -> dict[str, str]:
    """What a client sends with every request; it marks what it leaves out by objects."""
    given: Any = getattr(client, attribute, None)
    if not isinstance(given, Mapping):
        return {}
    pairs = cast("Mapping[Any, Any]", given).items()
    return {str(name): value for name, value in pairs if isinstance(value, str)}
