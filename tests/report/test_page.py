"""A run as one file: its whole log is in it, no text in it is markup, and only our script runs."""

import base64
import hashlib
import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tgwidget as tg
from tgwidget.events import CallDelta, NodeAdded, RunStarted
from tgwidget.events.wire import Logged
from tgwidget.report.bundle import bundle
from tgwidget.report.page import inert, page

NASTY = [
    "</script><script>hurt()</script>", "<!--<script>", "]]>", "</title><h1>", "\u2028\u2029",
    "</style>", "{script}", "{", "}}", "&lt;&amp;", "\ud800", "\x00", "</noscript><img src=x>",
    'x" onload="hurt()',
]  # fmt: skip


class Read(HTMLParser):
    """What a browser would find: elements in order, and the text inside scripts."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts, self.policy, self.inside = [], {}, "", ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"]
        self.inside = given.get("id", tag)

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, data):
        self.texts[self.inside] = self.texts.get(self.inside, "") + data


def story(text):
    node = NodeAdded("v1", "input", text, "", (), False, True, text)
    events = [RunStarted("run1", text, "ask", "2026-01-01T00:00:00+00:00"), node]
    return [Logged(seq, seq / 10, event) for seq, event in enumerate(events, 1)]


SAFE = Read(page(story("harmless")))


@pytest.mark.parametrize("text", NASTY)
def test_hostile_text_is_data_and_nothing_else(text):
    read = Read(page(story(text)))
    assert read.tags == SAFE.tags
    assert read.texts["script"] == SAFE.texts["script"]
    kept = json.loads(read.texts["tgw-log"])["events"]
    wire = text.encode("utf-8", "replace").decode()
    assert kept[0]["name"] == kept[1]["value"] == kept[1]["role"] == wire


@given(st.text() | st.lists(st.sampled_from(NASTY)).map("".join))
def test_json_in_a_page_holds_no_sign_of_markup(text):
    kept = inert({"text": text})
    assert not set(kept) & set("<>&\u2028\u2029")
    assert json.loads(kept)["text"] == text.encode("utf-8", "replace").decode()


def test_the_policy_lets_our_script_and_style_in_and_nothing_else():
    rules = dict(rule.strip().split(" ", 1) for rule in SAFE.policy.split(";"))
    assert rules["default-src"] == "'none'"
    for kind, element in (("script-src", "script"), ("style-src", "style")):
        digest = hashlib.sha256(SAFE.texts[element].encode()).digest()
        assert rules[kind] == f"'sha256-{base64.b64encode(digest).decode()}'"
    assert set(rules) == {
        "default-src", "script-src", "style-src", "img-src", "worker-src", "base-uri",
        "form-action",
    }  # fmt: skip
    assert rules["img-src"] == "data:"


def test_the_bundle_cannot_end_the_element_it_stands_in():
    assert "</script" not in bundle("page.js").lower()
    assert "<!--" not in bundle("page.js")
    assert "</style" not in bundle("page.css").lower()
    assert "url(" not in bundle("page.css").replace("url(#", "")


def test_all_that_is_not_the_log_stays_within_300_kb():
    assert len(page([]).encode()) <= 300_000


def test_text_that_arrived_keeps_its_time_for_a_replay():
    deltas = [Logged(seq, seq * 0.02, CallDelta("c1", "x")) for seq in range(1, 101)]
    kept = json.loads(Read(page(deltas)).texts["tgw-log"])["events"]
    assert "".join(event["text"] for event in kept) == "x" * 100
    times = [event["t"] for event in kept]
    assert 15 <= len(kept) <= 25, "ten pieces a second are enough to see it arrive"
    assert times == sorted(times)


def test_a_run_writes_itself(tmp_path):
    with tg.Run("shirts", review="accept") as run:
        tg.sum([tg.Variable("1", role_description="one")])
        run.to_html(tmp_path / "before.html")
    run.to_html(str(tmp_path / "run.html"))
    read = Read((tmp_path / "run.html").read_text())
    kept = json.loads(read.texts["tgw-log"])
    assert read.texts["title"] == "shirts"
    assert kept["last"] == len(run.log)
    assert kept["events"][-1]["type"] == "RunEnded"
    assert "sum" in read.texts["pre"].lower()
