"""Loading and unloading: everything that tgwidget adds to a notebook is added and removed here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tgwidget import run, runtime
from tgwidget.notebook import kernels
from tgwidget.notebook.display import Display
from tgwidget.notebook.magics import TgMagics
from tgwidget.notebook.tracebacks import shorten, show_whole


@dataclass(frozen=True)
class Installed:
    """What was added to a shell; ``tap`` and ``display`` only where there is a kernel."""

    shell: Any
    magics: TgMagics
    tap: kernels.Tap | None
    display: Display | None


_installed: Installed | None = None


def load(shell: Any) -> None:
    """Show runs in this shell's notebook, answer their pages, and add ``%tg`` and ``%%tg``.

    Args:
        shell: The IPython shell. Loading again starts afresh.
    """
    global _installed
    if _installed is not None:
        unload(_installed.shell)
    here = kernels.kernel()
    tap = kernels.Tap(here) if here is not None else None
    display = Display(tap) if tap is not None else None
    if tap is not None and display is not None:
        runtime.set_pump(tap.waiting)
        run.watchers.append(display.watch)
    magics = TgMagics(shell, shows=display is not None)
    run.watchers.append(magics.watch)
    shell.register_magics(magics)
    shorten(shell)
    _installed = Installed(shell, magics, tap, display)


def unload(shell: Any) -> None:
    """Take everything away again; what was not loaded is left alone.

    Args:
        shell: The IPython shell.
    """
    global _installed
    if _installed is None:
        return
    installed, _installed = _installed, None
    show_whole()
    run.watchers.remove(installed.magics.watch)
    if installed.tap is not None and installed.display is not None:
        run.watchers.remove(installed.display.watch)
        runtime.set_pump(None)
        installed.tap.remove()
    for kind, table in shell.magics_manager.magics.items():
        for name in installed.magics.magics[kind]:
            table.pop(name, None)
