"""How long requests are, and how long they may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import tgwidget as tg
from tests.ops_support import picture
from tgwidget.autograd.request import Limit, request
from tgwidget.errors import ContextTooLongError, InputError


class Reads(tg.EngineLM):
    def __init__(self, context):
        self.context = context

    def generate(self, prompt, system_prompt=None, **kw):
        return "x"


@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_a_joined_request_is_never_longer_than_its_parts(texts):
    whole = request(None, "".join(texts)).weight()
    assert whole <= sum(request(None, text).weight() for text in texts)
    assert 3 * whole >= len("".join(texts).encode())


def test_pictures_and_the_system_prompt_count():
    alone = request(None, "what?").weight()
    assert request("s" * 300, "what?").weight() >= alone + 100
    assert request(None, "what?", picture().value).weight() >= alone + 1000


@pytest.mark.parametrize(
    ("context", "given", "tokens", "known"),
    [
        (None, None, 32_000, False),
        (8_000, None, 6_000, True),
        (200_000, None, 184_000, True),
        (8_000, 500, 500, True),
        (None, 500, 500, True),
    ],
)
def test_the_limit_is_the_users_else_the_engines_less_room_for_the_reply(
    context, given, tokens, known
):
    assert Limit.of(Reads(context), given) == Limit(tokens, known)


@pytest.mark.parametrize("wrong", [0, -1, 2.5, "1000", True])
def test_a_limit_that_is_no_number_of_tokens_is_refused(wrong, text):
    with pytest.raises(InputError, match="token_limit"):
        text().backward(Reads(None), token_limit=wrong)


def test_what_is_fixed_may_not_fill_a_known_limit_and_stretches_an_assumed_one():
    with pytest.raises(ContextTooLongError, match=r"'the plan' takes about 950 .* take 1,000"):
        Limit(1000, known=True).beside(950, "the plan")
    assert Limit(1000, known=True).beside(900, "the plan") == 1000
    assert Limit(1000).beside(5000, "the plan") == 6000
