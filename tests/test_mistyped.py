"""What users write wrong in their first program: each error names it and says what to write."""

import pytest

import tgwidget as tg
from tgwidget.errors import EngineError, InputError, TgError


def text(role="answer"):
    return tg.Variable("It takes 1.2 hours.", role_description=role)


MISTYPED = {
    "no role": (lambda: tg.Variable("text"), "role_description"),
    "nothing as a value": (lambda: tg.Variable(None, role_description="my answer"), "'my answer'"),
    "bytes of no picture": (lambda: tg.Variable(b"x", role_description="my photo"), "'my photo'"),
    "a picture's wrong path": (
        lambda: tg.Variable(image_path="missing.png", role_description="my photo"),
        "'my photo'.*missing",
    ),
    "a gradient wanted in words": (
        lambda: tg.Variable("text", role_description="mine", requires_grad="no"),
        "requires_grad='no' of the variable 'mine'",
    ),
    "one parameter, no list": (lambda: tg.TGD(text()), "list of parameters"),
    "a text as parameters": (lambda: tg.TGD(parameters="answer"), "list of parameters"),
    "no parameters": (lambda: tg.TGD(parameters=[]), "parameters"),
    "a text to a model": (
        lambda: tg.BlackboxLLM("simulated")("2?"),
        "BlackboxLLM needs a Variable",
    ),
    "a text to a loss": (lambda: tg.TextLoss("Be critical.", "simulated")("2"), "TextLoss needs"),
    "no engine of a loss": (lambda: tg.TextLoss("Be critical.")(text()), "TextLoss has no engine"),
    "an engine's name": (lambda: tg.BlackboxLLM("simulatd")(text()), "mean 'simulated'"),
    "a number as an engine": (lambda: tg.BlackboxLLM(3)(text()), "engine was given as int"),
    "no name of a run": (lambda: tg.Run(None), "a run needs a name"),
    "a policy's name": (lambda: tg.Run("shirts", review="acept"), "review='acept'"),
    "backward of a question": (
        lambda: tg.Variable("2?", role_description="my question", requires_grad=False).backward(),
        "'my question'",
    ),
}


@pytest.mark.parametrize("what", MISTYPED)
def test_what_is_mistyped_is_named_and_the_next_thing_to_do_is_said(what):
    write, named = MISTYPED[what]
    with pytest.raises(TgError, match=named) as caught:
        write()
    assert isinstance(caught.value, InputError | EngineError)
    assert caught.value.hint
    assert "_" not in caught.value.message.replace("role_description", "").replace("_grad", "")


@pytest.mark.parametrize(
    ("typed", "meant"), [("BlackBoxLLM", "BlackboxLLM"), ("Textloss", "TextLoss")]
)
def test_a_public_name_that_is_mistyped_is_guessed(typed, meant):
    with pytest.raises(AttributeError, match=f"Did you mean '{meant}'"):
        getattr(tg, typed)


def test_a_private_name_that_is_missing_is_only_missing():
    with pytest.raises(AttributeError) as caught:
        tg._ipython_display_  # noqa: B018 - asked for, as IPython does
    assert "mean" not in str(caught.value)
