"""What a user holds: an engine to call, or a class to write one's own."""

from __future__ import annotations

import asyncio
import io
import threading

import pytest
from PIL import Image as Pillow

from tests.fake_openai import FakeServer
from tgwidget import errors, runtime
from tgwidget.content import Image, load_image
from tgwidget.engine.base import Delta, Message, Request, Retrying
from tgwidget.engine.lm import EngineLM
from tgwidget.engine.names import get_engine


class Shouting(EngineLM):
    def __init__(self) -> None:
        self.asked: list[object] = []

    def generate(self, prompt: object, system_prompt: str | None = None, **kw: object) -> str:
        self.asked.append((prompt, system_prompt, kw, threading.current_thread().name))
        if isinstance(prompt, str) and prompt.startswith("raise"):
            raise {"raise stop": StopIteration, "raise key": KeyError}[prompt]("!")
        if isinstance(prompt, str) and prompt.startswith("return"):
            return {"return none": None, "return empty": " ", "return 7": 7}[prompt]
        return str(prompt).upper()


def picture() -> bytes:
    out = io.BytesIO()
    Pillow.new("RGB", (3, 2)).save(out, "PNG")
    return out.getvalue()


def asked(*parts: str | Image, **params: object) -> Request:
    return Request((Message("system", ("be loud",)), Message("user", parts)), params)


def test_a_class_with_generate_is_an_engine() -> None:
    engine = Shouting()
    heard: list[Delta | Retrying] = []
    reply = runtime.run(engine.complete(asked("hello", seed=1, stop=None), heard.append))
    assert reply.text == "HELLO"
    assert heard == [Delta("HELLO")]
    assert (reply.usage, reply.cost, reply.provenance) == (None, None, "live")
    (prompt, system, params, thread) = engine.asked[0]
    assert (prompt, system, params) == ("hello", "be loud", {"seed": 1})
    assert thread != "tgwidget"
    assert engine("hi") == "HI"
    assert (engine.name, engine.model_string) == ("Shouting", "Shouting")


def test_engines_of_ones_own_work_side_by_side_and_may_ask_others(server: FakeServer) -> None:
    other = get_engine(f"{server.url}#fake,latency=0.05,words=1")
    barrier = threading.Barrier(16)

    class Asking(EngineLM):
        def generate(self, prompt: object, system_prompt: str | None = None, **kw: object) -> str:
            barrier.wait(60)
            return other.generate(str(prompt)) + str(prompt)

    engine = Asking()

    async def many() -> list[str]:
        calls = (engine.complete(asked(str(i))) for i in range(16))
        return [reply.text for reply in await asyncio.gather(*calls)]

    assert runtime.run(many()) == [f"check {i}" for i in range(16)]


def test_pictures_reach_generate_as_bytes() -> None:
    engine = Shouting()
    image = load_image(picture())
    runtime.run(engine.complete(asked("what?", image)))
    assert engine.asked[0][0] == ["what?", image.data]


@pytest.mark.parametrize("failure", ["raise stop", "raise key"])
def test_a_failing_generate_is_named(failure: str) -> None:
    with pytest.raises(errors.EngineError, match="the engine Shouting failed"):
        runtime.run(Shouting().complete(asked(failure)))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("return none", "Shouting returned nothing, not a text"),
        ("return 7", "Shouting returned int, not a text"),
        ("return empty", "the reply of Shouting is empty"),
    ],
)
def test_a_generate_that_returns_no_text_is_named(wrong: str, said: str) -> None:
    with pytest.raises(errors.BadReplyError, match=said):
        runtime.run(Shouting().complete(asked(wrong)))


def test_the_message_of_a_failing_generate_shows_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "planted-word")

    def answer(prompt: str) -> str:
        raise RuntimeError("the key planted-word is wrong")

    with pytest.raises(errors.EngineError) as raised:
        runtime.run(get_engine(answer).complete(asked("hello")))
    assert "planted" not in str(raised.value)


def test_an_engine_without_generate_cannot_be_made() -> None:
    class Mute(EngineLM):
        pass

    with pytest.raises(TypeError, match="generate"):
        Mute()


def test_a_model_answers_a_text_and_a_list(server: FakeServer) -> None:
    engine = get_engine(f"{server.url}#fake,words=2", cache=False)
    assert engine("hello") == engine.generate(["look:", picture()]) == "check the "
    said, shown = server.received()[1].body["messages"][0]["content"]
    assert said == {"type": "text", "text": "look:"}
    assert shown["image_url"]["url"].startswith("data:image/png;base64,")


@pytest.mark.parametrize("prompt", [7, None, ["text", 7], {"a": 1}])
def test_a_prompt_of_another_type_is_refused(prompt: object) -> None:
    with pytest.raises(errors.InputTypeError, match="str"):
        get_engine("http://localhost:1/v1#m").generate(prompt)


def test_bytes_that_are_no_picture_are_refused() -> None:
    with pytest.raises(errors.ImageError):
        get_engine("http://localhost:1/v1#m").generate(b"not a picture")


class Reading(EngineLM):
    """Declares that it reads texts."""

    def generate(self, prompt: str, system_prompt: str | None = None, **kw: object) -> str:
        return prompt.upper()


class Looking(Reading):
    is_multimodal = True

    def generate(self, prompt: str, system_prompt: str | None = None, **kw: object) -> str:
        return "a picture" if isinstance(prompt, list) else prompt


def test_an_engine_that_declares_texts_is_given_no_image() -> None:
    with pytest.raises(errors.UnsupportedError, match="Reading reads no images") as raised:
        runtime.run(Reading().complete(asked("what?", load_image(picture()))))
    assert raised.value.feature == "images"
    assert runtime.run(Reading().complete(asked("hello"))).text == "HELLO"
    assert runtime.run(Looking().complete(asked("?", load_image(picture())))).text == "a picture"


def test_an_engine_that_fails_on_an_image_says_what_it_was_given() -> None:
    class Careless(EngineLM):
        def generate(self, prompt, system_prompt=None, **kw):
            return prompt.upper()

    with pytest.raises(errors.EngineError, match="Careless failed: AttributeError") as raised:
        runtime.run(Careless().complete(asked("what?", load_image(picture()))))
    assert "Careless.is_multimodal = False" in raised.value.hint


@pytest.mark.parametrize(
    "name", ["http://localhost:8000/v1#gpt-4o", "simulated", "openai/not-in-the-table"]
)
def test_an_unknown_context_is_unknown(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    assert get_engine(name).context is None
    assert Shouting().context is None


def test_a_known_context_is_that_of_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    assert get_engine("gpt-4o").context == 128_000
    assert get_engine("anthropic/claude-sonnet-4-5", api_key="none").context == 200_000


def test_what_calls_an_engine_is_its_call() -> None:
    class Calling(EngineLM):
        def generate(self, prompt: object, system_prompt: str | None = None, **kw: object) -> str:
            raise AssertionError("textgrad's ops call the engine itself")

        def __call__(self, prompt: object, **kw: object) -> str:
            return f"{prompt} {kw}"

    reply = runtime.run(Calling().complete(asked("hello", seed=1)))
    assert reply.text == "hello {'system_prompt': 'be loud', 'seed': 1}"
