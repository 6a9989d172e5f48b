"""One browser and one server an application for all of these tests; a notebook a kernel."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests.browser.environments import Environment, environments
from tests.browser.harness import Notebook, told_by_tabs
from tests.browser.server import Server, launch

ENVIRONMENTS = {environment.name: environment for environment in environments()}

SETUP = """%load_ext tgwidget
import threading
import ipywidgets
import tgwidget as tg
tg.set_backward_engine("simulated", override=True)
order, moves, steps = [], [], 3
def moved(change):
    moves.append((threading.current_thread().name, change["new"], len(order)))
    slider.description = "heard"
slider = ipywidgets.IntSlider(description="slider")
slider.observe(moved, "value")
slider"""

RUN = """order.append("run begins")
question = tg.Variable(
    "If it takes 1 hour to dry 25 shirts under the sun, how long will it take to dry 30 shirts?",
    role_description="question to the LLM", requires_grad=False)
values = []
with tg.Run("shirts", resume=False) as run:  # not what an earlier test was cut off in
    answer = tg.BlackboxLLM("simulated")(question)
    answer.set_role_description("concise and accurate answer to the question")
    loss_fn = tg.TextLoss("Evaluate any given answer to this question, be very critical.")
    optimizer = tg.TGD(parameters=[answer])
    for step in range(steps):
        optimizer.zero_grad()
        loss_fn(answer).backward()
        old = answer.value
        optimizer.step()
        values.append((old, answer.value))
order.append("run ends")"""

NEXT = "order.append('next cell'); print(order)"
TOLD = "decided = [e.event for e in run.log if type(e.event).__name__ == 'Decided']"
VALUES = f"{TOLD}; print(([(d.action, d.text) for d in decided], values))"
ENDED = "print(type(run.log[-1].event).__name__, run.log[-1].event.outcome)"
MOVES = "print(moves)"

FRESH = "order.clear(); moves.clear(); steps = 3"
ONE_STEP = "steps = 1"

CELLS = (SETUP, RUN, NEXT, VALUES, ENDED, MOVES, FRESH, ONE_STEP)
"""What each notebook holds; the tests name the cells by their place."""


LONGEST_FIRST = (
    "newest", "colab", "test_hostile", "ipykernel-7.3", "ipykernel-6.31", "test_saved",
    "test_going_back", "test_failure", "test_pausing", "test_replay", "test_themes",
    "test_timeline", "test_streaming", "test_finding", "test_steering",
)  # fmt: skip
"""Groups of half a minute and more; what is short comes last, so that no worker waits long."""


def group(nodeid: str) -> str:
    """Whose notebook a test shares: that of a kernel, or else of its file."""
    file, _, test = nodeid.partition("::")
    kernels = (one for one in ENVIRONMENTS if f"[{one}]" in test or f"[{one}-" in test)
    return next(kernels, Path(file).stem)


class ByNotebook(LoadScopeScheduling):
    """A group goes to one worker, which opens its notebook once."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByNotebook:
    """How the workers share the tests."""
    return ByNotebook(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest groups begin."""
    ranks = {one: place for place, one in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: ranks.get(group(item.nodeid), len(ranks)))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failure comes with what the open tabs showed."""
    report = yield
    if report.failed:
        report.sections.append(("open tabs", told_by_tabs()))
    return report


SECOND_TRIES = 2
"""Tests that may need a second try: Lab, its widget manager and the kernels have races of their
own, some of them in docs/hosts.md. More than that is ours to mend."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A first try that failed is told as a failure is."""
    tried = terminalreporter.getreports("rerun")
    for report in tried:
        terminalreporter.section(f"{report.nodeid}: the first try")
        terminalreporter.line(report.longreprtext)
        for name, text in report.sections:
            terminalreporter.section(name, "-")
            terminalreporter.line(text)
    if len(tried) > SECOND_TRIES:
        terminalreporter.line(f"more than {SECOND_TRIES} tests needed a second try")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Too many second tries fail the tests."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and len(reporter.getreports("rerun")) > SECOND_TRIES:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def serve() -> Iterator[Callable[[str, str], Server]]:
    """Gives the server of an application for a kernel; starts it at its first use."""
    running: dict[tuple[str, str], Server] = {}

    def for_kernel(kernel: str, app: str = "lab") -> Server:
        environment = ENVIRONMENTS[kernel]
        assert environment.ready, "run `python -m tests.browser.environments` first"
        lab = environment if environment.own_lab else ENVIRONMENTS["newest"]
        if (lab.name, app) not in running:
            served: list[Environment] = (
                [lab]
                if lab.own_lab
                else [other for other in ENVIRONMENTS.values() if not other.own_lab and other.ready]
            )
            running[lab.name, app] = Server(lab, served, app)
        return running[lab.name, app]

    yield for_kernel
    for server in running.values():
        server.close()


@pytest.fixture(scope="package")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One profile for all tabs."""
    profile = browser.new_context(viewport={"width": 1400, "height": 1000})
    yield profile
    profile.close()


@pytest.fixture(scope="package", params=list(ENVIRONMENTS))
def kernel(request: pytest.FixtureRequest) -> str:
    """Each of the kernels."""
    return str(request.param)


@pytest.fixture(scope="package")
def opened(
    kernel: str, serve: Callable[[str], Server], context: BrowserContext
) -> Iterator[Notebook]:
    """The notebook of a kernel, set up."""
    server = serve(kernel)
    server.write(f"run-{kernel}", CELLS, kernel)
    notebook = Notebook(server, f"run-{kernel}", context)
    notebook.wait_idle(60)
    notebook.run(0, 60)
    yield notebook
    notebook.shut()


@pytest.fixture
def notebook(opened: Notebook) -> Iterator[Notebook]:
    """The notebook of a kernel, with nothing running and nothing on record."""
    opened.calm()
    opened.run(6)
    opened.errors.clear()
    yield opened
    assert opened.errors == []


@pytest.fixture
def beside(context: BrowserContext) -> Iterator[Callable[[Notebook], Notebook]]:
    """Opens a notebook in a second tab."""
    tabs: list[Notebook] = []

    def second_tab(of: Notebook) -> Notebook:
        tabs.append(Notebook(of.server, of.name, context, workspace="second"))
        return tabs[-1]

    yield second_tab
    for tab in tabs:
        tab.page.close()
