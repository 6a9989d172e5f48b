"""The way to a server: certificates, proxies, what a fork and the end of the process leave."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import shutil
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine.asking import SECRET, ask, leave_in_flight, until
from tests.fake_openai import FakeServer
from tgwidget import errors, runtime
from tgwidget.content import Image
from tgwidget.engine.base import Message, Request
from tgwidget.engine.direct import DirectEngine, connections
from tgwidget.engine.keys import Key
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
FAR = "models.invalid"


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def calm() -> Policy:
    return Policy(retries=1, wait=0.01)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate that signed itself, with its key."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    place = tmp_path_factory.mktemp("tls")
    names = f"subjectAltName=DNS:localhost,DNS:{FAR},IP:127.0.0.1"
    made = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test -keyout key.pem -out cert.pem"
    command = ["openssl", *made.split(), "-addext", names]
    subprocess.run(command, cwd=place, check=True, capture_output=True)
    return place / "cert.pem"


@pytest.fixture
def safe_server(certificate: Path) -> Iterator[FakeServer]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    with FakeServer(tls=context) as running:
        yield running


@pytest.mark.parametrize("setting", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_a_certificate_that_the_environment_names_is_believed(
    safe_server: FakeServer,
    certificate: Path,
    calm: Policy,
    setting: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(setting, str(certificate))
    assert ask(DirectEngine("fake", safe_server.url), calm).text


def test_any_other_is_not(safe_server: FakeServer, calm: Policy) -> None:
    with pytest.raises(errors.UnreachableError, match="certificate") as raised:
        ask(DirectEngine("fake", safe_server.url, Key(SECRET, "api_key")), calm)
    assert "SSL_CERT_FILE" in raised.value.hint
    assert not raised.value.retryable
    assert not safe_server.received()


def test_an_address_that_is_not_encrypted_is_told_from_that(calm: Policy) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def answer() -> None:
            met, _ = plain.accept()
            with met:
                met.recv(1 << 16)
                met.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(errors.UnreachableError, match="no encrypted connection") as raised:
            ask(DirectEngine("m", f"https://127.0.0.1:{plain.getsockname()[1]}/v1"), calm)
        thread.join()
    assert "http or https" in raised.value.hint


def test_certificates_that_cannot_be_read_are_named(
    safe_server: FakeServer, calm: Policy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    with pytest.raises(errors.InputError, match=r"SSL_CERT_FILE=.*gone\.pem"):
        ask(DirectEngine("fake", safe_server.url), calm)


def test_a_cancelled_call_closes_an_encrypted_socket_at_once(
    safe_server: FakeServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    for model in ("fake,words=1000,pause=0.05", "fake,fault=hang"):
        runner = Runner(DirectEngine(model, safe_server.url), None, Policy())
        runtime.run(leave_in_flight(runner, safe_server, 4))
    assert safe_server.stats().broken == 8


@pytest.mark.parametrize("setting", ["HTTP_PROXY", "ALL_PROXY"])
def test_the_proxy_of_the_environment_is_used(
    server: FakeServer, calm: Policy, setting: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(setting, server.url.replace("://", "://me:hunter2@").removesuffix("/v1"))
    assert ask(DirectEngine("fake", f"http://{FAR}/v1"), calm).text
    (received,) = server.received()
    assert received.path == f"http://{FAR}/v1/chat/completions"
    told = base64.b64encode(b"me:hunter2").decode()
    assert received.headers["proxy-authorization"] == f"Basic {told}"


def test_no_proxy_is_honoured(
    server: FakeServer, calm: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url.removesuffix("/v1"))
    monkeypatch.setenv("NO_PROXY", ".invalid")
    with pytest.raises(errors.UnreachableError, match="no server answers"):
        ask(DirectEngine("fake", f"http://{FAR}/v1"), calm)
    assert not server.received()


class Tunnel:
    """A proxy that leads every encrypted connection to one server, and asks for a password."""

    def __init__(self, server: FakeServer) -> None:
        self.port = int(server.url.rpartition(":")[2].removesuffix("/v1"))
        self.heads: list[str] = []

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
        there, back = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        with contextlib.suppress(asyncio.CancelledError, ConnectionError):
            await asyncio.gather(self.carry(reader, back), self.carry(there, writer))

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(1 << 16):
                writer.write(data)
        finally:
            writer.close()


def test_an_encrypted_call_goes_through_a_tunnel(
    safe_server: FakeServer,
    certificate: Path,
    calm: Policy,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    tunnel = Tunnel(safe_server)

    async def open_tunnel() -> int:
        where = await asyncio.start_server(tunnel.meet, "127.0.0.1", 0)
        request.addfinalizer(lambda: safe_server.loop.call_soon_threadsafe(where.close))
        return where.sockets[0].getsockname()[1]

    port = asyncio.run_coroutine_threadsafe(open_tunnel(), safe_server.loop).result(5)
    monkeypatch.setenv("HTTPS_PROXY", f"me:hunter2@127.0.0.1:{port}")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    key = Key(SECRET, "api_key")
    assert ask(DirectEngine("fake", f"https://{FAR}/v1", key), calm).text
    (head,) = tunnel.heads
    assert head.startswith(f"CONNECT {FAR}:443 ")
    assert "Proxy-Authorization: Basic" in head
    assert SECRET not in head
    assert safe_server.received()[0].headers["authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize(
    ("proxy", "kind", "said"),
    [
        ("http://me:hunter2@127.0.0.1:9", errors.UnreachableError, "the proxy on the way"),
        ("socks5://me:hunter2@127.0.0.1:9", errors.InputError, "socks5"),
    ],
)
def test_a_proxy_that_fails_is_named_without_its_password(
    calm: Policy,
    proxy: str,
    kind: type[errors.TgError],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(kind, match=said) as raised:
        ask(DirectEngine("fake", f"https://{FAR}/v1"), calm)
    assert "hunter2" not in str(raised.value)


def test_a_large_picture_is_sent_in_silence(server: FakeServer, calm: Policy) -> None:
    large = Image(bytes(2_000_000), "image/png", 1, 1)
    asked = Request((Message("user", ("what?", large)),))
    assert ask(DirectEngine("fake", server.url), calm, asked=asked).text
    assert large.data_uri() in str(server.received()[0].body)


def test_closed_connections_are_gone_and_the_next_call_makes_another(
    server: FakeServer, calm: Policy
) -> None:
    engine = DirectEngine("fake", server.url)
    ask(engine, calm)
    connections.close()
    until(lambda: not server.stats().open)
    assert ask(engine, calm).text


LIFE = """
import gc, logging, os, sys
logging.getLogger("asyncio").setLevel(logging.ERROR)  # which warns of a busy machine
from tests.engine.asking import ask
from tgwidget.engine.direct import connections
from tgwidget.engine.direct import DirectEngine
from tgwidget.engine.policy import Policy
engine = DirectEngine("fake", sys.argv[1])
assert ask(engine, Policy(retries=0)).text
for work in ("ask", "drop"):
    if not (child := os.fork()):
        if work == "ask":
            assert ask(engine, Policy(retries=0)).text
            connections.close()
        vars(connections).clear()  # as at the end of a process
        gc.collect()
        os._exit(7)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert ask(engine, Policy(retries=0)).text
"""


def test_what_a_forked_child_drops_is_still_its_parents(server: FakeServer) -> None:
    command = [sys.executable, "-X", "dev", "-c", LIFE, server.url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert server.stats().connections == 2
