"""System prompts trained on questions, with a validation set that takes bad steps back."""

from __future__ import annotations

from typing import Any

from tests.fake_openai import FakeServer
from tests.tutorials.running import Run, executed, migrated


def test_a_prompt_learns_to_count(run: Run) -> None:
    names = run("counting")
    before, *_, after = names["results"]["validation"]
    assert before < 0.5 < after == 1.0
    old, new = names["results"]["prompt"][0], names["system_prompt"].value
    assert "List each item" in new
    assert "The last line of your response" in new, "what it says of the form is kept"
    assert len(new) > len(old)
    assert [loss.value for loss in names["losses"]] == names["total_loss"].value.split("\n")
    assert list(names["total_loss"].predecessors) == names["losses"]


def test_a_step_that_does_not_help_is_taken_back(run: Run) -> None:
    results = run("prompt")["results"]
    kept, tried = results["prompt"], results["tried"]
    taken_back = [at for at, text in enumerate(tried) if text != kept[at + 1]]
    assert taken_back, "the program is to show a revert"
    for at in taken_back:
        assert kept[at + 1] == kept[at]
        assert results["validation"][at + 1] == results["validation"][at]
    assert results["validation"][-1] == 1.0 > results["validation"][0]


def test_the_cheap_engine_answers_and_the_strong_one_criticises(server: FakeServer) -> None:
    names = executed(migrated("counting"))
    asked: dict[str, list[Any]] = {"gpt-3.5-turbo-0125": [], "gpt-4o": []}
    for request in server.received():
        asked[request.body["model"]].append(request.body["messages"])
    prompts = names["results"]["prompt"]
    assert all(messages[0]["content"] in prompts for messages in asked["gpt-3.5-turbo-0125"])
    assert not any(messages[0]["content"] in prompts for messages in asked["gpt-4o"])
    steps, batch = 2, 3
    # Of each sample: the answer's criticism, then the prompt's; and one rewriting a step.
    assert len(asked["gpt-4o"]) == steps * (2 * batch + 1)
