"""What the log says of model calls, what it never says, and that it is silent until asked."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tgwidget as tg
from tests.conftest import Scripted, improved
from tests.engine.asking import SECRET
from tests.fake_openai import FakeServer
from tests.ops_support import drawing
from tgwidget import spans
from tgwidget.engine.base import Delta, Listener, Reply, Request, Retrying, Usage
from tgwidget.engine.policy import Policy
from tgwidget.engine.telling.log import LOGGERS
from tgwidget.errors import AuthError, BadReplyError, EngineError, StoppedError

PACKAGE = Path(tg.__file__).parent


class Says(tg.EngineLM):
    """Gives a reply, or raises, after some news."""

    name, model_string = "says", "sayer"

    def __init__(self, *news: object, **reply: object) -> None:
        self.news, self.reply = news, reply

    def generate(self, prompt: object, system_prompt: str | None = None, **kw: object) -> str:
        raise AssertionError("complete() is what is asked")

    async def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        for one in self.news:
            if isinstance(one, BaseException):
                raise one
            if listener:
                listener(one)
        return Reply(**{"text": "hello there", "engine": "says", "model": "sayer", **self.reply})


def ask(engine: tg.EngineLM, text: str = "what is said to nobody else?") -> str:
    model = tg.BlackboxLLM(engine)
    return model(tg.Variable(text, role_description="question", requires_grad=False)).value


def test_one_line_a_call_with_its_figures(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tgwidget")
    reply = {"usage": Usage(12, 3), "cost": 0.0004, "seconds": 1.234, "attempts": 2}
    ask(Says(Delta("hello"), **reply))
    [record] = caplog.records
    assert record.getMessage() == (
        "answer from says: 12 + 3 tokens, 0.000400 US dollars, 1.23 s, 1 retry, live"
    )
    assert record.levelno == logging.INFO
    told = {name: value for name, value in vars(record).items() if name.startswith("tg_")}
    assert told.pop("tg_node")
    assert told == {
        "tg_engine": "says", "tg_model": "sayer", "tg_purpose": "answer", "tg_provenance": "live",
        "tg_tokens_in": 12, "tg_tokens_out": 3, "tg_estimated": False, "tg_cost": 0.0004,
        "tg_saved": None, "tg_seconds": 1.234, "tg_first_token": 0.0, "tg_retries": 1,
        "tg_cached": False, "tg_finish": "stop",
    }  # fmt: skip


def test_unknown_is_unknown_and_cached_is_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tgwidget")
    ask(Says(cost=None, cached=True, attempts=0))
    assert caplog.messages == [
        "answer from says: tokens unknown, cost unknown, 0.00 s, cached, live"
    ]


def test_a_whole_step_is_a_line_a_call(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tgwidget")

    def answer(system: str, prompt: str) -> str:
        return improved(prompt, "better") if "IMPROVED" in prompt else "could be better"

    engine = Scripted(answer)
    prompt = tg.Variable("a text", role_description="text to improve")
    loss = tg.TextLoss("be critical", engine=engine)(prompt)
    loss.backward(engine)
    tg.TGD([prompt], engine=engine).step()
    assert [message.split(" from ")[0] for message in caplog.messages] == [
        "loss", "gradient", "proposal"
    ]  # fmt: skip


def test_an_engine_that_is_asked_directly_is_logged_too(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tgwidget")
    tg.get_engine("simulated")("2 + 2?")
    [message] = caplog.messages
    assert message.startswith("reply from simulated: ≈ ")
    assert message.endswith("simulated")


def test_retries_are_warnings_and_who_waits_is_none(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tgwidget")
    waits = Retrying(0, 0.0, "the run is paused", discard=False)
    ask(Says(waits, Retrying(1, 0.5, "the server is busy", discard=False)))
    assert [(r.levelname, r.getMessage()) for r in caplog.records[:2]] == [
        ("INFO", "answer from says waits: the run is paused"),
        ("WARNING", "answer from says is tried again in 0.5 s: the server is busy"),
    ]
    assert (caplog.records[1].tg_attempt, caplog.records[1].tg_wait) == (1, 0.5)


def test_failures_are_warnings(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(AuthError):
        ask(Says(AuthError("the key was refused", "check it")))
    [record] = caplog.records
    assert re.fullmatch(
        r"answer from says failed after \d\.\d\d s: AuthError: the key was refused",
        record.getMessage(),
    )
    assert record.tg_error == "AuthError"


def test_what_a_person_stopped_is_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tgwidget")
    with pytest.raises(StoppedError):
        ask(Says(StoppedError("the run was stopped")))
    assert [(r.levelname, r.tg_error) for r in caplog.records] == [("INFO", "cancelled")]


def test_a_prompt_is_in_the_log_at_debug_alone_and_short(caplog: pytest.LogCaptureFixture) -> None:
    prompt, said = "Where is it hidden? " * 100, "Under the old stairs. " * 100
    quoting = f"cannot parse {prompt[:60]!r}"
    for level in (logging.INFO, logging.DEBUG):
        caplog.clear()
        caplog.set_level(level, "tgwidget")
        ask(Says(Retrying(1, 0.0, quoting, False), text=said), prompt)
        with pytest.raises(BadReplyError):
            ask(Says(BadReplyError(quoting)), prompt)
        with pytest.raises(BadReplyError):
            ask(Says(BadReplyError("first line\n" + prompt)), prompt)
        with pytest.raises(EngineError):
            ask(Says(EngineError("not understood: pin 1234")), "pin 1234")
        loud = [r.getMessage() for r in caplog.records if r.levelno > logging.DEBUG]
        assert not any("hidden" in m or "stairs" in m or "1234" in m for m in loud)
        assert any("first line" in message for message in loud)
    quiet = [r.getMessage() for r in caplog.records if r.levelno == logging.DEBUG]
    assert any(message.startswith("answer asked Where is it hidden?") for message in quiet)
    assert any(message.startswith("answer answered Under the old stairs.") for message in quiet)
    assert max(map(len, quiet)) < 240


def test_a_picture_is_in_the_log_as_its_size(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "tgwidget")
    tg.get_engine("simulated")(["what colour?", drawing("red")])
    assert any("what colour? [image 8 × 6]" in message for message in caplog.messages)
    assert not any("PNG" in message or "iVBOR" in message for message in caplog.messages)


@pytest.mark.parametrize("name", LOGGERS)
def test_no_key_is_in_any_record_of_ours(caplog: pytest.LogCaptureFixture, name: str) -> None:
    caplog.set_level(logging.DEBUG, "tgwidget")
    log = logging.getLogger(name)
    try:
        raise ValueError(f"refused {SECRET}")
    except ValueError:
        log.exception("a call with %s failed", SECRET)
    log.warning(f"header {SECRET}")
    assert SECRET not in caplog.text
    assert "planted" not in caplog.text
    assert "ValueError: refused [key]" in caplog.text


def test_a_text_is_not_cut_in_the_middle_of_a_key(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "tgwidget")
    ask(Says(Retrying(1, 0.0, "y" * 190 + f" {SECRET}", discard=False)), "x" * 190 + f" {SECRET}")
    assert "sk-this" not in caplog.text


def test_every_logger_of_ours_is_redacted() -> None:
    named = set()
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(("tgwidget", *path.relative_to(PACKAGE).with_suffix("").parts))
        for given in re.findall(r"^\w+ = logging.getLogger\((.*?)\)", path.read_text(), re.M):
            named.add(module if given == "__name__" else given.strip('"'))
    assert named == set(LOGGERS)


def test_no_key_of_a_call_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "tgwidget")
    with FakeServer() as server:
        named, policy = f"{server.url}#fake,fault=http401", Policy(retries=0)
        engine = tg.get_engine(named, api_key=SECRET, cache=False, policy=policy)
        with pytest.raises(EngineError):
            ask(engine, f"my own key is {SECRET}, is it safe?")
    assert caplog.records
    assert SECRET not in caplog.text
    assert "my own key is [key]" in caplog.text
    assert "AuthError" in caplog.text


def test_it_is_silent_until_asked() -> None:
    code = (
        "import tgwidget as tg, logging; from tgwidget.engine.base import Retrying\n"
        "import tests.engine.telling.test_log as t\n"
        "try: t.ask(t.Says(Retrying(1, 0.0, 'busy', False), t.AuthError('no')))\n"
        "except tg.TgError: pass\n"
        "logging.getLogger('tgwidget.widget.widget').error('broken')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60,
        cwd=PACKAGE.parent,
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("", "")


def test_a_listener_that_fails_costs_no_reply(monkeypatch, caplog) -> None:
    class Broken:
        def began(self, span: spans.Span) -> spans.Follower:
            if span.name == "says":
                raise RuntimeError("at the beginning")
            return self

        def heard(self, news: object) -> None:
            raise RuntimeError("in the middle")

        def ended(self, result: object, error: BaseException | None) -> None:
            raise RuntimeError("at the end")

    monkeypatch.setitem(spans.listeners, "own", Broken())
    other = type("Other", (Says,), {"name": "other"})
    for engine in (Says(), other(Retrying(1, 0.0, "busy", discard=False))):
        assert ask(engine) == "hello there"
    assert caplog.messages.count("a listener failed: RuntimeError") == 3
