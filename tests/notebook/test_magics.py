"""``%tg`` and ``%%tg`` in an IPython shell without a kernel."""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from typing import Any

import pytest
from IPython.core.error import UsageError
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import tgwidget as tg
from tgwidget import config, notebook
from tgwidget import run as runs
from tgwidget.run import choosing


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> Iterator[Any]:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setattr(choosing, "_default", "ask")
    InteractiveShell.clear_instance()
    quiet = Config(
        {"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}}
    )
    shell = InteractiveShell.instance(config=quiet)
    tg.load_ipython_extension(shell)
    yield shell
    tg.unload_ipython_extension(shell)
    atexit.unregister(shell.atexit_operations)
    InteractiveShell.clear_instance()


@pytest.fixture
def seen(shell: Any) -> Iterator[list[runs.Run]]:
    """The runs that began."""
    runs.watchers.append((found := []).append)
    yield found
    runs.watchers.pop()


def test_help_lists_what_there_is(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    for line in ("", "?", "help"):
        shell.run_line_magic("tg", line)
        text = capsys.readouterr().out
        for word in ("demo", "engine", "key", "review", "status", "%%tg"):
            assert word in text


def test_what_is_unknown_is_named_with_what_is_known(shell: Any) -> None:
    with pytest.raises(UsageError, match=r"%tg dmeo is not one of: demo, engine, key, review"):
        shell.run_line_magic("tg", "dmeo")
    with pytest.raises(UsageError, match="missing a required argument"):
        shell.run_line_magic("tg", "engine")
    with pytest.raises(UsageError, match="too many"):
        shell.run_line_magic("tg", "review ask twice")
    with pytest.raises(UsageError, match="No closing quotation"):
        shell.run_line_magic("tg", "checkout Ada's")


def test_engine_replaces_the_one_that_was_set(shell: Any) -> None:
    shell.run_line_magic("tg", "engine simulated")
    first = config.backward_engine()
    shell.run_line_magic("tg", "engine http://127.0.0.1:9/v1#model")
    assert first is not None
    assert config.backward_engine() is not first
    with pytest.raises(UsageError, match="no engine is called 'no-such-engine-at-all'"):
        shell.run_line_magic("tg", "engine no-such-engine-at-all")


def test_auto_says_which_engine_and_why(
    shell: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    shell.run_line_magic("tg", "engine auto")
    text = capsys.readouterr().out
    assert text == "auto: gpt-4o answers, because OPENAI_API_KEY is set in the environment.\n"
    assert config.backward_engine().name == "gpt-4o"


def test_a_key_is_asked_for_and_shown_nowhere(
    shell: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt: print(prompt) or "sk-very-secret")
    shell.run_line_magic("tg", "key openai")
    shell.run_line_magic("tg", "engine gpt-4o")
    text = capsys.readouterr()
    assert text.out == "OPENAI_API_KEY: \n"
    assert "secret" not in text.out + text.err
    with pytest.raises(UsageError, match="too many"):
        shell.run_line_magic("tg", "key openai sk-very-secret")
    with pytest.raises(UsageError, match="'opneai'"):
        shell.run_line_magic("tg", "key opneai")


def test_review_is_the_policy_of_later_runs_that_name_none(shell: Any) -> None:
    earlier = tg.Run("earlier")
    shell.run_line_magic("tg", "review reject")
    assert earlier.review_policy == "ask"
    assert tg.Run("later").review_policy == "reject"
    assert tg.Run("named", review="accept").review_policy == "accept"
    with pytest.raises(UsageError, match="'maybe' is neither a policy nor a file"):
        shell.run_line_magic("tg", "review maybe")


def test_status_tells_the_state_and_no_secret(
    shell: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    shell.run_line_magic("tg", "engine http://127.0.0.1:9/v1#model")
    shell.run_line_magic("tg", "review accept")
    capsys.readouterr()
    shell.run_line_magic("tg", "status")
    text = capsys.readouterr().out
    lines = dict(line.split(maxsplit=1) for line in text.splitlines())
    assert lines["engine"] == config.backward_engine().name
    assert lines["review"] == "accept"
    assert lines["kernel"] == "none"
    assert "ipywidgets" in lines["versions"]
    assert "secret" not in text


def test_demo_is_an_outline_where_there_is_no_page(
    shell: Any, seen: list[runs.Run], capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_line_magic("tg", "review accept")
    shell.run_line_magic("tg", "demo")
    assert [run.name for run in seen] == ["shirts"]
    assert "1 hour" in capsys.readouterr().out


def test_a_cell_runs_inside_a_run(
    shell: Any, seen: list[runs.Run], capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("%%tg my shirts\nx = 20\nfor i in range(2):\n    x += 1\nx * 2")
    assert [run.name for run in seen] == ["my shirts"]
    assert seen[0].log[-1].event.outcome == "done"
    assert shell.user_ns["x"] == 22
    assert "44" in capsys.readouterr().out, "the last expression is shown"


def test_a_cell_may_hold_magics_and_comments(shell: Any) -> None:
    result = shell.run_cell("%%tg magics\n%time y = 1\n!true\n# end")
    assert result.success
    assert shell.user_ns["y"] == 1
    assert shell.run_cell("%%tg\n# nothing").success


def test_an_error_shows_the_users_lines_only(
    shell: Any, seen: list[runs.Run], capsys: pytest.CaptureFixture[str]
) -> None:
    result = shell.run_cell("%%tg failing\ndef deeper():\n    return 1 / 0\ndeeper()")
    assert isinstance(result.error_in_exec, ZeroDivisionError)
    assert seen[0].log[-1].event.outcome == "failed"
    text = capsys.readouterr().out
    assert "deeper()" in text
    assert "1 / 0" in text
    for ours in ("cells.py", "magics.py", "run_cell_magic"):
        assert ours not in text


def test_a_mistyped_cell_is_a_syntax_error(shell: Any, capsys: pytest.CaptureFixture[str]) -> None:
    result = shell.run_cell("%%tg typo\nx = = 1")
    assert not result.success
    text = capsys.readouterr()
    assert "SyntaxError" in text.out + text.err
    assert "x = = 1" in text.out + text.err


def test_a_cell_that_awaits_is_told_what_to_write(
    shell: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    result = shell.run_cell("%%tg waiting\nimport asyncio\nawait asyncio.sleep(0)")
    assert not result.success
    text = capsys.readouterr()
    assert "%%tg cannot await" in text.out + text.err


@pytest.mark.parametrize("line", ["log", "undo", "redo", "checkout 3"])
def test_without_a_run_there_is_nothing_to_go_back_in(shell: Any, line: str) -> None:
    with pytest.raises(UsageError, match="no run yet"):
        shell.run_line_magic("tg", line)


@pytest.fixture
def last(shell: Any) -> runs.Run:
    """A run with one commit."""
    with tg.Run("shirts", review="accept") as run:
        prompt = tg.Variable("old", role_description="prompt")
        prompt.gradients.add("be better")
        tg.TGD([prompt], engine="simulated").step()
    return run


def test_the_way_back_through_the_last_run(
    shell: Any, last: runs.Run, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_line_magic("tg", "status")
    assert "0.00 US dollars; budget none" in capsys.readouterr().out
    for line in ("undo", "redo", "checkout 0", "log"):
        shell.run_line_magic("tg", line)
    assert capsys.readouterr().out.splitlines() == [
        "The values are those of the beginning again.",
        "The values are those of commit 1 again.",
        "The values are those of the beginning again.",
        "▶ 0  the beginning",
        "  1  step 1 · “old be better.”",
    ]
    assert last.history.head == 0
    shell.run_line_magic("tg", "runs")
    assert "shirts" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("undo", "there is nothing to undo"),
        ("redo", "there is nothing to redo"),
        ("checkout 9", "there is no commit 9"),
        ("checkout very good", "there is no commit 'very good'"),
    ],
)
def test_where_there_is_no_way_it_is_said_in_words_alone(
    shell: Any, last: runs.Run, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    last.checkout(0)
    last.history.name(1, "so so")
    shell.run_line_magic("tg", "checkout so so")
    last.checkout(0)
    capsys.readouterr()
    shell.run_cell(f"%tg {line}")
    told = capsys.readouterr()
    assert said in told.out + told.err
    assert "Traceback" not in told.out + told.err


def test_loading_twice_and_unloading_leave_nothing_behind(shell: Any) -> None:
    before = list(runs.watchers)
    tg.load_ipython_extension(shell)
    tg.load_ipython_extension(shell)
    assert len(runs.watchers) == len(before)
    notebook.unload(shell)
    notebook.unload(shell)
    for kind in ("line", "cell"):
        assert "tg" not in shell.magics_manager.magics[kind]
    notebook.load(shell)
    shell.run_line_magic("tg", "review fail")
    assert choosing.default_policy() == "fail"


MISTAKE = """def work():
    return tg.BlackboxLLM("http://127.0.0.1:9/v1#nobody", tg.Variable(3.5))
work()"""


@pytest.mark.parametrize("cell", [MISTAKE, f"%%tg shirts\n{MISTAKE}"])
def test_an_error_shows_the_users_own_lines_and_none_of_ours(
    shell: Any, capsys: pytest.CaptureFixture[str], cell: str
) -> None:
    shell.user_ns["tg"] = tg
    shell.run_cell(cell)
    shown = capsys.readouterr().out
    assert "tg.Variable(3.5))" in shown
    assert "work()" in shown
    assert "a Variable needs role_description\n→ say what it is for" in shown
    assert "variable.py" not in shown


def test_what_the_users_own_function_raised_is_shown_with_the_error(
    shell: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.user_ns["tg"] = tg
    shell.run_cell("try:\n    1 / 0\nexcept ZeroDivisionError:\n    tg.Variable()")
    shown = capsys.readouterr().out
    assert "ZeroDivisionError: division by zero" in shown
    assert "a Variable needs role_description" in shown


def test_every_line_of_an_error_is_one_setting_away(
    shell: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.user_ns["tg"] = tg
    shell.run_line_magic("xmode", "Verbose")
    shell.run_cell("tg.Variable()")
    assert "variable.py" in capsys.readouterr().out
