"""The direct engine gets the right reply or the right error out of every server we have met."""

from __future__ import annotations

import logging
import socket
import traceback
from dataclasses import replace

import pytest

from tests.engine.asking import SECRET, SILENT, ask, leave_in_flight, patience, request
from tests.fake_openai import FakeServer
from tgwidget import errors, runtime
from tgwidget.content import Image
from tgwidget.engine.base import Delta, Message, Request, Retrying, Usage
from tgwidget.engine.direct import DirectEngine
from tgwidget.engine.direct.addresses import Address
from tgwidget.engine.direct.wire import Lines
from tgwidget.engine.failures import Place, refusal
from tgwidget.engine.keys import Key
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner


def engine(server: FakeServer, model: str) -> DirectEngine:
    return DirectEngine(model, server.url, Key(SECRET, "api_key"))


FAULTS = {
    "http401": (errors.AuthError, "api_key", 1),
    "http403": (errors.AuthError, "api_key", 1),
    "http404": (errors.EngineError, "does not know the model", 1),
    "moved": (errors.EngineError, "do not follow with a key", 1),
    "http429": (errors.RateLimitError, "slow down", 3),
    "http500": (errors.EngineError, "500", 3),
    "http503": (errors.EngineError, "503", 3),
    "context": (errors.ContextTooLongError, "shorten", 1),
    "html": (errors.BadReplyError, "web page", 1),
    "close": (errors.UnreachableError, "broke", 3),
    "hang": (errors.StalledError, "said nothing for 0.3 s", 3),
    "silence": (errors.StalledError, "said nothing for 0.3 s", 3),
    "stall": (errors.StalledError, "fell silent for 0.2 s", 3),
    "cut": (errors.UnreachableError, "broke", 3),
    "ends": (errors.BadReplyError, "cut off: it ended without a reason", 3),
    "unfinished": (errors.BadReplyError, "cut off", 3),
    "badjson": (errors.BadReplyError, "OpenAI protocol", 3),
    "error": (errors.EngineError, "upstream overloaded", 3),
    "errortext": (errors.EngineError, "the worker died", 3),
    "empty": (errors.BadReplyError, "cut off", 3),
    "null": (errors.BadReplyError, "empty", 3),
    "drop": (errors.EngineError, "500", 3),
    "drip": (errors.StalledError, "said nothing for 0.3 s", 3),
}


@pytest.mark.parametrize(
    "said",
    [
        "Invalid content type. image_url is only supported by certain models.",
        "gemma-3 is not a multimodal model",
        "image input is not supported - hint: you may need to provide the mmproj",
        "At most 0 image(s) may be provided in one request.",
        "messages[0]: unknown variant `image_url`, expected `text`",
        "No endpoints found that support image input",
        "this model doesn't support images",
    ],
)
def test_a_model_that_reads_no_images_is_told_from_a_bad_image(said: str) -> None:
    place = Place("http://localhost/v1", "m")
    seen = Request((Message("user", ("what?", Image(b"bytes", "image/png", 1, 1))),))
    refused = refusal(place, 400, said, request=seen)
    assert isinstance(refused, errors.UnsupportedError)
    assert refused.feature == "images"
    refused = refusal(place, 400, said, request=request("an image?"))
    assert type(refused) is errors.RequestRefusedError
    for broken in ("Invalid image data", "The image is larger than 20 MB", "Could not read image"):
        assert type(refusal(place, 400, broken, request=seen)) is errors.RequestRefusedError


def test_an_image_that_is_refused_is_a_typed_error(server: FakeServer, quick: Policy) -> None:
    asked = Request((Message("user", ("what?", Image(b"bytes", "image/png", 1, 1))),))
    with pytest.raises(errors.UnsupportedError, match="reads no images"):
        ask(engine(server, "fake,fault=noimages"), quick, asked=asked)
    assert ask(engine(server, "fake,fault=noimages"), quick).text
    assert server.stats().requests == 2


BROKEN_IN_MIDSTREAM = {"stall", "cut", "ends", "unfinished", "badjson", "error", "errortext"}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_that_stays_is_a_typed_error(server: FakeServer, quick: Policy, fault: str) -> None:
    kind, said, requests = FAULTS[fault]
    with pytest.raises(errors.TgError, match=said) as raised:
        ask(engine(server, f"fake,fault={fault}"), patience(quick, fault))
    assert type(raised.value) is kind
    assert raised.value.hint
    # After "drop" a kept connection may turn out to be dead before anything is asked.
    asked = server.stats().requests
    assert asked == requests or (fault in ("drop", *SILENT) and asked < requests)


@pytest.mark.parametrize("fault", [name for name, (_, _, n) in FAULTS.items() if n > 1])
def test_a_fault_that_passes_is_retried(server: FakeServer, quick: Policy, fault: str) -> None:
    heard: list[Delta | Retrying] = []
    asked = engine(server, f"fake,words=9,fault={fault},times=1")
    reply = ask(asked, patience(replace(quick, retries=20), fault), heard=heard)
    assert reply.text == "check the sum of every line before you answer "
    # After "drop" the kept connection may turn out to be dead as well, and on a machine that
    # stutters what comes after a silence may seem silent too.
    assert reply.attempts == 2 or (fault in ("drop", *SILENT) and reply.attempts > 2)
    retry, *_ = retries = [news for news in heard if isinstance(news, Retrying)]
    streamed = [news.text for news in heard[: heard.index(retry)] if isinstance(news, Delta)]
    assert retry.attempt == 1
    assert retry.discard == bool(streamed) == (fault in BROKEN_IN_MIDSTREAM)
    after = [news.text for news in heard[heard.index(retries[-1]) :] if isinstance(news, Delta)]
    assert "".join(after) == reply.text


@pytest.mark.parametrize(
    "quirk", ["nodone=1", "usage=finish", "comments=1", "whole=1", "same=1,words=250", "words=1"]
)
def test_a_habit_of_a_server_is_understood(server: FakeServer, quick: Policy, quirk: str) -> None:
    reply = ask(engine(server, f"fake,{quirk}"), quick)
    words = int(quirk.partition("words=")[2] or 20)
    assert len(reply.text.split()) == words
    assert reply.finish == "stop"
    assert reply.usage == Usage(10, words)
    assert server.stats().requests == 1


def test_uncounted_tokens_are_estimated_and_marked(server: FakeServer, quick: Policy) -> None:
    usage = ask(engine(server, "fake,usage=none"), quick).usage
    assert usage
    assert usage.estimated
    assert usage.completion > 0


def test_reasoning_is_kept_apart(server: FakeServer, quick: Policy) -> None:
    heard: list[Delta | Retrying] = []
    reply = ask(engine(server, "fake,words=1,think=2"), quick, heard=heard)
    assert (reply.reasoning, reply.text) == ("hmm hmm ", "check ")
    assert heard[0] == Delta("hmm ", "reasoning")


@pytest.mark.parametrize("finish", ["length", "content_filter"])
def test_how_a_reply_ended_is_told(server: FakeServer, quick: Policy, finish: str) -> None:
    assert ask(engine(server, f"fake,finish={finish}"), quick).finish == finish


def test_line_separators_inside_json_do_not_break_it(server: FakeServer, quick: Policy) -> None:
    assert "one\u2028two\x85three" in ask(engine(server, "fake,fault=noisy"), quick).text


def test_lines_are_whole_however_the_bytes_are_cut() -> None:
    lines = Lines()
    cut = [line for byte in b"data: a\r\ndata: b\n" for line in lines.feed(bytes([byte]))]
    assert cut == [b"data: a\r", b"data: b"]
    with pytest.raises(errors.BadReplyError, match="without an end"):
        lines.feed(b"x" * 5_000_000)


def test_parameters_and_pictures_reach_the_wire(server: FakeServer, quick: Policy) -> None:
    picture = Image(b"bytes", "image/png", 1, 1)
    asked = Request(
        (Message("system", ("be brief",)), Message("user", ("what is it?", picture))),
        {"temperature": 0.25, "stop": ["."], "seed": None},
    )
    ask(engine(server, "fake"), quick, asked=asked)
    (received,) = server.received()
    assert received.headers["authorization"] == f"Bearer {SECRET}"
    assert received.body["temperature"] == 0.25
    assert received.body["stop"] == ["."]
    assert "seed" not in received.body
    assert received.body["messages"][0] == {"role": "system", "content": "be brief"}
    assert received.body["messages"][1]["content"] == [
        {"type": "text", "text": "what is it?"},
        {"type": "image_url", "image_url": {"url": picture.data_uri()}},
    ]


def test_half_a_character_does_no_harm(server: FakeServer, quick: Policy) -> None:
    assert ask(engine(server, "fake"), quick, asked=request("\ud83d and \x00")).text


def test_a_connection_is_used_again(server: FakeServer, quick: Policy) -> None:
    runner = Runner(engine(server, "fake"), None, quick)
    for _ in range(3):
        runtime.run(runner.reply(request()))
    assert server.stats().connections == 1


def test_a_connection_that_the_server_dropped_is_no_failure(
    server: FakeServer, quick: Policy
) -> None:
    runner = Runner(engine(server, "fake,fault=drop,times=1"), None, quick)
    assert runtime.run(runner.reply(request())).text


def test_a_cancelled_call_closes_its_socket_at_once(server: FakeServer, quick: Policy) -> None:
    for model in ("fake,words=1000,pause=0.05", "fake,fault=hang"):
        runner = Runner(engine(server, model), None, Policy())
        runtime.run(leave_in_flight(runner, server, 8))
    assert server.stats().broken == 16


def test_no_server_says_so_at_once(quick: Policy) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        with pytest.raises(errors.UnreachableError, match="no server answers at") as raised:
            ask(DirectEngine("m", url), quick)
    assert "is it running" in raised.value.hint
    assert not raised.value.retryable


def test_loopback_never_goes_through_a_proxy(
    server: FakeServer, quick: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert ask(engine(server, "fake"), quick).text


@pytest.mark.parametrize(
    ("url", "near", "price"),
    [
        ("http://localhost:8000/v1", True, 0.0),
        ("http://127.0.0.1:1", True, 0.0),
        ("http://[::1]:8000/v1", True, 0.0),
        ("http://host.docker.internal:1234/v1", True, 0.0),
        # A company's gateway to a provider that charges has such an address as well.
        ("http://192.168.1.7/v1", True, None),
        ("http://10.0.0.5:4000/v1", True, None),
        ("http://172.16.9.9/v1", True, None),
        ("http://llm.svc.cluster.local/v1", True, None),
        ("http://gateway.internal/v1", True, None),
        ("http://vllm:8000/v1", True, None),
        ("https://api.openai.com/v1", False, 0.0125),
        ("http://8.8.8.8/v1", False, None),
        ("https://127.0.0.1.example.com/v1", False, None),
    ],
)
def test_near_is_told_from_far_and_only_this_machine_is_free(
    url: str, near: bool, price: float | None
) -> None:
    made = DirectEngine("gpt-4o", url)
    assert made.address.near is near
    assert made.provenance == ("local" if near else "live")
    assert made.price(Usage(1000, 1000)) == (price and pytest.approx(price))


def test_a_price_is_claimed_only_for_hosts_whose_prices_are_known() -> None:
    usage = Usage(1_000_000, 0)
    assert DirectEngine("gpt-4o", "https://api.openai.com/v1").price(usage) == pytest.approx(2.5)
    assert DirectEngine("gpt-4o", "https://models.example.com/v1").price(usage) is None


def test_an_address_shows_no_secret() -> None:
    address = Address.parse("https://example.com/v1?token=tok-123")
    assert "tok-123" not in repr(address) + address.shown
    assert address.url("/chat/completions").endswith("/v1/chat/completions?token=tok-123")
    assert Address.parse("http://localhost:8000").shown == "http://localhost:8000/v1"
    with pytest.raises(errors.InputError) as raised:
        DirectEngine("m", "http://me:hunter2@example.com/v1")
    assert "hunter2" not in str(raised.value)


@pytest.mark.parametrize("fault", ["http401", "http403", "hang", "cut", "badjson", "error"])
def test_the_key_appears_nowhere(
    server: FakeServer, quick: Policy, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    made = engine(server, f"fake,fault={fault}")
    with pytest.raises(errors.EngineError) as raised:
        ask(made, patience(quick, fault))
    assert server.received()[0].headers["authorization"].endswith(SECRET)
    if fault in ("hang", "cut"):
        # What was interrupted held the key, as objects that a debugger shows.
        assert raised.value.__context__ is None
    told = traceback.TracebackException.from_exception(raised.value, capture_locals=True)
    sinks = [repr(made), repr(vars(made)), str(raised.value), caplog.text, *told.format()]
    assert not [sink for sink in sinks if SECRET in sink]


@pytest.mark.parametrize("key", ["", "with space", "line\nbreak", "schlüssel"])
def test_a_key_that_no_header_can_carry_is_refused_unseen(key: str) -> None:
    with pytest.raises(errors.InputError, match="OPENAI_API_KEY") as raised:
        Key(key, "OPENAI_API_KEY")
    assert not key or key not in str(raised.value)


def test_a_server_that_counts_no_tokens_is_asked_without(server: FakeServer, quick: Policy) -> None:
    reply = ask(engine(server, "fake,fault=nousage"), quick)
    assert reply.text
    assert ["stream_options" in one.body for one in server.received()] == [True, False]
