"""Graphs as pickles and deep copies."""

import copy
import io
import pickle
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tgwidget as tg
from tests.ops_support import picture, variable
from tests.test_autograd import Instant
from tgwidget.variable import Gradient, topological


def pickled(value):
    return pickle.loads(pickle.dumps(value))


def pickled_slowly(value):
    """By the pickler written in Python, whose recursion is Python's own."""
    out = io.BytesIO()
    pickle._Pickler(out, 5).dump(value)
    return pickle._loads(out.getvalue())


both = pytest.mark.parametrize("again", [pickled, copy.deepcopy])


def shape(root):
    """A graph as plain values, with places instead of ids."""
    order = topological(root)
    place = {one.id: index for index, one in enumerate(order)}
    return [
        (
            one.value, one.role_description, one.requires_grad, one.kind, one.version,
            one.is_parameter, [place[p.id] for p in one.predecessors],
            [(g.value, g.context, g.author, g.muted, place.get(g.via)) for g in one.gradients],
            one.grad_fn and (type(one.grad_fn.function), one.grad_fn.saved),
        )
        for one in order
    ]  # fmt: skip


def criticised():
    prompt = variable("be brief", "system prompt")
    question = variable("2+2?", "question", grad=False)
    answer = tg.BlackboxLLM("simulated", prompt)(question)
    see = tg.autograd.MultimodalLLMCall("simulated")
    seen = see([picture(), variable("What is this?", "question")])
    loss = tg.sum([tg.TextLoss("Is it right?", "simulated")(one) for one in (answer, seen)])
    tg.TGD([prompt], engine="simulated")
    loss.backward("simulated")
    prompt.gradients.add("a person's word")
    return prompt, answer, loss


@both
def test_a_graph_comes_back_as_it_was(again):
    *_, loss = criticised()
    assert shape(again(loss)) == shape(loss)
    assert [len(one.gradients) for one in topological(loss)].count(0) < len(topological(loss))


@both
def test_nothing_of_a_copy_is_the_originals(again):
    *_, loss = criticised()
    before, other = shape(loss), again(loss)
    mine, theirs = topological(loss), topological(other)
    for kind in (lambda one: one.id, id):
        assert not {kind(one) for one in mine} & {kind(one) for one in theirs}
    ids = [{g.id for one in graph for g in one.gradients} for graph in (mine, theirs)]
    assert not ids[0] & ids[1]
    for one in theirs:
        one.reset_gradients()
        one.value = "changed"
    assert shape(loss) == before


@both
def test_a_copy_can_be_criticised_and_optimised(again):
    prompt, answer, loss = again(list(criticised()))
    optimizer = tg.TGD([prompt], engine="simulated")
    optimizer.zero_grad()
    loss.backward("simulated")
    assert len(prompt.gradients) == 1
    assert prompt.gradients[0].via == answer.id
    optimizer.step()
    assert prompt.version == 2


@both
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_what_is_stored_together_goes_on_sharing(again, order):
    whole = criticised()
    found = dict(zip(order, again([whole[place] for place in order]), strict=True))
    prompt, answer, loss = (found[place] for place in range(3))
    graph = {id(one) for one in topological(loss)}
    assert {id(prompt), id(answer)} <= graph
    assert answer.predecessors[0] is prompt
    assert answer.grad_fn.function.system_prompt is prompt
    assert prompt.gradients[0].via == answer.id


@pytest.mark.parametrize("again", [pickled, pickled_slowly, copy.deepcopy])
def test_a_chain_of_ten_thousand_ops_is_stored_flat(again):
    first = last = variable("0")
    for _ in range(10_000):
        last = tg.sum([last])
    first.gradients.add("word")
    order = topological(again(last))
    assert len(order) == 10_001
    assert order[0].gradients[0].value == "word"


class Keeping(tg.autograd.Sum):
    """An op that keeps variables, its newest result among them, beside the graph."""

    async def forward(self, variables):
        self.made = await super().forward(variables)
        self.inputs = tuple(variables)
        return self.made


@both
def test_an_op_may_hold_the_variable_it_made(again):
    op, last = Keeping(), variable("1")
    for _ in range(50):
        last = op([last])
    other = again(last)
    assert other.grad_fn.function.made is other
    assert other.grad_fn.function.inputs == other.predecessors
    other.gradients.add("word")
    other.backward(Instant())
    assert [g.value for g in topological(other)[0].gradients] == ["word"]


def same(text):
    return text.value


@both
def test_modules_optimizers_and_functions_are_stored_with_their_variables(again):
    prompt = variable("be brief", "system prompt")
    model, optimizer = tg.BlackboxLLM("simulated", prompt), tg.TGD([prompt], engine="simulated")
    echo = tg.autograd.StringBasedFunction(same, "gives it back")
    prompt.gradients.add("be longer")
    optimizer.step()
    model, optimizer, echo = again((model, optimizer, echo))
    assert optimizer.parameters == [model.system_prompt]
    assert echo({"text": model(variable("2+2?", "question"))}).value
    model.system_prompt.gradients.add("be longer still")
    optimizer.step()
    assert model.system_prompt.version == 3


@settings(deadline=None)
@given(st.text(), st.text(min_size=1).filter(str.strip), st.text())
def test_any_text_comes_back(value, role, word):
    one = tg.Variable(value, role_description=role)
    one.gradients.add(Gradient(word, word or "x", context=word, via="v1"))
    for again in (pickled, copy.deepcopy):
        assert shape(again(one)) == shape(one)


def test_a_subclass_keeps_its_class_and_its_attributes():
    one = Named("a", role_description="x")
    one.name = "mine"
    for again in (pickled, copy.deepcopy, copy.copy):
        other = again(one)
        assert (type(other), other.name, other.value) == (Named, "mine", "a")


class Named(tg.Variable):
    pass


def test_a_shallow_copy_shares_its_history_and_has_its_own_gradients():
    prompt, answer, _ = criticised()
    other = copy.copy(answer)
    other.gradients.add("for the copy")
    assert other.predecessors == answer.predecessors
    assert other.id != answer.id
    assert len(other.gradients) == len(answer.gradients) + 1
    assert prompt in other.predecessors


def test_what_came_through_a_variable_that_was_not_stored_names_none_of_the_readers():
    prompt, answer, _ = criticised()
    assert prompt.gradients[0].via == answer.id
    alone = pickled(prompt)
    assert alone.gradients[0].via.endswith(f":{answer.id}")
    assert pickled(alone).gradients[0].via == alone.gradients[0].via


def test_another_process_reads_it(tmp_path):
    *_, loss = criticised()
    (tmp_path / "graph").write_bytes(pickle.dumps(loss))
    code = (
        "import pickle, sys, tgwidget as tg;"
        "mine = [tg.Variable('x', role_description='x') for _ in range(50)];"
        "from tgwidget.variable import topological;"
        "graph = topological(pickle.load(open(sys.argv[1], 'rb')));"
        "later = tg.Variable('x', role_description='x');"
        "print(len({one.id for one in [*mine, *graph, later]}) - 51)"
    )
    ran = [sys.executable, "-c", code, str(tmp_path / "graph")]
    out = subprocess.run(ran, capture_output=True, text=True, check=True, timeout=60)
    assert int(out.stdout) == len(topological(loss))
