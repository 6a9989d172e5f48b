"""A loopback server that speaks the OpenAI protocol, with every fault we have met.

The model's name says what it does: ``fake,words=20,latency=0.2,pause=0.01,fault=cut,at=5,times=2``
waits 0.2 s, then streams 20 words 0.01 s apart, and breaks off at word 5 in its first two requests.
A reply to a prompt that asks for ``<IMPROVED_VARIABLE…>`` tags comes in them.

Faults: http401 http403 http404 http429 http500 http503 context moved html close hang silence
drip stall cut ends unfinished badjson error errortext empty null drop noisy nousage noschema
noimages.
Those in mid-stream come at word ``at``, or after the last word.
The faults headers and errorheaders repeat every header of the request.
Finishes: ``finish=stop|length|content_filter``. Usage: ``usage=chunk|finish|none``.
Other quirks: ``nodone=1`` ``comments=1`` ``same=1`` ``whole=1`` ``think=3``; ``after=1.5`` is the
Retry-After of a refusal; ``schema=0`` ignores a JSON schema that it would keep to otherwise;
``refuses=temperature+max_tokens`` takes no such parameters;
``rules=1`` says what the simulated engine says. ``FakeServer(",rules=1")``
reads this behind every model's name, so that programs can name real models.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import ssl
import threading
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any, cast

from tests.fake_script import ONLY_WITH, REFUSALS, Received, Script, events, not_taken, usage, words

EVENT_STREAM = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"


@dataclass
class Stats:
    """What the server saw: ``open`` sockets now, ``most`` requests at once, ``broken`` replies
    whose reader went away, ``tokens`` streamed."""

    requests: int = 0
    connections: int = 0
    open: int = 0
    active: int = 0
    most: int = 0
    broken: int = 0
    finished: int = 0
    tokens: int = 0


@dataclass
class World:
    """What all connections share; ``script`` is read behind every model's name, ``models`` are
    what it lists."""

    script: str = ""
    models: tuple[str, ...] = ("fake",)
    stats: Stats = field(default_factory=Stats)
    received: list[Received] = field(default_factory=list[Received])
    open: set[asyncio.Transport] = field(default_factory=set[asyncio.Transport])
    seen: Counter[str] = field(default_factory=Counter[str])


class Connection(asyncio.StreamReaderProtocol):
    """One socket; its work is cancelled the moment the client is gone."""

    def __init__(self, world: World) -> None:
        super().__init__(asyncio.StreamReader(), self.serve)
        self.world = world
        self.work: asyncio.Task[None] | None = None
        self.busy = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.world.stats.connections += 1
        self.world.stats.open += 1
        self.transport = cast(asyncio.Transport, transport)
        self.world.open.add(self.transport)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self.world.stats.open -= 1
        self.world.open.discard(self.transport)
        self.world.stats.broken += self.busy
        if self.work:
            self.work.cancel()
        super().connection_lost(exc)

    def eof_received(self) -> bool:
        super().eof_received()
        return False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.work = asyncio.current_task()
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin1").split("\r\n")
                headers = {
                    name.lower(): value.strip()
                    for name, _, value in (line.partition(":") for line in head[1:] if line)
                }
                raw = await reader.readexactly(int(headers.get("content-length", 0)))
                path = head[0].split()[1]
                if path == "/stats":
                    respond(writer, 200, asdict(self.world.stats))
                elif path.endswith("/models"):
                    listed = [{"id": name, "object": "model"} for name in self.world.models]
                    respond(writer, 200, {"object": "list", "data": listed})
                else:
                    await self.answer(writer, Received(path, headers, json.loads(raw or b"{}")))
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            writer.close()

    async def answer(self, writer: asyncio.StreamWriter, request: Received) -> None:
        world, stats = self.world, self.world.stats
        world.received.append(request)
        stats.requests += 1
        stats.active += 1
        stats.most = max(stats.most, stats.active)
        self.busy = True
        try:
            model = str(request.body.get("model", "fake"))
            script = Script.read(model + world.script)
            world.seen[model] += 1
            fault = script.fault if world.seen[model] <= script.times else ""
            await asyncio.sleep(script.latency)
            if not await fail(writer, request, script, fault):
                await self.stream(writer, request, script, fault)
        finally:
            self.busy = False
            stats.active -= 1

    async def stream(
        self, writer: asyncio.StreamWriter, request: Received, script: Script, fault: str
    ) -> None:
        if script.whole:
            text = "".join(words(request, script))
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": message, "finish_reason": script.finish}
            respond(writer, 200, {"choices": [choice], "usage": usage(request, script)})
            self.world.stats.finished += 1
            return
        writer.write(EVENT_STREAM + b"transfer-encoding: chunked\r\n\r\n")
        try:
            async for data in events(request, script, fault):
                writer.write(b"%x\r\n%s\r\n" % (len(data), data))
                self.world.stats.tokens += 1
                await writer.drain()
        except ConnectionResetError:
            writer.transport.abort()
            return
        writer.write(b"0\r\n\r\n")
        self.world.stats.finished += 1


def respond(writer: asyncio.StreamWriter, status: int, body: Any, extra: str = "") -> None:
    """One plain response: bytes are a web page, anything else JSON."""
    kind = "text/html" if isinstance(body, bytes) else "application/json"
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = f"HTTP/1.1 {status} Status\r\ncontent-type: {kind}\r\ncontent-length: {len(data)}\r\n"
    writer.write(f"{head}{extra}\r\n".encode() + data)


async def fail(writer: asyncio.StreamWriter, request: Received, script: Script, fault: str) -> bool:
    """Faults that come instead of a stream."""
    for name in filter(None, script.refuses.split("+")):
        if name in request.body:
            respond(writer, 400, {"error": not_taken(name)})
            return True
    if ONLY_WITH.get(fault, "") not in json.dumps(request.body):
        return False
    if fault in REFUSALS:
        status, message, code = REFUSALS[fault]
        key = request.headers.get("authorization", "")[7:]
        message = message.format(key=key, headers=json.dumps(request.headers))
        wait = f"retry-after: {script.after}\r\n" if script.after else ""
        wait += f"location: {request.path}\r\n" if fault == "moved" else ""
        respond(writer, status, {"error": {"message": message, "code": code, "type": code}}, wait)
        if fault == "drop":
            await writer.drain()
            await asyncio.sleep(0.02)
            writer.close()
    elif fault == "html":
        respond(writer, 200, b"<html><body>Please log in</body></html>")
    elif fault == "close":
        writer.close()
    elif fault == "hang":
        await asyncio.Event().wait()
    else:
        return False
    return True


class FakeServer:
    """The server on a thread of its own: ``with FakeServer() as server: server.url``."""

    def __init__(
        self,
        script: str = "",
        models: tuple[str, ...] = ("fake",),
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.world = World(script, models)
        self.tls = tls
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, name="fake", daemon=True)

    def __enter__(self) -> FakeServer:
        self.thread.start()
        self.server = asyncio.run_coroutine_threadsafe(
            listen(self.world, tls=self.tls), self.loop
        ).result(60)
        self.url = f"http{'s' if self.tls else ''}://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/v1"
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(60)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(60)
        self.loop.close()

    async def _end(self) -> None:
        self.server.close()
        work = asyncio.all_tasks() - {asyncio.current_task()}
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        # Closed in the usual way, an encrypted one waits for the other side: longer than this loop.
        for transport in tuple(self.world.open):
            transport.abort()
        for _ in range(100):  # each abort takes a few turns of the loop
            await asyncio.sleep(0)

    def stats(self) -> Stats:
        """What it saw so far; live."""
        return self.world.stats

    def received(self) -> list[Received]:
        """The requests so far, oldest first; live."""
        return self.world.received


async def listen(world: World, port: int = 0, tls: ssl.SSLContext | None = None) -> asyncio.Server:
    """Listen on loopback; port 0 takes a free one."""
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: Connection(world), "127.0.0.1", port, backlog=512, ssl=tls
    )


async def _main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--port", type=int, default=0)
    server = await listen(World(), parser.parse_args().port)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_main())
