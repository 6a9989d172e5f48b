"""Starts a real server on loopback with tiny random weights, and ends it by its process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from tests.peers.environments import LLAMA_CPP, MODEL, TRANSFORMERS, Environment

DIRECT = build_opener(ProxyHandler({}))
"""Asks servers on this machine, past every proxy."""

_SLOWEST_START = 150.0


@dataclass(frozen=True)
class Peer:
    """A server and its habits, as they were met.

    Args:
        name: What it is called here.
        environment: Where it is installed.
        command: How it is started, up to the port.
        more: What follows the port.
        done: Whether a stream ends with ``[DONE]``.
        usage: Where it counts tokens: on the chunk with the finish reason, or never.
        together: Whether two replies are written at the same time.
        cuts: Whether a second request cuts the first one off.
    """

    name: str
    environment: Environment
    command: tuple[str, ...]
    more: tuple[str, ...] = ()
    done: bool = False
    usage: bool = True
    together: bool = False
    cuts: bool = False


_SERVE = (
    str(TRANSFORMERS.path / "bin/transformers"), "serve", MODEL, "--host", "127.0.0.1",
    "--device", "cpu", "--port",
)  # fmt: skip
_BATCHING = (
    "--continuous-batching", "--attn-implementation", "sdpa", "--cb-num-blocks", "512",
    "--cb-max-batch-tokens", "256",
)  # fmt: skip
_LLAMA = (
    str(LLAMA_CPP.python), "-m", "llama_cpp.server", "--model", str(LLAMA_CPP.weights),
    "--model_alias", MODEL, "--host", "127.0.0.1", "--n_ctx", "8192", "--n_threads", "1", "--port",
)  # fmt: skip
PEERS = (
    Peer("transformers", TRANSFORMERS, _SERVE),
    Peer("transformers-batching", TRANSFORMERS, _SERVE, _BATCHING, together=True),
    Peer("llama-cpp", LLAMA_CPP, _LLAMA, done=True, usage=False, cuts=True),
)


@dataclass(frozen=True)
class Running:
    """A server that answers."""

    peer: Peer
    url: str
    process: subprocess.Popen[bytes]

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """End it at once, as a machine that loses power does."""
        self.process.send_signal(signal.SIGKILL)


@contextmanager
def running(peer: Peer) -> Generator[Running]:
    """The server, ended when it is left.

    Raises:
        RuntimeError: If it does not come up, with what it said.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **os.environ, "HF_HOME": str(TRANSFORMERS.weights), "HF_HUB_OFFLINE": "1",
        "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": "",
    }  # fmt: skip
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [*peer.command, str(port), *peer.more], env=env, stdout=said, stderr=said
        )
        try:
            url = f"http://127.0.0.1:{port}/v1"
            began = time.monotonic()
            while not _answers(url):
                if process.poll() is not None or time.monotonic() - began > _SLOWEST_START:
                    said.seek(0)
                    raise RuntimeError(f"{peer.name} did not come up: {said.read()[-2000:]!r}")
                time.sleep(0.1)
            yield Running(peer, url, process)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            process.wait(10)


def _answers(url: str) -> bool:
    try:
        with DIRECT.open(f"{url}/models", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False
