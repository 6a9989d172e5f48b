"""Questions about pictures: through an engine of its own, and through the graph."""

from __future__ import annotations

from tests.fake_openai import FakeServer
from tests.tutorials.running import Run, executed, migrated


def test_a_picture_and_a_question(run: Run) -> None:
    names = run("image_question")
    assert names["told"].endswith("4 shapes")
    assert names["sum_of"].endswith("Answer: 7")
    assert "4 shapes" not in names["first"]
    assert "is wrong" in names["loss"].value
    assert names["response"].value.endswith("4 shapes")
    assert names["image_variable"] in names["response"].predecessors
    assert not names["image_variable"].gradients


def test_pictures_from_everywhere_and_a_prompt_that_learns_to_look(run: Run) -> None:
    names = run("multimodal")
    from_bytes, from_file, photo = names["seen"]
    assert from_bytes == from_file, "the same picture is the same question"
    assert "green" in photo
    assert names["answers"][0].endswith("2 shapes")
    assert names["answers"][-1].endswith("4 shapes")
    assert "Look for small shapes" in names["system_prompt"].value
    assert [v.get_role_description() for v in names["response"].predecessors] == [
        "system prompt for questions about images", "question", "the image",
    ]  # fmt: skip


def test_a_litellm_engine_with_a_cache_asks_once(server: FakeServer) -> None:
    told = executed(migrated("image_question"))["told"]
    before = len(server.received())
    assert executed(migrated("image_question"))["told"] == told
    assert len(server.received()) == before
