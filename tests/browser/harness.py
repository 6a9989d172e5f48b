"""A notebook in a tab, for the browser tests and the benchmark.

It is driven through the notebook application's own commands; keys and clicks go to our widget.
"""

from __future__ import annotations

import weakref
from collections import deque
from contextlib import suppress

from playwright.sync_api import BrowserContext, Error, Page, TimeoutError

from tests.browser.server import BOOT, WAIT, Server

CONNECTED = """() => {
  const app = window.jupyterapp;
  if (!app) return false;
  const panel = [...app.shell.widgets('main')].find((w) => w.content && w.content.widgets);
  const kernel = panel && panel.sessionContext.session && panel.sessionContext.session.kernel;
  window.notebook = panel;
  return !!kernel && kernel.connectionStatus === 'connected';
}"""
IDLE = f"""() => ({CONNECTED})() && notebook.sessionContext.session.kernel.status === 'idle'
  && !notebook.content.widgets.some(({{ model }}) => model.executionState === 'running')"""
RUN = """(index) => {
  notebook.content.activeCellIndex = index;
  window.jupyterapp.commands.execute('notebook:run-cell');
}"""
DONE = """(index) => {
  const model = notebook.content.widgets[index].model;
  return model.executionCount !== null && (model.executionState ?? 'idle') === 'idle';
}"""
STILL = """async () => {
  const widget = [...document.querySelectorAll('.tgw')].at(-1);
  const frame = () => new Promise(requestAnimationFrame);
  for (let before = ''; before !== widget.outerHTML;) {
    before = widget.outerHTML;
    await frame();
    await frame();
  }
}"""


STATE = """() => {
  const kernel = window.notebook?.sessionContext.session?.kernel;
  const cells = [...(window.notebook?.content.widgets ?? [])].map(({ model }) => [
    model.executionCount,
    model.executionState,
    model.outputs?.toJSON().map((one) => [one.output_type, ...Object.keys(one.data ?? {})]),
  ]);
  return {
    kernel: [kernel?.status, kernel?.connectionStatus, window.notebook?.context?.model?.dirty],
    cells: JSON.stringify(cells),
    dialogs: [...document.querySelectorAll('.jp-Dialog')].map((one) => one.innerText),
    outputs: [...document.querySelectorAll('.jp-OutputArea-output')].map((one) =>
      [one.className, one.innerText.slice(0, 300)]),
    widgets: [...document.querySelectorAll('.tgw')].map((one) => one.innerText.slice(0, 500)),
  };
}"""
_tabs: weakref.WeakKeyDictionary[Page, Notebook] = weakref.WeakKeyDictionary()


def told_by_tabs() -> str:
    """What every open tab shows and has said: for who reads of a test that failed."""
    return "\n\n".join(tab.told() for page, tab in list(_tabs.items()) if not page.is_closed())


class Notebook:
    """A notebook in a tab.

    Args:
        server: Who serves it.
        name: The notebook's name.
        context: The browser's profile to open the tab in.
        workspace: Two tabs of one server need two.
    """

    def __init__(
        self, server: Server, name: str, context: BrowserContext, workspace: str = "first"
    ) -> None:
        self.server, self.name = server, name
        self.page: Page = context.new_page()
        self.page.set_default_timeout(WAIT * 1000)
        self.errors: list[str] = []
        self._said: deque[str] = deque(maxlen=20)
        self.page.on("pageerror", self._failed)
        self.page.on("console", lambda said: self._said.append(f"{said.type}: {said.text[:300]}"))
        _tabs[self.page] = self
        self.page.goto(server.address(name, f"{name}-{workspace}".replace(".", "-")))
        self.wait(CONNECTED, seconds=BOOT)

    def wait(self, condition: str, argument: object = None, seconds: float = WAIT) -> None:
        """Wait until a function of the page is true."""
        self.page.wait_for_function(condition, arg=argument, timeout=seconds * 1000)

    def wait_equal(self, told: str, wanted: object) -> None:
        """Wait until a function of the page gives this; fails with what it gives instead."""
        same = f"(wanted) => JSON.stringify(({told})()) === JSON.stringify(wanted)"
        with suppress(TimeoutError):
            self.wait(same, wanted)
        assert self.page.evaluate(told) == wanted

    def wait_idle(self, seconds: float = WAIT) -> None:
        """Wait until the kernel has nothing to do."""
        self.wait(IDLE, seconds=seconds)

    def start(self, index: int) -> None:
        """Run a cell, or queue it."""
        self.page.evaluate(RUN, index)

    def wait_done(self, index: int, seconds: float = WAIT) -> None:
        """Wait until a cell that was started has run."""
        self.wait(DONE, index, seconds)

    def run(self, index: int, seconds: float = WAIT) -> str:
        """Run a cell to its end; its printed output."""
        self.start(index)
        self.wait_done(index, seconds)
        return self.output(index)

    def output(self, index: int) -> str:
        """What a cell has printed, and the errors it raised."""
        read = "(index) => notebook.content.widgets[index].model.outputs.toJSON()"
        texts: list[str] = []
        for output in self.page.evaluate(read, index):
            if output["output_type"] == "stream":
                texts.append("".join(output["text"]))
            elif output["output_type"] == "error":
                texts.append(f"{output['ename']}: {output['evalue']}")
        return "".join(texts)

    def interrupt(self) -> None:
        """Interrupt the kernel, as the menu does."""
        self.page.evaluate("() => notebook.sessionContext.session.kernel.interrupt()")

    def calm(self) -> None:
        """End whatever still runs."""
        if not self.page.evaluate(IDLE):
            self.interrupt()
        self.wait_idle()

    def shut(self) -> None:
        """Close the tab and end the kernel."""
        end = "() => notebook.sessionContext.shutdown()"
        with suppress(Error):
            self.page.evaluate(end)
        self.page.close()

    def save(self) -> None:
        """Save the notebook."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def reload(self) -> None:
        """Load the page anew, until as many widgets are there as were before; saved ones are."""
        widgets = self.page.locator(".tgw").count()
        self.page.reload()
        self.wait(CONNECTED, seconds=BOOT)
        there = "(widgets) => document.querySelectorAll('.tgw').length >= widgets"
        self.wait(there, widgets, seconds=BOOT)

    # our widget

    def wait_state(self, *states: str, seconds: float = WAIT) -> None:
        """Wait until the newest run is in one of these states."""
        condition = """(states) => {
          const all = document.querySelectorAll('.tgw');
          return all.length > 0 && states.includes(all[all.length - 1].dataset.runState);
        }"""
        self.wait(condition, list(states), seconds)

    def state(self) -> str:
        """The newest run's state."""
        return self.page.locator(".tgw").last.get_attribute("data-run-state") or ""

    def wait_question(self, after: str = "", seconds: float = WAIT) -> str:
        """Wait for a question other than ``after``; its proposal."""
        condition = """(after) => {
          const all = document.querySelectorAll('.tgw-review[data-proposal]');
          const last = all.length ? all[all.length - 1].dataset.proposal : '';
          return last && last !== after && last;
        }"""
        found = self.page.wait_for_function(condition, arg=after, timeout=seconds * 1000)
        return str(found.json_value())

    def wait_answered(self, proposal: str, seconds: float = WAIT) -> None:
        """Wait until a proposal is no longer asked about."""
        condition = """(proposal) =>
          !document.querySelector(`.tgw-review[data-proposal="${proposal}"]`)"""
        self.wait(condition, proposal, seconds)

    def wait_still(self) -> None:
        """Wait until two frames have changed nothing in the newest widget: cards come by and by."""
        self.page.evaluate(STILL)

    def click(self, action: str) -> None:
        """Click one of the widget's buttons."""
        self.page.locator(f".tgw [data-action={action}]").last.click()

    def told(self) -> str:
        """What the tab shows and has said."""
        try:
            state = self.page.evaluate(STATE)
        except Exception as error:  # whoever tells of a failure must not add to it
            state = {"page": str(error)}
        shown = [f"{name}: {value}" for name, value in {"address": self.page.url, **state}.items()]
        return "\n".join([*shown, "console:", *self._said, "errors:", *self.errors])

    def _failed(self, error: object) -> None:
        # The sliders of ipywidgets 7 may ask for MathJax before a reloaded page has it.
        if "reading 'Queue'" not in str(error):
            self.errors.append(str(error))

    def key(self, key: str) -> None:
        """Press a key while the widget has the focus."""
        self.page.locator(".tgw").last.focus()
        self.page.keyboard.press(key)
