"""Forward and backward against engines that answer by a rule."""

import asyncio
import math
import operator
import re
import threading
from functools import reduce

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from micrograd.engine import Value

import tgwidget as tg
from tests.conftest import Scripted
from tgwidget.autograd.function import Function, fulfil, promise
from tgwidget.engine.base import Reply
from tgwidget.errors import BadReplyError, InputError, InputTypeError
from tgwidget.variable import Gradient


class Gate(tg.EngineLM):
    """Answers each call after a delay that its prompt names; counts how many are in flight."""

    def __init__(self, answer=lambda prompt: "criticism", fail=None):
        self.answer, self.fail = answer, fail
        self.asked, self.now, self.most, self.cancelled = [], 0, 0, 0

    def generate(self, prompt, system_prompt=None, **kw):
        return self.answer(prompt)

    async def complete(self, request, listener=None):
        prompt = request.prompt()
        self.asked.append(prompt)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            delay = re.search(r"delay=([\d.]+)", prompt)
            await asyncio.sleep(float(delay[1]) if delay else 0.01)
            if self.fail and self.fail in prompt:
                raise BadReplyError("broken")
            return Reply(self.answer(prompt))
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        finally:
            self.now -= 1


def test_a_call_joins_question_and_system_prompt(text):
    engine = Scripted(lambda system, prompt: f"{system}|{prompt}")
    prompt = text("be brief", "system prompt")
    answer = tg.BlackboxLLM(engine, prompt)(text("2+2?", "question", requires_grad=False))
    assert answer.value == "be brief|2+2?"
    assert [p.value for p in answer.predecessors] == ["be brief", "2+2?"]
    assert answer.requires_grad


def test_a_string_is_not_a_variable():
    with pytest.raises(InputTypeError, match="needs a Variable"):
        tg.BlackboxLLM("simulated")("a plain string")
    with pytest.raises(InputTypeError, match="instruction"):
        tg.TextLoss(3)


def test_without_an_engine_the_error_says_how_to_choose_one(text):
    with pytest.raises(InputError, match="set_backward_engine"):
        tg.TextLoss("judge")(text())


def test_a_loss_criticises_the_answer_once(text):
    engine = Gate()
    answer = text("1.2 hours", "the answer")
    tg.TextLoss("Is it right?", engine)(answer).backward(engine)
    (gradient,) = answer.gradients
    assert gradient.value == "criticism"
    assert gradient.author == "model"
    assert "1.2 hours" in gradient.context
    assert len(engine.asked) == 2
    assert "goal is that this evaluation" in engine.asked[1]


def test_a_chain_passes_the_criticism_on(text):
    engine = Gate(answer=lambda p: "final words" if "evaluation" in p else "reply")
    prompt = text("system words", "system prompt")
    answer = tg.BlackboxLLM(engine, prompt)(text("question words", "q", requires_grad=False))
    tg.TextLoss("judge", engine)(answer).backward(engine)
    last = engine.asked[-1]
    assert re.search(r"<FEEDBACK-(\w+)>final words</FEEDBACK-\1>", last)
    assert "system words" in last
    assert "question words" in last
    assert [len(v.gradients) for v in (prompt, answer)] == [1, 1]


def test_gradients_stand_in_the_order_of_inputs_whatever_finished_first(text):
    engine = Gate(answer=lambda p: re.search(r"loss (\d)", p)[1] if "loss" in p else "")
    shared = text("shared", "prompt")
    losses = []
    for n in range(6):
        made = Repeat(f"loss {n} delay={0.06 - n / 100}")(shared)
        losses.append(made)
    tg.sum(losses).backward(engine)
    assert [g.value for g in shared.gradients] == list("012345")
    assert engine.most == 6


class Repeat(Function):
    """An op whose criticism is what the engine answers to its name."""

    def __init__(self, name):
        self.name = name

    async def forward(self, *inputs):
        node = promise(self, inputs, "r", "response")
        return fulfil(node, self, inputs, "r", "response", self.name)

    async def backward(self, output, criticism):
        from tgwidget.autograd.llm_ops import request

        said = " ".join(g.value for g in criticism.feedback)
        reply = await criticism.engine.complete(request(None, f"{self.name} {said}"))
        return [
            Gradient(reply.text, via=output.id, author="model") if want else None
            for want in criticism.wanted
        ]


def test_branches_that_no_parameter_needs_cost_no_call(text):
    engine = Gate()
    parameter, fixed = text("p", "parameter"), text("f", "fixed", requires_grad=False)
    side = Repeat("side")(Repeat("deep side")(fixed))
    tg.sum([Repeat("main")(parameter), side]).backward(engine)
    assert [p.strip() for p in engine.asked] == ["main"]
    assert len(side.gradients) == 0


def test_a_failed_pass_leaves_nothing_cancels_the_rest_and_can_run_again(text):
    engine = Gate(fail="bad")
    a, b = text("a"), text("b")
    root = tg.sum([Repeat("good")(a), Repeat("bad delay=0.02")(b), Repeat("slow delay=9")(a)])
    with pytest.raises(BadReplyError):
        root.backward(engine)
    assert [len(v.gradients) for v in (a, b, root)] == [0, 0, 0]
    assert engine.cancelled == 1
    engine.fail = None
    root = tg.sum([Repeat("good")(a), Repeat("bad")(b)])
    root.backward(engine)
    assert [len(v.gradients) for v in (a, b)] == [1, 1]


def test_a_persons_gradient_on_the_root_and_on_a_node_is_used(text):
    engine = Gate()
    parameter = text("p")
    middle = Repeat("middle")(parameter)
    root = Repeat("root")(middle)
    root.gradients.add("my word on the root")
    middle.gradients.add("my word in the middle")
    root.backward(engine)
    assert engine.asked[0] == "root my word on the root"
    assert engine.asked[1] == "middle my word in the middle criticism"


def test_backward_shows_the_values_the_call_saw(text):
    engine = Gate(answer=lambda p: p)
    parameter = text("seen then", "prompt")
    loss = tg.TextLoss("judge", engine)(parameter)
    parameter.value = "written since"
    loss.backward(engine)
    assert "seen then" in engine.asked[-1]
    assert "written since" not in engine.asked[-1]


def test_ready_ops_run_at_once(text):
    engine = Gate()
    parameters = [text(str(n)) for n in range(8)]
    tg.sum([Repeat(f"{n} delay=0.1")(p) for n, p in enumerate(parameters)]).backward(engine)
    assert engine.most == 8


def test_a_chain_of_ten_thousand_ops(text):
    engine = Instant()
    variable = first = text("0")
    for _ in range(10_000):
        variable = tg.sum([variable])
    variable.gradients.add("word")
    variable.backward(engine)
    assert [g.value for g in first.gradients] == ["word"]
    assert len(variable.role_description) < 100


class Instant(tg.EngineLM):
    def generate(self, prompt, system_prompt=None, **kw):
        return "x"

    async def complete(self, request, listener=None):
        return Reply("x")


def test_async_faces_work_in_another_loop(text):
    engine = Gate()

    async def cell():
        answer = await tg.BlackboxLLM(engine).acall(text("q", requires_grad=False))
        loss = await tg.TextLoss("judge", engine).acall(answer)
        await loss.abackward(engine)
        return answer

    assert len(asyncio.run(cell()).gradients) == 1


def test_threads_may_build_graphs_side_by_side(text):
    engine, answers = Gate(), {}

    def work(n):
        answers[n] = tg.BlackboxLLM(engine)(text(f"{n} delay=0.1", requires_grad=False))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answers) == list(range(6))
    assert engine.most > 1


# the oracle: an engine that does arithmetic on number-texts must agree with micrograd


class Number(Function):
    """Adds or multiplies numbers written as texts; its gradients are numbers, too."""

    def __init__(self, sign):
        self.fold = sum if sign == "+" else math.prod
        self.local = (lambda rest: 1) if sign == "+" else math.prod

    async def forward(self, *inputs):
        numbers = [int(one.value) for one in inputs]
        node = promise(self, inputs, "number", "response")
        value = str(self.fold(numbers))
        return fulfil(node, self, inputs, "number", "response", value, numbers)

    async def backward(self, output, criticism):
        numbers = output.grad_fn.saved
        total = sum(int(gradient.value) for gradient in criticism.feedback)
        await asyncio.sleep(0)
        rests = [numbers[:place] + numbers[place + 1 :] for place in range(len(numbers))]
        return [Gradient(str(total * self.local(rest)), author="model") for rest in rests]


# An op takes any earlier values: as several inputs (fan-in), again later (fan-out), or twice.
ops = st.tuples(st.sampled_from("+*"), st.lists(st.integers(0, 99), min_size=1, max_size=4))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=4), st.lists(ops, max_size=6))
@example([2, 3, 5], [("*", [0, 1, 2, 0]), ("+", [3, 3, 0]), ("*", [4, 3, 2])])
def test_values_and_gradients_equal_micrograds(leaves, ops):
    ours = [tg.Variable(n, role_description="number") for n in leaves]
    theirs = [Value(n) for n in leaves]
    for sign, indices in ops:
        places = [index % len(ours) for index in indices]
        ours.append(Number(sign)(*(ours[place] for place in places)))
        fold = operator.add if sign == "+" else operator.mul
        theirs.append(reduce(fold, [theirs[place] for place in places], Value(int(sign == "*"))))
    ours[-1].gradients.add("1")
    ours[-1].backward(Instant())
    theirs[-1].backward()
    for mine, other in zip(ours, theirs, strict=True):
        assert int(mine.value) == other.data
        assert sum(int(gradient.value) for gradient in mine.gradients) == other.grad
