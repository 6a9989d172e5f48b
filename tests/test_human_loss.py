import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.ops_support import picture, variable
from tests.run_support import attend, events, when
from tgwidget.errors import (
    InputError,
    InputTypeError,
    ReviewNeededError,
    StaleDecisionError,
    StoppedError,
)
from tgwidget.events import Criticise as Say
from tgwidget.events import CriticismAsked, CriticismGiven, GradientAdded, Stop


class Teacher:
    async def review(self, proposals):
        return [proposal.accept() for proposal in proposals]

    async def criticise(self, variable, instruction):
        return f"{instruction}: {variable.value} is wrong"


def test_a_persons_words_become_the_gradient_as_they_are_and_no_model_is_asked():
    answer = variable("It takes 1.2 hours.", "answer")
    with tg.Run("test") as run:
        attend(run)
        state = when(run, CriticismAsked, lambda e: run.command(Say("page", e.ask, " {no}, <1> ")))
        loss = tg.HumanLoss("Is it true?")(answer)
        loss.backward("simulated")
    assert state["error"] is None
    assert loss.value == "{no}, <1>"
    (gradient,) = answer.gradients
    assert (gradient.value, gradient.author, gradient.via) == ("{no}, <1>", "human", loss.id)
    (asked,), (given,) = events(run, CriticismAsked), events(run, CriticismGiven)
    assert (asked.node, asked.instruction) == (answer.id, "Is it true?")
    assert (given.ask, given.text, given.by) == (asked.ask, "{no}, <1>", "page")
    assert [e.author for e in events(run, GradientAdded)] == ["human"]


def test_a_step_follows_a_persons_words():
    answer = variable("old", "answer")
    engine = Scripted(lambda system, prompt: improved(prompt, "new"))
    with tg.Run("test", review=Teacher()):
        tg.HumanLoss("truth")(answer).backward(engine)
        tg.TGD([answer], engine=engine).step()
    assert answer.value == "new"
    assert len(engine.asked) == 1
    assert "truth: old is wrong" in engine.asked[0][1]


def test_the_words_are_passed_on_to_what_the_answer_was_made_from():
    engine = Scripted(lambda system, prompt: "said of: " + prompt)
    prompt = variable("be brief", "system prompt")
    question = variable("q", "question", grad=False)
    with tg.Run("test", review=Teacher()):
        answer = tg.BlackboxLLM(engine, prompt)(question)
        loss = tg.HumanLoss("look")(answer)
        loss.backward(engine)
        loss.backward(engine)
    first, second = (gradient.value for gradient in prompt.gradients)
    assert first == second, "a second pass counts no person's words twice"
    assert first.count("is wrong</FEEDBACK-") == 1


@pytest.mark.parametrize("policy", ["accept", "reject"])
def test_a_policy_finds_nothing_to_criticise(policy):
    answer = variable("old", "answer")
    with tg.Run("test", review=policy):
        loss = tg.HumanLoss()(answer)
        loss.backward("simulated")
    assert (loss.value, len(answer.gradients)) == ("", 0)


def test_with_nobody_to_ask_it_says_so_and_how_to_go_on():
    answer = variable("old", "answer")
    with pytest.raises(ReviewNeededError, match="outside a run"):
        tg.HumanLoss()(answer)
    with pytest.raises(ReviewNeededError, match="no page is open"), tg.Run("test"):
        tg.HumanLoss()(answer)

    class Silent:
        async def review(self, proposals):
            return []

    with pytest.raises(InputError, match="gave no criticism"), tg.Run("test", review=Silent()):
        tg.HumanLoss()(answer)


def test_the_first_criticism_wins_and_the_second_page_is_told():
    with tg.Run("test") as run:
        attend(run)

        def both(asked):
            run.command(Say("first", asked.ask, "one"))
            run.command(Say("second", asked.ask, "two"))

        state = when(run, CriticismAsked, both)
        assert tg.HumanLoss()(variable("old")).value == "one"
    assert isinstance(state["error"], StaleDecisionError)
    with pytest.raises(StaleDecisionError):
        run.command(Say("third", "a1", "three"))


def test_stop_ends_the_wait():
    with pytest.raises(StoppedError), tg.Run("test") as run:
        attend(run)
        when(run, CriticismAsked, lambda e: run.command(Stop("page")))
        tg.HumanLoss()(variable("old"))
    assert [e.text for e in events(run, CriticismGiven)] == [None]


def test_a_picture_can_be_criticised_and_anything_else_is_refused():
    with tg.Run("test", review=Teacher()):
        assert "is wrong" in tg.HumanLoss("look")(picture()).value
        with pytest.raises(InputTypeError):
            tg.HumanLoss()("text")
