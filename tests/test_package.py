"""What users install: the wheel, and the sdist where there is no node."""

import os
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.browser.environments import COLAB

ROOT = Path(__file__).parents[1]
BUNDLE = "tgwidget/widget/static/widget.js"


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A wheel and an sdist, built once; the bundle is the one that `make setup` built."""
    out = tmp_path_factory.mktemp("dist")
    env = {**os.environ, "TGWIDGET_SKIP_JS": "1"}
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)],
        check=True,
        env=env,
        capture_output=True,
        timeout=300,
    )
    return next(out.glob("*.whl")), next(out.glob("*.tar.gz"))


def test_the_wheel_holds_the_bundle_and_no_sources_of_it(built):
    with zipfile.ZipFile(built[0]) as wheel:
        names = wheel.namelist()
    assert BUNDLE in names
    assert "tgwidget/widget/static/widget.css" in names
    assert not [name for name in names if not name.startswith("tgwidget")]


def test_the_sdist_holds_the_bundle_its_sources_and_no_modules(built):
    with tarfile.open(built[1]) as sdist:
        names = [name.partition("/")[2] for name in sdist.getnames()]
    assert BUNDLE in names
    assert "js/src/protocol.ts" in names
    assert not [name for name in names if "node_modules" in name or name.startswith("tests")]


def test_the_sdist_installs_where_there_is_no_node(built, tmp_path):
    home = tmp_path / "env"
    venv.create(home, with_pip=False, system_site_packages=False)
    env = {"PATH": str(home / "bin"), "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    env |= {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL", "REQUESTS"))}
    pip = [sys.executable, "-m", "pip", "--python", str(home / "bin/python"), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", str(built[1])], check=True, env=env, timeout=300)
    code = "import tgwidget, pathlib; print(pathlib.Path(tgwidget.__file__).parent)"
    where = subprocess.run(
        [str(home / "bin/python"), "-c", code],
        check=True,
        env=env,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
    ).stdout.strip()
    assert (Path(where) / "widget/static/widget.js").stat().st_size > 10_000


def test_our_lower_bounds_admit_what_colab_ships():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    ours = {r.name: r.specifier for r in map(Requirement, project["dependencies"])}
    pins = dict(pin.split("==") for pin in COLAB)
    shared = ours.keys() & pins.keys()
    assert shared >= {"anywidget", "ipywidgets", "pillow"}
    assert [name for name in shared if not ours[name].contains(pins[name])] == []
    assert "ipykernel" not in ours


def test_releases_of_litellm_that_held_a_stealer_are_shut_out():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (litellm,) = (r for r in map(Requirement, project["dependencies"]) if r.name == "litellm")
    assert not litellm.specifier.contains("1.82.7")
    assert not litellm.specifier.contains("1.82.8")
    assert litellm.specifier.contains("1.106.2")
