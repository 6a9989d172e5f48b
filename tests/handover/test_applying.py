"""What a reviewer decided is done once, item by item; what is stale is refused and says why."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tgwidget as tg
from tests.handover.reviewing import (
    answered,
    asked,
    asked_by,
    criticised,
    optimised,
    until,
    waiting,
    writer,
)
from tests.run_support import events, when
from tgwidget import handover
from tgwidget.errors import InputError
from tgwidget.events import (
    BreakpointLeft,
    BreakpointReached,
    CallStarted,
    CriticismAsked,
    Decided,
    ProposalMade,
    ReviewAnswered,
    Revised,
)
from tgwidget.handover import read


def values(*variables):
    return [variable.value for variable in variables]


def settled(run):
    until(lambda: run.ended)


def test_answers_to_open_questions_decide_them_as_a_page_would():
    taken, edited, rejected = (criticised(role=role) for role in "abc")
    with waiting(taken, edited, rejected) as run:
        report = run.apply_review(
            answered(run, ("accept", {"comment": "good"}), ("edit", {"text": "mine"}),
                     ("reject", {}))
        )  # fmt: skip
        settled(run)
    assert values(taken, edited, rejected) == ["new", "mine", "old"]
    assert [(line.role, line.said) for line in report.applied] == [
        ("a", "accepted"), ("b", "edited"), ("c", "rejected"),
    ]  # fmt: skip
    told = events(run, Decided)
    assert {(e.by, e.who) for e in told} == {("review.html", "Ann")}
    assert sorted(e.reason for e in told) == ["", "", "good"]


def test_a_reason_has_another_drawn_and_stays_as_a_constraint():
    variable = criticised()
    with waiting(variable) as run:
        run.apply_review(answered(run, ("reject", {"comment": "no jargon"})))
        for _ in range(600):
            if len(events(run, ProposalMade)) == 2:
                break
            time.sleep(0.05)
        assert variable.constraints == ("no jargon",)
        [again] = asked(run).items
        assert again.id != events(run, ProposalMade)[0].proposal
        assert again.keeps == ("no jargon",)


def test_an_answer_to_a_text_that_changed_meanwhile_is_refused():
    variable = criticised()
    with waiting(variable) as run:
        answers = answered(run, ("accept", {}))
        variable.value = "by hand"
        [line] = run.apply_review(answers).refused
        assert "has changed since" in line.why
        assert events(run, Decided) == []
    assert variable.value == "by hand"


def test_whoever_comes_later_is_told_who_decided():
    with waiting(criticised(), criticised(role="b")) as run:
        both = answered(run, ("accept", {}), ("accept", {}))
        run.apply_review(answered(run, ("reject", {}), who="Bob"))
        refused, applied = run.apply_review(both)
        assert refused.why == "already rejected by Bob"
        assert applied.applied


def test_twice_the_same_file_changes_nothing():
    variables = [criticised(role=role) for role in "abc"]
    run = optimised(*variables)
    answers = answered(run, ("accept", {}), ("reject", {}), ("edit", {"text": "mine"}))
    assert len(run.apply_review(answers).applied) == 3
    assert values(*variables) == ["new", "old", "mine"]
    before = len(run.log)
    again = run.apply_review(answers)
    assert [line.why for line in again] == ["it has been applied already"] * 3
    assert len(run.log) == before
    assert values(*variables) == ["new", "old", "mine"]


def test_what_is_taken_back_is_one_commit_that_undo_takes_back():
    variables = [criticised(role=role) for role in "ab"]
    run = optimised(*variables)
    run.apply_review(answered(run, ("reject", {"comment": "be polite"}), ("edit", {"text": "x"})))
    [revised] = events(run, Revised)
    assert (revised.commit, revised.parent, revised.who) == (2, 1, "Ann")
    assert variables[0].constraints == ("be polite",)
    assert run.history.head == 2
    run.undo()
    assert values(*variables) == ["new", "new"]
    assert variables[0].constraints == ()
    run.redo()
    assert values(*variables) == ["old", "x"]
    assert variables[0].constraints == ("be polite",)


def test_a_change_that_was_taken_back_by_hand_can_be_answered_for_again():
    variable = criticised()
    run = optimised(variable)
    answers = answered(run, ("reject", {}))
    run.apply_review(answers)
    run.undo()
    assert len(run.apply_review(answers).applied) == 1
    assert variable.value == "old"


@pytest.mark.parametrize("inside", [True, False])
def test_a_value_set_since_is_not_overwritten(inside):
    variable = criticised()
    run = optimised(variable)
    answers = answered(run, ("reject", {}))
    if inside:
        optimised(variable)  # another run
    variable.value = "by hand"
    [line] = run.apply_review(answers).refused
    assert "has changed since" in line.why
    assert variable.value == "by hand"


def test_a_comment_alone_decides_nothing_and_is_kept():
    variable = criticised()
    run = optimised(variable)
    answers = answered(run, ("none", {"comment": "who is this for?"}))
    [line] = run.apply_review(answers).applied
    assert line.comment == "who is this for?"
    assert [e.comment for e in events(run, ReviewAnswered)] == ["who is this for?"]
    assert run.apply_review(answers).refused[0].why == "it has been noted already"
    assert run.apply_review(answered(run, ("reject", {}))).applied
    assert variable.value == "old"


def test_every_answer_is_judged_by_itself():
    variables = [criticised(role=role) for role in "abcd"]
    run = optimised(*variables)
    data = json.loads(answered(run, *[("reject", {})] * 4))
    first, second, third, _ = data["answers"]
    second["digest"] = "0" * 32
    third["option"] = 5
    data["answers"] += [
        {**first, "id": "v0", "digest": "1" * 32},
        "words",
        {**first, "id": "v1", "extra": 1},
    ]
    data["answers"][0] = {**first, "version": True}
    report = run.apply_review(json.dumps(data))
    assert [line.applied for line in report] == [False, False, False, True, False, False, False]
    assert values(*variables) == ["new", "new", "new", "old"]
    assert [line.why for line in report.refused] == [
        "its version cannot be 'True'", "its text has changed since the page was made",
        "there is no such text to choose", "this run asks for no such thing",
        "it is not a JSON object", "it has not the fields of an answer",
    ]  # fmt: skip


def test_what_is_answered_twice_in_one_file_is_not_done_at_all():
    variable = criticised()
    run = optimised(variable)
    data = json.loads(answered(run, ("reject", {})))
    data["answers"] *= 2
    assert [line.applied for line in run.apply_review(json.dumps(data))] == [False, False]
    assert variable.value == "new"


def test_the_answers_of_another_run_are_refused():
    mine, other = optimised(criticised()), optimised(criticised("else"))
    assert mine.apply_review(answered(other, ("reject", {}))).applied == ()


HEAD = '"kind": "tgwidget review", "version": 1, "document": "d", "run": "r", "who": "Ann"'


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", '{"a": 1}', "[" * 100_000, '{"a":' * 100_000, "\ud800",
        '{"kind": "tgwidget review", "version": 2}', f"{{{HEAD}}}", f'{{{HEAD}, "answers": 3}}',
        f'{{{HEAD}, "answers": NaN}}', f'{{{HEAD}, "who": "Bob", "answers": []}}',
        f'{{{HEAD.replace("Ann", "")}, "answers": []}}', "1" * 10_000,
        f'{{{HEAD}, "answers": [{"{}," * 20_000}{{}}]}}',
    ],
)  # fmt: skip
def test_what_no_page_saved_is_a_clear_error(text, tmp_path):
    path = tmp_path / "review.json"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    with pytest.raises(InputError, match="not what a review page saves"):
        read(path)


def test_a_file_that_is_missing_too_large_or_binary_is_a_clear_error(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read(tmp_path / "no.json")
    with pytest.raises(InputError, match="Is a directory"):
        read(tmp_path)
    large = tmp_path / "large.json"
    with large.open("wb") as file:
        file.truncate(21_000_000)
    with pytest.raises(InputError, match="more than 20 MB"):
        read(large)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
))  # fmt: skip
def test_whatever_stands_for_an_answer_is_read_without_harm(answer):
    text = f'{{{HEAD}, "answers": {json.dumps([answer], allow_nan=False, default=str)}}}' if (
        "NaN" not in json.dumps(answer) and "Infinity" not in json.dumps(answer)
    ) else f'{{{HEAD}, "answers": []}}'  # fmt: skip
    for one in read(text).answers:
        assert one.why


def test_a_report_reads_the_same_in_a_notebook_and_in_a_terminal():
    run = optimised(criticised(role="<b>prompt"), criticised(role="b"))
    said = answered(run, ("reject", {"comment": "<i>no\nnews"}), ("edit", {"text": "x"}))
    data = json.loads(said)
    data["answers"][1]["option"] = 9
    report = run.apply_review(json.dumps(data))
    assert repr(report).splitlines() == [
        "Review by Ann: 1 of 2 applied",
        "✓ <b>prompt: taken back (“<i>no news”)",
        "✗ b: edited, refused: there is no such text to choose",
    ]
    shown = report._repr_mimebundle_()
    assert shown["text/plain"] == repr(report)
    assert "&lt;b&gt;prompt" in shown["text/html"]
    assert "<i>" not in shown["text/html"]


def test_a_byte_order_mark_and_a_path_as_text_are_read(tmp_path):
    run = optimised(criticised())
    path = tmp_path / "review.json"
    path.write_text("\ufeff" + answered(run, ("accept", {})), encoding="utf-8")
    assert len(run.apply_review(str(path)).applied) == 1


def test_while_a_step_is_going_on_nothing_is_taken_back():
    variable = criticised()
    reports = []
    with tg.Run("shirts", review="accept") as run:
        optimizer = tg.TGD([variable], engine=writer())
        optimizer.step()
        answers = answered(run, ("reject", {}))
        when(run, CallStarted, lambda _: reports.append(handover.apply(run, read(answers))), 2)
        optimizer.zero_grad()
        variable.gradients.add("more")
        optimizer.step()
    assert "a step is going on" in reports[0].refused[0].why


def test_answers_hold_for_a_run_that_was_begun_again():
    with waiting(criticised(role="a"), criticised(role="b")) as run:
        kept = answered(run, ("accept", {}), ("reject", {}))
    with waiting(criticised(role="b"), criticised(role="a")) as run:
        report = run.apply_review(kept)
        assert [(line.role, line.said) for line in report.applied] == [
            ("a", "accepted"), ("b", "rejected"),
        ]  # fmt: skip
        assert [line.why for line in run.apply_review(kept)] == ["it has been applied already"] * 2


def test_of_two_that_are_alike_none_is_guessed():
    with waiting(criticised(), criticised()) as run:
        kept = json.loads(answered(run, ("accept", {}), ("reject", {})))
        assert len(run.apply_review(json.dumps(kept)).applied) == 2
    with waiting(criticised(), criticised()) as run:
        report = run.apply_review(json.dumps(kept))
        assert [line.why for line in report] == ["there are 2 that it may be about"] * 2
        assert events(run, Decided) == []


def test_criticism_that_is_asked_for_is_given_on_the_page():
    first, second = (
        tg.Variable("dull", role_description="a"),
        tg.Variable("x", role_description="b"),
    )

    def work():
        for one in (first, second):
            tg.HumanLoss("Is it true?")(one).backward("simulated")

    with asked_by(work, CriticismAsked) as run:
        [item] = asked(run).items
        assert (item.kind, item.role, item.old, item.asked) == (
            "criticism",
            "a",
            "dull",
            "Is it true?",
        )
        refused = answered(run, ("reject", {}))
        assert "nothing is called 'reject' here" in run.apply_review(refused).refused[0].why
        words = answered(run, ("edit", {"text": "it lies"}))
        assert run.apply_review(words).applied[0].said == "criticised"
        until(lambda: len(events(run, CriticismAsked)) == 2)
        assert run.apply_review(words).applied == ()
        assert run.apply_review(answered(run, ("accept", {}))).applied
        settled(run)
    assert [one.value for one in first.gradients] == ["it lies"]
    assert len(second.gradients) == 0


def test_criticism_that_waits_at_a_breakpoint_goes_on_when_all_of_it_was_looked_at():
    x = tg.Variable("text", role_description="x")
    tg.breakpoint(x)

    def work():
        losses = [tg.TextLoss(f"Be {how}.", engine=writer()) for how in ("kind", "brief", "true")]
        tg.sum([loss(x) for loss in losses]).backward(writer())

    with asked_by(work, BreakpointReached) as run:
        assert [one.kind for one in asked(run).items] == ["stop"] * 3
        run.apply_review(answered(run, ("edit", {"text": "mine"}), ("reject", {})))
        assert not events(run, BreakpointLeft)
        data = json.loads(answered(run, *[("accept", {})] * 3))
        data["answers"] = data["answers"][2:]
        assert run.apply_review(json.dumps(data)).applied[0].said == "used"
        settled(run)
    (told,) = events(run, BreakpointLeft)
    assert (told.passed, told.by, told.who) == (True, "review.html", "Ann")
    assert [(one.value, one.muted) for one in x.gradients][:2] == [
        ("mine", False),
        ("too short", True),
    ]
