"""Texts and images together."""

import io

import pytest
from PIL import Image as Pillow

import tgwidget as tg
from tests.conftest import Scripted
from tests.ops_support import gradients, picture, variable
from tests.test_autograd import Gate
from tgwidget.autograd import (
    FormattedLLMCall,
    LLMCall,
    MultimodalLLMCall,
    OrderedFieldsMultimodalLLMCall,
    functional,
)
from tgwidget.errors import InputError, InputTypeError


def test_texts_and_images_travel_in_order():
    engine = Scripted(lambda system, prompt: "a red thing")
    image, question = picture(), variable("What is it?", "question", grad=False)
    system = variable("look well", "system prompt")
    made = MultimodalLLMCall(engine, system)([image, question])
    ((said, parts),) = engine.asked
    assert said == "look well"
    assert [type(part) for part in parts] == [bytes, str]
    assert parts[1] == "What is it?"
    assert made.predecessors == (system, image, question)


def test_the_critic_sees_the_images_and_images_want_no_criticism():
    engine = Scripted(lambda system, prompt: "said")
    image, question = picture(), variable("What is it?", "question")
    MultimodalLLMCall(engine)([image, question]).backward(engine)
    (_, (text, shown)) = engine.asked[1]
    assert Pillow.open(io.BytesIO(shown)).size == (8, 6)
    assert "[image 8 × 6]" in text
    assert gradients(image, question) == [[], ["said"]]
    assert len(engine.asked) == 2


def test_an_image_that_wants_criticism_is_an_error_where_it_is_asked_for():
    engine, question = Gate(), variable("What is it?", "question")
    made = MultimodalLLMCall(engine)([picture(role="my photo", grad=True), question])
    with pytest.raises(InputError, match="'my photo' is an image"):
        made.backward(engine)
    assert len(engine.asked) == 1
    assert gradients(question) == [[]]


def test_ordered_fields_are_shown_in_their_order_with_their_names():
    engine = Scripted(lambda system, prompt: "said")
    call = OrderedFieldsMultimodalLLMCall(engine, ["Question", "Image", "Answer"])
    answer, question = variable("an {ant}", "answer"), variable("What is it?", "question")
    made = call(inputs={"Answer": answer, "Image": picture(), "Question": question})
    made.backward(engine)
    parts = engine.asked[0][1]
    assert [p for p in parts if isinstance(p, str)] == [
        "Question: What is it?", "Image:", "Answer: an {ant}",
    ]  # fmt: skip
    assert isinstance(parts[2], bytes)
    assert gradients(answer, question) == [["said"], ["said"]]
    with pytest.raises(InputError, match="'Answer' is missing, 'Reply' is unknown"):
        call({"Question": question, "Image": picture(), "Reply": answer})


@pytest.mark.parametrize(
    "use",
    [
        lambda image: FormattedLLMCall("simulated", "{x}", ["x"])({"x": image}),
        lambda image: LLMCall("simulated", image),
        lambda image: tg.sum([image]),
        lambda image: functional.aggregate([image]),
    ],
)
def test_an_image_where_a_text_is_needed_is_a_clear_error(use):
    with pytest.raises(InputTypeError, match="'the picture' is an image"):
        use(picture())


@pytest.mark.parametrize("inputs", [variable("a"), "a text", {"a": 1}, ["a text"]])
def test_what_is_no_list_of_variables_is_a_clear_error(inputs):
    with pytest.raises(InputTypeError, match="MultimodalLLMCall needs"):
        MultimodalLLMCall("simulated")(inputs)
    with pytest.raises(InputTypeError):
        LLMCall("simulated")([variable("a"), picture()])


def test_a_call_without_inputs_is_an_error():
    with pytest.raises(InputError, match="MultimodalLLMCall of no variables"):
        MultimodalLLMCall("simulated")([])
