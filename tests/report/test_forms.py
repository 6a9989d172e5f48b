"""What a page is given when it asks for the run as a file."""

import asyncio
import json

import pytest

import tgwidget as tg
from tgwidget.events import Export
from tgwidget.events.wire import parse_command


@pytest.fixture
def run():
    with tg.Run("shirts", review="accept") as run:
        tg.sum([tg.Variable("1\u2028\ud800", role_description="one")])
    return run


def test_each_form_is_made_of_the_whole_log(run):
    page, report, log = (run.exported(form) for form in ("page", "report", "log"))
    assert page.startswith("<!doctype html>")
    assert report.startswith("# shirts")
    kept = [json.loads(line) for line in log.split("\n") if line]
    assert [event["seq"] for event in kept] == list(range(1, len(run.log) + 1))


def test_a_page_may_ask_for_it_also_when_the_run_is_over(run):
    _, command = parse_command({"type": "Export", "id": "1", "client": "p", "form": "report"})
    assert command == Export("p", "report")
    assert asyncio.run(run.command(command)) == run.to_markdown()


def test_there_is_no_other_form():
    with pytest.raises(tg.TgError, match="form"):
        parse_command({"type": "Export", "id": "1", "client": "p", "form": "../etc"})
