"""The pass over a whole graph: batches, cycles, pictures, depth."""

import asyncio

import pytest

import tgwidget as tg
from tests.conftest import improved
from tests.ops_support import gradients, picture, variable
from tests.run_support import events
from tests.test_autograd import Gate, Instant, Repeat
from tests.test_criticise import Limited
from tests.test_reduction import MARK, marks
from tgwidget.autograd import MultimodalLLMCall, StringBasedFunction
from tgwidget.autograd.criticise import criticise
from tgwidget.autograd.function import Function, fulfil, promise
from tgwidget.autograd.reduction import gathered
from tgwidget.engine.base import Reply
from tgwidget.errors import InputError
from tgwidget.events import NodeAdded
from tgwidget.prompts.scene import Exchange
from tgwidget.variable import Gradient


def batch(engine, size):
    """A system prompt used on many questions, and the losses of the answers."""
    system = variable("be brief", "system prompt")
    model, loss_fn = tg.BlackboxLLM(engine, system), tg.TextLoss("judge", engine)
    questions = [variable(f"question m{n}m", "question", grad=False) for n in range(size)]
    return system, [loss_fn(model(question)) for question in questions]


def test_five_hundred_samples_of_one_prompt_and_no_request_is_too_long():
    engine = Limited()
    system, losses = batch(engine, 500)
    tg.aggregate(losses).backward(engine, token_limit=1600)
    assert max(engine.weights) <= 1600
    assert marks(system.gradients) == {f"m{n}m" for n in range(500)}
    assert gathered(system, list(system.gradients)) <= 1600
    reductions = engine.reductions()
    assert len(reductions) > 80
    assert {"at length" in prompt for prompt in reductions} == {True, False}  # two levels, or more


class Rewrites(Limited):
    """Writes a new value of the marks that it finds in the feedback."""

    async def complete(self, request, listener=None):
        reply, prompt = await super().complete(request, listener), request.prompt()
        if "<IMPROVED_VARIABLE" not in prompt:
            return reply
        return Reply(improved(prompt, " ".join(sorted(set(MARK.findall(prompt))))))


@pytest.mark.parametrize("join", [tg.sum, tg.aggregate])
def test_a_step_on_five_hundred_samples_hears_them_all(join):
    engine = Rewrites()
    system, losses = batch(engine, 500)
    optimizer = tg.TGD([system], engine=engine)
    join(losses).backward(engine)
    optimizer.step()
    assert max(engine.weights) <= 3000
    assert set(system.value.split()) == {f"m{n}m" for n in range(500)}


def test_through_an_aggregate_gradients_are_a_group_and_through_a_sum_they_stay():
    engine = Limited()
    system, losses = batch(engine, 30)
    tg.sum(losses).backward(engine)
    assert len(system.gradients) == 30
    assert engine.reductions() == []
    system.reset_gradients()
    whole = tg.aggregate(losses)
    whole.backward(engine)
    assert len(system.gradients) < 5
    assert {one.via for one in system.gradients} == {whole.id}
    assert marks(system.gradients) == {f"m{n}m" for n in range(30)}


def test_a_group_that_fits_stays_as_it_is():
    engine = Limited()
    system, losses = batch(engine, 3)
    tg.aggregate(losses).backward(engine)
    assert len(system.gradients) == 3
    assert engine.reductions() == []


def test_gradients_that_came_another_way_are_not_drawn_into_a_group():
    engine = Limited()
    system, losses = batch(engine, 30)
    tg.sum([tg.aggregate(losses[:25]), *losses[25:]]).backward(engine)
    ways = [one.context != "" for one in system.gradients]  # a condensed one has no context
    assert ways.count(True) == 5
    assert ways.count(False) < 5
    assert marks(system.gradients) == {f"m{n}m" for n in range(30)}


def test_a_group_in_the_middle_is_condensed_there_and_passed_on():
    engine = Limited()
    system = variable("be brief", "system prompt")
    answer = tg.BlackboxLLM(engine, system)(variable("q", "question", grad=False))
    judged = [tg.TextLoss(f"judge m{n}m", engine)(answer) for n in range(60)]
    tg.aggregate(judged).backward(engine)
    assert max(engine.weights) <= 3000
    assert len(answer.gradients) < 10
    assert marks(answer.gradients) == marks(system.gradients) == {f"m{n}m" for n in range(60)}


def test_a_persons_word_is_not_lost_when_a_group_is_condensed():
    engine = Limited()
    parameter = variable("p", "parameter")
    losses = [Said(f"m{n}m " + "in detail " * 60)(parameter) for n in range(30)]
    losses.append(Said("my own word", "human")(parameter))
    tg.aggregate(losses).backward(engine)
    persons = [one.value for one in parameter.gradients if one.author == "human"]
    assert persons == ["my own word"]
    assert len(parameter.gradients) < 10


class Said(Repeat):
    """An op whose criticism is known beforehand."""

    def __init__(self, name, author="model"):
        super().__init__(name)
        self.author = author

    async def backward(self, output, criticism):
        return [Gradient(self.name, via=output.id, author=self.author)]


@pytest.mark.parametrize("in_a_run", [False, True])
def test_a_cycle_is_named_and_does_not_hang(in_a_run):
    engine = Gate()
    first = variable("a", "first text")
    second = Repeat("second")(first)
    last = Repeat("last")(second)
    first.predecessors = (second,)
    with pytest.raises(InputError, match="cycle: 'r' is among what 'first text' was made from"):
        if in_a_run:
            with tg.Run("round", review="accept"):
                last.backward(engine)
        else:
            last.backward(engine)
    assert engine.asked == []
    assert [len(one.gradients) for one in (first, second, last)] == [0, 0, 0]


def test_a_run_introduces_a_cycle_without_going_round_it():
    first = variable("a", "first text")
    second = Repeat("second")(first)
    first.predecessors = (second,)
    with tg.Run("round", review="accept") as run:
        total = tg.sum([second])
    added = [one.node for one in events(run, NodeAdded)]
    assert sorted(added) == sorted([first.id, second.id, total.id])


def test_a_picture_that_wants_criticism_is_refused_before_anything_is_asked():
    engine = Gate()
    image = picture(role="my photo", grad=True)
    made = MultimodalLLMCall(engine)([image, variable("What is it?", "question")])
    end = tg.TextLoss("judge", engine)(made)
    before = len(engine.asked)
    with pytest.raises(InputError, match="'my photo' is an image"):
        end.backward(engine)
    assert len(engine.asked) == before


def test_an_op_that_gives_the_wrong_number_of_gradients_is_named_and_nothing_is_kept():
    class Wrong(Repeat):
        async def backward(self, output, criticism):
            return []

    parameter = variable("p", "parameter")
    with pytest.raises(InputError, match=r"Wrong.backward gave 0 gradients for 1 inputs"):
        Wrong("wrong")(parameter).backward(Gate())
    assert len(parameter.gradients) == 0


class Step(Function):
    """An op that makes no call forward and one backward for each input that wants it."""

    async def forward(self, *inputs):
        node = promise(self, inputs, "r", "response")
        scene = Exchange(tuple((one.role_description, one.value) for one in inputs), "r", "x")
        return fulfil(node, self, inputs, "r", "response", "x", scene)

    async def backward(self, output, criticism):
        return await criticise(output, output.grad_fn.saved, criticism)


def test_a_chain_of_ten_thousand_ops_with_siblings():
    first, fixed, step = variable("0"), variable("s", "beside", grad=False), Step()

    async def chain(end):
        for _ in range(10_000):
            end = await step.forward(end, fixed)
        await end.abackward(Instant(), siblings=True)

    asyncio.run(chain(first))
    assert gradients(first) == [["x"]]


def test_the_awaited_pass_takes_the_same_options():
    engine = Gate()
    join = StringBasedFunction(lambda x, y: "z", "joins")
    made = join({"x": variable("x"), "y": variable("y", "other")})
    asyncio.run(made.abackward(engine, siblings=True, token_limit=5000))
    assert all("<SIBLING-" in prompt for prompt in engine.asked)
