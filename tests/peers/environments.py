"""The servers that others wrote, each in an environment of its own with random tiny weights made
here: ``python -m tests.peers.environments [name ...]`` makes what is missing; nothing is downloaded
but packages.

``transformers`` takes about two minutes and 1.2 GB; ``llama-cpp`` is built from its source, which
takes minutes, so it is made only where it is named. What is absent, its tests skip by name.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import time
import venv
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
KERNELS = HERE.parents[1] / ".kernels"
WEIGHTS = KERNELS / "weights"
MODEL = "local/tiny"


@dataclass(frozen=True)
class Environment:
    """A server's packages, and the script that makes its weights.

    Args:
        name: What it is called here.
        pins: Its packages, as pip requirements.
        script: Makes the weights; given where they go.
        weights: Where they go.
    """

    name: str
    pins: tuple[str, ...]
    script: str
    weights: Path

    @property
    def path(self) -> Path:
        """Where its packages live."""
        return KERNELS / self.name

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.path / "bin/python"

    @property
    def stamp(self) -> str:
        """What its packages and weights must be, as a digest."""
        made_by = (HERE / self.script).read_text()
        return hashlib.sha256(repr((sys.version_info[:2], self.pins, made_by)).encode()).hexdigest()

    @property
    def ready(self) -> bool:
        """Whether it is there, as it must be."""
        made = self.path / "stamp"
        return made.is_file() and made.read_text() == self.stamp and self.weights.exists()


TRANSFORMERS = Environment(
    "transformers",
    ("torch==2.13.0", "transformers[serving]==5.23.0"),
    "weights_transformers.py",
    WEIGHTS / "transformers",
)
LLAMA_CPP = Environment(
    "llama-cpp",
    ("llama-cpp-python[server]==0.3.36", "gguf", "numpy"),
    "weights_gguf.py",
    WEIGHTS / "tiny.gguf",
)
ENVIRONMENTS = {one.name: one for one in (TRANSFORMERS, LLAMA_CPP)}


def make(environment: Environment) -> None:
    """Install an environment, unless its packages are there, and make its weights.

    Raises:
        subprocess.CalledProcessError: If pip or the script cannot.
    """
    # Of its thousands of modules few are used: those compile when they are.
    pip = (environment.python, "-m", "pip", "install", "-q", "--no-compile")
    packages = environment.path / "packages"
    wanted = repr((sys.version_info[:2], environment.pins))
    if not packages.is_file() or packages.read_text() != wanted:
        shutil.rmtree(environment.path, ignore_errors=True)
        venv.create(environment.path, with_pip=True)
        subprocess.run([*pip, *environment.pins], check=True)
        packages.write_text(wanted)
    WEIGHTS.mkdir(exist_ok=True)
    subprocess.run(
        [environment.python, HERE / environment.script, environment.weights],
        check=True, capture_output=True,
    )  # fmt: skip
    (environment.path / "stamp").write_text(environment.stamp)


def main(names: list[str]) -> None:
    """Make what is missing, and say so."""
    for name in names or [TRANSFORMERS.name]:
        environment = ENVIRONMENTS[name]
        if environment.ready:
            print(f"peer {name}: ready")
            continue
        print(f"peer {name}: installing {', '.join(environment.pins)}", flush=True)
        began = time.monotonic()
        try:
            make(environment)
        except subprocess.CalledProcessError as error:
            print(f"peer {name}: could not be made here ({error}); its tests are skipped")
            continue
        print(f"peer {name}: made in {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
