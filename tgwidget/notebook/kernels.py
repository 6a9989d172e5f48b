"""How a page is answered while a cell runs, on the kernels that there are.

A Jupyter kernel handles one shell message at a time, so a click waits until its cell ends. The tap
sits where messages arrive on the main thread. While a cell of ours is at work it handles at once
what our page needs; everything else goes on to the kernel as it came, in order, and waits for the
end of the cell as it always did.

The kernel's insides are private and differ; they are told apart by what they have, never by their
version. Everything that touches them is in this file.
"""

from __future__ import annotations

import contextvars
import inspect
import signal
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

from tgwidget.runtime import Pump

CONTROL = "jupyter.widget.control"
INFO_REQUESTS = ("kernel_info_request", "comm_info_request")
STATE_REQUESTS = ("request_state", "request_states")

Raw = list[Any]  # the frames of a message, as pyzmq gives them


def kernel() -> Any:
    """The kernel that runs this code, or ``None``. It has no types that could be relied on."""
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return None
    return getattr(get_ipython(), "kernel", None)


def interactive() -> bool:
    """Whether a person sits before the cell that runs now: its client can be asked for input."""
    here = kernel()
    try:
        return bool(here.get_parent("shell")["content"]["allow_stdin"])
    except (AttributeError, KeyError, LookupError, TypeError):
        return False


def _main_stream(here: Any) -> Any:
    """Where the main thread receives its messages: a ZMQStream, or ``None``."""
    thread = getattr(here, "shell_channel_thread", None)
    if thread is None:
        return getattr(here, "shell_stream", None)
    return thread.manager._shell_channel_to_main.to_stream


def _reply_stream(here: Any) -> Any:
    """Where the main thread sends its replies."""
    thread = getattr(here, "shell_channel_thread", None)
    if thread is None:
        return here.shell_stream
    return thread.manager.get_subshell_to_shell_channel_socket(None)


def overlook_nothing(here: Any) -> None:
    """Send the kernel's replies through the stream that reads requests from the same socket.

    ipykernel 7.0 to 7.3 sends them past it. A request that arrives just then is not noticed, and
    neither is any after it: a reload or a second tab can leave the kernel deaf for good
    (ipython/ipykernel#1554; 7.4 sends them so by itself).
    """
    manager: Any = getattr(getattr(here, "shell_channel_thread", None), "manager", None)
    if hasattr(manager, "_shell_socket"):
        manager._shell_socket = here.shell_stream


@contextmanager
def _uninterrupted() -> Generator[None]:
    """Put an interrupt off, so that no message is lost between two hands."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught: list[tuple[int, FrameType | None]] = []

    def note(number: int, frame: FrameType | None) -> None:
        caught.append((number, frame))

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if caught and callable(before):
            before(*caught[0])


class Tap:
    """Answers our page while a cell runs.

    Args:
        here: The kernel.
    """

    def __init__(self, here: Any) -> None:
        overlook_nothing(here)
        self._kernel = here
        self._stream = _main_stream(here)
        self._onward: Callable[[Raw], Any] = self._stream._recv_callback
        self._ours: set[str] = set()
        self._reasons: set[object] = set()
        self._arrived: list[Raw] = []
        self._draining = False
        self._cell_runs = True  # the one that loads the extension
        self._events = {"pre_run_cell": self._cell_begins, "post_run_cell": self._cell_ends}
        for event, told in self._events.items():
            here.shell.events.register(event, told)
        self._stream.on_recv(self._receive, copy=False)

    def remove(self) -> None:
        """Let all messages go to the kernel again."""
        for event, told in self._events.items():
            self._kernel.shell.events.unregister(event, told)
        if self._stream._recv_callback == self._receive:
            self._stream.on_recv(self._onward, copy=False)
        self._reasons.clear()
        self._ours.clear()

    def serve(self, comm_ids: Iterable[str]) -> None:
        """Handle messages to these comms at once."""
        self._ours.update(comm_ids)

    def begin(self, reason: object) -> None:
        """Answer our page until this reason, and every other, has ended."""
        self._reasons.add(reason)

    def end(self, reason: object) -> None:
        """The page no longer needs to be answered for this reason."""
        self._reasons.discard(reason)

    def _cell_begins(self, *_: object) -> None:
        self._cell_runs = True

    def _cell_ends(self, *_: object) -> None:
        self._cell_runs = False

    @contextmanager
    def waiting(self) -> Generator[Pump]:
        """While the main thread waits: the value, when called, handles what has arrived."""
        reason = object()
        self.begin(reason)
        try:
            yield self.pump
        finally:
            self.end(reason)

    def pump(self) -> None:
        """Take in all that has arrived; handle what is ours, hand on the rest."""
        if self._draining:
            return
        import zmq

        with _uninterrupted():
            self._draining = True
            try:
                self._stream.flush(zmq.POLLIN)
            finally:
                self._draining = False
                self._answer_all()

    def _receive(self, raw: Raw) -> Any:
        if not self._wants(raw):
            return self._onward(raw)
        self._arrived.append(raw)
        if not self._draining:
            self._answer_all()
        return None

    def _answer_all(self) -> None:
        while self._arrived:
            self._answer(self._arrived.pop(0))

    def _wants(self, raw: Raw) -> bool:
        # Between cells the kernel is free to answer by itself.
        if not self._reasons or not (self._draining or self._cell_runs):
            return False
        session = self._kernel.session
        try:
            _, frames = session.feed_identities(raw, copy=False)
            message = session.deserialize(frames, content=False, copy=False)
            kind = message["header"]["msg_type"]
            if not kind.startswith("comm_") or kind in INFO_REQUESTS:
                return kind in INFO_REQUESTS
            content = session.unpack(message["content"])
        except Exception:  # what cannot be read is the kernel's to complain about
            return False
        return self._concerns_us(kind, content)

    def _concerns_us(self, kind: str, content: Any) -> bool:
        if kind == "comm_open":
            return content.get("target_name") == CONTROL
        comm = self._kernel.comm_manager.comms.get(content.get("comm_id"))
        if getattr(comm, "target_name", None) == CONTROL:
            return True
        if kind != "comm_msg":
            return False
        return content["comm_id"] in self._ours or _asks_for_state(content)

    def _answer(self, raw: Raw) -> None:
        here = self._kernel
        ident, frames = here.session.feed_identities(raw, copy=False)
        message = here.session.deserialize(frames, content=True, copy=False)
        here._publish_status("busy", "shell", parent=message)
        try:
            self._handle(ident, message)
        except Exception:
            here.log.exception("tgwidget: a message of the page failed")
        here._publish_status("idle", "shell", parent=message)
        cell = here.get_parent("shell")
        if (
            cell
        ):  # else the page, and a server that ends idle kernels, take this idle for the cell's
            here._publish_status("busy", "shell", parent=cell)
        replies = _reply_stream(here)
        if hasattr(replies, "flush"):
            import zmq

            replies.flush(zmq.POLLOUT)

    def _handle(self, ident: Any, message: Any) -> None:
        here, kind, content = self._kernel, message["header"]["msg_type"], message["content"]
        if kind != "comm_msg":
            handler = here.shell_handlers[kind]
            self._under(message, lambda: _drive(handler(_reply_stream(here), ident, message)))
            return
        # Not comm.handle_msg: it fires IPython's pre- and post-execute events, which would show
        # the user's half-drawn figures in the middle of the cell.
        deliver = here.comm_manager.comms[content["comm_id"]]._msg_callback
        if _asks_for_state(content):
            self._under(message, lambda: deliver(message))
        elif deliver is not None:
            deliver(message)

    def _under(self, parent: Any, function: Callable[[], object]) -> None:
        """Call a function whose replies the page will match by their parent."""
        variable = getattr(self._kernel, "_shell_parent", None)
        if variable is not None:
            context = contextvars.copy_context()
            context.run(variable.set, parent)
            context.run(function)
            return
        before = self._kernel._parents["shell"]
        self._kernel._parents["shell"] = parent
        try:
            function()
        finally:
            self._kernel._parents["shell"] = before


def _asks_for_state(content: Any) -> bool:
    return (content.get("data") or {}).get("method") in STATE_REQUESTS


def _drive(result: Any) -> None:
    """Finish a handler that is a coroutine in some kernels; the ones we call never suspend."""
    if inspect.iscoroutine(result):
        with suppress(StopIteration):
            result.send(None)
