"""Both adapters against servers that others wrote: what each does on the wire, coped with.

The weights are random, so the words are gibberish; greedy, so they are the same each time.
"""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
import warnings
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

import tgwidget as tg
from tests.peers.environments import MODEL, TRANSFORMERS
from tests.peers.servers import DIRECT, PEERS, Peer, Running, running
from tests.run_support import events
from tgwidget import errors, runtime
from tgwidget.engine.base import Delta, Engine, Listener, Message, Reply, Request, Retrying, Usage
from tgwidget.engine.direct import DirectEngine
from tgwidget.engine.litellm import LiteLLMAdapter
from tgwidget.engine.lm import ModelEngine
from tgwidget.engine.policy import Policy
from tgwidget.engine.runner import Runner
from tgwidget.events import CallStarted, StepCommitted

# litellm's own use of pydantic is deprecated; that is not ours to mend.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

ADAPTERS = ("direct", "litellm")
ONCE = Policy(retries=0, first_token=60, between_tokens=30)


@pytest.fixture(
    scope="module",
    params=[pytest.param(peer, marks=pytest.mark.xdist_group(peer.name)) for peer in PEERS],
    ids=lambda peer: peer.name,
)
def server(request: pytest.FixtureRequest) -> Iterator[Running]:
    peer: Peer = request.param
    if not peer.environment.ready:
        name = peer.environment.name
        pytest.skip(f"{peer.name} is absent: python -m tests.peers.environments {name} makes it")
    with running(peer) as one:
        yield one


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    """The first call of litellm imports packages that warn."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def engine(adapter: str, server: Running) -> Engine:
    if adapter == "direct":
        return DirectEngine(MODEL, server.url)
    return LiteLLMAdapter(f"openai/{MODEL}", {"api_base": server.url, "api_key": "none-needed"})


def request(tokens: int, text: str = "Hello, how are you?") -> Request:
    return Request((Message("user", (text,)),), {"temperature": 0, "max_tokens": tokens})


def ask(
    engine: Engine, asked: Request, policy: Policy = ONCE, listener: Listener | None = None
) -> Reply:
    return runtime.run(Runner(engine, None, policy).reply(asked, listener))


def post(server: Running, **more: Any) -> str:
    said = {"role": "user", "content": "Hello, how are you?"}
    body = {"model": MODEL, "messages": [said], "temperature": 0, "max_tokens": 8, **more}
    told = {"content-type": "application/json"}
    asked = urllib.request.Request(
        f"{server.url}/chat/completions", json.dumps(body).encode(), told
    )
    with DIRECT.open(asked, timeout=60) as answer:
        return answer.read().decode()


def test_the_wire_is_as_we_know_it(server: Running) -> None:
    """If this fails the server has changed its habits; the other tests say what of it matters."""
    lines = post(server, stream=True, stream_options={"include_usage": True}).splitlines()
    chunks = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
    assert ("data: [DONE]" in lines) == server.peer.done
    counted = [chunk for chunk in chunks if chunk.get("usage")]
    assert bool(counted) == server.peer.usage
    assert all(chunk["choices"][0]["finish_reason"] == "length" for chunk in counted)


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_stream_says_what_a_plain_reply_says(server: Running, adapter: str) -> None:
    plain = json.loads(post(server))
    heard: list[Delta | Retrying] = []
    reply = ask(engine(adapter, server), request(8), listener=heard.append)
    assert reply.text == plain["choices"][0]["message"]["content"]
    assert "".join(piece.text for piece in heard if isinstance(piece, Delta)) == reply.text
    assert (reply.finish, reply.attempts, reply.cost) == ("length", 1, 0.0)
    assert reply.provenance == "local"
    assert reply.usage
    if server.peer.usage:
        told = plain["usage"]
        assert reply.usage == Usage(told["prompt_tokens"], told["completion_tokens"])
    else:
        assert reply.usage.estimated


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_two_at_once_are_whole_or_one_is_a_typed_error(server: Running, adapter: str) -> None:
    runner = Runner(engine(adapter, server), None, ONCE)
    order: list[int] = []

    async def both() -> list[Reply | BaseException]:
        return await asyncio.gather(
            *(runner.reply(request(200), lambda _, i=i: order.append(i)) for i in (1, 2)),
            return_exceptions=True,
        )

    replies = runtime.run(both())
    whole = [one for one in replies if isinstance(one, Reply)]
    assert {one.finish for one in whole} == {"length"}
    if server.peer.cuts:
        # It ends the first one with [DONE] and no reason, or breaks the connection: never a stop.
        (cut,) = [one for one in replies if not isinstance(one, Reply)]
        assert isinstance(cut, errors.BadReplyError | errors.UnreachableError)
        assert cut.retryable
    else:
        assert whole[0].text == whole[1].text
        switches = sum(one != other for one, other in pairwise(order))
        assert (switches > 20) == server.peer.together


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_reply_that_is_left_stops_the_server(server: Running, adapter: str) -> None:
    runner = Runner(engine(adapter, server), None, ONCE)

    async def leave() -> None:
        heard = asyncio.Event()
        task = asyncio.create_task(runner.reply(request(7000), lambda _: heard.set()))
        await asyncio.wait_for(heard.wait(), 60)
        task.cancel()
        await asyncio.wait((task,))

    runtime.run(leave())
    idle = 1.0
    for _ in range(20):
        before = server.cpu()
        time.sleep(0.25)
        idle = server.cpu() - before
        if idle < 0.1:
            break
    assert idle < 0.1


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_an_error_as_a_bare_text_inside_the_stream(server: Running, adapter: str) -> None:
    if server.peer.name != "transformers":
        pytest.skip(f"{server.peer.name} was not seen to send one")
    with pytest.raises(errors.EngineError) as raised:
        ask(engine(adapter, server), request(0))
    assert type(raised.value) is errors.EngineError
    assert "500" in str(raised.value)


def test_the_next_request_after_a_500_is_answered(server: Running) -> None:
    if server.peer.environment is not TRANSFORMERS:
        pytest.skip(f"{server.peer.name} does not fail on a request without messages")
    direct = engine("direct", server)
    policy = replace(ONCE, retries=2, wait=0.05)
    with pytest.raises(errors.EngineError):
        ask(direct, Request((), {"max_tokens": 8}))
    assert ask(direct, request(8), policy).text


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_a_role_and_then_silence_is_silence(server: Running, adapter: str) -> None:
    if server.peer.together or server.peer.cuts:
        pytest.skip(f"{server.peer.name} does not keep a second request waiting")
    made = engine(adapter, server)

    async def second_waits() -> None:
        heard = asyncio.Event()
        first = asyncio.create_task(
            Runner(made, None, ONCE).reply(request(7000), lambda _: heard.set())
        )
        await asyncio.wait_for(heard.wait(), 60)
        impatient = Runner(made, None, replace(ONCE, first_token=0.5))
        try:
            with pytest.raises(errors.StalledError, match="said nothing for"):
                await impatient.reply(request(8))
        finally:
            first.cancel()
            await asyncio.wait((first,))

    runtime.run(second_waits())


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_gibberish_leads_to_one_repair_and_then_to_a_clear_error(
    server: Running, adapter: str
) -> None:
    who = ModelEngine(
        Runner(engine(adapter, server), None, replace(ONCE, concurrency=1)),
        {"max_tokens": 24, "temperature": 0},
    )
    question = tg.Variable(
        "If it takes 1 hour to dry 25 shirts under the sun, how long will it take to dry 30?",
        role_description="question to the LLM",
        requires_grad=False,
    )
    run = tg.Run("shirts", review="accept")
    with pytest.raises(errors.ParseError) as raised, run:
        answer = tg.BlackboxLLM(who)(question)
        answer.set_role_description("concise and accurate answer to the question")
        said = answer.value
        loss = tg.TextLoss("Evaluate any given answer to this question.", who)
        optimizer = tg.TGD([answer], engine=who)
        loss(answer).backward(who)
        optimizer.step()
    assert [call.purpose for call in events(run, CallStarted)] == [
        "answer", "loss", "gradient", "proposal", "repair",
    ]  # fmt: skip
    assert (answer.value, answer.version) == (said, 1)
    assert events(run, StepCommitted) == []
    assert "IMPROVED_VARIABLE" in str(raised.value)
    assert raised.value.hint


def test_a_server_that_is_killed_in_mid_reply_is_a_broken_connection(server: Running) -> None:
    """The last test of each server: nobody answers there any more."""
    # One that writes two replies at once is killed under both adapters.
    used = ADAPTERS if server.peer.together else ADAPTERS[server.peer.cuts :][:1]
    made = [engine(adapter, server) for adapter in used]
    heard = [0] * len(made)

    def kill(place: int) -> None:
        heard[place] += 1
        if min(heard) == 5:
            server.kill()

    async def all_ask(tokens: int) -> list[Reply | BaseException]:
        return await asyncio.gather(
            *(
                Runner(one, None, ONCE).reply(request(tokens), lambda _, i=i: kill(i))
                for i, one in enumerate(made)
            ),
            return_exceptions=True,
        )

    for tokens in (7000, 8):
        assert {type(one) for one in runtime.run(all_ask(tokens))} == {errors.UnreachableError}
    assert min(heard) >= 5
