"""What is not seen is told where it hides something, and left where a script needs it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.hostile import texts
from tgwidget.unseen import told


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a[RLO]b"),
        ("a\u200bb", "a[ZWSP]b"),
        ("pass\u00adword", "pass[SHY]word"),
        ("a\u200d\u200d\u200db", "a[ZWJ ×3]b"),
        ("x\x1b[31m", "x[ESC][31m"),
        ("one\rtwo", "one[CR]two"),
        ("hi\U000e0068\U000e0069", "hi[hidden “hi”]"),
        ("\ufeff\u2060\u2066\u2069\u200e", "[5 unseen]"),
        ("\ud800", "[U+D800]"),
        ("a\u200cb", "a[ZWNJ]b"),
    ],
)
def test_what_hides_is_told(text, shown):
    assert told(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "one\r\ntwo\tthree\n", "👩\u200d👩\u200d👧", "❤\ufe0f\u200d🔥", "1\ufe0f\u20e3",
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "می\u200cخواهم", "क\u094d\u200dष", "שלום\u200f!", "naïve – “quoted” 你好",
    ],
)  # fmt: skip
def test_what_shapes_its_neighbours_stays(text):
    assert told(text) == text


@given(st.text())
def test_told_twice_is_told_once(text):
    assert told(told(text)) == told(text)


@pytest.mark.parametrize("kind", ["direction", "unseen", "joined", "control", "tags"])
def test_nothing_turns_or_hides_in_what_is_told(kind):
    for hostile in texts():
        if hostile.kind == kind:
            shown = told(hostile.text)
            assert not set(shown) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200b")
            assert all(unicodedata.category(c) != "Cc" or c in "\t\r\n" for c in shown)
