"""Forms: what is a place, what is a brace, and that data is never read."""

import pytest
from hypothesis import given

from tests.ops_support import hostile
from tgwidget.prompts.form import Form


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{q} and {a}", "Q and A"),
        ("{a}{a}{q}", "AAQ"),
        ("no place", "no place"),
        ("{{q}} {q}", "{q} Q"),
        ('{{"score": 1}} {q}', '{"score": 1} Q'),
        ('{"score": 1} {q}', '{"score": 1} Q'),
        ('{"q": "{q}", "x": {}}', '{"q": "Q", "x": {}}'),
        ("{ {q}", "{ Q"),
        ('{"a": {b}} {q}', '{"a": {b}} Q'),
    ],
)
def test_a_form_has_places_and_every_other_brace_is_a_brace(template, text):
    assert Form.read(template, ("q", "a")).fill({"q": "Q", "a": "A"}) == text


@given(hostile, hostile, hostile)
def test_a_form_equals_str_format_and_never_reads_its_data(before, after, data):
    def doubled(text):
        return text.replace("{", "{{").replace("}", "}}")

    template = f"{doubled(before)}{{x}}{doubled(after)}"
    assert Form.read(template, ("x",)).fill({"x": data}) == f"{before}{data}{after}"
    assert template.format(x=data) == f"{before}{data}{after}"


@given(hostile.filter(lambda text: "{x}" not in text), hostile)
def test_plain_json_in_a_form_comes_through_untouched(inside, data):
    template = f'{{"key": {inside}}} {{x}}'
    assert Form.read(template, ("x",)).fill({"x": data}) == f'{{"key": {inside}}} {data}'


def test_a_form_may_name_its_places_in_words():
    form = Form.read("**Ground truth (b)**: {Ground truth (b)}", ("Ground truth (b)",))
    assert form.fill({"Ground truth (b)": "5"}) == "**Ground truth (b)**: 5"
