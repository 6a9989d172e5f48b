"""The majority of several answers."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tgwidget as tg
from tests.ops_support import gradients, picture, variable
from tests.test_autograd import Gate
from tgwidget.errors import InputError, InputTypeError, TgError


def answers(*texts):
    return [variable(text, "answer to the question") for text in texts]


def last_number(text):
    found = re.findall(r"-?\d+", text)
    return found[-1] if found else None


@pytest.mark.parametrize(
    ("texts", "winner"),
    [
        (["A", "B", "B"], "B"),
        (["A"], "A"),
        (["A", "B"], "A"),
        (["A", "B", "B", "A"], "B"),  # the first to reach two
        (["Yes", " yes\n", "no"], "Yes"),
        (["", "x", ""], ""),
    ],
)
def test_the_most_votes_win_and_of_equals_the_first_to_reach_them(texts, winner):
    assert tg.vote(answers(*texts)).value == winner


def test_a_key_finds_the_answers_and_who_has_none_does_not_vote():
    texts = ["no idea", "no idea", "It is 5.", "So: 4", "2 and 3 make 5"]
    assert tg.vote(answers(*texts), key=last_number).value == "It is 5."
    assert tg.vote(answers("well", "no"), key=last_number).value == "well"


def test_criticism_goes_to_those_who_voted_for_the_winner_once_and_unchanged():
    inputs = answers("A", "B", "b", "C")
    won = tg.vote([*inputs, inputs[1]])
    won.gradients.add("wrong: {it} is A")
    won.backward(Gate())
    assert gradients(*inputs) == [[], ["wrong: {it} is A"], ["wrong: {it} is A"], []]


def test_the_winner_is_known_to_models_as_what_the_answers_were():
    won = tg.vote(answers("A", "B"))
    assert "answer to the question" in won.role_description
    assert won.role_description.count("answer to the question") == 1
    named = tg.autograd.Vote()(answers("A"), "final answer")
    assert named.role_description == "final answer"


def test_a_key_that_fails_is_named_with_what_it_failed_on():
    def first_line(text):
        return text.splitlines()[1]

    with pytest.raises(TgError, match="first_line failed on 'one': IndexError") as caught:
        tg.vote(answers("one"), key=first_line)
    assert isinstance(caught.value.__cause__, IndexError)


def test_what_cannot_vote_is_refused():
    with pytest.raises(InputError, match="no variables"):
        tg.vote([])
    with pytest.raises(InputTypeError, match="is an image"):
        tg.vote([picture()])
    with pytest.raises(InputTypeError, match="key"):
        tg.vote(answers("A"), key="last")


@settings(deadline=None)
@given(st.lists(st.sampled_from("aAbBcC"), min_size=1, max_size=12))
def test_no_answer_has_more_votes_than_the_winner(texts):
    counts = {one: "".join(texts).lower().count(one) for one in "abc"}
    assert counts[tg.vote(answers(*texts)).value.lower()] == max(counts.values())
