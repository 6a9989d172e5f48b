import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tgwidget.errors import EngineError, InputError, InputTypeError, ParseError, StaleDecisionError


def rewriter(new="better"):
    return Scripted(lambda system, prompt: improved(prompt, new))


def with_gradient(text, value="old", role="answer", words="be brief"):
    variable = text(value, role)
    variable.gradients.add(words)
    return variable


def test_outside_a_run_a_step_applies_at_once(text):
    variable = with_gradient(text)
    tg.TGD([variable], engine=rewriter()).step()
    assert variable.value == "better"
    assert variable.version == 2


def test_propose_changes_nothing_and_apply_writes(text):
    variable = with_gradient(text)
    optimizer = tg.TGD([variable], engine=rewriter())
    (proposal,) = optimizer.propose()
    assert (variable.value, proposal.old, proposal.new) == ("old", "old", "better")
    assert [g.value for g in proposal.because] == ["be brief"]
    optimizer.apply([proposal.edit("my own words")])
    assert variable.value == "my own words"


def test_a_rejected_proposal_leaves_the_value(text):
    variable = with_gradient(text)
    optimizer = tg.TGD([variable], engine=rewriter())
    optimizer.apply([proposal.reject() for proposal in optimizer.propose()])
    assert (variable.value, variable.version) == ("old", 1)


def test_a_decision_needs_the_text_that_its_action_has(text):
    (proposal,) = tg.TGD([with_gradient(text)], engine=rewriter()).propose()
    with pytest.raises(InputError, match="wrong text"):
        tg.Decision(proposal, "reject", "text")
    with pytest.raises(InputError, match="wrong text"):
        tg.Decision(proposal, "accept", None)


def test_apply_writes_all_or_none(text):
    a, b = with_gradient(text, "a"), with_gradient(text, "b")
    optimizer = tg.TGD([a, b], engine=rewriter())
    first, second = optimizer.propose()
    b.value = "changed meanwhile"
    with pytest.raises(StaleDecisionError, match="changed since"):
        optimizer.apply([first.accept(), second.accept()])
    assert (a.value, b.value) == ("a", "changed meanwhile")


def test_one_failing_parameter_changes_none(text):
    def answer(system, prompt):
        if "poison" in prompt:
            raise EngineError("no")
        return improved(prompt, "better")

    good, bad = with_gradient(text, "good"), with_gradient(text, "poison")
    with pytest.raises(EngineError):
        tg.TGD([good, bad], engine=Scripted(answer)).step()
    assert (good.value, bad.value) == ("good", "poison")


def test_a_parameter_without_gradients_costs_no_call_and_stays(text):
    engine = rewriter()
    bare, other = text("bare"), with_gradient(text)
    tg.TGD([bare, other], engine=engine).step()
    assert (bare.value, other.value, len(engine.asked)) == ("bare", "better", 1)


@pytest.mark.parametrize("end", [0, 5, -1, -20])
def test_a_reply_without_its_end_tag_is_repaired_once(text, end):
    replies = []

    def answer(system, prompt):
        replies.append(prompt)
        cut = "I write: " + improved(prompt, "cut off")[:end]
        return cut if len(replies) == 1 else improved(prompt, "repaired")

    variable = with_gradient(text)
    tg.TGD([variable], engine=Scripted(answer)).step()
    assert variable.value == "repaired"
    assert len(replies) == 2
    assert "complete pair of the tags" in replies[1]


def test_a_reply_that_stays_broken_is_an_error_and_nothing_changes(text):
    engine = Scripted(lambda system, prompt: "<IMPROVED_VARIABLE> half a pro")
    variable = with_gradient(text)
    with pytest.raises(ParseError, match="IMPROVED_VARIABLE"):
        tg.TGD([variable], engine=engine).step()
    assert (variable.value, len(engine.asked)) == ("old", 2)


def test_constraints_examples_and_own_tags_reach_the_prompt(text):
    def answer(system, prompt):
        assert system == "my {own} words"
        assert "at most 9 words" in prompt
        assert "a good one" in prompt
        import re

        tag = re.findall(r"<(NEW-\w+)>", prompt)[-1]
        return f"<{tag}>mine</{tag}>"

    variable = with_gradient(text)
    tg.TGD(
        [variable],
        engine=Scripted(answer),
        constraints=["at most 9 words"],
        new_variable_tags=["<NEW>", "</NEW>"],
        optimizer_system_prompt="my {own} words",
        in_context_examples=["a good one"],
    ).step()
    assert variable.value == "mine"


def test_gradient_memory_shows_earlier_steps_and_no_more_than_asked(text):
    engine = rewriter()
    variable = text("old")
    optimizer = tg.TGD([variable], engine=engine, gradient_memory=2)
    for n in range(4):
        optimizer.zero_grad()
        variable.gradients.add(f"word {n}")
        optimizer.step()
    last = engine.asked[-1][1]
    assert [f"word {n}" in last for n in range(4)] == [False, True, True, True]


def test_zero_grad_clears_everything(text):
    variable = with_gradient(text)
    tg.TGD([variable], engine=rewriter()).zero_grad()
    assert variable.get_gradient_text() == ""


@pytest.mark.parametrize("tags", [["<A>"], ["A", "B"], ["<A>", "</B>"], ["<A b>", "</A b>"]])
def test_wrong_tags_are_refused(text, tags):
    with pytest.raises(InputError, match="new_variable_tags"):
        tg.TGD([text()], new_variable_tags=tags)


def test_what_cannot_be_optimised_is_refused_by_name(text):
    with pytest.raises(InputError, match="needs parameters"):
        tg.TGD([])
    with pytest.raises(InputTypeError, match="must be a Variable"):
        tg.TGD(["text"])
    with pytest.raises(InputError, match="'fixed' does not require"):
        tg.TGD([text(role="fixed", requires_grad=False)])
    twice = text()
    with pytest.raises(InputError, match="twice"):
        tg.TGD([twice, twice])


def test_verbose_prints_the_new_value(text, capsys):
    tg.TGD([with_gradient(text)], verbose=1, engine=rewriter("shown")).step()
    assert capsys.readouterr().out == "shown\n"
