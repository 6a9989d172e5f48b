"""``"local"`` finds what runs on this machine, soon, and says what it found."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

import tgwidget as tg
from tests.engine.asking import until
from tests.fake_openai import FakeServer
from tests.run_support import events
from tgwidget import errors
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.names import get_engine, local
from tgwidget.events import Notice

NAMES, PATIENCE = list(local.PORTS), local.PATIENCE


def port(server: FakeServer) -> int:
    return int(server.url.removesuffix("/v1").rpartition(":")[2])


def free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@contextmanager
def mute() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening.getsockname()[1]


@contextmanager
def saying(body: bytes, kind: str = "application/json", every: float = 0.0) -> Iterator[int]:
    """A port where something else answers, byte by byte if ``every`` seconds are given."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            for part in [bytes([byte]) for byte in body] if every else [body]:
                time.sleep(every)
                self.wfile.write(part)

        def log_message(self, *_: object) -> None:
            pass

        def handle(self) -> None:
            with suppress(ConnectionError):
                super().handle()

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@contextmanager
def dripping() -> Iterator[int]:
    """A port that answers with a header that does not end, a byte now and then."""
    left = threading.Event()

    def drip(listening: socket.socket) -> None:
        with suppress(OSError):
            connection, _ = listening.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 200 ")
                while not left.wait(0.05):
                    connection.sendall(b"O")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=drip, args=(listening,), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        left.set()
        thread.join(5)


def asking() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("tgwidget-")]


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The usual ports, all closed until a test opens some; a busy machine answers late."""
    monkeypatch.setattr(local, "PATIENCE", 60.0)
    patched = {name: free() for name in NAMES}
    monkeypatch.setattr(local, "PORTS", patched)
    return patched


def test_the_usual_ports_are_those_of_the_servers() -> None:
    assert PATIENCE < 0.3
    assert local.PORTS == {"ollama": 11434, "LM Studio": 1234, "vLLM": 8000, "llama.cpp": 8080}


def test_it_says_what_it_found_and_who_answers(ports: dict[str, int]) -> None:
    with FakeServer(models=("nomic-embed-text", "llama3.2:3b", "qwen3")) as ollama, \
            FakeServer(models=("served",)) as vllm:  # fmt: skip
        ports.update({"ollama": port(ollama), "vLLM": port(vllm)})
        engine = get_engine("local")
        assert isinstance(engine, ModelEngine)
        assert engine.name == f"{ollama.url}#llama3.2:3b"
        assert (engine.provenance, engine.runner.engine.identity) == (
            "local",
            f"direct:{ollama.url}",
        )
        for word in ("ollama", "nomic-embed-text, llama3.2:3b, qwen3", "vLLM", "served"):
            assert word in engine.why
        assert "llama3.2:3b of ollama answers" in engine.why
        with tg.Run("r", review="accept") as run:
            question = tg.Variable("why?", role_description="question", requires_grad=False)
            for _ in range(2):
                tg.BlackboxLLM(engine)(question)
        assert [one.message for one in events(run, Notice)] == [engine.why]


@pytest.mark.parametrize(
    ("wanted", "found"), [("llama3.2", "llama3.2:3b"), ("llama3.2:3b", "llama3.2:3b"), ("b", "b")]
)
def test_a_model_can_be_named(ports: dict[str, int], wanted: str, found: str) -> None:
    with FakeServer(models=("a", "llama3.2:3b")) as one, FakeServer(models=("b",)) as two:
        ports.update({"ollama": port(one), "llama.cpp": port(two)})
        assert get_engine(f"local#{wanted}").model_string == found
        with pytest.raises(errors.EngineNameError, match="'mistral'") as raised:
            get_engine("local#mistral")
        assert "llama3.2:3b" in str(raised.value)


def test_without_a_server_the_error_names_the_ports(ports: dict[str, int]) -> None:
    with pytest.raises(errors.EngineNameError) as raised:
        get_engine("local")
    for name, number in ports.items():
        assert f"{number} ({name})" in str(raised.value)


def test_what_is_silent_or_no_model_server_keeps_nobody_waiting(
    ports: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "PATIENCE", PATIENCE)
    deep = b"[" * 100_000
    with ExitStack() as stack:
        ports["ollama"] = stack.enter_context(mute())
        ports["LM Studio"] = stack.enter_context(saying(b"<html>hello</html>", "text/html"))
        ports["vLLM"] = stack.enter_context(saying(b'{"data": []}' + b" " * 99, every=0.05))
        ports["llama.cpp"] = stack.enter_context(dripping())
        with pytest.raises(errors.EngineNameError, match="no model server answers"):
            get_engine("local")
        until(lambda: asking() in ([], ["tgwidget-llama.cpp"]))
        monkeypatch.setattr(local, "PATIENCE", 60.0)
        ports["ollama"], ports["LM Studio"] = free(), free()
        ports["llama.cpp"] = port(stack.enter_context(FakeServer()))
        for body in (b'{"data": 7}', b'{"data": [7]}', b"[]", b'"data"', deep):
            ports["vLLM"] = stack.enter_context(saying(body))
            assert get_engine("local").model_string == "fake"


def test_no_proxy_hears_of_it(
    ports: dict[str, int], server: FakeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, server.url)
    with FakeServer() as near:
        ports["vLLM"] = port(near)
        assert get_engine("local", cache=False).generate("hello")
    assert server.stats().connections == 0


def test_a_server_without_a_chat_model_is_passed_over(ports: dict[str, int]) -> None:
    with FakeServer(models=("nomic-embed-text",)) as one, FakeServer(models=("chat",)) as two:
        ports["ollama"] = port(one)
        with pytest.raises(errors.EngineNameError, match="a model that chats"):
            get_engine("local")
        ports["vLLM"] = port(two)
        assert get_engine("local").model_string == "chat"


def test_parameters_and_a_key_go_along(ports: dict[str, int]) -> None:
    with FakeServer() as near:
        ports["vLLM"] = port(near)
        assert get_engine("local", temperature=0.5, cache=False).generate("hello")
        assert near.received()[0].body["temperature"] == 0.5
        assert "authorization" not in near.received()[0].headers
