"""A user's function as an op: its criticism, its errors, its thread."""

import asyncio
import re
import threading
import time
import traceback

import pytest
from hypothesis import given, settings

import tgwidget as tg
from tests.ops_support import about, gradients, hostile, role_text, variable
from tests.run_support import attend, events, when
from tests.test_autograd import Gate
from tgwidget import runtime
from tgwidget.autograd import (
    LLMCall,
    StringBasedFunction,
)
from tgwidget.errors import InputTypeError, StoppedError, TgError
from tgwidget.events import Failed, Retry


def equal(prediction, truth):
    return int(prediction.value == truth.value)


def test_a_function_is_given_the_variables_by_name():
    exact = StringBasedFunction(equal, function_purpose="checks the prediction")
    inputs = {"prediction": variable("5"), "truth": variable("5", grad=False)}
    made = exact(inputs=inputs)
    assert made.value == "1"
    assert made.predecessors == tuple(inputs.values())
    assert "checks the prediction" in made.role_description
    assert exact(inputs=inputs, response_role_description="score").role_description == "score"


def test_criticism_of_a_function_shows_its_purpose_its_inputs_and_its_output():
    engine = Gate()
    prediction = variable("six", "the prediction")
    made = StringBasedFunction(equal, "checks the prediction")(
        {"prediction": prediction, "truth": variable("5", "the truth", grad=False)}
    )
    prediction.value = "written since"
    made.backward(engine)
    (prompt,) = engine.asked
    for text in ("checks the prediction", "prediction", "truth", "six", "5", "0", "the truth"):
        assert re.search(rf">{text}</[A-Z_]+-[0-9a-f]{{6}}>", prompt)
    assert "written since" not in prompt
    assert about(prompt) == "the prediction"
    assert "goal is that this evaluation" in prompt
    assert gradients(prediction) == [["criticism"]]
    assert "checks the prediction" in prediction.gradients[0].context


@settings(max_examples=40, deadline=None)
@given(hostile, hostile, role_text, hostile, hostile.filter(str.strip))
def test_every_text_of_a_function_reaches_the_critic_untouched(purpose, value, role, out, feedback):
    engine = Gate()
    x = tg.Variable(value, role_description=role)
    made = StringBasedFunction(lambda x: out, purpose)({"x": x}, "output")
    made.gradients.add(feedback)
    made.backward(engine)
    for text in (purpose, value, role, out, feedback):
        assert re.search(rf">{re.escape(text)}</[A-Z_]+-[0-9a-f]{{6}}>", engine.asked[-1])


def test_criticism_goes_through_a_function_to_what_was_before_it():
    engine = Gate(lambda prompt: "1 2 3" if "<ROLE-" not in prompt else f"for {about(prompt)}")
    system = variable("count", "system prompt")
    answer = LLMCall(engine, system)(variable("q", "question", grad=False), "answer")
    last = StringBasedFunction(lambda text: text.value.split()[-1], "takes the last word")
    last({"text": answer}).backward(engine)
    assert gradients(answer, system) == [["for answer"], ["for system prompt"]]
    assert re.search(r"<FEEDBACK-(\w+)>for answer</FEEDBACK-\1>", engine.asked[-1])


def broken(prediction):
    return {}[prediction.value]


def test_a_function_that_raises_is_named_with_its_inputs_and_its_traceback_kept():
    x = variable("no such key", "the model's prediction")
    with pytest.raises(
        TgError, match=r"the function broken on .*model's prediction.*KeyError"
    ) as e:
        StringBasedFunction(broken, "looks up")({"prediction": x})
    assert isinstance(e.value.__cause__, KeyError)
    frames = traceback.extract_tb(e.value.__cause__.__traceback__)
    assert frames[-1].name == "broken"
    assert frames[-1].filename == __file__
    assert gradients(x) == [[]]
    assert x.predecessors == ()


@pytest.mark.parametrize("error", [SystemExit(3), StopIteration(), KeyboardInterrupt()])
def test_a_function_cannot_end_the_loop(error):
    def leave(x):
        raise error

    with pytest.raises(TgError, match="the function leave"):
        StringBasedFunction(leave, "leaves")({"x": variable("x")})
    assert tg.sum([variable("alive")]).value == "alive"


@pytest.mark.parametrize("error", [SystemExit(3), StopIteration()])
def test_work_in_a_thread_cannot_end_the_loop(error):
    def leave():
        raise error

    with pytest.raises(TgError, match=f"worker ended with {type(error).__name__}") as e:
        runtime.run(runtime.in_thread(leave, "worker"))
    assert e.value.__cause__ is error


@pytest.mark.parametrize("result", [None, True, b"bytes", ["a"], variable("x")])
def test_a_function_returns_a_text_or_a_number(result):
    op = StringBasedFunction(lambda x: result, "returns something")
    with pytest.raises(InputTypeError, match=f"<lambda>.*returned a {type(result).__name__}"):
        op({"x": variable("x")})


def test_a_function_needs_variables_by_name():
    op = StringBasedFunction(equal, "checks")
    with pytest.raises(InputTypeError, match="for 'truth', not a str"):
        op({"prediction": variable("x"), "truth": "5"})
    with pytest.raises(InputTypeError, match="dict"):
        op([variable("x")])


def test_many_slow_functions_run_side_by_side_and_may_ask_models():
    engine = Gate()

    def slow(x):
        time.sleep(0.5)
        return tg.BlackboxLLM(engine)(x).value

    async def all_of_them():
        op = StringBasedFunction(slow, "is slow")
        return await asyncio.gather(*(op.acall({"x": variable(str(n))}) for n in range(64)))

    began = time.monotonic()
    assert len(asyncio.run(all_of_them())) == 64
    assert time.monotonic() - began < 16  # one after the other is 32 s


def test_the_loop_goes_on_while_a_function_works():
    released = threading.Event()
    op = StringBasedFunction(lambda x: str(released.wait(60)), "waits")
    waiting = threading.Thread(target=op, args=({"x": variable("x")},))
    waiting.start()
    assert tg.sum([variable("meanwhile")]).value == "meanwhile"
    released.set()
    waiting.join(60)
    assert not waiting.is_alive()


def test_a_function_that_fails_in_a_run_says_so_on_its_card_and_can_be_tried_again():
    tries = []

    def flaky(x):
        tries.append(x)
        if len(tries) == 1:
            raise ValueError("not yet")
        return "now"

    with tg.Run("flaky", review="ask") as run:
        attend(run)
        when(run, Failed, lambda failed: run.command(Retry("page", failed.failure)))
        made = StringBasedFunction(flaky, "is flaky")({"x": variable("x")})
    (failed,) = events(run, Failed)
    assert failed.node == made.id
    assert "flaky" in failed.message
    assert made.value == "now"


def test_a_stop_inside_a_function_is_a_stop_and_no_failure():
    def stopped(x):
        raise StoppedError("enough")

    with pytest.raises(StoppedError, match=r"^enough$"):
        StringBasedFunction(stopped, "stops")({"x": variable("x")})


def test_a_stopped_run_stops_inside_a_function_too():
    def stop(x):
        run.stop()
        time.sleep(0.1)
        return tg.sum([x]).value

    run = tg.Run("stopped", review="accept")
    with pytest.raises(StoppedError), run:
        StringBasedFunction(stop, "stops")({"x": variable("x")})
