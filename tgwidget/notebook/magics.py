"""``%tg`` and ``%%tg``."""

from __future__ import annotations

import inspect
import shlex
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from IPython.core.error import UsageError
from IPython.core.magic import Magics, cell_magic, line_magic, magics_class
from IPython.display import display  # pyright: ignore[reportUnknownVariableType] - IPython has no types

from tgwidget import config
from tgwidget.engine.keys.keyring import set_key
from tgwidget.errors import TgError
from tgwidget.history import Commit
from tgwidget.notebook import cells, kernels
from tgwidget.run import Run, choosing, runs
from tgwidget.run.shown import Shown

PACKAGES = ("tgwidget", "ipykernel", "ipython", "ipywidgets", "anywidget", "litellm")


@magics_class
class TgMagics(Magics):
    """The magics of tgwidget.

    Args:
        shell: The IPython shell.
        shows: Whether runs show themselves here, which takes a kernel.
    """

    def __init__(self, shell: Any, shows: bool = False) -> None:
        super().__init__(shell)
        self._shows = shows
        self._last: Run | None = None

    def watch(self, run: Shown) -> None:
        """Take note of a run that begins."""
        if isinstance(run, Run):
            self._last = run

    @line_magic("tg")  # pyright: ignore[reportUntypedFunctionDecorator] - IPython has no types
    def line(self, line: str) -> None:
        """Settings and state of tgwidget.

        %tg demo             watch a recorded run: an answer is improved, step by step
        %tg engine NAME      who criticises and rewrites: auto, simulated, local, gpt-4o, …
        %tg key PROVIDER     ask for a key, openai's or anthropic's or …, and keep it in memory
        %tg review POLICY    who decides in later runs: ask, accept, reject, fail, or a file
        %tg status           engine, policy, what was spent, versions, and whether a page answers
        %tg runs             the runs that are kept, the latest first
        %tg log              the committed steps of the last run, as a tree
        %tg undo             take its last committed step back
        %tg redo             take that back
        %tg checkout STEP    go to any of its steps, by number or name
        %%tg NAME            run this cell inside tg.Run(NAME)
        """
        commands = {
            "demo": self._demo,
            "engine": self._engine,
            "key": self._key,
            "review": self._review,
            "status": self._status,
            "runs": self._runs,
            "log": self._log,
            "undo": self._undo,
            "redo": self._redo,
            "checkout": self._checkout,
        }
        try:
            name, *rest = shlex.split(line) or ["?"]
        except ValueError as error:
            raise UsageError(f"%tg {line}: {error}; see %tg ?") from None
        if name in ("?", "help"):
            print(inspect.getdoc(TgMagics.line))
        elif name not in commands:
            raise UsageError(f"%tg {name} is not one of: {', '.join(commands)}, ?")
        else:
            try:
                inspect.signature(commands[name]).bind(*rest)
            except TypeError as error:
                raise UsageError(f"%tg {name}: {error}; see %tg ?") from None
            try:
                commands[name](*rest)
            except TgError as error:  # no line of the user's is to be shown
                raise UsageError(str(error)) from None

    @cell_magic("tg")  # pyright: ignore[reportUntypedFunctionDecorator] - IPython has no types
    def cell(self, line: str, cell: str) -> None:
        """Run the cell inside ``tg.Run(NAME)``: ``%%tg NAME``."""
        with Run(line.strip() or "run"):
            cells.execute(self.shell, cell)

    def _demo(self) -> None:
        from tgwidget.replaying import demo, outline

        shown = demo()
        if not self._shows:
            print(outline(shown.log))

    def _engine(self, name: str) -> None:
        config.set_backward_engine(name, override=True)
        engine = config.backward_engine()
        if engine is not None and engine.why:
            print(engine.why)

    def _key(self, provider: str) -> None:
        set_key(provider)

    def _review(self, policy: str) -> None:
        choosing.set_default_policy(policy)

    def _run(self) -> Run:
        if self._last is None:
            raise UsageError("there is no run yet: open one with tg.Run(name)")
        return self._last

    def _runs(self) -> None:
        display(runs())

    def _log(self) -> None:
        print(self._run().history.outline())

    def _undo(self) -> None:
        self._moved(self._run().undo())

    def _redo(self) -> None:
        self._moved(self._run().redo())

    def _checkout(self, first: str, *more: str) -> None:
        which = " ".join((first, *more))
        self._moved(self._run().checkout(int(which) if which.isdecimal() else which))

    def _moved(self, commit: Commit) -> None:
        print(f"The values are those of {commit} again.")

    def _status(self) -> None:
        engine = config.backward_engine()
        here = kernels.kernel()
        run = self._last
        lines = {
            "engine": engine.name if engine else "none; choose one with %tg engine NAME",
            "review": choosing.default_policy(),
            "kernel": type(here).__module__ + "." + type(here).__name__ if here else "none",
            "page": "no run yet"
            if run is None
            else "answers"
            if run.desk.page_answers
            else "silent",
            "spent": "no run yet" if run is None else f"{run.spent}; budget {run.budget}",
            "versions": ", ".join(filter(None, map(_version, PACKAGES))),
        }
        for name, value in lines.items():
            print(f"{name:9} {value}")


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return ""
