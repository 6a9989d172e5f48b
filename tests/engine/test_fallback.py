"""A second engine is asked where the first fails, for all to see, and not where it fails too."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable

import pytest

import tgwidget as tg
from tests.engine.asking import request, until
from tests.fake_openai import FakeServer
from tests.run_support import events
from tgwidget import errors, runtime
from tgwidget.content import Image
from tgwidget.engine.base import Delta, Message, Reply, Request, Retrying
from tgwidget.engine.fallback import Fallback
from tgwidget.engine.lm import EngineLM
from tgwidget.engine.policy import Policy
from tgwidget.events import CallDelta, CallFinished, CallRetrying, CallStarted, Notice

AGAIN = Policy(retries=2, wait=0.01, longest_wait=0.05)


class Says(EngineLM):
    """Says its text, or fails with its error; remembers how often it was asked."""

    def __init__(self, said: str | Exception, context: int | None = None) -> None:
        self.said, self.context, self.asked = said, context, 0
        self.name = f"says {type(said).__name__}"

    def generate(self, prompt: object, system_prompt: str | None = None, **kw: object) -> str:
        self.asked += 1
        if isinstance(self.said, Exception):
            raise self.said
        return self.said


def complete(engine: EngineLM, asked: Request | None = None) -> tuple[Reply, list[object]]:
    heard: list[object] = []
    return runtime.run(engine.complete(asked or request(), heard.append)), heard


def test_what_the_second_answers_is_shown_on_the_node(server: FakeServer) -> None:
    names = [f"{server.url}#fake,fault=http500", f"{server.url}#fake,words=3"]
    with tg.Run("fallback", review="accept") as run:
        answer = tg.BlackboxLLM(Fallback(*names, policy=AGAIN))(
            tg.Variable("why?", role_description="question", requires_grad=False)
        )
    assert answer.value == "check the sum "
    (started,), (finished,) = events(run, CallStarted), events(run, CallFinished)
    assert started.engine == f"{names[0]}, else {names[1]}"
    assert (finished.engine, finished.model) == (names[1], "fake,words=3")
    turned = events(run, CallRetrying)[-1]
    assert names[0] in turned.reason
    assert "answered 500" in turned.reason
    assert f"now {names[1]} is asked" in turned.reason
    assert [one.attempt for one in events(run, CallRetrying)] == [1, 2, 3]
    assert finished.attempts == 4
    (notice,) = events(run, Notice)
    assert notice.level == "warning"
    assert "asked in its place" in notice.message


def test_the_second_is_left_alone_where_the_first_answers() -> None:
    second = Says("two")
    reply, heard = complete(Fallback(Says("one"), second))
    assert (reply.text, reply.engine, second.asked) == ("one", "says str", 0)
    assert heard == [Delta("one")]


@pytest.mark.parametrize(
    "error",
    [
        errors.AuthError("no"), errors.RateLimitError("slow"), errors.UnreachableError("gone"),
        errors.StalledError("silent"), errors.BadReplyError("empty"), errors.EngineError("500"),
        errors.KeyMissingError("none"), errors.MissingPackageError("litellm"), ValueError("broken"),
    ],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_an_error_of_the_first_alone_leads_to_the_second(error: Exception) -> None:
    reply, _ = complete(Fallback(Says(error), Says("two")))
    assert reply.text == "two"


@pytest.mark.parametrize(
    "error",
    [
        errors.RequestRefusedError("the filter"), errors.ContextTooLongError("long"),
        errors.InputError("bad"), errors.ParseError("tags"), errors.StoppedError("stop"),
    ],
    ids=lambda error: type(error).__name__,
)  # fmt: skip
def test_an_error_that_the_second_would_share_is_raised(error: Exception) -> None:
    second = Says("two")
    with pytest.raises(type(error)):
        complete(Fallback(Says(error), second))
    assert second.asked == 0


@pytest.mark.parametrize(
    ("first", "second", "helps"),
    [(8, 100, True), (100, 100, False), (None, 100, True), (None, 1, False), (8, None, False)],
)
def test_too_long_a_request_goes_to_a_longer_context_only(
    first: int | None, second: int | None, helps: bool
) -> None:
    engine = Fallback(Says(errors.ContextTooLongError("long"), first), Says("two", second))
    if helps:
        assert complete(engine)[0].text == "two"
    else:
        with pytest.raises(errors.ContextTooLongError):
            complete(engine)


def test_a_picture_goes_to_one_that_sees() -> None:
    blind, seeing, other = Says("one"), Says("two"), Says("three")
    blind.is_multimodal = other.is_multimodal = False
    seen = Request((Message("user", (Image(b"bytes", "image/png", 1, 1),)),))
    assert complete(Fallback(blind, seeing), seen)[0].text == "two"
    with pytest.raises(errors.UnsupportedError):
        complete(Fallback(blind, other), seen)


@pytest.mark.parametrize("fault", ["http401", "http429"])
def test_one_key_is_refused_once_and_one_limit_may_be_another_models(
    server: FakeServer, fault: str
) -> None:
    names = (f"{server.url}#fake,fault={fault}", f"{server.url}#fake")
    engine = Fallback(*names, policy=AGAIN, api_key="mine-0123456", cache=False)
    if fault == "http401":
        with pytest.raises(errors.AuthError):
            complete(engine)
        assert server.stats().requests == 1
    else:
        assert complete(engine)[0].model == "fake"


def test_a_filtered_request_is_not_asked_again_elsewhere(server: FakeServer) -> None:
    names = (f"{server.url}#fake,fault=filter", "simulated")
    with pytest.raises(errors.RequestRefusedError):
        complete(Fallback(*names, policy=AGAIN))


def test_what_the_first_had_said_is_void(server: FakeServer) -> None:
    once = Policy(retries=0)
    names = [f"{server.url}#fake,fault=cut,at=3", f"{server.url}#fake,words=2"]
    first, second = (tg.get_engine(name, policy=once) for name in names)
    with tg.Run("void", review="accept") as run:
        tg.BlackboxLLM(Fallback(first, Says(errors.AuthError("no")), second))(
            tg.Variable("why?", role_description="question", requires_grad=False)
        )
    shown, voids = "", []
    for entry in run.log:
        if isinstance(entry.event, CallDelta):
            shown += entry.event.text
        if isinstance(entry.event, CallRetrying):
            voids.append(entry.event.discard)
            shown = "" if entry.event.discard else shown
    assert voids == [True, False]
    assert shown == "check the "


def test_the_last_error_is_raised_where_all_fail() -> None:
    engine = Fallback(Says(errors.AuthError("first")), Says(errors.RateLimitError("second")))
    with pytest.raises(errors.RateLimitError, match="second"):
        complete(engine)


def test_fallbacks_stand_inside_fallbacks() -> None:
    inner = Fallback(Says(errors.AuthError("a")), Says(errors.StalledError("b")))
    reply, heard = complete(Fallback(inner, Says("c")))
    assert (reply.text, reply.attempts) == ("c", 3)
    assert [one.attempt for one in heard if isinstance(one, Retrying)] == [1, 2]


def test_the_second_replies_from_its_own_cache(server: FakeServer) -> None:
    names = (f"{server.url}#fake,fault=http500", f"{server.url}#fake")
    replies = [complete(Fallback(*names, policy=AGAIN))[0] for _ in range(2)]
    assert [reply.cached for reply in replies] == [False, True]
    assert [reply.engine for reply in replies] == [names[1]] * 2


def test_cancelling_asks_nobody_else(server: FakeServer) -> None:
    second = Says("two")
    engine = Fallback(f"{server.url}#fake,fault=hang", second)

    async def leave() -> None:
        task = asyncio.create_task(engine.complete(request()))
        await asyncio.to_thread(until, lambda: server.stats().active == 1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    runtime.run(leave())
    until(lambda: not server.stats().open)
    assert second.asked == 0


def test_it_can_be_called_stored_and_set(server: FakeServer) -> None:
    def make() -> Fallback:
        return Fallback(f"{server.url}#fake,words=1", "simulated")

    assert make()("hello") == "check "
    assert pickle.loads(pickle.dumps(make()))("hello") == "check "
    tg.set_backward_engine(make())
    tg.set_backward_engine(make())
    with pytest.raises(errors.InputError, match="override"):
        tg.set_backward_engine(Fallback("simulated", make()))


@pytest.mark.parametrize("wrong", [(), ("simulated",)])
def test_one_engine_is_no_fallback(wrong: tuple[str, ...]) -> None:
    make: Callable[..., Fallback] = Fallback
    with pytest.raises(errors.InputError, match="at least two"):
        make(*wrong)


def test_one_budget_holds_for_all_and_its_end_is_no_reason_to_ask_another(
    server: FakeServer,
) -> None:
    second = Says("two")
    engine = Fallback(
        f"{server.url}#fake,fault=http500", second, policy=AGAIN, budget=tg.Budget(calls=2)
    )
    with pytest.raises(errors.BudgetError):
        complete(engine)
    assert (server.stats().requests, second.asked) == (2, 0)


def test_a_schema_is_asked_of_the_next_only_where_it_is_enforced() -> None:
    refused = errors.UnsupportedError("no schema", feature="response_format")
    for enforces in (True, False):
        second = Says("{}")
        second.enforces_schema = enforces
        engine = Fallback(Says(refused), second)
        if enforces:
            assert complete(engine)[0].text == "{}"
        else:
            with pytest.raises(errors.UnsupportedError):
                complete(engine)
