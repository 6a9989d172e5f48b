"""The tap, on each of the four kernels, spoken to message by message."""

from __future__ import annotations

import time
from ast import literal_eval
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.clients import Client, started, status_of
from tests.browser.conftest import ENVIRONMENTS

SETUP = """%load_ext tgwidget
import ipywidgets, threading, time
import tgwidget as tg
from tgwidget.events import Candidate
from tgwidget.optimizer.proposal import Proposal
from tgwidget import runtime
order = []
slider = ipywidgets.IntSlider()
slider.observe(lambda change: order.append(("slider", change["new"])), "value")
def ask(run):
    "Ask for a decision; the value that it gives."
    variable = tg.Variable("old", role_description="answer")
    proposal = Proposal(variable, "old", (Candidate("new"),), id="p")
    return runtime.run(run.guard(run.review([proposal])))[0].text
print(slider.model_id)"""

ASK = """with tg.Run("asked") as run:
    value = ask(run)
order.append("asked"); print(value)"""


@pytest.fixture(scope="module", params=list(ENVIRONMENTS))
def kernel(request: pytest.FixtureRequest) -> Iterator[tuple[Client, str]]:
    """A kernel with the extension loaded, and the comm of a slider."""
    with started(ENVIRONMENTS[request.param]) as client:
        yield client, client.run(SETUP).strip()


@pytest.fixture
def page(kernel: tuple[Client, str]) -> Client:
    """The notebook's side, with nothing on record."""
    client = kernel[0]
    client.run("order.clear(); slider.value = 0")
    client.heard.clear()
    return client


def of_kind(kind: str) -> Any:
    """Whether a message is a custom one of this kind."""
    return lambda m: m["content"].get("data", {}).get("content", {}).get("kind") == kind


def opened(message: dict[str, Any]) -> bool:
    """Whether a message tells that a question was opened."""
    return of_kind("events")(message) and "ReviewOpened" in str(message["content"])


def widget(page: Client) -> str:
    """The comm of the run that is shown next."""
    view = "application/vnd.jupyter.widget-view+json"
    shown = page.listen(lambda m: view in m["content"].get("data", {}))
    return str(shown["content"]["data"][view]["model_id"])


def greeted(page: Client) -> str:
    """Start as a page does: say Hello, and wait until the question is there."""
    comm = widget(page)
    page.tell(comm, type="Hello", id="hello", client="page-1", since=0)
    page.listen(opened)
    return comm


def decide(page: Client, comm: str, action: str = "accept", text: str = "") -> str:
    return page.tell(
        comm,
        type="Decide",
        id=action,
        client="page-1",
        proposal="p",
        version=1,
        action=action,
        text=text,
    )


def test_a_command_is_answered_while_the_cell_runs(page: Client) -> None:
    cell = page.execute(ASK)
    comm = greeted(page)
    request = page.tell(comm, type="Decide", id="x", client="page-1", proposal="none")
    answer = page.listen(of_kind("answer"))["content"]["data"]["content"]
    assert answer == {"kind": "answer", "id": "hello", "ok": True, "message": "", "data": None}
    page.idle(request)
    decide(page, comm, "edit", "mine")
    assert page.printed(cell).strip() == "mine"


def test_every_message_is_busy_then_idle_under_its_own_name(page: Client) -> None:
    cell = page.execute(ASK)
    comm = greeted(page)
    request = page.tell(comm, type="Hello", id="again", client="page-1", since=0)
    page.idle(request)
    decide(page, comm)
    page.printed(cell)
    states = [status_of(message) for message in page.heard]
    mine = [state for state, parent in states if parent == request]
    assert mine == ["busy", "idle"]
    after = states[states.index(("idle", request)) :]
    assert ("busy", cell) in after, "the notebook is told that the cell still runs"


def test_no_request_is_overlooked_however_soon_it_comes(page: Client) -> None:
    # Each may arrive while the one before is answered.
    requests: list[str] = []
    for place in range(200):
        requests.append(page.send("kernel_info_request"))
        time.sleep(place % 8 / 2000)
    answered = [status_of(page.idle(request)) for request in requests]
    assert answered == [("idle", request) for request in requests]


def test_what_is_not_ours_waits_in_order(page: Client, kernel: tuple[Client, str]) -> None:
    slider = kernel[1]
    cell = page.execute(ASK)
    comm = greeted(page)
    queued = [page.execute(f"order.append('queued {i}')") for i in range(2)]
    moved = page.send("comm_msg", comm_id=slider, data={"method": "update", "state": {"value": 5}})
    last = page.execute("order.append('queued 2')")
    decide(page, comm)
    for request in (cell, *queued, moved, last):
        page.idle(request)
    order = literal_eval(page.run("print(order)"))
    assert [step for step in order if step != ("slider", 5)] == [
        "asked",
        "queued 0",
        "queued 1",
        "queued 2",
    ]
    assert order.count(("slider", 5)) == 1
    assert order.index(("slider", 5)) > 0, "not inside our wait"


def test_a_page_that_comes_later_is_served(page: Client, kernel: tuple[Client, str]) -> None:
    cell = page.execute(ASK)
    comm = greeted(page)
    # As a reloading page does: info, a control comm, the state of all widgets.
    info = page.send("kernel_info_request")
    page.idle(info)
    comms = page.send("comm_info_request", target_name="jupyter.widget")
    page.idle(comms)
    page.send("comm_open", comm_id="control-1", target_name="jupyter.widget.control", data={})
    states = page.send("comm_msg", comm_id="control-1", data={"method": "request_states"})
    page.idle(states)
    replies = [m for m in page.heard if m["parent_header"].get("msg_id") == states]
    assert any(comm in str(m["content"]) for m in replies), "its replies name the request"
    one = page.send("comm_msg", comm_id=kernel[1], data={"method": "request_state"})
    page.idle(one)
    assert any(
        m["header"]["msg_type"] == "comm_msg" and m["parent_header"].get("msg_id") == one
        for m in page.heard
    ), "another widget's state can be read, too"
    page.send("comm_close", comm_id="control-1", data={})
    decide(page, comm)
    page.printed(cell)


def test_the_cells_own_output_stays_its_own(page: Client) -> None:
    cell = page.execute(ASK + "\nprint('still here')")
    comm = greeted(page)
    page.send("comm_open", comm_id="control-2", target_name="jupyter.widget.control", data={})
    page.idle(page.send("comm_msg", comm_id="control-2", data={"method": "request_states"}))
    decide(page, comm)
    assert page.printed(cell).split() == ["new", "still", "here"]


def test_nothing_is_lost_in_a_storm_of_interrupts(page: Client) -> None:
    cell = page.execute("""
caught = 0
with tg.Run("stormy") as run:
    while not order:
        try:
            order.append(ask(run))
        except KeyboardInterrupt:
            caught += 1
print(caught)""")
    comm = widget(page)
    queued = [page.execute(f"order.append({i})") for i in range(60)]
    for i in range(10):
        page.tell(comm, type="Hello", id=f"storm-{i}", client="page-1", since=0)
        # An interrupt between two questions would end the cell, as it should.
        page.listen(lambda m, i=i: opened(m) and f"'r{i + 1}'" in str(m["content"]))
        page.tell(comm, type="Hello", id=f"late-{i}", client="page-1", since=0)
        page.manager.interrupt_kernel()
    for i in range(10):
        for wanted in (f"storm-{i}", f"late-{i}"):
            page.listen(lambda m, wanted=wanted: wanted in str(m["content"]))
    page.listen(lambda m: opened(m) and "'r11'" in str(m["content"]))
    decide(page, comm)
    assert page.printed(cell).strip() == "10"
    page.idle(queued[-1])
    assert literal_eval(page.run("print(order)")) == ["new", *range(60)]


def test_an_async_cell_is_answered_between_its_waits(page: Client) -> None:
    cell = page.execute("""
import asyncio
variable = tg.Variable("old", role_description="answer")
with tg.Run("asynchronous") as run:
    await asyncio.sleep(1)
    order.append(run.desk.page_answers)
    work = run.guard(run.review([Proposal(variable, "old", (Candidate("new"),), id="p")]))
    order.append((await runtime.wait(work))[0].text)
""")
    comm = widget(page)
    page.tell(comm, type="Hello", id="hello", client="page-1", since=0)
    queued = [page.execute(f"order.append({i})") for i in range(3)]
    page.listen(opened)
    queued += [page.execute(f"order.append({i})") for i in range(3, 6)]
    decide(page, comm)
    for request in (cell, *queued):
        page.idle(request)
    assert literal_eval(page.run("print(order)")) == [True, "new", *range(6)]


def test_between_two_cells_the_kernel_answers_and_is_idle_after_it(page: Client) -> None:
    cell = page.execute("""
from tgwidget.observe import current
run = tg.start(lambda: ask(current()), name="started")""")
    page.idle(cell)
    comm = greeted(page)
    page.idle(decide(page, comm, "edit", "mine"))
    page.idle(page.send("kernel_info_request"))
    states = [status_of(message) for message in page.heard]
    after = states[states.index(("idle", cell)) :]
    assert ("busy", cell) not in after, "what comes between cells is no part of the last one"
    assert page.run("print(run.result(30))").strip() == "mine"


def test_unloading_and_loading_again_leaves_one_of_each(page: Client) -> None:
    page.run("%unload_ext tgwidget")
    assert "UsageError" in page.run("%tg status") or "not found" in page.run("%tg status")
    before = len(page.heard)
    page.run('with tg.Run("unseen", review="accept"): pass')
    assert "widget-view" not in str(page.heard[before:])
    page.run("%load_ext tgwidget")
    page.run("%reload_ext tgwidget")
    page.heard.clear()
    page.run('with tg.Run("seen", review="accept"): pass')
    view = "application/vnd.jupyter.widget-view+json"
    views = [m for m in page.heard if view in m["content"].get("data", {})]
    assert len(views) == 1
    page.heard.clear()
    test_a_command_is_answered_while_the_cell_runs(page)


def test_without_a_person_the_run_fails_at_once(page: Client) -> None:
    cell = page.execute(ASK, stdin=False)
    text = page.printed(cell)
    assert text == "ReviewNeededError"
