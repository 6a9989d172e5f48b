"""Parameters reach the wire and the cache's key; what a model refuses is left out, aloud."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import pytest

import tgwidget as tg
from tests.engine.asking import SECRET, ask, request
from tests.fake_openai import FakeServer
from tests.run_support import events
from tgwidget import errors
from tgwidget.engine.base import Engine
from tgwidget.engine.cache.entry import request_key
from tgwidget.engine.direct import DirectEngine
from tgwidget.engine.failures import Place, refusal
from tgwidget.engine.litellm import LiteLLMAdapter, library
from tgwidget.engine.policy import Policy
from tgwidget.events import Notice

# litellm's own use of pydantic is deprecated; that is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

Make = Callable[[FakeServer, str], Engine]
EVERY = {
    "temperature": 0.25, "max_tokens": 9, "top_p": 0.5, "seed": 7, "stop": ["\n"],
    "presence_penalty": 0.1, "top_k": 40, "chat_template_kwargs": {"thinking": False},
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """litellm's import and first call take seconds; no deadline of a test should see them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library.load("any")
        with FakeServer() as server:
            options = {"api_base": server.url, "api_key": SECRET}
            ask(LiteLLMAdapter("openai/fake", options), Policy(retries=0), asked=request(seed=1))


@pytest.fixture(params=["direct", "litellm"])
def make(request: pytest.FixtureRequest) -> Make:
    def direct(server: FakeServer, model: str) -> Engine:
        return DirectEngine(model, server.url)

    def through_litellm(server: FakeServer, model: str) -> Engine:
        options = {"api_base": server.url, "api_key": SECRET}
        return LiteLLMAdapter(f"openai/{model}", options)

    return direct if request.param == "direct" else through_litellm


def test_every_parameter_reaches_the_wire(server: FakeServer, make: Make) -> None:
    ask(make(server, "fake"), Policy(retries=0), asked=request(**EVERY, logit_bias=None))
    (sent,) = server.received()
    assert {name: sent.body.get(name) for name in EVERY} == EVERY
    assert "logit_bias" not in sent.body


def test_reasoning_effort_reaches_the_wire(server: FakeServer) -> None:
    thinks = LiteLLMAdapter("openai/o3-mini", {"api_base": server.url, "api_key": SECRET})
    for engine in (DirectEngine("fake", server.url), thinks):
        ask(engine, Policy(retries=0), asked=request(reasoning_effort="low"))
    assert [one.body["reasoning_effort"] for one in server.received()] == ["low", "low"]


@pytest.mark.parametrize("name", EVERY)
def test_every_parameter_is_in_the_caches_key(name: str) -> None:
    engine = DirectEngine("m", "http://localhost:1/v1")
    keys = {request_key(engine, one) for one in (request(), request(**{name: EVERY[name]}))}
    assert len(keys) == 2
    assert request_key(engine, request(**{name: None})) in keys


def test_what_is_refused_is_left_out_with_one_warning(server: FakeServer, make: Make) -> None:
    model = "fake,refuses=temperature+seed,words=1"
    asked = request(temperature=0, seed=1, top_p=0.5)

    def twice() -> list[str]:  # a new engine each time, the same model
        return [ask(make(server, model), Policy(retries=0), asked=asked).text for _ in range(2)]

    with pytest.warns(UserWarning, match="does not take") as warned:
        assert twice() == ["check "] * 2
    said = [str(one.message) for one in warned if one.category is UserWarning]
    assert ["take temperature," in one for one in said] == [True, False]
    assert ["take seed," in one for one in said] == [False, True]
    assert server.stats().requests == 4
    last = server.received()[-1].body
    assert "temperature" not in last
    assert "seed" not in last
    assert last["top_p"] == 0.5


def test_a_run_says_what_is_left_out(server: FakeServer) -> None:
    engine = tg.get_engine(f"{server.url}#fake,refuses=temperature", temperature=0)
    question = tg.Variable("why?", role_description="question", requires_grad=False)
    with pytest.warns(UserWarning, match="temperature"), tg.Run("r", review="accept") as run:
        tg.BlackboxLLM(engine)(question)
    (notice,) = events(run, Notice)
    assert "does not take temperature" in notice.message


def test_a_parameter_goes_under_the_name_that_the_server_wants(
    server: FakeServer, make: Make
) -> None:
    for _ in range(2):
        model = "fake,refuses=max_tokens"
        ask(make(server, model), Policy(retries=0), asked=request(max_tokens=9))
    sent = [one.body for one in server.received()]
    assert [body.get("max_tokens") for body in sent] == [9, None, None]
    assert [body.get("max_completion_tokens") for body in sent] == [None, 9, 9]


def test_what_is_refused_under_both_names_is_left_out(server: FakeServer) -> None:
    engine = DirectEngine("fake,refuses=max_tokens+max_completion_tokens", server.url)
    with pytest.warns(UserWarning, match="does not take max_tokens"):
        ask(engine, Policy(retries=0), asked=request(max_tokens=9))
    assert server.stats().requests == 3


def test_what_litellm_itself_refuses_is_left_out(server: FakeServer) -> None:
    engine = LiteLLMAdapter("openai/o1", {"api_base": server.url, "api_key": SECRET})
    with pytest.warns(UserWarning, match="temperature"):
        ask(engine, Policy(retries=0), asked=request(temperature=0.5, seed=3))
    (sent,) = server.received()
    assert "temperature" not in sent.body
    assert sent.body["seed"] == 3


REFUSALS = [
    ("temperature", "Unsupported value: 'temperature' does not support 0 with this model. Only "
     "the default (1) value is supported. (unsupported_value)"),
    ("seed", "property 'seed' is unsupported"),
    ("seed", "[{'type': 'extra_forbidden', 'loc': ('body', 'seed'), 'msg': 'Extra inputs are not "
     "permitted'}]"),
    ("foo", "Unrecognized request argument supplied: foo"),
    ("seed", 'Invalid JSON payload received. Unknown name "seed": Cannot find field.'),
    ("presence_penalty", "Argument not supported on this model: presencePenalty"),
    ("foo", "Unexpected keys in the request: {'foo'}"),
    ("temperature", "`temperature` is deprecated for this model."),
    ("top_p", "`top_p` and `top_k` cannot both be specified for this model."),
    ("foo", "openai does not support parameters: ['foo'], for model=m"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "said"), REFUSALS)
def test_every_servers_words_for_it_are_understood(name: str, said: str) -> None:
    refused = refusal(Place("server", "m"), 400, said, request=request(**{name: 1, "other": 2}))
    assert isinstance(refused, errors.UnsupportedError)
    assert refused.feature == name


@pytest.mark.parametrize(
    "said",
    [
        "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 5.",
        "temperature must be between 0 and 2",
        "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
        "unknown model",
    ],
)
def test_a_wrong_value_is_an_error_and_not_left_out(said: str) -> None:
    refused = refusal(Place("server", "m"), 400, said, request=request(temperature=5, user="me"))
    assert type(refused) is errors.RequestRefusedError
