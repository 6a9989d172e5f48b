"""Joining variables."""

import pytest

from tests.ops_support import gradients, variable
from tests.test_autograd import Gate, Repeat
from tgwidget.autograd import (
    Aggregate,
    Sum,
    functional,
)


@pytest.mark.parametrize("op", [Sum, Aggregate])
def test_criticism_of_the_whole_reaches_every_part_once_and_whole(op):
    engine = Gate()
    parts = [variable(f"value {n}", f"role {n}") for n in range(6)]
    whole = op()([*parts, parts[0]])
    whole.gradients.add("first {word}")
    whole.gradients.add("second $word")
    whole.backward(engine)
    assert gradients(*parts) == [["first {word}\nsecond $word"]] * 6
    assert whole.value.splitlines()[:2] == ["value 0", "value 1"]
    assert all(role.role_description in whole.role_description for role in parts)
    assert engine.asked == []


def test_an_aggregate_passes_on_what_comes_back_through_an_op():
    engine = Gate(lambda prompt: "said")
    parts = [variable(str(n)) for n in range(3)]
    Repeat("judge")(functional.aggregate(parts)).backward(engine)
    assert gradients(*parts) == [["said"]] * 3


def test_nested_joins_do_not_multiply_criticism():
    engine, leaf = Gate(), variable("leaf")
    whole = leaf
    for _ in range(12):
        whole = Aggregate()([whole, whole])
    whole.gradients.add("word")
    whole.backward(engine)
    assert gradients(leaf) == [["word"]]
