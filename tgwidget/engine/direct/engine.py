"""Any server that speaks the OpenAI protocol, asked over aiohttp.

OpenAI, ollama, vLLM, LM Studio, llama.cpp, transformers, OpenRouter: the protocol is one, the
habits differ. What each was seen to do is in the tests.
"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

from tgwidget.engine.base import Delta, Ended, Engine, Request, Usage
from tgwidget.engine.direct import connections, together, wire
from tgwidget.engine.direct.addresses import Address
from tgwidget.engine.failures import Place, bare, refusal, retry_after
from tgwidget.engine.keys import Key
from tgwidget.engine.money import prices
from tgwidget.errors import BadReplyError, EngineError, UnreachableError

if TYPE_CHECKING:
    import aiohttp

PRICED = {
    "api.openai.com": "",
    "openrouter.ai": "openrouter/",
    "api.groq.com": "groq/",
    "api.together.xyz": "together_ai/",
    "api.mistral.ai": "mistral/",
    "api.deepseek.com": "deepseek/",
}
"""Hosts whose prices the table knows, with the prefix it gives their models."""

_LAST_BYTES = 0.1


class DirectEngine(Engine):
    """A model behind an OpenAI-compatible address.

    Args:
        model: The model's name on that server.
        base_url: Where the API begins, as ``https://api.openai.com/v1``.
        key: The key, with the setting it came from; ``None`` sends none.
        name: The name under which the engine was asked for.

    Raises:
        InputError: If the address cannot be used.
    """

    def __init__(
        self, model: str, base_url: str, key: Key | None = None, *, name: str = ""
    ) -> None:
        self.address = Address.parse(base_url)
        self.model = model
        self.name = name or f"{self.address.shown}#{model}"
        self.identity = f"direct:{self.address.shown}"
        self.provenance = "local" if self.address.near else "live"
        self.context = None if (listed := self._listed()) is None else prices.context(listed)
        self.enforces_schema = True  # until the server refuses
        self._place = Place(self.address.shown, model, key, self.address.secrets())
        self._asks_usage = True

    def __repr__(self) -> str:
        return f"DirectEngine({self.model!r}, {self.address.shown!r})"

    def price(self, usage: Usage) -> float | None:
        """US dollars; 0.0 on this machine, ``None`` for unknown hosts, in its network too."""
        if self.address.free:
            return 0.0
        listed = self._listed()
        return None if listed is None else prices.cost(listed, usage)

    async def stream(self, request: Request) -> AsyncGenerator[Delta | Usage | Ended, None]:
        """Ask once; see ``Engine.stream``."""
        failure: EngineError | None = None
        session = await connections.session()
        import aiohttp

        try:
            async with aclosing(self._exchange(session, request)) as pieces:
                async for piece in pieces:
                    yield piece
        except EngineError as error:
            failure = bare(error)
        except (aiohttp.ClientError, OSError) as error:
            failure = self._broken(error)
        # Raised here, outside of the handler: aiohttp's traceback holds the headers, with the key,
        # and a server may have repeated them in what our own frames hold.
        if failure:
            raise failure

    def _listed(self) -> str | None:
        """The model's name in the table, if its host stands there."""
        prefix = PRICED.get(self.address.host)
        return None if prefix is None else prefix + self.model

    async def _exchange(
        self, session: aiohttp.ClientSession, request: Request
    ) -> AsyncGenerator[Delta | Usage | Ended, None]:
        chunks = wire.Chunks(self._place)
        async with self._asked(session, request) as response:
            if response.status != 200:
                raise await self._refused(response, request)
            if self._comes_whole(response):
                for piece in chunks.chunk(wire.parse(await _whole(response))):
                    yield piece
            else:
                with together.counted():
                    while not chunks.done and (data := await response.content.readany()):
                        said = False
                        for piece in chunks.read(data):
                            said = True
                            yield piece
                        if said and not chunks.done:  # neither the first word nor the end waits
                            together.rest(response)
                for piece in chunks.end():
                    yield piece
                await _drain(response)
        if chunks.finish is None:
            raise BadReplyError(
                f"the reply of {self.model} was cut off: it ended without a reason",
                "try again; some servers cut a reply off when another request arrives",
                retryable=True,
            )
        if chunks.usage:
            yield chunks.usage
        yield Ended(chunks.finish)

    @asynccontextmanager
    async def _asked(
        self, session: aiohttp.ClientSession, request: Request
    ) -> AsyncGenerator[aiohttp.ClientResponse]:
        """The response as it begins; left before its end, its socket is closed at once."""
        headers = {
            "content-type": "application/json",
            "accept": "text/event-stream",
            "accept-encoding": "identity",
        }
        if key := self._place.key:
            headers |= {"authorization": f"Bearer {key.value}", **key.headers}
        response = await session.post(
            self.address.url("/chat/completions"),
            data=io.BytesIO(self._body(request)),
            headers=headers,
            allow_redirects=False,
            proxy=connections.proxy(self.address),
            ssl=await connections.trust(self.address),
        )
        try:
            yield response
        finally:
            response.close()

    def _comes_whole(self, response: aiohttp.ClientResponse) -> bool:
        """Whether the reply comes in one piece, as some servers send it; a web page is none."""
        kind = response.headers.get("content-type", "").lower()
        if "text/html" in kind:
            raise BadReplyError(
                f"{self.address.shown} answered with a web page, not with a reply",
                "check the address (it usually ends in /v1) and that no login page is in between",
            )
        return "application/json" in kind

    def _body(self, request: Request) -> bytes:
        body: dict[str, Any] = {
            "model": self.model,
            "messages": wire.messages(request),
            "stream": True,
            **wire.params(request),
        }
        if self._asks_usage:
            body["stream_options"] = {"include_usage": True}
        return json.dumps(body).encode()

    async def _refused(self, response: aiohttp.ClientResponse, request: Request) -> EngineError:
        said = (await _whole(response)).decode("utf-8", "replace")
        if response.status in (400, 422) and self._asks_usage and "stream_options" in said:
            self._asks_usage = False
            return EngineError("the server does not count tokens of a stream", retryable=True)
        wait = retry_after(response.headers)
        return refusal(self._place, response.status, _message(said), wait, request)

    def _broken(self, error: Exception) -> EngineError:
        import aiohttp

        shown = self.address.shown
        match error:
            case aiohttp.InvalidURL():
                return EngineError(f"{shown} could not be asked", "check the address")
            case aiohttp.ClientConnectorCertificateError():
                return UnreachableError(
                    f"the certificate of {shown} is not to be trusted: {error.certificate_error}",
                    "let SSL_CERT_FILE name the certificates of whoever signed it",
                )
            case aiohttp.ClientSSLError():
                return UnreachableError(
                    f"no encrypted connection to {shown}: {error.os_error}",
                    "check whether the address begins with http or https",
                )
            case aiohttp.ClientProxyConnectionError() | aiohttp.ClientHttpProxyError():
                return UnreachableError(
                    f"the proxy on the way to {shown} does not let us through",
                    "check HTTPS_PROXY and HTTP_PROXY, or list the host in NO_PROXY",
                    retryable=True,
                )
            case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
                return UnreachableError(
                    f"no server answers at {shown}",
                    f"is {'it running' if self.address.near else 'the network there'}, "
                    "and is the address right?",
                    # A refusal on this machine is final; a network may come back.
                    retryable=not self.address.loopback,
                )
            case _:
                return UnreachableError(
                    f"the connection to {shown} broke ({type(error).__name__})",
                    "try again; if it stays, look at the server's log",
                    retryable=True,
                    begun=True,
                )


def _message(said: str) -> str:
    """The message inside an error's JSON, or all of it."""
    try:
        body: Any = json.loads(said)
        error: Any = body.get("error", body)
        told: Any = error if isinstance(error, str) else error.get("message") or said
        code: Any = "" if isinstance(error, str) else error.get("code") or ""
    except (ValueError, AttributeError, RecursionError):
        return said
    return f"{told} ({code})" if code and str(code) not in str(told) else str(told)


async def _whole(response: aiohttp.ClientResponse) -> bytes:
    """The body, as far as a reply could be long."""
    body = b""
    async for data in response.content.iter_any():
        body += data
        if len(body) > wire.LONGEST_LINE:
            raise BadReplyError("the reply is longer than any reply is")
    return body


async def _drain(response: aiohttp.ClientResponse) -> None:
    """Read what follows ``[DONE]``, so that the connection can be used again."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_LAST_BYTES):
            while await response.content.readany():
                pass
