"""What a run has brought: its best step, its table, its prompts with their origin."""

import csv
import io
import json
import sys

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.run_support import attend, when
from tgwidget.errors import InputError, MissingPackageError
from tgwidget.events import Decide, ReviewOpened
from tgwidget.results.tables import safe, unsafe


def drafts(*texts):
    """An engine that proposes these, one after the other."""
    left = list(texts)
    return Scripted(lambda _system, prompt: improved(prompt, left.pop(0)))


def step(optimizer):
    optimizer.zero_grad()
    for variable in optimizer.parameters:
        variable.gradients.add("be better")
    optimizer.step()


@pytest.fixture
def prompt():
    return tg.Variable("short", role_description="prompt")


def test_the_best_step_is_the_one_that_scored_best_and_it_says_by_what(prompt):
    with tg.Run("words", review="accept") as run:
        optimizer = tg.TGD([prompt], engine=drafts("shorter", "shortest"))
        assert (run.best.commit.number, run.best.by) == (0, "")
        for score in (0.4, 0.9):
            step(optimizer)
            run.score(score, "accuracy")
        run.score(0.1, "speed")
    assert (run.best.commit.number, run.best.by, run.best.score) == (2, "accuracy", 0.9)
    assert run.best.values == {"prompt": "shortest"}
    assert repr(run.best) == "Best(commit 2, by accuracy 0.9)"
    with pytest.raises(InputError, match="'recall'") as error:
        run.best_by("recall")
    assert "accuracy, speed" in str(error.value)


def test_of_steps_that_score_alike_the_earliest_is_the_best(prompt):
    with tg.Run("words", review="accept") as run:
        optimizer = tg.TGD([prompt], engine=drafts("b", "c"))
        for _ in range(2):
            step(optimizer)
            run.score(0.5)
    assert run.best.commit.number == 1


def test_what_a_gate_measured_goes_before_what_was_scored(prompt):
    gate = tg.Gate(lambda text, _: float(len(text)), ["held out"])
    with tg.Run("words", review=gate) as run:
        optimizer = tg.TGD([prompt], engine=drafts("longer text", "tiny"))
        step(optimizer)
        run.score(0.1, "accuracy")
        step(optimizer)
        assert prompt.value == "longer text"
        run.undo()
        run.score(0.9, "accuracy")
    assert (run.best.by, run.best.commit.number, run.best.score) == ("gate", 1, 11.0)
    assert run.best_by("accuracy").commit.number == 0
    first, second, undone = run.to_pandas().to_dict("records")
    assert (first["gate_before"], first["gate_after"]) == (5.0, 11.0)
    assert (second["action"], second["gate_after"]) == ("reject", 4.0)
    assert (undone["action"], undone["new"], undone["score.accuracy"]) == ("undo", "short", 0.9)


def test_every_decision_is_a_row_and_the_step_tells_what_it_took(prompt):
    other = tg.Variable("hello", role_description="greeting")
    with tg.Run("words", review="ask") as run:
        attend(run)
        asked = []

        def decide(event):
            asked.append(event)
            one, two = event.proposals
            run.command(Decide("page", one, 1, "edit", "mine", who="ada"))
            run.command(Decide("page", two, 1, "reject", ""))

        when(run, ReviewOpened, decide)
        optimizer = tg.TGD([prompt, other], engine=drafts("theirs", "bye"))
        step(optimizer)
    frame = run.to_pandas()
    assert list(frame["parameter"]) == ["prompt", "greeting"]
    assert list(frame["action"]) == ["edit", "reject"]
    edited, rejected = frame.to_dict("records")
    assert (edited["old"], edited["proposed"], edited["new"]) == ("short", "theirs", "mine")
    assert (edited["who"], edited["commit"], edited["step"]) == ("ada", 1, 1)
    assert (rejected["new"], rejected["proposed"]) == ("hello", "bye")
    assert frame["commit"].isna().tolist() == [False, True]
    assert (edited["step_calls"], rejected["step_calls"]) == (2, 2)


def test_what_a_program_applies_by_hand_is_a_row_too(prompt):
    with tg.Run("words") as run:
        optimizer = tg.TGD([prompt], engine=drafts("theirs"))
        prompt.gradients.add("be better")
        optimizer.apply([one.accept() for one in optimizer.propose()])
    (row,) = json.loads(run.to_json())["rows"]
    assert (row["action"], row["by"], row["new"], row["seconds"]) == (
        "accept", "code", "theirs", None,
    )  # fmt: skip


def test_a_run_without_a_decision_gives_empty_results(tmp_path):
    with tg.Run("nothing") as run:
        pass
    assert len(run.to_pandas()) == 0
    assert len(run.to_csv().splitlines()) == 1
    assert json.loads(run.to_json())["rows"] == []
    with pytest.raises(InputError, match="no parameter"):
        run.save_prompt(tmp_path / "prompt.md")


def test_json_tells_first_last_and_best(prompt, tmp_path):
    with tg.Run("words", review="accept") as run:
        optimizer = tg.TGD([prompt], engine=drafts("good", "bad"))
        for score in (0.9, 0.1):
            step(optimizer)
            run.score(score)
    told = json.loads(run.to_json(tmp_path / "results.json"))
    assert (tmp_path / "results.json").read_text() == run.to_json()
    assert told["parameters"] == [
        {"role": "prompt", "first": "short", "last": "bad", "best": "good"}
    ]
    assert told["best"] == {"commit": 1, "by": "score", "score": 0.9}


def test_pandas_that_is_not_there_is_asked_for(prompt, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with tg.Run("words") as run:
        pass
    with pytest.raises(MissingPackageError, match="pip install pandas"):
        run.to_pandas()


FORMULAS = ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "'=1", "''@x"]


def test_no_spreadsheet_runs_what_a_model_wrote(prompt, tmp_path):
    with tg.Run("words", review="accept") as run:
        optimizer = tg.TGD([prompt], engine=drafts('=HYPERLINK("http://evil.test","x")', "-1, 2"))
        step(optimizer)
        step(optimizer)
        run.score(-0.5, "=cmd")
    written = run.to_csv(tmp_path / "run.csv")
    with (tmp_path / "run.csv").open(newline="", encoding="utf-8") as file:
        table = list(csv.reader(file))
    assert table == list(csv.reader(io.StringIO(written)))
    texts = [cell for line in table for cell in line if not _number(cell)]
    assert not [cell for cell in texts if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    new = table[0].index("new")
    assert [unsafe(line[new]) for line in table[1:]] == [
        '=HYPERLINK("http://evil.test","x")',
        "-1, 2",
    ]
    assert table[2][-1] == "-0.5", "a number of ours stays a number"


def _number(cell):
    try:
        return cell == str(float(cell))
    except ValueError:
        return False


@given(st.one_of(st.text(), st.sampled_from(FORMULAS), st.text(alphabet="'=+-@\t\r\n ")))
def test_a_cell_that_was_made_safe_comes_back(text):
    made = safe(text)
    assert not made.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert unsafe(made) == text


def read(path):
    _, front, text = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(front), text


def test_a_prompt_is_saved_with_its_origin(prompt, tmp_path):
    with tg.Run("words", review="accept") as run:
        optimizer = tg.TGD([prompt], engine="simulated")
        step(optimizer)
        run.score(0.8, "accuracy")
    front, text = read(run.save_prompt(tmp_path / "prompt.md"))
    assert text == f"{prompt.value}\n"
    assert (front["prompt"], front["run"], front["commit"]) == ("prompt", "words", 1)
    assert front["decisions"] == ["step 1: accepted by the policy 'accept'"]
    assert front["score"] == {"accuracy": 0.8}
    assert front["provenance"] == ["simulated"]
    assert front["cost"] == "$0.00"
    assert front["calls"] >= 1
    assert front["committed"].endswith("+00:00")
    assert front["tgwidget"] != "unknown"


def test_another_step_that_did_better_is_named_and_can_be_saved(prompt, tmp_path):
    with tg.Run("words", review="accept") as run:
        optimizer = tg.TGD([prompt], engine=drafts("good", "bad"))
        for score in (0.9, 0.1):
            step(optimizer)
            run.score(score)
    front, text = read(run.save_prompt(tmp_path / "now.md", prompt))
    assert (text, front["better"]) == ("bad\n", "commit 1, by score 0.9")
    front, text = read(run.save_prompt(tmp_path / "best.md", "prompt", at=run.best.commit))
    assert text == "good\n"
    assert "better" not in front


def test_of_several_parameters_one_is_to_be_named(prompt, tmp_path):
    twin = tg.Variable("b", role_description="greeting")
    with tg.Run("words", review="accept") as run:
        step(tg.TGD([prompt, twin], engine=drafts("c", "d")))
    with pytest.raises(InputError, match="several parameters") as error:
        run.save_prompt(tmp_path / "prompt.md")
    assert "'prompt', 'greeting'" in str(error.value)
    assert not list(tmp_path.glob("*.md"))
    assert read(run.save_prompt(tmp_path / "prompt.md", "greeting"))[1] == "d\n"


@given(st.text(min_size=1), st.text())
def test_no_name_breaks_out_of_the_front_matter(name, text):
    from tgwidget.events.wire import clean
    from tgwidget.results.prompt import quoted

    assert yaml.safe_load(f"a: {quoted(name)}\nb: 1\n") == {"a": clean(name), "b": 1}
    assert "\n" not in quoted(text)
