"""Criticism that is too long for one request."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tgwidget as tg
from tests.ops_support import hostile, role_text
from tests.run_support import events
from tgwidget.autograd.reduction import reduce, split
from tgwidget.autograd.request import Limit
from tgwidget.content import tokens
from tgwidget.engine.base import Reply
from tgwidget.errors import BadReplyError, ContextTooLongError
from tgwidget.events import CallStarted
from tgwidget.observe import blocking
from tgwidget.prompts.reduction import Piece, reduction_prompt
from tgwidget.variable import Gradient

FEEDBACK = re.compile(r"<(FEEDBACK\w*-\w{6})>(.*?)</\1>", re.S)
MARK = re.compile(r"m\d+m")


class Condenser(tg.EngineLM):
    """Says of feedback only the marks in it; remembers every request."""

    def __init__(self, says=lambda texts: " ".join(MARK.findall(" ".join(texts))) or "none"):
        self.says, self.asked, self.now, self.most = says, [], 0, 0

    def generate(self, prompt, system_prompt=None, **kw):
        return ""

    async def complete(self, request, listener=None):
        self.asked.append(request)
        return Reply(self.says([found[1] for found in FEEDBACK.findall(request.prompt())]))


def said(value, context="", author="model"):
    return Gradient(value, context=context, author=author)


def condensed(gradients, engine, limit, role="answer", fixed=0):
    """The gradients for a request of ``fixed`` tokens besides."""

    def weigh(some):
        return fixed + sum(tokens(one.value) + tokens(one.context) + 20 for one in some)

    about = tg.Variable("x", role_description=role)
    found = blocking(reduce(gradients, about, weigh, Limit(limit, known=True), engine))
    return found, weigh(found)


def marks(gradients):
    return set(MARK.findall(" ".join(one.value for one in gradients)))


def test_what_fits_is_left_alone():
    given = [said("short", "context")] * 3
    engine = Condenser()
    found, _ = condensed(given, engine, 1000)
    assert found == given
    assert engine.asked == []


def test_a_tree_of_requests_condenses_what_one_could_not():
    given = [said(f"m{n}m " + "detail " * 40, "a case " * 30) for n in range(500)]
    engine = Condenser()
    found, weight_of_all = condensed(given, engine, 1500)
    assert weight_of_all <= 1500
    assert len(engine.asked) > 80
    assert max(one.weight() for one in engine.asked) <= 1500
    assert marks(found) == {f"m{n}m" for n in range(500)}
    levels = {"detail" in one.prompt() for one in engine.asked}
    assert levels == {True, False}  # some condense what others condensed
    assert "a case" in engine.asked[0].prompt()


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(hostile, st.integers(10, 900), st.integers(0, 900), st.booleans()),
        min_size=1,
        max_size=25,
    ),
    role_text,
    st.integers(700, 2500),
    st.integers(0, 400),
)
def test_no_request_is_too_long_and_no_criticism_is_lost(given, role, limit, fixed):
    gradients = [
        said(f"m{n}m {text}" + "é- " * size, "context " * (more // 8), "human" if man else "model")
        for n, (text, size, more, man) in enumerate(given)
    ]
    engine = Condenser()
    found, whole = condensed(gradients, engine, limit, role, fixed)
    assert whole <= limit
    assert all(one.weight() <= limit for one in engine.asked)
    assert marks(found) >= {f"m{n}m" for n in range(len(given))}
    persons = {one.id: one.value for one in found if one.author == "human"}
    assert list(persons.items()) == [(g.id, g.value) for g in gradients if g.id in persons]


@given(st.text(max_size=300), st.integers(4, 60))
def test_a_text_is_cut_and_nothing_is_lost(text, size):
    parts = split(text, size)
    assert "".join(parts) == text
    assert all(len(part.encode(errors="surrogatepass")) <= size for part in parts)


def test_a_cut_is_made_between_words():
    assert split("one two three four", 10) == ["one two ", "three four"]


def test_one_gradient_longer_than_a_request_is_dealt_out_in_parts():
    text = " ".join(f"m{n}m" for n in range(2000))
    seen = list[str]()

    def says(texts):
        seen.extend(texts)
        return "short"

    engine = Condenser(says)
    found, _ = condensed([said(text, "context " * 1000)], engine, 900)
    parts = [one for one in seen if one != "short"]
    assert "".join(parts) == text
    assert "Part 2 of " in engine.asked[1].prompt()
    assert {one.value for one in found} == {"short"}


def test_a_context_goes_along_unless_it_is_too_long_beside_its_gradient():
    engine = Condenser()
    given = [said("m1m " + "x " * 400, "near " * 40), said("m2m " + "y " * 400, "far " * 500)]
    condensed(given, engine, 1000)
    prompts = "".join(one.prompt() for one in engine.asked)
    assert "near near" in prompts
    assert "far far" not in prompts
    assert "m2m" in prompts


def test_a_context_too_long_for_the_request_itself_is_left_out_without_a_call():
    engine = Condenser()
    given = [said("m1m bad", "far " * 3000), said("m2m worse", "near")]
    found, _ = condensed(given, engine, 1000)
    assert [(one.value, one.context) for one in found] == [("m1m bad", ""), ("m2m worse", "near")]
    assert engine.asked == []


def test_a_short_gradient_that_stands_alone_on_a_level_is_left_for_the_next():
    engine = Condenser()
    given = [said("m1m bad", "on this case " * 8), said("m2m " + "x " * 3000)]
    found, _ = condensed(given, engine, 1000, fixed=880)
    *first, last = [one.prompt() for one in engine.asked]
    assert all("x x" in prompt and "m1m" not in prompt for prompt in first)
    assert "on this case" in last
    assert marks(found) == {"m1m", "m2m"}


def test_a_persons_words_stay_as_they_are_and_are_marked_where_they_cannot():
    mine = said("my own {word} " * 3, author="human")
    engine = Condenser()
    given = [said(f"m{n}m " + "detail " * 40) for n in range(40)]
    found, _ = condensed([*given[:20], mine, *given[20:]], engine, 1000)
    assert found[0] is mine
    assert "my own" not in "".join(one.prompt() for one in engine.asked)
    long = said("m99m my own " * 400, author="human")
    found, _ = condensed([*given, long], engine, 1000)
    assert long not in found
    assert "m99m" in marks(found)
    assert any("<FEEDBACK_OF_A_PERSON-" in one.prompt() for one in engine.asked)


def test_an_engine_that_does_not_condense_is_named():
    engine = Condenser(lambda texts: " ".join(texts))
    given = [said("word " * 200) for _ in range(10)]
    with pytest.raises(BadReplyError, match=r"Condenser was to condense .* 'the plan'"):
        condensed(given, engine, 1000, role="the plan")
    assert len(engine.asked) < 20


def test_what_is_too_long_without_any_criticism_is_named_with_its_numbers():
    engine = Condenser()
    with pytest.raises(ContextTooLongError, match=r"'the plan' takes about 5,000 .* take 1,000"):
        condensed([said("word " * 100)], engine, 1000, role="the plan", fixed=5000)
    with pytest.raises(ContextTooLongError, match="set token_limit"):
        condensed([said("word " * 100)], engine, 150)  # no room for the words around
    assert engine.asked == []


def test_a_run_shows_reductions_on_the_variable_that_they_are_on():
    engine = Condenser()
    about = tg.Variable("x", role_description="system prompt")
    given = [said(f"m{n}m " + "detail " * 40) for n in range(20)]

    def weigh(some):
        return sum(tokens(one.value) for one in some)

    with tg.Run("reduced", review="accept") as run:
        about.gradients.add("so that the run knows it")
        blocking(reduce(given, about, weigh, Limit(900, known=True), engine))
    calls = [(one.node, one.purpose, one.via) for one in events(run, CallStarted)]
    assert calls
    assert set(calls) == {(about.id, "reduction", "")}


@given(hostile, hostile, role_text)
def test_every_text_reaches_the_model_untouched_and_fenced(text, context, role):
    prompt = reduction_prompt(role, [Piece(text, context), Piece(text, person=True)], 100)
    for one in (text, role, context):
        assert re.search(rf"<([A-Z_]+-[0-9a-f]{{6}})>{re.escape(one)}</\1>", prompt) or not one
    assert re.search(rf"<(FEEDBACK_OF_A_PERSON-\w+)>{re.escape(text)}</\1>", prompt)
    assert "100 words" in prompt


def test_every_text_of_a_piece_decides_the_fence_so_none_can_forge_it():
    def nonce(text="text", context="context", role="role"):
        prompt = reduction_prompt(role, [Piece(text, context)], 100)
        (found,) = set(re.findall(r"</[A-Z_]+-([0-9a-f]{6})>", prompt))
        return found

    assert len({nonce(), nonce(text="x"), nonce(context="x"), nonce(role="x")}) == 4
