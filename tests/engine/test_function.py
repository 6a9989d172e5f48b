"""A function is an engine, whatever it calls its arguments."""

from __future__ import annotations

import pytest

from tgwidget import errors, runtime
from tgwidget.content import Image
from tgwidget.engine.base import Message, Request
from tgwidget.engine.names import get_engine


class Duck:
    model_string = "duck-1"

    def __call__(self, prompt, system_prompt=None):
        return f"{system_prompt}|{prompt}"


def by_name(prompt: str, *, system_prompt: str | None = None) -> str:
    return f"{system_prompt}|{prompt}"


def by_keywords(prompt: str, **kwargs: str) -> str:
    return f"{kwargs['system_prompt']}|{prompt}"


def by_place(prompt: str, how: str) -> str:
    return f"{how}|{prompt}"


def without(prompt: str, temperature: float = 0.5) -> str:
    return prompt.replace("\n\n", "|") if temperature == 0.5 else "the system prompt went astray"


@pytest.mark.parametrize("function", [by_name, by_keywords, by_place, without, Duck()])
def test_a_function_hears_the_prompt_and_how_to_answer(function: object) -> None:
    engine = get_engine(function)
    asked = Request((Message("system", ("be brief",)), Message("user", ("hello",))))
    assert runtime.run(engine.complete(asked)).text == "be brief|hello"
    assert engine("hello", system_prompt="be brief") == "be brief|hello"


def test_it_goes_by_its_own_name() -> None:
    assert get_engine(by_name).name == "by_name"
    assert (get_engine(Duck()).name, get_engine(Duck()).model_string) == ("Duck", "duck-1")
    assert get_engine(str.upper)("hello") == "HELLO"


def test_what_it_raises_is_said_with_its_name() -> None:
    def broken(prompt: str) -> str:
        raise KeyError(prompt)

    with pytest.raises(errors.EngineError, match="the engine broken failed: KeyError"):
        runtime.run(get_engine(broken).complete(Request((Message("user", ("x",)),))))


def test_one_that_declares_a_text_is_given_no_image() -> None:
    request = Request((Message("user", ("what?", Image(b"bytes", "image/png", 1, 1))),))
    with pytest.raises(errors.UnsupportedError, match="by_place reads no images"):
        runtime.run(get_engine(by_place).complete(request))
    reply = runtime.run(get_engine(lambda prompt: f"{len(prompt)} parts").complete(request))
    assert reply.text == "2 parts"
