"""Keeping no history, and leaving variables as they are."""

import asyncio

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.ops_support import gradients, variable
from tgwidget.errors import InputError
from tgwidget.events import NodeAdded


def engine():
    return Scripted(lambda system, prompt: improved(prompt, "new") if "IMPROVED" in prompt else "x")


def history(made):
    return made.predecessors, made.requires_grad, made.grad_fn


NONE = ((), False, None)


def test_what_is_made_without_grad_has_no_history_and_gets_no_criticism():
    who, prompt = engine(), variable("prompt")
    with tg.no_grad():
        fixed = tg.BlackboxLLM(who)(prompt)
        assert history(tg.sum([fixed, fixed])) == NONE
    assert history(fixed) == NONE
    later = variable("later")
    tg.TextLoss("judge", who)(tg.sum([fixed, later])).backward(who)
    assert gradients(prompt, fixed, later) == [[], [], ["x"]]


def test_the_scope_ends_also_when_it_fails_and_may_be_nested():
    with pytest.raises(ZeroDivisionError), tg.no_grad():
        _ = 1 / 0
    with tg.no_grad():
        with tg.no_grad():
            pass
        assert history(tg.sum([variable("a")])) == NONE
    assert tg.sum([variable("a")]).requires_grad


def test_the_scope_decorates_functions_of_both_kinds():
    @tg.no_grad()
    def plain(one):
        return tg.sum([one])

    @tg.no_grad()
    async def later(one):
        await asyncio.sleep(0)
        return await tg.autograd.Sum().acall([one])

    assert history(plain(variable("a"))) == NONE
    assert history(asyncio.run(later(variable("a")))) == NONE
    assert plain.__name__ == "plain"
    assert tg.sum([variable("a")]).requires_grad


def test_the_scope_is_its_own_tasks_alone():
    async def inside():
        with tg.no_grad():
            await asyncio.sleep(0.02)
            return await tg.autograd.Sum().acall([variable("a")])

    async def outside():
        await asyncio.sleep(0.01)
        return await tg.autograd.Sum().acall([variable("a")])

    async def both():
        return await asyncio.gather(inside(), outside())

    mine, other = asyncio.run(both())
    assert history(mine) == NONE
    assert other.requires_grad


def test_a_run_shows_what_it_was_made_from_all_the_same():
    prompt = variable("prompt")
    with tg.Run("test", review="accept") as run, tg.no_grad():
        made = tg.BlackboxLLM(engine())(prompt)
    (card,) = (e.event for e in run.log if isinstance(e.event, NodeAdded) and e.event.op)
    assert (card.node, card.inputs, card.requires_grad) == (made.id, (prompt.id,), False)


def test_a_detached_variable_is_a_new_one_that_ends_criticism():
    who, prompt = engine(), variable("prompt")
    answer = tg.BlackboxLLM(who)(prompt)
    copy = answer.detach()
    assert (copy.value, copy.role_description) == (answer.value, answer.role_description)
    assert copy.id != answer.id
    assert history(copy) == NONE
    assert answer.predecessors == (prompt,)
    later = variable("later")
    tg.TextLoss("judge", who)(tg.sum([copy, later])).backward(who)
    assert gradients(prompt, answer, copy, later) == [[], [], [], ["x"]]


def test_a_frozen_parameter_costs_no_call_and_is_not_rewritten():
    who, prompt, other = engine(), variable("frozen words"), variable("other words")
    optimizer = tg.TGD([prompt, other], engine=who)
    assert prompt.freeze() is prompt
    prompt.gradients.add("a person's word")

    def step():
        tg.sum([tg.TextLoss("judge", who)(one) for one in (prompt, other)]).backward(who)
        optimizer.step()
        return prompt.value, other.value

    assert step() == ("frozen words", "new")
    assert [said for _, said in who.asked if "feedback on the variable" in said.lower()] != []
    assert len(who.asked) == 4  # two losses, one gradient, one rewriting
    assert prompt.unfreeze() is prompt
    assert step() == ("new", "new")


def test_with_every_parameter_frozen_a_pass_costs_nothing():
    who, prompt = engine(), variable("prompt")
    tg.TGD([prompt], engine=who)
    loss = tg.TextLoss("judge", who)(tg.BlackboxLLM(who)(prompt))
    prompt.freeze()
    loss.backward(who)
    assert len(who.asked) == 2


def test_criticism_passes_through_a_frozen_variable():
    who, prompt = engine(), variable("prompt")
    answer = tg.BlackboxLLM(who)(prompt).freeze()
    tg.TextLoss("judge", who)(answer).backward(who)
    assert gradients(prompt) == [["x"]]


def test_backward_where_no_history_was_kept_says_so():
    who = engine()
    with tg.no_grad():
        loss = tg.TextLoss("judge", who)(variable("answer"))
    for one in (loss, loss.detach()):
        with pytest.raises(InputError, match="'evaluation result' was made from nothing"):
            one.backward(who)
        with pytest.raises(InputError, match="no_grad"):
            asyncio.run(one.abackward(who))
    assert len(who.asked) == 1
