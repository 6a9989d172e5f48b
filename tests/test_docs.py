"""Examples in docstrings and the README are run, so they stay true."""

import doctest
import importlib
import pkgutil
import re
from pathlib import Path

import pytest

import tgwidget
from tgwidget.starting import Started

ROOT = Path(__file__).parents[1]
MODULES = [
    module.name
    for module in pkgutil.walk_packages(tgwidget.__path__, "tgwidget.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_do_what_they_say(name):
    result = doctest.testmod(importlib.import_module(name))
    assert result.failed == 0


def test_there_are_examples_to_run():
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [
        t for name in MODULES for t in finder.find(importlib.import_module(name)) if t.examples
    ]
    assert len(found) >= 5


def test_the_readmes_example_runs_on_the_simulated_engine():
    code = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.S)[0]
    code = code.replace("%load_ext tgwidget\n", "").replace('"gpt-4o"', '"simulated"')
    names: dict = {}
    code = code.replace('tg.Run("shirts")', 'tg.Run("shirts", review="accept")')
    exec(code, names)
    assert "1 hour" in names["answer"].value


def test_every_make_target_the_readme_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    named = set(re.findall(r"^make ([a-z-]+)", (ROOT / "README.md").read_text(), re.M))
    assert named
    assert named <= targets


HEADING = re.compile(r"^#+ (.*)$", re.M)
RUN = {*dir(Started), *dir(tgwidget.Run("docs", journal=None))}
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_the_docs_name_is_there(page):
    text = page.read_text()
    for name in re.findall(r"\btg\.([A-Za-z_]\w*)", text):
        assert hasattr(tgwidget, name), f"tg.{name}"
    for name in re.findall(r"`run\.([a-z_]\w*)", text):
        assert name in RUN, f"run.{name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_docs_links_lead_somewhere(page):
    text = page.read_text()
    titles = {re.sub(r"[^\w -]", "", t).lower().replace(" ", "-") for t in HEADING.findall(text)}
    for target in re.findall(r"\]\((?!https?:)([^)\s]+)\)", text):
        path, _, anchor = target.partition("#")
        assert not path or (page.parent / path).exists(), target
        assert path or anchor in titles, target
