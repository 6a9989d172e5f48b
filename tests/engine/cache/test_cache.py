"""The cache keeps text, forgets nothing that was paid for, and never makes a call fail."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import sqlite3
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.asking import SECRET, ask, request
from tests.fake_openai import FakeServer
from tgwidget.content import Image
from tgwidget.engine.base import Message, Reply, Request, Usage
from tgwidget.engine.cache.entry import dump, load, request_key
from tgwidget.engine.cache.store import Cache, _put_aside, default_directory
from tgwidget.engine.cache.text_disk import RefusedError, TextDisk
from tgwidget.engine.direct import DirectEngine
from tgwidget.engine.keys import Key
from tgwidget.engine.policy import Policy
from tgwidget.errors import InputError

URL = "http://localhost:1/v1"


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "deep" / "cache")


class Planted:
    """Running it leaves a mark."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (self.mark,))


def test_what_is_kept_is_found_by_the_next_process(cache: Cache) -> None:
    cache.put("key", "text")
    assert Cache(cache.directory).get("key") == "text"
    assert cache.get("other") is None


def test_nothing_is_written_before_the_first_use(cache: Cache) -> None:
    assert repr(cache)
    assert not cache.directory.exists()
    cache.get("key")
    assert cache.directory.exists()


def test_only_the_owner_can_read_it(cache: Cache) -> None:
    cache.directory.mkdir(mode=0o755, parents=True)
    cache.put("key", "text")
    assert cache.directory.stat().st_mode & 0o777 == 0o700


def test_paid_replies_are_never_evicted(cache: Cache) -> None:
    cache.put("key", "text")
    with sqlite3.connect(cache.directory / "cache.db") as file:
        settings = dict(file.execute("SELECT key, value FROM Settings").fetchall())
    file.close()
    assert settings["eviction_policy"] == "none"
    assert settings["cull_limit"] == 0


def test_long_texts_stand_in_the_database(cache: Cache) -> None:
    cache.put("key", "x" * 300_000)
    assert Cache(cache.directory).get("key") == "x" * 300_000
    assert {one.name.split("-")[0] for one in cache.directory.iterdir()} == {"cache.db"}


def test_a_planted_pickle_is_refused(cache: Cache, tmp_path: Path) -> None:
    cache.put("key", "text")
    pickled = pickle.dumps(Planted(tmp_path / "ran"))
    with sqlite3.connect(cache.directory / "cache.db") as file:
        file.execute("UPDATE Cache SET mode = 4, value = ?", (pickled,))
    file.close()
    with pytest.warns(UserWarning, match="not text was refused"):
        assert cache.get("key") is None
    assert not (tmp_path / "ran").exists()
    cache.put("key", "mended")
    assert cache.get("key") == "mended"


def test_a_planted_file_name_is_neither_read_nor_removed(cache: Cache, tmp_path: Path) -> None:
    cache.put("key", "text")
    mine = tmp_path / "mine"
    mine.write_text("private")
    with sqlite3.connect(cache.directory / "cache.db") as file:
        file.execute("UPDATE Cache SET mode = 3, filename = '../../mine', value = NULL")
    file.close()
    with pytest.warns(UserWarning, match="refused"):
        assert cache.get("key") is None
    cache.put("key", "new")
    assert cache.get("key") == "new"
    assert mine.read_text() == "private"


@pytest.mark.parametrize("value", [b"bytes", 1, None, ["list"]])
def test_the_disk_takes_and_gives_text_only(tmp_path: Path, value: object) -> None:
    disk = TextDisk(str(tmp_path))
    with pytest.raises(RefusedError):
        disk.store(value, False)
    with pytest.raises(RefusedError):
        disk.fetch(1, None, value, False)
    with pytest.raises(RefusedError):
        disk.put(value)
    with pytest.raises(RefusedError):
        disk.get(value, True)


@pytest.mark.parametrize("damage", [b"this is no database" * 99, None])
def test_a_damaged_file_is_put_aside(cache: Cache, damage: bytes | None) -> None:
    for key in range(200):
        cache.put(str(key), "text" * 200)
    cache.close()
    file = cache.directory / "cache.db"
    held = file.read_bytes()
    file.write_bytes(damage or held[:100] + b"\xff" * 60_000 + held[60_100:])

    def use() -> None:
        for key in range(200):
            cache.get(str(key))
        cache.put("key", "text")

    with pytest.warns(UserWarning, match="was damaged and is now") as told:
        use()
    assert len(told) == 1
    assert Cache(cache.directory).get("key") == "text"
    assert list(cache.directory.glob("cache.db.damaged-*"))


def test_where_nothing_can_be_written_replies_stay_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "cache")
    with pytest.warns(UserWarning, match=r"in memory only.*TGWIDGET_HOME"):
        cache.put("key", "text")
    assert cache.get("key") == "text"
    assert cache.get("other") is None


def test_a_disk_that_fills_up_sends_it_to_memory(cache: Cache) -> None:
    cache.put("first", "text")
    assert cache._store
    cache._store._cache._sql("PRAGMA max_page_count = 1")
    with pytest.warns(UserWarning, match="in memory only"):
        cache.put("second", "x" * 1_000_000)
    assert cache.get("second") == "x" * 1_000_000


def test_a_directory_that_vanishes_does_no_harm(cache: Cache) -> None:
    cache.put("first", "text")
    cache.close()
    shutil.rmtree(cache.directory)
    cache.put("second", "text")
    assert cache.get("second") == "text"


EIGHT = range(8)


def at_once(directory: Path, code: str) -> list[int]:
    """Run the code in eight processes that begin together; their exit codes."""
    begin = (
        "import sys, warnings; from pathlib import Path; from tgwidget.engine.cache import Cache\n"
        "warnings.simplefilter('error')\n"
        "cache, me = Cache(Path(sys.argv[1])), sys.argv[2]; print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
    )
    command = [sys.executable, "-c", begin + code, str(directory)]
    workers = [
        subprocess.Popen([*command, str(i)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for i in EIGHT
    ]
    for worker in workers:
        assert worker.stdout
        worker.stdout.readline()
    for worker in workers:
        assert worker.stdin
        worker.stdin.write(b"\n")
        worker.stdin.flush()
    codes = [worker.wait(90) for worker in workers]
    for worker in workers:
        worker.communicate()
    return codes


def test_eight_processes_at_once_lose_nothing(cache: Cache) -> None:
    code = "for i in range(40): cache.put(f'{me}-{i}', f'text {me} {i}')"
    assert at_once(cache.directory, code) == [0] * 8
    kept = {f"{i}-{j}": f"text {i} {j}" for i in EIGHT for j in range(40)}
    assert {key: cache.get(key) for key in kept} == kept
    assert cache.stats().entries == len(kept)


def test_eight_processes_that_meet_a_damaged_file_lose_nothing_after_it(cache: Cache) -> None:
    cache.directory.mkdir(parents=True)
    (cache.directory / "cache.db").write_bytes(b"this is no database" * 99)
    code = "warnings.simplefilter('ignore')\nfor i in range(9): cache.put(f'{me}-{i}', 'text')"
    assert at_once(cache.directory, code) == [0] * 8
    assert all(cache.get(f"{i}-{j}") == "text" for i in EIGHT for j in range(9))
    assert len(list(cache.directory.glob("cache.db.damaged-*"))) == 1


def test_only_the_damaged_file_is_put_aside_not_the_new_one_of_another(cache: Cache) -> None:
    cache.put("key", "text")
    damaged = (cache.directory / "cache.db").stat().st_ino + 1
    assert _put_aside(cache.directory, damaged) == cache.directory
    assert Cache(cache.directory).get("key") == "text"
    assert list(cache.directory.glob("cache.db.damaged-*")) == []


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 400 kB, where this machine lets us have one."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(place)]
    if os.getuid() or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill_up(cache: Cache) -> None:
    for i in range(100):
        cache.put(f"key {i}", f"{i}" * 20_000)


def put_two(cache: Cache) -> None:
    cache.put("new", "text")
    cache.put("newer", "text")


def check_full(cache: Cache) -> None:
    cache.put("early", "text")
    with pytest.warns(UserWarning, match=r"in memory only.*full.*make room") as told:
        fill_up(cache)
    assert len(told) == 1
    assert all(cache.get(f"key {i}") == f"{i}" * 20_000 for i in range(100))
    assert cache.get("early") == "text"
    assert cache.stats().entries == 101
    assert not cache.stats().on_disk


def test_a_full_disk_keeps_what_it_has_and_the_rest_is_in_memory(tiny_disk: Path) -> None:
    cache = Cache(tiny_disk / "cache")
    check_full(cache)
    cache.close()


def test_a_disk_that_says_it_is_full_is_met_the_same_way(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sqlite3.connect

    def small(*args: Any, **options: Any) -> sqlite3.Connection:
        made = real(*args, **options)
        made.execute("PRAGMA max_page_count = 60").fetchall()
        return made

    monkeypatch.setattr(sqlite3, "connect", small)
    check_full(cache)
    assert Cache(cache.directory).get("early") == "text"


def test_a_disk_that_was_full_from_the_start_is_no_failure(tiny_disk: Path) -> None:
    (tiny_disk / "ballast").write_bytes(b"x" * (400 * 1024 - 8192))
    cache = Cache(tiny_disk / "cache")
    with pytest.warns(UserWarning, match="in memory only") as told:
        put_two(cache)
    assert len(told) == 1
    assert (cache.get("new"), cache.get("none")) == ("text", None)


def test_a_read_only_disk_is_no_failure(tiny_disk: Path) -> None:
    before = Cache(tiny_disk / "cache")
    before.put("key", "text")
    before.close()
    subprocess.run(["mount", "-o", "remount,ro", str(tiny_disk)], check=True)
    cache = Cache(tiny_disk / "cache")
    with pytest.warns(UserWarning, match="in memory only") as told:
        put_two(cache)
    assert len(told) == 1
    assert cache.get("new") == "text"


def test_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TGWIDGET_HOME", str(tmp_path))
    assert default_directory() == tmp_path / "cache"
    monkeypatch.delenv("TGWIDGET_HOME")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert "tgwidget" in default_directory().parts


def key(
    model: str = "m", url: str = URL, secret: str = SECRET, sample: int = 0, **params: object
) -> str:
    engine = DirectEngine(model, url, Key(secret, "api_key"))
    picture = Image(bytes([params.pop("pixel", 0)]), "image/png", 1, 1)
    asked = (Message("user", (str(params.pop("text", "hello")), picture)),)
    return request_key(engine, Request(asked, params, sample))


def test_the_key_depends_on_all_that_the_reply_depends_on() -> None:
    keys = [
        key(),
        key(model="other"),
        key(url="http://localhost:2/v1"),
        key(text="bye"),
        key(pixel=1),
        key(sample=1),
        key(temperature=0),
        key(temperature=1),
    ]
    assert len(set(keys)) == len(keys)


def test_the_key_depends_on_nothing_else() -> None:
    assert key() == key(secret="sk-another-key-0123456789") == key(seed=None)
    assert key(a=1, b=2) == key(b=2, a=1)
    assert key(url="http://localhost:1/v1?token=a") == key()


@given(st.text(), st.text())
def test_texts_run_together_are_not_confused(one: str, two: str) -> None:
    engine = DirectEngine("m", URL)

    def of(*parts: str) -> str:
        return request_key(engine, Request((Message("user", parts),)))

    assert of(one, two) != of(one + two)
    assert (of(one) == of(two)) == (one == two)


def test_a_parameter_that_json_cannot_hold_is_named() -> None:
    for value in (object(), float("nan")):
        with pytest.raises(InputError, match="parameters cannot be sent"):
            key(temperature=value)


@given(st.text(), st.text(), st.one_of(st.none(), st.floats(0, 9)))
def test_a_reply_comes_back_as_it_was(text: str, reasoning: str, cost: float | None) -> None:
    reply = Reply(text, reasoning, "length", Usage(1, 2, True), cost, provenance="local")
    back = load(dump(reply))
    assert back
    assert (back.text, back.reasoning, back.finish, back.usage) == (
        text, reasoning, "length", Usage(1, 2, True),
    )  # fmt: skip
    assert (back.cost, back.saved, back.cached, back.provenance) == (0.0, cost, True, "local")


@pytest.mark.parametrize("entry", ["", "{}", "[]", "nonsense", "[" * 100_000, "null"])
def test_an_entry_that_is_no_reply_is_a_miss(entry: str) -> None:
    assert load(entry) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", 1), ("text", None), ("reasoning", ["so"]), ("finish", "perhaps"), ("finish", []),
        ("provenance", "heaven"), ("cost", "much"), ("cost", -1.0), ("cost", float("nan")),
        ("usage", 7), ("usage", {"prompt": 1}),
    ],
)  # fmt: skip
def test_an_entry_that_somebody_changed_is_a_miss_and_never_an_error(
    field: str, value: object
) -> None:
    whole = json.loads(dump(Reply("text", cost=1.0)))
    assert load(json.dumps(whole))
    assert load(json.dumps({**whole, field: value})) is None


@pytest.mark.parametrize(
    "planted", [("disk_depth", 7), ("get", "somebody's"), ("eviction_policy", 7)]
)
def test_settings_that_somebody_planted_fail_no_call(
    cache: Cache, planted: tuple[str, object]
) -> None:
    cache.put("key", "text")
    cache.close()
    with sqlite3.connect(cache.directory / "cache.db") as file:
        file.execute("INSERT OR REPLACE INTO Settings VALUES (?, ?)", planted)
    file.close()
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        cache.get("key")
        cache.put("new", "text")
        assert cache.get("new") == "text"


def test_no_key_is_in_any_file(server: FakeServer, quick: Policy, cache: Cache) -> None:
    engine = DirectEngine("fake", server.url, Key(SECRET, "api_key"))
    ask(engine, quick, cache, request("where is it?"))
    assert ask(engine, quick, cache, request("where is it?")).cached
    cache.close()
    held = b"".join(one.read_bytes() for one in cache.directory.iterdir())
    assert b"check the sum" in held
    assert SECRET.encode() not in held


def test_a_broken_cache_never_fails_a_call(
    server: FakeServer, quick: Policy, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    engine = DirectEngine("fake", server.url)
    cache = Cache(tmp_path / "file" / "cache")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert ask(engine, quick, cache).text
    assert ask(engine, quick, cache).cached
