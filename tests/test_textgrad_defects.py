"""What TextGrad 0.1.8 gets wrong, one line each, and the test that holds the opposite here.

Most of these tests stand in their rooms; those below are the ones that have no other.
"""

import ast
import asyncio
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.engine.asking import until
from tests.ops_support import about, gradients, variable
from tests.run_support import when
from tests.test_autograd import Gate
from tgwidget.autograd import Aggregate, FormattedLLMCall, LLMCall, StringBasedFunction
from tgwidget.errors import EngineError, StoppedError
from tgwidget.events import CallStarted
from tgwidget.runtime import run

ROOT = Path(__file__).parents[1]
HERE = "test_textgrad_defects"

HELD = {
    # gradients
    "every gradient is added twice": f"{HERE}::test_nested_sums_pass_each_gradient_once",
    "nested sums grow as 2^k": f"{HERE}::test_nested_sums_pass_each_gradient_once",
    "two empty gradients make every loss a chain with blank feedback":
        f"{HERE}::test_summed_losses_are_each_the_objective_itself",
    "an aggregate reaches its last input only":
        "test_algebra::test_criticism_of_the_whole_reaches_every_part_once_and_whole",
    "reduction drops the gradients of other branches":
        "test_backward::test_gradients_that_came_another_way_are_not_drawn_into_a_group",
    "an aggregate hides what is beside it":
        f"{HERE}::test_what_is_in_a_batch_and_beside_it_keeps_the_criticism_of_both",
    "a batch near a hundred overflows the context":
        "test_backward::test_five_hundred_samples_of_one_prompt_and_no_request_is_too_long",
    "zero_grad leaves marks, and the next step has no gradients":
        f"{HERE}::test_every_step_has_as_many_gradients_as_the_first",
    "a person's gradient raises or loses its tags":
        f"{HERE}::test_a_persons_words_reach_the_optimizer_as_feedback",
    "backward wipes the gradients on the root":
        "test_autograd::test_a_persons_gradient_on_the_root_and_on_a_node_is_used",
    "the order of gradients is a set's":
        f"{HERE}::test_a_sum_of_losses_leaves_gradients_in_its_order_whatever_finished_first",
    "the order is another one in every process":
        f"{HERE}::test_the_same_words_are_said_in_the_same_order_in_every_process",
    "a failure leaves half the gradients, and a retry doubles them":
        "test_ops::test_a_failure_leaves_the_graph_as_it_was_and_can_be_run_again",
    "an interrupt does the same": f"{HERE}::test_an_interrupted_pass_can_be_run_again",
    "branches that no parameter needs cost calls":
        "test_autograd::test_branches_that_no_parameter_needs_cost_no_call",
    "backward reads the live value": "test_autograd::test_backward_shows_the_values_the_call_saw",
    "a chain deeper than 996 raises RecursionError":
        "test_autograd::test_a_chain_of_ten_thousand_ops",
    # the optimizer
    "it sees ten words at each end of the variable": "test_tags::test_the_whole_variable_is_shown",
    "so does the critic": f"{HERE}::test_the_critic_is_shown_the_whole_variable",
    "gradient_memory is never prompted":
        "test_optimizer::test_gradient_memory_shows_earlier_steps_and_no_more_than_asked",
    "momentum sends None":
        "test_variants::test_momentum_shows_the_latest_values_each_with_its_feedback",
    "a missing end tag is accepted":
        "test_optimizer::test_a_reply_without_its_end_tag_is_repaired_once",
    "a tag quoted in the reasoning becomes the value":
        "test_tags::test_the_last_complete_pair_wins_over_one_quoted_in_the_reasoning",
    "a step over several parameters is not atomic":
        "test_optimizer::test_one_failing_parameter_changes_none",
    "a step without gradients calls and overwrites":
        "test_optimizer::test_a_parameter_without_gradients_costs_no_call_and_stays",
    "even where requires_grad=False":
        f"{HERE}::test_a_parameter_fixed_since_stays_and_costs_no_call",
    "custom tags are contradicted by the prompt":
        f"{HERE}::test_tags_of_ones_own_are_the_only_ones",
    "braces in a system prompt raise KeyError":
        "test_optimizer::test_constraints_examples_and_own_tags_reach_the_prompt",
    "braces in an instruction raise KeyError": "test_losses::test_losses_work_on_any_text",
    "braces in a format string raise KeyError":
        "test_form::test_a_form_has_places_and_every_other_brace_is_a_brace",
    # engines
    "the cache key is another one in every process":
        f"{HERE}::test_a_cache_key_is_the_same_in_every_process",
    "the cache key omits the model and ignores temperature":
        "engine/cache/test_cache::test_the_key_depends_on_all_that_the_reply_depends_on",
    "temperature, max_tokens and top_p are never sent":
        "engine/names/test_names::test_parameters_reach_the_wire_and_the_key",
    "every exception is retried":
        "engine/runner/test_runner::test_an_error_that_cannot_pass_is_not_retried",
    "one's own engine is retried, too": f"{HERE}::test_ones_own_engine_that_raises_is_asked_once",
    "a key is written into os.environ": f"{HERE}::test_a_key_is_put_into_no_environment",
    "a client's key is, too": "engine/test_external_client::test_its_key_goes_nowhere_else",
    "new model names cannot be routed": "engine/names/test_names::test_a_name_leads_to_its_engine",
    # notebooks
    "& breaks the picture of a graph":
        "test_graph::test_a_picture_for_dot_holds_nothing_but_quoted_labels_and_edges",
    "running a cell again raises 'Engine already set'":
        "test_config::test_the_same_cell_again_is_no_error_and_its_engine_is_the_newest",
    "variables cannot be pickled": "test_storing::test_a_graph_comes_back_as_it_was",
    "import creates ./logs": "test_house::test_import_is_light_and_writes_nothing",
}  # fmt: skip


@pytest.mark.parametrize("defect", HELD)
def test_each_defect_has_its_test(defect):
    file, name = HELD[defect].split("::")
    tree = ast.parse((ROOT / f"tests/{file}.py").read_text())
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


# gradients


@pytest.mark.parametrize(
    "join",
    [
        lambda v: v + v,
        lambda v: tg.sum([v]),
        lambda v: tg.sum([v, v]),
        lambda v: Aggregate()([v, v]),
    ],
)
def test_nested_sums_pass_each_gradient_once(join):
    leaf = whole = variable("leaf")
    for _ in range(10):
        whole = join(whole)
        assert len(whole.text) < 10_000
    whole.gradients.add("word")
    whole.backward(Gate())
    assert gradients(leaf) == [["word"]]


def test_summed_losses_are_each_the_objective_itself():
    engine, answers = Gate(), [variable(f"answer {n}") for n in range(3)]
    loss_fn = tg.TextLoss("judge", engine)
    losses = [loss_fn(answer) for answer in answers]
    losses[0].gradients.add(" \n")
    del engine.asked[:]
    tg.sum([tg.sum(losses[:2]), losses[2]]).backward(engine)
    assert len(engine.asked) == 3
    for prompt in engine.asked:
        assert "goal is that this evaluation" in prompt
        assert "FEEDBACK" not in prompt
    assert gradients(*answers) == [["criticism"]] * 3


def test_what_is_in_a_batch_and_beside_it_keeps_the_criticism_of_both():
    engine, system = Gate(), variable("be brief", "prompt")
    model, loss_fn = tg.BlackboxLLM(engine, system), tg.TextLoss("judge", engine)
    answers = [model(variable(str(n), grad=False)) for n in range(3)]
    tg.sum([loss_fn(tg.aggregate(answers)), loss_fn(answers[0])]).backward(engine)
    assert [len(answer.gradients) for answer in answers] == [2, 1, 1]
    assert len(system.gradients) == 3


def test_every_step_has_as_many_gradients_as_the_first():
    engine = Scripted(lambda s, p: improved(p, "new") if "<IMPROVED_VARIABLE" in p else "words")
    system = variable("be brief", "prompt")
    model, loss_fn = tg.BlackboxLLM(engine, system), tg.TextLoss("judge", engine)
    optimizer = tg.TGD([system], engine=engine)
    asked, found = [0], []
    for _ in range(3):
        optimizer.zero_grad()
        answers = [model(variable(str(n), grad=False)) for n in range(2)]
        tg.sum([loss_fn(tg.aggregate(answers)), loss_fn(answers[0])]).backward(engine)
        found.append(len(system.gradients))
        optimizer.step()
        asked.append(len(engine.asked))
    assert found == [2, 2, 2]
    assert len({after - before for before, after in pairwise(asked)}) == 1


@pytest.mark.parametrize("clear", ["optimizer", "variable", "module", "nothing"])
def test_a_persons_words_reach_the_optimizer_as_feedback(clear):
    engine = Scripted(lambda system, prompt: improved(prompt, "new"))
    answer = variable("old", "answer")
    optimizer = tg.TGD([answer], engine=engine)
    if clear != "nothing":
        answer.gradients.add("before")
        holder = tg.BlackboxLLM(engine, answer)
        {"optimizer": optimizer.zero_grad, "variable": answer.reset_gradients,
         "module": holder.zero_grad}[clear]()  # fmt: skip
    answer.gradients.add("shorter, {please}")
    answer.gradients.add(variable("and kinder", "a word from me"))
    optimizer.step()
    ((_, prompt),) = engine.asked
    found = re.findall(r"<FEEDBACK-(\w+)>(.*?)</FEEDBACK-\1>", prompt)
    assert [text for _, text in found] == ["shorter, {please}", "and kinder"]
    assert answer.value == "new"


def test_a_sum_of_losses_leaves_gradients_in_its_order_whatever_finished_first():
    def answer(prompt):
        (number,) = set(re.findall(r"question (\d)", prompt))
        return f"question {number} delay={0.06 - int(number) / 100:.2f}"

    engine, system = Gate(answer), variable("be brief", "system prompt")
    model, loss_fn = tg.BlackboxLLM(engine, system), tg.TextLoss("judge", engine)
    losses = [loss_fn(model(variable(f"question {n}", grad=False))) for n in range(6)]
    tg.sum(losses).backward(engine)
    assert [g.value[:10] for g in system.gradients] == [f"question {n}" for n in range(6)]
    assert engine.most == 6


PROGRAM = """
import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.engine.asking import until
engine = Scripted(lambda s, p: improved(p, "new") if "<IMPROVED_VARIABLE" in p else "words")
def var(text, **kw): return tg.Variable(text, role_description=text, **kw)
prompts = [var(f"prompt {n}") for n in range(3)]
answers = [tg.BlackboxLLM(engine, prompt)(var(f"question {n}")) for n, prompt in enumerate(prompts)]
loss = tg.TextLoss("judge", engine)(tg.aggregate(answers)) + tg.sum(answers)
loss.backward(engine)
tg.TGD(prompts, engine=engine, constraints=["b", "a"]).step()
print([[g.value for g in v.gradients] for v in (*prompts, *answers)])
print(sorted(engine.asked))
"""


def in_processes(program):
    """What a program prints, in two processes that hash texts differently."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return [
        subprocess.run(
            [sys.executable, "-c", program],
            env={**environment, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True, timeout=60, cwd=ROOT,
        ).stdout
        for seed in "12"
    ]  # fmt: skip


def test_the_same_words_are_said_in_the_same_order_in_every_process():
    one, other = in_processes(PROGRAM)
    assert one == other
    assert "question 2" in one


class Holding(Gate):
    """Never ends the criticism of a system prompt, while it holds."""

    hold = True

    async def complete(self, request, listener=None):
        prompt = request.prompt()
        if self.hold and "<ROLE-" in prompt and about(prompt) == "system prompt":
            self.asked.append(prompt)
            await asyncio.sleep(60)
        return await super().complete(request, listener)


@pytest.mark.parametrize("how", ["cancelled", "stopped"])
def test_an_interrupted_pass_can_be_run_again(how):
    engine, system = Holding(), variable("be brief", "system prompt")
    model, loss_fn = tg.BlackboxLLM(engine, system), tg.TextLoss("judge", engine)
    answers = [model(variable(f"question {n}", grad=False)) for n in range(3)]
    root = tg.sum([loss_fn(answer) for answer in answers])
    forward = len(engine.asked)

    async def half():
        task = asyncio.create_task(root.abackward(engine))
        await asyncio.to_thread(until, lambda: len(engine.asked) == forward + 6)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    if how == "cancelled":
        run(half())
    else:
        with tg.Run("stopped", review="accept") as going:
            when(going, CallStarted, lambda _: going.stop(), count=4)
            with pytest.raises(StoppedError):
                root.backward(engine)
    assert gradients(root, system, *answers) == [[]] * 5
    engine.hold = False
    root.backward(engine)
    assert gradients(system, *answers) == [["criticism"] * 3] + [["criticism"]] * 3


# the optimizer

LONG = " ".join(f"word{n}" for n in range(2000))


@pytest.mark.parametrize(
    "use",
    [
        lambda engine, long: LLMCall(engine)(long),
        lambda engine, long: LLMCall(engine, long)(variable("q", grad=False)),
        lambda engine, long: FormattedLLMCall(engine, "{x}!", ["x"])({"x": long}),
        lambda engine, long: StringBasedFunction(lambda x: 1, "checks")({"x": long}),
    ],
)
@pytest.mark.parametrize("said", ["", "feedback"])
def test_the_critic_is_shown_the_whole_variable(use, said):
    engine = Gate()
    output = use(engine, variable(LONG, "essay"))
    if said:
        output.gradients.add(said)
    output.backward(engine)
    assert re.search(rf"<VARIABLE-(\w+)>{LONG}</VARIABLE-\1>", engine.asked[-1])


def test_a_parameter_fixed_since_stays_and_costs_no_call():
    engine = Scripted(lambda system, prompt: improved(prompt, "new"))
    fixed, free = variable("old", "fixed"), variable("old", "free")
    optimizer = tg.TGD([fixed, free], engine=engine)
    fixed.requires_grad = False
    for one in (fixed, free):
        one.gradients.add("word")
    optimizer.step()
    assert (fixed.value, free.value, len(engine.asked)) == ("old", "new", 1)


def test_tags_of_ones_own_are_the_only_ones():
    def answer(system, prompt):
        assert "IMPROVED_VARIABLE" not in system + prompt
        tag = re.findall(r"<(MINE-\w+)>", prompt)[-1]
        return f"<{tag}>new</{tag}>" if len(engine.asked) > 1 else "no tags"  # repaired, too

    engine, answered = Scripted(answer), variable("old", "answer")
    answered.gradients.add("word")
    tg.TGD([answered], engine=engine, new_variable_tags=["<MINE>", "</MINE>"]).step()
    assert (answered.value, len(engine.asked)) == ("new", 2)


# engines


def test_a_cache_key_is_the_same_in_every_process():
    one, other = in_processes(
        "from tgwidget.engine.cache.entry import request_key\n"
        "from tgwidget.engine.direct.engine import DirectEngine\n"
        "from tgwidget.engine.base import Message, Request\n"
        "asked = Request((Message('user', ('hello',)),), {'temperature': 0, 'seed': 3})\n"
        "print(request_key(DirectEngine('m', 'http://localhost:1/v1'), asked))"
    )
    assert one == other
    assert len(one) > 20


def test_ones_own_engine_that_raises_is_asked_once():
    def broken(system, prompt):
        raise TypeError("a mistake")

    engine = Scripted(broken)
    with pytest.raises(EngineError, match="a mistake"):
        tg.BlackboxLLM(engine)(variable("question"))
    assert len(engine.asked) == 1


@pytest.mark.parametrize("name", ["gpt-4o", "http://localhost:1/v1#m", "anthropic/claude-x"])
def test_a_key_is_put_into_no_environment(name):
    before = dict(os.environ)
    engine = tg.get_engine(name, api_key="sk-planted-0123456789", cache=False)
    tg.set_backward_engine(engine)
    assert dict(os.environ) == before
    assert "planted" not in repr(engine) + repr(vars(engine))
