"""The house: which way imports go, what is public, what the contract says."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import tgwidget as tg
from tgwidget.events.__main__ import TARGET, generate

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "tgwidget"

# A room may import from the rooms above it, and from itself.
ROOMS = [
    "errors", "paths", "spans", "unseen", "events", "content", "markup", "journal", "runtime",
    "observe", "gate", "parallel", "prompts", "engine", "tracing", "cache", "config", "calls",
    "graph", "report", "variable", "autograd", "loss", "model", "optimizer", "review", "history",
    "results", "policy",
    "spending",
    "estimate", "steering", "handover", "resuming", "run", "demo", "widget", "starting",
    "replaying",
    "notebook", "__init__",
]  # fmt: skip


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> set[str]:
    """The rooms a module imports, wherever the import stands, but for what only types need."""
    tree = ast.parse(path.read_text())
    types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in types:
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [n for n in names if n.startswith("tgwidget.")] or [node.module]
        else:
            continue
        parts = [name.split(".") for name in names]
        found |= {p[1] for p in parts if p[0] == "tgwidget" and len(p) > 1}
        found |= {"__init__" for p in parts if p == ["tgwidget"]}
    return found


MODULES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path):
    here = room(path)
    for other in imports(path) - {here}:
        if (here, other) in DOORS:
            continue
        assert other in ROOMS, f"{path}: {other} is not a room"
        assert ROOMS.index(other) < ROOMS.index(here), f"{here} must not import {other}"


# Calls that users write on a variable (`loss.backward()`, `a + b`) open these at the last moment.
DOORS = {("variable", "autograd")}


def test_the_doors_are_opened_inside_functions_only():
    for here, other in DOORS:
        for path in MODULES:
            body = ast.parse(path.read_text()).body if room(path) == here else []
            for node in body:
                if isinstance(node, ast.Import | ast.ImportFrom):
                    assert f"tgwidget.{other}" not in ast.unparse(node)


def test_only_the_widget_room_knows_anywidget_and_traitlets():
    for path in MODULES:
        text = path.read_text()
        if room(path) != "widget":
            assert "import anywidget" not in text, path
        if room(path) not in ("widget", "notebook"):
            assert "traitlets" not in text, path
            assert "IPython" not in text, path


def test_public_names_are_locked():
    assert sorted(tg.__all__) == sorted(set(tg.__all__))
    assert set(tg.__all__) == {
        "AcceptAll", "Ask", "BlackboxLLM", "Budget", "Callback", "Decision", "EngineLM", "Fail",
        "Fallback", "Gate", "Gradient", "HumanLoss", "Json", "Locked", "MaxTokens", "Placeholders",
        "Proposal", "Recorder", "Regex", "RejectAll", "Reviewer", "Run", "TGD", "TextLoss",
        "TextualGradientDescent", "TgError", "Variable", "aggregate", "autograd", "breakpoint",
        "cache", "engine", "errors", "get_engine", "loss", "map", "model", "no_grad", "optimizer",
        "Policy", "replay", "resume", "runs", "set_backward_engine", "set_budget", "set_key",
        "set_price", "start", "sum", "trace", "variable", "vote",
    }  # fmt: skip
    for name in tg.__all__:
        assert getattr(tg, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = tg.nonsense


def test_the_pages_contract_is_generated_from_ours():
    assert TARGET.read_bytes() == generate().encode()


def test_import_is_light_and_writes_nothing(tmp_path):
    code = (
        "import sys, tgwidget as tg; [getattr(tg, n) for n in tg.__all__];"
        "heavy = {'litellm', 'anywidget', 'IPython', 'aiohttp', 'diskcache', 'PIL', 'graphviz',"
        " 'pandas', 'numpy', 'openai'} & set(sys.modules); print(sorted(heavy))"
    )
    env = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    env["PYTHONDONTWRITEBYTECODE"] = "1"
    out = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=env,
        check=True,
        timeout=60,
    )
    assert out.stdout.strip() == "[]"
    assert list(tmp_path.iterdir()) == []


def test_every_public_name_has_a_docstring():
    missing = []
    for path in MODULES:
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            if named and not node.name.startswith("_") and not ast.get_docstring(node):
                if any(
                    "overload" in ast.unparse(d) or "setter" in ast.unparse(d)
                    for d in node.decorator_list
                ):
                    continue
                inner = any(
                    node in ast.walk(other) and other is not node
                    for other in ast.walk(tree)
                    if isinstance(other, ast.FunctionDef | ast.AsyncFunctionDef)
                )
                if not inner:
                    missing.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert missing == []


def test_files_stay_small_enough_to_be_one_room():
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for path in MODULES
        if (count := len(path.read_text().splitlines())) > 350
    ]
    assert long == []


def test_no_markup_is_ever_made_from_text_on_the_page():
    for path in (ROOT / "js/src").rglob("*.ts*"):
        source = path.read_text()
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
            assert word not in source, f"{path}: {word}"
        assert "dangerouslySetInnerHTML" not in source
