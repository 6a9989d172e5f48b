"""What the tests of runs share: its events, a page that acts on one, a page that is there."""

from tgwidget import runtime
from tgwidget.events import Hello


def events(run, kind):
    return [entry.event for entry in run.log if isinstance(entry.event, kind)]


def when(run, kind, act, count=1):
    """Act, on the loop as a page does, when the run has logged its ``count``-th such event."""

    def changed():
        found = events(run, kind)
        if len(found) == count and not state["done"]:
            state["done"] = True
            runtime.call_soon(attempt, found[-1])

    def attempt(event):
        try:
            act(event)
        except Exception as error:
            state["error"] = error

    state = {"done": False, "error": None}
    run.subscribe(changed)
    return state


def attend(run):
    """A page is here."""
    run.desk.expects_page = True
    runtime.call_soon(run.command, Hello("page", 0))
