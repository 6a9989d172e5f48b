"""Every op alike: under TextGrad's names, in a run, awaited, failing."""

import asyncio

import pytest

import tgwidget as tg
from tests.conftest import Scripted
from tests.ops_support import about, gradients, variable
from tests.run_support import events
from tests.test_autograd import Gate
from tgwidget.autograd import (
    FormattedLLMCall,
    LLMCall,
    LLMCall_with_in_context_examples,
    MultimodalLLMCall,
    OrderedFieldsMultimodalLLMCall,
    StringBasedFunction,
    functional,
)
from tgwidget.errors import BadReplyError
from tgwidget.events import CallStarted, GradientAdded, NodeAdded, ValueSet


def test_functional_names_do_what_the_ops_do():
    engine = Scripted(lambda system, prompt: f"{system}|{prompt}")
    q = variable("q")
    assert functional.llm_call(q, engine, system_prompt="s").value == "s|q"
    made = functional.formatted_llm_call({"x": q}, None, engine, "<{x}>", {"x": None}, "s")
    assert made.value == "s|<q>"
    assert made.role_description == LLMCall(engine)(q).role_description
    assert functional.sum([q, q]).value == functional.aggregate([q, q]).value == "q\nq"


def test_textgrads_names_are_there():
    for name in (
        "Aggregate", "FormattedLLMCall", "Function", "LLMCall", "LLMCall_with_in_context_examples",
        "Module", "MultimodalLLMCall", "OrderedFieldsMultimodalLLMCall", "StringBasedFunction",
        "Sum", "aggregate", "sum",
    ):  # fmt: skip
        assert getattr(tg.autograd, name)
    assert tg.autograd.functional.llm_call
    assert tg.autograd.string_based_ops.StringBasedFunction


OPS = {
    "FormattedLLMCall": (
        lambda engine: FormattedLLMCall(engine, "{x} {y}", ["x", "y"]),
        lambda x, y: {"x": x, "y": y},
    ),
    "LLMCall_with_in_context_examples": (
        LLMCall_with_in_context_examples,
        lambda x, y: x,
    ),
    "MultimodalLLMCall": (MultimodalLLMCall, lambda x, y: [x, y]),
    "OrderedFieldsMultimodalLLMCall": (
        lambda engine: OrderedFieldsMultimodalLLMCall(engine, ["x", "y"]),
        lambda x, y: {"x": x, "y": y},
    ),
    "StringBasedFunction": (
        lambda engine: StringBasedFunction(lambda x, y: x.value + y.value, "joins"),
        lambda x, y: {"x": x, "y": y},
    ),
}


@pytest.mark.parametrize("name", OPS)
def test_a_run_shows_the_card_before_its_text(name):
    make, inputs = OPS[name]
    engine, x, y = Gate(), variable("a", "x"), variable("b", "y")
    with tg.Run("ops", review="accept") as run:
        made = make(engine)(inputs(x, y), "made of both")
        made.backward(engine)
    kinds = (NodeAdded, CallStarted, ValueSet)
    about_it = [e for e in events(run, kinds) if e.node == made.id]
    card = about_it[0]
    assert isinstance(card, NodeAdded)
    assert (card.op, card.role, card.value, card.ready) == (name, "made of both", "", False)
    assert card.inputs == tuple(p.id for p in made.predecessors)
    assert isinstance(about_it[-1], ValueSet)
    assert about_it[-1].value == made.value
    found = [(e.node, e.via) for e in events(run, GradientAdded)]
    assert found == [(p.id, made.id) for p in made.predecessors]


@pytest.mark.parametrize("name", OPS)
def test_an_op_can_be_awaited_in_another_loop(name):
    make, inputs = OPS[name]
    engine, x, y = Gate(), variable("a", "x"), variable("b", "y")

    async def cell():
        made = await make(engine).acall(inputs(x, y))
        await made.abackward(engine)

    asyncio.run(cell())
    assert gradients(x) == [["criticism"]]


@pytest.mark.parametrize("name", OPS)
def test_a_failure_leaves_the_graph_as_it_was_and_can_be_run_again(name):
    make, inputs = OPS[name]
    engine, x, y = Gate(), variable("a", "x"), variable("b", "y")
    made = make(engine)(inputs(x, y))
    engine.fail = "<ROLE-"
    with pytest.raises(BadReplyError):
        made.backward(engine)
    assert gradients(x, y, made) == [[], [], []]
    engine.fail = None
    made.backward(engine)
    assert gradients(*made.predecessors) == [["criticism"]] * len(made.predecessors)


@pytest.mark.parametrize("name", OPS)
def test_inputs_that_want_no_criticism_cost_no_call(name):
    make, inputs = OPS[name]
    engine, x, y = Gate(), variable("a", "x"), variable("b", "y", grad=False)
    made = make(engine)(inputs(x, y))
    before = len(engine.asked)
    made.backward(engine)
    assert [about(prompt) for prompt in engine.asked[before:]] == ["x"]
    assert gradients(x, y) == [["criticism"], []]
