"""A kernel and the page that talks to it, without a browser: messages as a notebook sends them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from tests.browser.environments import Environment

WAIT = 15.0
"""Seconds that anything may take here."""


class Client:
    """A notebook's side of the wire.

    Args:
        manager: The kernel's owner.
        client: The channels to it.
    """

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager, self._client = manager, client
        self.heard: list[dict[str, Any]] = []
        self._owed: set[str] = set()

    def execute(self, code: str, *, stdin: bool = True) -> str:
        """Queue a cell; the id of its request."""
        request = self._client.execute(code, allow_stdin=stdin, stop_on_error=False)
        self._owed.add(request)
        return request

    def send(self, kind: str, **content: object) -> str:
        """Send any other message; its id."""
        # The version is the one of the widgets' control protocol, which its comm_open must name.
        message = self._client.session.msg(kind, content, metadata={"version": "1.0.0"})
        self._client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def tell(self, comm: str, **content: object) -> str:
        """Send a custom message to a widget."""
        return self.send("comm_msg", comm_id=comm, data={"method": "custom", "content": content})

    def listen(self, wanted: Any, seconds: float = WAIT) -> dict[str, Any]:
        """The first message on iopub, heard already or to come, that is wanted."""
        deadline = time.monotonic() + seconds
        place = 0
        while True:
            for message in self.heard[place:]:
                place += 1
                if wanted(message):
                    return message
            left = deadline - time.monotonic()
            assert left > 0, f"not heard within {seconds} s; {len(self.heard)} messages were"
            if self._client.iopub_channel.msg_ready():
                self.heard.append(self._client.get_iopub_msg(timeout=left))
            else:
                time.sleep(0.005)

    def idle(self, request: str, seconds: float = WAIT) -> dict[str, Any]:
        """Wait until a request has been handled and, if it was a cell, its reply has come."""
        told = self.listen(lambda m: status_of(m) == ("idle", request), seconds)
        while request in self._owed:
            reply = self._client.get_shell_msg(timeout=seconds)
            self._owed.discard(reply["parent_header"].get("msg_id", ""))
        return told

    def printed(self, request: str) -> str:
        """Wait for a cell's end; what it has printed, and the name of its error."""
        self.idle(request)
        texts: list[str] = []
        for message in self.heard:
            if message["parent_header"].get("msg_id") == request:
                content = message["content"]
                texts.append(content.get("text", "") + content.get("ename", ""))
        return "".join(texts)

    def run(self, code: str, *, stdin: bool = True) -> str:
        """Run a cell to its end; what it has printed."""
        return self.printed(self.execute(code, stdin=stdin))


def status_of(message: dict[str, Any]) -> tuple[str, str]:
    """The state that a status message tells of, and of which request."""
    state = message["content"].get("execution_state", "")
    return str(state), str(message["parent_header"].get("msg_id", ""))


@contextmanager
def started(environment: Environment, **settings: str) -> Iterator[Client]:
    """A kernel of an environment, with a client; ended afterwards."""
    import os

    manager = KernelManager()
    manager.kernel_spec.argv[0] = str(environment.python)
    manager.start_kernel(env={**os.environ, "TGWIDGET_SIMULATED_RATE": "200", **settings})
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield Client(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
