import asyncio

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tgwidget.engine.base import Reply, Usage
from tgwidget.errors import InputError, InputTypeError, TgError
from tgwidget.events import CallStarted, ProposalMade


class Drawn(tg.EngineLM):
    """An engine whose draws differ by their number."""

    def __init__(self, texts, cost=0.25):
        self.texts, self.cost, self.most, self.now = texts, cost, 0, 0

    def generate(self, prompt, system_prompt=None, **kw):
        raise NotImplementedError

    async def complete(self, request, listener=None):
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(0.01)
        self.now -= 1
        text = improved(request.prompt(), self.texts[request.sample])
        return Reply(text, usage=Usage(1, 1), cost=self.cost)


def criticised():
    variable = tg.Variable("old", role_description="answer")
    variable.gradients.add("be better")
    return variable


def propose(engine, **settings):
    (proposal,) = tg.TGD([criticised()], engine=engine, **settings).propose()
    return proposal


def texts(proposal):
    return [candidate.text for candidate in proposal.candidates]


def test_n_candidates_are_drawn_at_once_and_kept_in_order():
    engine = Drawn(["a", "bbbb", "ccccccc"])
    with tg.Run("test", review="accept") as run:
        proposal = propose(engine, n_candidates=3)
    assert texts(proposal) == ["a", "bbbb", "ccccccc"]
    assert engine.most == 3
    assert [c.tokens for c in proposal.candidates] == [1, 2, 3]
    assert [c.cost for c in proposal.candidates] == [0.25] * 3
    samples = [e.event.sample for e in run.log if isinstance(e.event, CallStarted)]
    assert sorted(samples) == [0, 1, 2]
    (made,) = [e.event for e in run.log if isinstance(e.event, ProposalMade)]
    assert made.candidates == proposal.candidates


def test_equal_candidates_are_one_that_bears_the_cost_of_all():
    proposal = propose(Drawn(["same", "other", "same"]), n_candidates=3)
    assert [(c.text, c.cost) for c in proposal.candidates] == [("same", 0.5), ("other", 0.25)]
    unknown = propose(Drawn(["same", "same"], cost=None), n_candidates=2)
    assert [c.cost for c in unknown.candidates] == [None]


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_score_function_puts_the_best_first_and_a_policy_takes_it(kind):
    async def slowly(text):
        await asyncio.sleep(0)
        return len(text)

    variable = criticised()
    score = len if kind == "sync" else slowly
    tg.TGD([variable], engine=Drawn(["a", "ccc", "bb"]), n_candidates=3, score=score).step()
    assert variable.value == "ccc"
    proposal = propose(Drawn(["a", "ccc", "bb"]), n_candidates=3, score=score)
    assert [c.score for c in proposal.candidates] == [3.0, 2.0, 1.0]


def test_what_breaks_a_constraint_stands_behind_what_does_not():
    proposal = propose(
        Drawn(["no", "yes"]), n_candidates=2, constraints=[tg.Regex("yes")], score=lambda t: -len(t)
    )
    assert texts(proposal) == ["yes", "no"]
    assert proposal.broken == ()
    with pytest.raises(InputError, match="breaks a constraint"):
        proposal.accept(1)


def test_the_reviewer_picks():
    class Second:
        async def review(self, proposals):
            return [proposal.accept(1) for proposal in proposals]

    variable = criticised()
    with tg.Run("test", review=Second()):
        tg.TGD([variable], engine=Drawn(["a", "b"]), n_candidates=2).step()
    assert variable.value == "b"
    with pytest.raises(InputError, match="no candidate 2"):
        propose(Drawn(["a", "b"]), n_candidates=2).accept(2)


def test_one_failing_draw_leaves_no_proposal():
    def answer(system, prompt):
        raise TgError("no")

    variable = criticised()
    with pytest.raises(TgError):
        tg.TGD([variable], engine=Scripted(answer), n_candidates=3).step()
    assert variable.value == "old"


def test_a_score_that_raises_or_is_no_number_is_named():
    def buggy(text):
        return 1 / 0

    with pytest.raises(TgError, match="the score function buggy failed: ZeroDivisionError"):
        propose(Drawn(["a"]), score=buggy)
    for wrong in ("high", None, float("nan")):
        with pytest.raises(InputTypeError, match="finite number"):
            propose(Drawn(["a"]), score=lambda text, wrong=wrong: wrong)


@pytest.mark.parametrize("settings", [{"n_candidates": 0}, {"gradient_memory": -1}])
def test_settings_too_small_are_refused(settings):
    with pytest.raises(InputError, match="too small"):
        tg.TGD([criticised()], **settings)


def test_a_parameter_decided_twice_is_refused():
    variable = criticised()
    optimizer = tg.TGD([variable], engine=Drawn(["a"]))
    (proposal,) = optimizer.propose()
    with pytest.raises(InputError, match="two decisions"):
        optimizer.apply([proposal.accept(), proposal.edit("b")])
    assert variable.value == "old"
