import io

import pytest
from PIL import Image as Pillow

import tgwidget as tg
from tests.bench.nodes import calls, kilobytes
from tgwidget.errors import ImageError, InputError, InputTypeError
from tgwidget.variable import reaching, topological


def png(size=(8, 6), mode="RGB") -> bytes:
    out = io.BytesIO()
    Pillow.new(mode, size, "red" if mode == "RGB" else 0).save(out, "PNG")
    return out.getvalue()


def test_a_missing_role_is_a_type_error_that_says_what_to_write():
    with pytest.raises(TypeError, match="role_description"):
        tg.Variable("text")
    with pytest.raises(InputTypeError, match="role_description"):
        tg.Variable("text", role_description="  ")


@pytest.mark.parametrize("value", [None, True, ["a"], {"a": 1}, object()])
def test_a_value_of_a_wrong_type_names_the_role(value):
    with pytest.raises(InputTypeError, match="'my answer'"):
        tg.Variable(value, role_description="my answer")


@pytest.mark.parametrize(("value", "text"), [("a", "a"), (3, "3"), (2.5, "2.5"), ("", "")])
def test_texts_and_numbers_become_text(value, text):
    assert tg.Variable(value, role_description="x").value == text


def test_gradients_keep_their_order_and_take_a_persons_words(text):
    variable = text()
    for word in "dbca":
        variable.gradients.add(word)
    variable.gradients.add(tg.Variable("e", role_description="feedback"))
    assert [g.value for g in variable.gradients] == list("dbcae")
    assert variable.get_gradient_text() == "d\nb\nc\na\ne"
    assert all(g.author == "human" for g in variable.gradients)
    variable.reset_gradients()
    assert len(variable.gradients) == 0


def test_image_bytes_are_checked_reencoded_and_shown():
    variable = tg.Variable(png((300, 200)), role_description="photo")
    picture = variable.value.picture()
    assert (picture.width, picture.height) == (300, 200)
    assert variable.text == "[image 300 × 200]"
    assert variable.value.mime == "image/png"


def test_image_path(tmp_path):
    (tmp_path / "a.png").write_bytes(png())
    assert tg.Variable(image_path=str(tmp_path / "a.png"), role_description="p").value.width == 8
    with pytest.raises(ImageError, match=r"missing\.png"):
        tg.Variable(image_path=str(tmp_path / "missing.png"), role_description="p")
    with pytest.raises(InputError, match="both"):
        tg.Variable("x", image_path=str(tmp_path / "a.png"), role_description="p")


def test_repr_is_fixed_and_short_value_cuts_in_the_middle(text):
    assert repr(text("hi", "greeting")) == "Variable(value='hi', role='greeting')"
    words = text(" ".join(str(n) for n in range(50)))
    assert words.get_short_value(2) == "0 1 (...) 48 49"
    assert text("short").get_short_value(2) == "short"


def test_topological_order_of_a_long_chain_needs_no_recursion(text):
    last = text("0")
    for n in range(1, 10_001):
        last = text(str(n), predecessors=[last])
    order = topological(last)
    assert [v.value for v in order] == [str(n) for n in range(10_001)]


def test_only_ways_to_a_parameter_are_wanted(text):
    prompt = text("prompt")
    question = text("q", requires_grad=False)
    side = text("side", predecessors=[question])
    answer = text("a", predecessors=[prompt, question])
    root = text("loss", predecessors=[side, answer])
    wanted = reaching(topological(root))
    assert wanted == {prompt.id, answer.id, root.id}


def test_without_parameters_everything_that_requires_a_gradient_is_wanted(text):
    question = text("q", requires_grad=False)
    answer = text("a", predecessors=[question])
    root = text("loss", predecessors=[answer])
    assert reaching(topological(root)) == {answer.id, root.id}


def test_a_node_takes_little_beyond_its_text():
    assert kilobytes(calls, 1000, run=True) < 3
    assert kilobytes(calls, 1000, run=False) < 1
