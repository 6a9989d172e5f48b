"""The kernels that the browser tests run on: ``python -m tests.browser.environments`` makes them.

Each lives in ``.kernels/<name>`` with its own packages and without litellm, so everything that the
tests do is known to work without it. ``newest`` is the environment that runs the tests. An
environment is made anew when its pins change and left alone otherwise.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[2]
KERNELS = ROOT / ".kernels"
OURS = ("aiohttp", "certifi", "diskcache", "graphviz", "pillow", "platformdirs")

COLAB = (
    "ipykernel==6.17.1",
    "ipython==7.34.0",
    "ipywidgets==7.7.1",
    "widgetsnbextension==3.6.10",
    "jupyterlab_widgets==1.1.11",
    "anywidget==0.9.21",
    "pillow==11.3.0",
    "traitlets==5.7.1",
    "tornado==6.5.7",
    "pyzmq==26.2.1",
    "jupyter_client==7.4.9",
    "jupyterlab==4.6.6",
)
"""What Google Colab ships (googlecolab/backend-info, August 2026), with a Lab that can host it."""


MARIMO = "marimo==0.25.2"


def _as_here(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}=={version(name)}" for name in names)


@dataclass(frozen=True)
class Environment:
    """A kernel to test on.

    Args:
        name: What it is called here, and in the menu of kernels.
        pins: Its packages, as pip requirements; empty for the environment that runs the tests.
        own_lab: Whether it brings the Lab that must serve it (anywidget is one version on both
            sides of the wire).
        deaf: Whether its kernel may overlook requests until our extension is loaded.
    """

    name: str
    pins: tuple[str, ...] = ()
    own_lab: bool = False
    deaf: bool = False

    @property
    def path(self) -> Path:
        """Where its packages live."""
        return KERNELS / self.name if self.pins else Path(sys.prefix)

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.path / "bin/python" if self.pins else Path(sys.executable)

    @property
    def stamp(self) -> str:
        """What its packages must be, as a digest."""
        wanted = repr((sys.version_info[:2], self.pins, OURS))
        return hashlib.sha256(wanted.encode()).hexdigest()

    @property
    def ready(self) -> bool:
        """Whether it is there, with the packages it must have."""
        made = self.path / "stamp"
        return not self.pins or (made.is_file() and made.read_text() == self.stamp)


def environments() -> tuple[Environment, ...]:
    """The four kernels, oldest first."""
    widgets = _as_here("anywidget", "ipywidgets")
    return (
        Environment("colab", COLAB, own_lab=True),
        Environment("ipykernel-6.31", ("ipykernel==6.31.0", *widgets)),
        Environment("ipykernel-7.3", ("ipykernel==7.3.0", *widgets), deaf=True),
        Environment("newest"),
    )


def marimo() -> Environment:
    """marimo, which brings its own notebook and no Jupyter kernel."""
    return Environment("marimo", (MARIMO, *_as_here("anywidget")))


def make(environment: Environment) -> None:
    """Install an environment from nothing.

    Raises:
        subprocess.CalledProcessError: If its packages cannot be had.
    """
    shutil.rmtree(environment.path, ignore_errors=True)
    venv.create(environment.path)
    unpinned = [name for name in OURS if not any(pin.startswith(name) for pin in environment.pins)]
    install(environment.python, *environment.pins, *unpinned)
    install(environment.python, "--no-deps", "-e", str(ROOT))
    (environment.path / "stamp").write_text(environment.stamp)


def install(python: Path, *requirements: str) -> None:
    """Install packages for an interpreter: by uv in seconds, by pip where uv cannot.

    Raises:
        subprocess.CalledProcessError: If neither can.
    """
    # The bundle is built once, by the checkout that is being tested.
    skip = {**os.environ, "TGWIDGET_SKIP_JS": "1"}
    uv = (sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", python)
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet")
    if subprocess.run([*uv, *requirements], env=skip).returncode:
        subprocess.run([*pip, *requirements], check=True, env=skip)


def main() -> None:
    """Make what is missing, and say so."""
    for environment in (*environments(), marimo()):
        if environment.ready:
            print(f"kernel {environment.name}: ready")
            continue
        print(f"kernel {environment.name}: installing {', '.join(environment.pins)}", flush=True)
        make(environment)


if __name__ == "__main__":
    main()
