"""tg.cache: what the shared cache holds, what it saved, emptying it, a copy of it."""

import json
import sqlite3

import pytest

import tgwidget as tg
from tests.engine.asking import SECRET
from tests.fake_openai import FakeServer
from tgwidget.engine.cache import shared_cache


@pytest.fixture
def asked():
    """Two questions, one of them twice."""
    with FakeServer() as server:
        engine = tg.get_engine(f"{server.url}#fake", api_key=SECRET, temperature=0)
        for prompt in ("one", "two", "one"):
            engine.generate(prompt, system_prompt="be brief")
        yield server.stats()


def test_stats_say_what_is_kept_and_saved(asked):
    stats = tg.cache.stats()
    assert (stats.entries, stats.hits, stats.on_disk, asked.requests) == (2, 1, True, 2)
    assert stats.directory == shared_cache().directory
    assert stats.bytes > 1000
    assert stats.saved == 0.0  # a server on this machine costs nothing


def test_what_a_hit_saved_is_added_up():
    shared_cache().count_hit(0.25)
    shared_cache().count_hit(0.5)
    shared_cache().count_hit(None)  # an unknown price
    assert (tg.cache.stats().hits, tg.cache.stats().saved) == (3, 0.75)


def test_clear_forgets_everything(asked):
    assert tg.cache.clear() == 2
    assert tg.cache.stats().entries == 0
    assert tg.cache.clear() == 0


def test_export_writes_lines_without_keys_for_the_owner_alone(asked, tmp_path):
    path = tmp_path / "replies.jsonl"
    path.write_text("older")
    path.chmod(0o644)
    assert tg.cache.export(path) == 2
    text = path.read_text()
    assert SECRET not in text
    assert path.stat().st_mode & 0o777 == 0o600
    first, second = map(json.loads, text.splitlines())
    assert first["messages"] == [["system", ["be brief"]], ["user", ["one"]]]
    assert second["messages"][1] == ["user", ["two"]]
    assert first["model"] == "fake"
    assert first["text"].startswith("check the sum")
    assert first["usage"] == {"prompt": 20, "completion": 20, "estimated": False, "cached": 0}
    assert len(first["key"]) == 64


def test_export_passes_over_what_was_planted(asked, tmp_path):
    with sqlite3.connect(shared_cache().directory / "cache.db") as file:
        file.execute("UPDATE Cache SET mode = 4, value = x'80' WHERE rowid = 1")
        file.execute("INSERT INTO Cache (key, raw, mode, value) VALUES (x'80', 0, 1, 'text')")
        file.execute("INSERT INTO Cache (key, raw, mode, value) VALUES ('k', 1, 1, 'no reply')")
    file.close()
    assert tg.cache.export(tmp_path / "replies.jsonl") == 1


def test_a_path_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(tg.errors.InputError, match=r"nowhere/replies\.jsonl"):
        tg.cache.export(tmp_path / "nowhere" / "replies.jsonl")


def test_replies_in_memory_are_counted_and_exported_too(tmp_path):
    cache = tg.engine.Cache(tmp_path / "file")
    (tmp_path / "file").write_text("")
    with pytest.warns(UserWarning, match="in memory only"):
        cache.put("key", json.dumps({"text": "kept"}))
    assert tg.cache.export(tmp_path / "out.jsonl", cache) == 1
    assert tg.cache.stats(cache).entries == tg.cache.clear(cache) == 1
    assert tg.cache.stats(cache).entries == 0
