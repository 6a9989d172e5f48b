"""What a reviewer is asked: open questions, else what the run has changed; and never markup."""

import json
from html.parser import HTMLParser

import pytest

import tgwidget as tg
from tests.handover.reviewing import asked, criticised, optimised, waiting, writer
from tests.hostile import texts
from tests.ops_support import picture
from tgwidget.handover.page import page
from tgwidget.report.bundle import bundle


def test_a_run_that_waits_asks_its_questions_with_the_criticism_that_led_to_them():
    with waiting(criticised(), criticised(role="other")) as run:
        first, second = asked(run).items
    assert (first.kind, first.role, first.old, first.version) == ("question", "prompt", "old", 1)
    assert [one.text for one in first.options] == ["new"]
    assert [(one.source, one.text) for one in first.because] == [("a person", "too long")]
    assert second.role == "other"
    assert first.digest != second.digest, "the digest is of the role, too"


def test_without_a_question_each_parameters_net_change_is_asked_about():
    same, other = criticised(role="same"), criticised()
    with tg.Run("shirts", review="accept") as run:
        tg.TGD([same], engine=writer("old"))
        optimizer = tg.TGD([other], engine=writer("first"))
        optimizer.step()
        optimizer.engine = writer("second")
        optimizer.zero_grad()
        other.gradients.add("be better")
        optimizer.step()
    [item] = asked(run).items
    assert (item.kind, item.old, item.options[0].text) == ("change", "old", "second")
    assert item.commit == 2
    assert [one.text for one in item.because] == ["too long", "be better"]


def test_what_was_taken_back_is_no_change():
    run = optimised(criticised())
    assert len(asked(run).items) == 1
    run.undo()
    assert asked(run).items == ()


def test_a_page_of_the_same_questions_has_the_same_id():
    run = optimised(criticised())
    before = asked(run).id
    assert asked(run).id == before
    run.undo()
    assert asked(run).id != before


def test_a_reviewer_sees_what_a_text_was_made_from_and_its_pictures():
    who = writer()
    with tg.Run("shirts", review="accept") as run:
        question = tg.Variable("how long?", role_description="question", requires_grad=False)
        answer = tg.autograd.MultimodalLLMCall(who)([picture(), question])
        answer.set_role_description("answer")
        answer.gradients.add("wrong")
        tg.TGD([answer], engine=who).step()
    [item] = asked(run).items
    text, image = item.sources
    assert (text.role, text.text) == ("question", "how long?")
    assert (image.role, image.picture.width) == ("the picture", 8)
    [shown] = run.gallery.addresses(asked(run).pictures).values()
    assert shown.startswith("data:image/png;base64,")
    assert shown in run.exported("review")


class Read(HTMLParser):
    """The elements that a browser would find, and the document in them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.said, self.inside, self.policy = [], "", "", ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.inside = given.get("id", tag)
        if "http-equiv" in given:
            self.policy = given["content"]

    def handle_data(self, data):
        self.said += data if self.inside == "tgw-document" else ""


@pytest.mark.parametrize("kind", sorted({one.kind for one in texts()}))
def test_no_text_becomes_markup(kind):
    plain = Read(page(asked(optimised(criticised())), {}))
    for text in [f"x{one.text[:3_000]}" for one in texts() if one.kind == kind][:12]:
        with tg.Run(text, review="accept") as run:
            tg.TGD([criticised(text, text, text)], engine=writer(f"{text}!")).step()
        read = Read(page(asked(run), {}))
        assert read.tags == plain.tags
        [item] = json.loads(read.said)["items"]
        assert item["role"] == item["old"] == text.encode("utf-8", "replace").decode()


def test_the_page_may_reach_nothing():
    policy = Read(page(asked(optimised(criticised())), {})).policy
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert "unsafe" not in policy
    assert "</script" not in bundle("review.js").lower()
    assert "</style" not in bundle("review.css").lower()


def test_it_is_written_where_one_says_and_given_to_a_page_that_asks(tmp_path):
    run = optimised(criticised())
    run.to_review(tmp_path / "review.html")
    assert (tmp_path / "review.html").read_text() == run.exported("review")
