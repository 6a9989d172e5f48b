"""What a recorder writes can be played again, by anybody, and holds nothing secret."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tgwidget as tg
from tests.clock import only_by_sleep
from tests.conftest import Scripted
from tests.engine.asking import SECRET, request, until
from tests.fake_openai import FakeServer
from tests.ops_support import drawing
from tgwidget import runtime
from tgwidget.demo import shirts
from tgwidget.engine.base import Delta, Listener, Message, Reply, Request, Retrying, Usage
from tgwidget.engine.policy import Policy
from tgwidget.engine.recorded import recording
from tgwidget.engine.recorded.nearest import difference
from tgwidget.errors import AuthError, EngineError, InputError, NotRecordedError
from tgwidget.events import CallDelta, CallFinished, CallStarted
from tgwidget.run import Run


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lesson.jsonl"


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()[1:]]


def play(path: Path, **kw: object) -> tg.EngineLM:
    return tg.get_engine(f"recorded:{path}", **{"rate": None, **kw})


def complete(engine: tg.EngineLM, asked: Request, heard: Listener | None = None) -> Reply:
    return runtime.run(engine.complete(asked, heard))


class Told(tg.EngineLM):
    """Tells its listener what a test says, a number being a pause, and gives the reply."""

    context = 8_000

    def __init__(self, *script: object, **reply: object) -> None:
        self.script, self.reply = script, reply

    def generate(self, prompt: object, system_prompt: str | None = None, **kw: object) -> str:
        raise AssertionError("complete() is what is asked")

    async def complete(self, request: Request, listener: Listener | None = None) -> Reply:
        text = ""
        for item in self.script:
            if isinstance(item, float):
                await asyncio.sleep(item)
            elif listener:
                listener(item)
            if isinstance(item, Delta) and item.kind == "text":
                text += item.text
        return Reply(**{"text": text, "engine": "told", "model": "teller", **self.reply})


# what comes back


def test_a_whole_run_plays_back_equal(path: Path) -> None:
    runs = [Run("shirts", review="accept"), Run("shirts", review="accept")]
    recorded = shirts(runs[0], tg.Recorder("simulated", path))
    played = shirts(runs[1], play(path))
    assert played.value == recorded.value
    said = [
        [(e.event.text, e.event.tokens_in, e.event.tokens_out, e.event.finish, e.event.cost)
         for e in run.log if isinstance(e.event, CallFinished)]
        for run in runs
    ]  # fmt: skip
    assert said[0] == said[1]
    assert len(said[0]) == len(lines(path)) == 10
    pieces = [[e.event.text for e in run.log if isinstance(e.event, CallDelta)] for run in runs]
    assert pieces[0] == pieces[1]


def test_what_is_played_says_that_it_is_and_costs_nothing(path: Path) -> None:
    engine = Told(Delta("a"), Delta("b"), usage=Usage(5, 2), cost=0.25, provenance="live")
    complete(tg.Recorder(engine, path), request())
    reply = complete(play(path), request())
    assert (reply.text, reply.provenance, reply.cost, reply.saved) == ("ab", "recorded", 0.0, None)
    assert (reply.usage, reply.cached, reply.model) == (Usage(5, 2), False, "teller")
    assert lines(path)[0]["cost"] == 0.25
    with Run("lesson", review="accept") as run:
        tg.BlackboxLLM(play(path))(tg.Variable("hello", role_description="question"))
    started = next(e.event for e in run.log if isinstance(e.event, CallStarted))
    assert (started.provenance, started.model) == ("recorded", "teller")


def test_equal_requests_play_in_the_order_of_the_file_and_then_again(path: Path) -> None:
    count = iter("abc")
    recorder = tg.Recorder(Scripted(lambda system, prompt: next(count)), path)
    assert [recorder("again") for _ in range(3)] == ["a", "b", "c"]
    engine = play(path)
    assert [engine("again") for _ in range(5)] == ["a", "b", "c", "a", "b"]


def test_the_time_it_took_is_played(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    only_by_sleep(monkeypatch)
    engine = Told(0.15, Delta("think", "reasoning"), 0.05, Delta("a"), 0.2, Delta("b"))
    engine.reply = {"reasoning": "think", "finish": "length"}
    complete(tg.Recorder(engine, path), request())
    took = {}
    for rate in (1.0, 4, None):
        heard: list[tuple[float, object]] = []
        began = time.monotonic()
        reply = complete(
            play(path, rate=rate),
            request(),
            lambda news, heard=heard, began=began: heard.append((time.monotonic() - began, news)),
        )
        took[rate] = [at for at, _ in heard]
        assert [n for _, n in heard] == [Delta("think", "reasoning"), Delta("a"), Delta("b")]
        assert (reply.text, reply.reasoning, reply.finish) == ("ab", "think", "length")
    assert took[1.0] == pytest.approx([0.15, 0.2, 0.4])
    assert took[4] == pytest.approx([0.15 / 4, 0.2 / 4, 0.4 / 4])
    assert took[None] == [0, 0, 0]


def test_a_recording_that_is_played_slowly_does_not_stall(path: Path) -> None:
    complete(tg.Recorder(Told(0.05, Delta("a")), path), request())
    engine = play(path, rate=0.25)
    assert engine.runner.policy.first_token == float("inf")
    assert complete(engine, request()).text == "a"


def test_of_several_attempts_the_last_is_recorded(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only_by_sleep(monkeypatch)
    engine = Told(Delta("half"), 0.3, Retrying(1, 0.0, "broke off", discard=True))
    engine.script = (*engine.script, Delta("who"), Delta("le"))
    engine.reply = {"text": "whole", "attempts": 2}
    heard: list[object] = []
    complete(tg.Recorder(engine, path), request(), heard.append)
    assert len(heard) == 4
    assert lines(path)[0]["pieces"] == [[0, "who"], [0, "le"]]


def test_requests_are_told_apart_by_all_that_was_asked(path: Path) -> None:
    recorder = tg.Recorder(Scripted(lambda system, prompt: f"{system}|{prompt}"), path)
    recorder.generate("hot", system_prompt="s")
    engine = play(path)
    assert engine.generate("hot", system_prompt="s") == "s|hot"
    for kw in ({}, {"system_prompt": "t"}, {"system_prompt": "s", "temperature": 0.5}):
        with pytest.raises(NotRecordedError):
            engine.generate("hot", **kw)
    with pytest.raises(NotRecordedError, match="sample"):
        complete(engine, Request((Message("system", ("s",)), Message("user", ("hot",))), {}, 2))


def test_a_picture_is_a_digest_and_found_by_it(path: Path) -> None:
    recorder = tg.Recorder(Told(Delta("red")), path)
    recorder.generate(["what colour?", drawing("red")])
    [text, image] = lines(path)[0]["asked"]["messages"][0][1]
    assert text == "what colour?"
    assert list(image) == ["image"]
    assert len(path.read_bytes()) < 1_000
    assert play(path).generate(["what colour?", drawing("red")]) == "red"
    with pytest.raises(NotRecordedError, match="user, part 2"):
        play(path).generate(["what colour?", drawing("blue")])


def test_engines_that_share_a_file_can_be_played_apart(path: Path) -> None:
    for name in ("weak", "strong"):
        tg.Recorder(Told(Delta(f"I am {name}"), model=name, engine=f"my {name}"), path)("who?")
    assert [play(path)("who?") for _ in range(2)] == ["I am weak"] * 2
    assert tg.get_engine(f"recorded:{path}#strong", rate=None)("who?") == "I am strong"
    assert tg.get_engine(f"recorded:{path}#my weak", rate=None)("who?") == "I am weak"
    assert play(path).model_string == "weak, strong"
    with pytest.raises(InputError, match="holds no reply of 'other'"):
        tg.get_engine(f"recorded:{path}#other")


def test_a_recorder_is_to_others_what_its_engine_is(path: Path) -> None:
    inner = Told(Delta("x"))
    inner.enforces_schema, inner.is_multimodal = True, False
    recorder = tg.Recorder(inner, path)
    assert (recorder.name, recorder.model_string, recorder.context) == ("Told", "Told", 8_000)
    assert (recorder.enforces_schema, recorder.is_multimodal) == (True, False)
    inner.enforces_schema = False
    complete(recorder, request())
    assert recorder.enforces_schema is False
    assert play(path).context == 8_000
    assert play(path).enforces_schema is False
    complete(recorder, request(response_format={"type": "json_object"}))
    assert play(path).enforces_schema is True


@given(st.text(), st.text(min_size=1), st.text())
def test_any_text_comes_back_as_it_was(tmp_path_factory, system, prompt, said) -> None:
    path = tmp_path_factory.mktemp("any") / "lesson.jsonl"
    asked = Request((Message("system", (system,)), Message("user", (prompt,))))
    pieces = [Delta("x"), *(Delta(letter) for letter in said)]
    complete(tg.Recorder(Told(*pieces), path), asked)
    assert complete(play(path), asked).text == "x" + said


@pytest.mark.parametrize("text", ["\ud83d half", "a\u2028b\x85c\rd", "\x00"])
def test_odd_characters_keep_their_line(path: Path, text: str) -> None:
    complete(tg.Recorder(Told(Delta("ok")), path), request(text))
    assert complete(play(path), request(text)).text == "ok"
    assert path.read_bytes().count(b"\n") == 2


# a miss


def test_a_miss_shows_the_nearest_request_and_what_differs(path: Path) -> None:
    recorder = tg.Recorder(Scripted(lambda system, prompt: "ok"), path)
    recorder("How many apples has Anna, if she eats three of the five?", temperature=0.2)
    recorder("Sort these words: pear, apple, fig.")
    with pytest.raises(NotRecordedError) as missed:
        play(path).generate("How many apples has Anna, if she eats four of the five?")
    assert str(missed.value).splitlines() == [
        "lesson.jsonl does not hold this request; the nearest it holds, in line 2, differs:",
        "  user",
        "    recorded … Anna, if she eats three of the five?",
        "    asked    … Anna, if she eats four of the five?",
        "  parameter temperature",
        "    recorded 0.2",
        "    asked    nothing",
        '→ run it as it was recorded, or record this too: tg.Recorder(engine, "lesson.jsonl")',
    ]
    assert isinstance(missed.value, EngineError)
    assert not missed.value.retryable


def test_a_miss_stays_short_and_hides_what_looks_like_a_key(path: Path) -> None:
    recorder = tg.Recorder(Scripted(lambda system, prompt: "ok"), path)
    recorder(" ".join(f"word{i}" for i in range(3_000)))
    began = time.process_time()
    with pytest.raises(NotRecordedError) as missed:
        play(path).generate(" ".join(f"{SECRET} wort{i}" for i in range(3_000)))
    assert time.process_time() - began < 5
    assert len(missed.value.message) < 1_500
    assert SECRET not in str(missed.value)


@given(st.text(), st.text(), st.dictionaries(st.text(), st.integers(), max_size=2))
def test_what_differs_can_be_said_of_any_two_requests(old, new, params) -> None:
    one = recording.asked(Request((Message("user", (old,)),)))
    other = recording.asked(Request((Message("user", (new,)), Message("user", (old,))), params))
    assert difference(one, other)
    assert difference(one, one) == ""


# the file


def test_no_key_and_no_header_is_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_SERVICE_TOKEN", "plain-words-from-the-environment")
    said = f"your key is {SECRET}"
    engine = Told(*(Delta(letter) for letter in said), Delta(SECRET, "reasoning"))
    engine.reply = {"reasoning": SECRET, "engine": SECRET}
    asked = Request(
        (Message("user", (f"my key {SECRET}, plain-words-from-the-environment",)),),
        {
            "api_key": "odd", "extra_headers": {"X": "odd"}, "user": SECRET, "max_tokens": 5,
            "metadata": {"deep": [{"password": "odd"}]},
        },
    )  # fmt: skip
    complete(tg.Recorder(engine, path), asked)
    written = path.read_text()
    for secret in (SECRET, "planted", "odd", "plain-words"):
        assert secret not in written
    assert '"max_tokens":5' in written
    # Hidden in the file, it is still part of what was asked.
    assert complete(play(path), asked).text == "your key is [key]"
    with pytest.raises(NotRecordedError):
        complete(play(path), request("my key [key], [key]", max_tokens=5))


def test_a_key_of_the_connection_is_not_written(path: Path) -> None:
    with FakeServer() as server:
        engine = tg.get_engine(f"{server.url}#model", api_key=SECRET, cache=False)
        tg.Recorder(engine, path)("hello")
    assert SECRET not in path.read_text()
    assert play(path)("hello")


def test_failures_are_not_recorded(path: Path) -> None:
    class Fails(Told):
        async def complete(self, request: Request, listener: Listener | None = None) -> Reply:
            raise AuthError("no")

    with pytest.raises(AuthError):
        complete(tg.Recorder(Fails(), path), request())
    assert lines(path) == []
    with pytest.raises(InputError, match="holds no reply"):
        play(path)


def test_a_torn_line_is_left_out_and_tears_no_other(path: Path) -> None:
    recorder = tg.Recorder(Scripted(lambda system, prompt: prompt.upper()), path)
    recorder("one")
    path.write_bytes(path.read_bytes()[:-40])
    recorder("two")
    with pytest.warns(UserWarning, match=r"lesson.jsonl: left out what cannot be read, line 2"):
        engine = play(path)
    assert engine("two") == "TWO"
    with pytest.raises(NotRecordedError):
        engine("one")
    path.write_bytes(path.read_bytes() + b'{"asked":{"mess')
    with pytest.warns(UserWarning, match="line 2, 4"):
        assert play(path)("two") == "TWO"


@pytest.mark.parametrize(
    "line",
    [
        "[]", "7", '"x"', "{}", "nonsense", "[" * 100_000, '{"asked":{"messages":3}}',
        '{"tgwidget_recording":99}', '{"pieces":[[1e400,"x"]]}',
    ],
)  # fmt: skip
def test_a_line_that_somebody_else_wrote_does_no_harm(path: Path, line: str) -> None:
    tg.Recorder(Scripted(lambda system, prompt: "ok"), path)("hello")
    with path.open("a") as file:
        file.write(line + "\n")
    with pytest.warns(UserWarning, match="line 3"):
        assert play(path)("hello") == "ok"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("pieces", [[1e400, "x"]]), ("pieces", [[10**400, "x"]]), ("pieces", [["0", "x"]]),
        ("pieces", [[0, 1]]), ("pieces", [[0, "x", "shouted"]]), ("pieces", 5), ("finish", "soon"),
        ("usage", {"prompt": "many"}), ("context", "long"), ("asked", {"messages": [[1]]}),
    ],
)  # fmt: skip
def test_a_field_that_somebody_changed_leaves_its_line_out(path: Path, name: str, value) -> None:
    recorder = tg.Recorder(Scripted(lambda system, prompt: "ok"), path)
    recorder("hello")
    recorder("you")
    header, first, second = path.read_text().splitlines()
    changed = json.dumps({**json.loads(first), name: value})
    path.write_text("\n".join((header, changed, second)))
    with pytest.warns(UserWarning, match="line 2"):
        assert play(path)("you") == "ok"


def test_what_is_no_recording_is_never_written_to(path: Path, tmp_path: Path) -> None:
    path.write_text("my thesis\n")
    for use in (lambda: tg.Recorder("simulated", path), lambda: play(path)):
        with pytest.raises(InputError, match="is not a recording"):
            use()
    assert path.read_text() == "my thesis\n"
    path.write_text('{"tgwidget_recording": 2}\n')
    with pytest.raises(InputError, match="of version 2, and this reads 1"):
        play(path)
    with pytest.raises(InputError, match="No such file"):
        play(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="cannot be written"):
        tg.Recorder("simulated", tmp_path / "none" / "lesson.jsonl")


@pytest.mark.parametrize("rate", [-1, float("nan"), float("inf"), "fast"])
def test_a_rate_that_is_no_speed_says_so(path: Path, rate: object) -> None:
    tg.Recorder(Scripted(lambda system, prompt: "ok"), path)("hello")
    with pytest.raises(InputError, match="no speed"):
        play(path, rate=rate)


def test_the_environment_sets_the_rate(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tg.Recorder(Scripted(lambda system, prompt: "ok"), path)("hello")
    assert tg.get_engine(f"recorded:{path}").runner.engine.rate == 1.0
    monkeypatch.setenv("TGWIDGET_RECORDED_RATE", "0")
    assert tg.get_engine(f"recorded:{path}").runner.engine.rate == 0.0


def test_a_disk_that_is_full_costs_the_recording_and_not_the_reply(path: Path, monkeypatch) -> None:
    recorder = tg.Recorder(Scripted(lambda system, prompt: "paid"), path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recording, "append", full)
    with pytest.warns(UserWarning, match=r"lesson.jsonl lacks replies from here on: No space"):
        assert recorder("hello") == "paid"
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert recorder("hello") == "paid"


def test_many_threads_tear_no_line(path: Path) -> None:
    engine = Scripted(lambda system, prompt: prompt * 3_000)
    recorders = [tg.Recorder(engine, path) for _ in range(2)]

    def work(number: int) -> None:
        for i in range(10):
            recorders[number % 2](f"<{number}.{i}>")

    threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(recording.load(path)) == 80


WRITER = """
import io, sys, time
from pathlib import Path
from tgwidget.engine.recorded import recording

class Short(io.FileIO):  # a file may take less than it was given
    def write(self, data):
        time.sleep(0.001)
        return super().write(data[:5_000])

path, name, part = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
if part == "part":
    Path.open = lambda self, mode, buffering=0: Short(self, mode.replace("b", ""))
recording.begin(path)
for i in range(30):
    recording.append(path, '{"by":"%s.%d","x":"%s"}' % (name, i, name * 60_000))
"""


@pytest.mark.parametrize("part", ["whole", "part"])
def test_several_kernels_tear_no_line(path: Path, part: str) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, part]) for name in "abc"
    ]
    assert [writer.wait(60) for writer in writers] == [0] * 3
    held = [json.loads(line) for line in path.read_text().splitlines()]
    assert len({one["by"] for one in held if "by" in one}) == 90
    assert "tgwidget_recording" in held[0]


def test_a_line_is_in_the_file_before_the_reply_is_given(path: Path) -> None:
    recorder = tg.Recorder(Scripted(lambda system, prompt: "ok"), path)
    for count in range(1, 4):
        recorder("hello")
        assert len(recording.load(path)) == count


def test_a_played_engine_is_stored_by_its_name(path: Path) -> None:
    import pickle

    tg.Recorder(Scripted(lambda system, prompt: "ok"), path)("hello")
    again = tg.get_engine(pickle.loads(pickle.dumps(play(path))))
    assert again("hello") == "ok"
    assert (again.provenance, again.runner.engine.rate) == ("recorded", 0.0)


def test_many_at_once_are_recorded_whole(path: Path) -> None:
    with FakeServer() as server:
        engine = tg.get_engine(f"{server.url}#m", cache=False, policy=Policy(concurrency=8))
        recorder = tg.Recorder(engine, path)
        tg.map(recorder, [f"call {i}" for i in range(24)])
    until(lambda: len(lines(path)) == 24)
    assert {play(path)(f"call {i}") for i in range(24)}
