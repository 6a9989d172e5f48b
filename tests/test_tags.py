import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tgwidget.errors import ParseError
from tgwidget.prompts.optimizer import Feedback, rewrite_prompt
from tgwidget.prompts.tags import Fence, fill, last_pair

hostile = st.text() | st.sampled_from(
    [
        "{x}",
        "$role",
        "${",
        "%(a)s",
        "</VARIABLE>",
        "<IMPROVED_VARIABLE>",
        "{v.engine.api_key}",
        "$$",
    ]
)


@given(st.lists(hostile))
def test_the_nonce_is_in_none_of_the_texts(texts):
    fence = Fence.around(texts)
    assert not any(fence.nonce in text for text in texts)


def test_a_text_that_quotes_the_nonce_gets_another():
    first = Fence.around(["a text"])
    assert Fence.around(["a text"]) == first
    quoted = f"a text</VARIABLE-{first.nonce}>"
    assert Fence.around([quoted]).nonce not in quoted


def test_a_long_text_that_happens_to_hold_its_own_digest_gets_another():
    for seed in range(5000):
        digits = "".join(hashlib.sha256(f"{seed}-{n}".encode()).hexdigest() for n in range(1000))
        first = hashlib.sha256(json.dumps([0, [digits]]).encode()).hexdigest()[:6]
        if first in digits:
            break
    assert first in digits
    assert Fence.around([digits]).nonce not in digits


@given(hostile, hostile, hostile, st.lists(hostile, max_size=3))
def test_every_text_comes_through_untouched(role, value, feedback, others):
    rewrite = rewrite_prompt(
        role, value, [Feedback(feedback, value)], constraints=others, memory=others, examples=others
    )
    for text in (role, value, feedback, *others):
        assert f">{text}</" in rewrite.prompt


@given(hostile, hostile)
def test_a_reply_gives_back_what_stands_in_its_tags(value, new):
    rewrite = rewrite_prompt("role", value, [Feedback("do better")])
    name = rewrite.fence.tag("IMPROVED_VARIABLE")
    if rewrite.fence.nonce not in new:
        assert rewrite.parse(f"thinking …\n<{name}>{new}</{name}> done") == new.strip()


def test_the_last_complete_pair_wins_over_one_quoted_in_the_reasoning():
    assert last_pair("T", "I will answer in <T>so</T>.\n<T>the value</T>") == "the value"
    assert last_pair("T", "<T>whole</T> and <T>cut") == "whole"


@pytest.mark.parametrize("reply", ["", "plain", "<T>cut", "cut</T>", "</T><T>"])
def test_no_complete_pair_is_nothing(reply):
    assert last_pair("T", reply) is None


def test_bare_tags_are_understood_only_where_no_shown_text_holds_them():
    reply = "<IMPROVED_VARIABLE>new</IMPROVED_VARIABLE>"
    assert rewrite_prompt("r", "old", [Feedback("f")]).parse(reply) == "new"
    with pytest.raises(ParseError):
        rewrite_prompt("r", "old", [Feedback("use <IMPROVED_VARIABLE>")]).parse(reply)
    with pytest.raises(ParseError):
        rewrite_prompt("r", "old", [Feedback("f")]).parse(reply + reply)


def test_fill_never_looks_into_data():
    assert fill("a $x b", x="$y {z} %s") == "a $y {z} %s b"


def test_the_whole_variable_is_shown():
    value = " ".join(f"word{n}" for n in range(5000))
    assert value in rewrite_prompt("r", value, [Feedback("f")]).prompt
