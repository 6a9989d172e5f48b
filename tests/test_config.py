"""The backward engine: chosen once, chosen again by the same cell, replaced on purpose."""

from itertools import permutations

import pytest

import tgwidget as tg
from tgwidget import config
from tgwidget.errors import EngineNameError, InputError


def mine():
    """What a cell defines anew each time it is run."""

    class Mine(tg.EngineLM):
        def generate(self, prompt, system_prompt=None, **kw):
            return "mine"

    return Mine()


CELLS = {
    "a name": lambda: tg.set_backward_engine("simulated"),
    "a name with settings": lambda: tg.set_backward_engine("simulated", seed=3),
    "an engine": lambda: tg.set_backward_engine(tg.get_engine("simulated", seed=3)),
    "an engine of one's own": lambda: tg.set_backward_engine(mine()),
    "an address": lambda: tg.set_backward_engine("http://localhost:1/v1#m", temperature=0),
}
OTHERS = [name for name in CELLS if name != "an engine"]  # which equals the name with settings


@pytest.mark.parametrize("name", CELLS)
def test_the_same_cell_again_is_no_error_and_its_engine_is_the_newest(name):
    CELLS[name]()
    before = config.backward_engine()
    CELLS[name]()
    assert config.backward_engine() is not before
    assert config.backward_engine().name == before.name


@pytest.mark.parametrize(("first", "second"), list(permutations(OTHERS, 2)))
def test_another_engine_needs_override(first, second):
    CELLS[first]()
    before = config.backward_engine()
    with pytest.raises(InputError, match=f"{before.name}.*already"):
        CELLS[second]()
    assert config.backward_engine() is before
    tg.set_backward_engine(mine(), override=True)
    assert config.backward_engine().name == "Mine"


def test_a_name_that_leads_nowhere_leaves_the_engine_that_was_set():
    CELLS["a name"]()
    before = config.backward_engine()
    with pytest.raises(EngineNameError):
        tg.set_backward_engine("nonsense", override=True)
    assert config.backward_engine() is before


def test_a_pass_may_name_an_engine_beside_the_one_that_is_set(text):
    CELLS["an engine of one's own"]()
    other, answer = tg.get_engine("simulated"), text("5", "answer")
    tg.TextLoss("judge")(answer).backward(other)
    assert [gradient.value for gradient in answer.gradients] != ["mine"]
