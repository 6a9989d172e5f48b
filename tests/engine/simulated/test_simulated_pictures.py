"""Pictures: seen right, asked about, and answered with the mistakes that the prompt allows."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageDraw

from tests.engine.simulated.simulated_talk import ask_about, criticised, criticised_about, rewritten
from tgwidget.content import Content, Image, load_image
from tgwidget.engine.simulated.advice import APART, COLOURS, SIZE, SMALL
from tgwidget.engine.simulated.colours import named
from tgwidget.engine.simulated.domains import find_task
from tgwidget.engine.simulated.picture_answers import stated
from tgwidget.engine.simulated.pictures import PICTURES, Looking
from tgwidget.engine.simulated.views import Shape, View, look, read
from tgwidget.events import Region
from tgwidget.prompts.gradient import SYSTEM, Exchange, gradient_prompt
from tgwidget.prompts.remarks import Marked, Remark

FILLS = ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "black")
COUNT = "How many shapes are there?"
DESCRIBE = "Describe the picture."
ALL = " ".join(one.sentence for one in (APART, SMALL, COLOURS, SIZE))
JUDGE = "You evaluate an answer to a question about an image."
Seeds = st.integers(0, 10**6)


def saved(picture: Pillow.Image, form: str = "PNG") -> Image:
    out = io.BytesIO()
    picture.save(out, form, **({"quality": 95, "subsampling": 0} if form == "JPEG" else {}))
    return load_image(out.getvalue())


def drawn(rng: random.Random) -> tuple[Pillow.Image, list[str]]:
    """Ellipses, rectangles and triangles, one in each of some cells, and their colours."""
    cell, across, down = rng.randint(60, 160), rng.randint(1, 4), rng.randint(1, 4)
    picture = Pillow.new("RGB", (cell * across, cell * down), rng.choice(("white", "lightgrey")))
    pencil = ImageDraw.Draw(picture)
    colours: list[str] = []
    for at in range(across * down):
        if rng.random() < 0.4:
            continue
        x, y = at % across * cell, at // across * cell
        margin = rng.randint(cell // 8, cell // 4)
        box = (x + margin, y + margin, x + cell - margin, y + cell - margin)
        colour = rng.choice(FILLS)
        kind = rng.randrange(3)
        if kind == 0:
            pencil.ellipse(box, fill=colour)
        elif kind == 1:
            pencil.rectangle(box, fill=colour)
        else:
            pencil.polygon([(box[0], box[3]), (box[2], box[3]), (box[0], box[1])], fill=colour)
        colours.append(colour)
    return picture, colours


@settings(max_examples=80, deadline=None)
@given(Seeds, st.sampled_from(["PNG", "JPEG", "GIF"]))
def test_random_drawings_are_seen_right(seed: int, form: str) -> None:
    picture, colours = drawn(random.Random(seed))
    view = look(saved(picture, form))
    assert (view.width, view.height) == picture.size
    assert len(view.shapes) == len(colours)
    assert sorted(shape.colour for shape in view.shapes) == sorted(colours)
    assert read(view.sentence()) == view


@settings(max_examples=40, deadline=None)
@given(Seeds)
def test_with_all_advice_every_question_is_answered_right(seed: int) -> None:
    picture, colours = drawn(random.Random(seed))
    image = saved(picture)
    assert stated(ask_about([image, COUNT], ALL)) == len(colours)
    reply = ask_about([image, "What colours do the shapes have?"], ALL)
    assert set(named(reply)) - {"white", "grey"} == set(colours)
    reply = ask_about([image, "How large is the picture?"], ALL)
    assert f"{picture.width} × {picture.height} pixels" in reply
    reply = ask_about([DESCRIBE, image], ALL)
    assert f"{picture.width} × {picture.height} pixels" in reply
    assert stated(reply) == len(colours)


@settings(max_examples=40, deadline=None)
@given(Seeds, Seeds)
def test_a_critic_finds_exactly_the_wrong_answers(seed: int, luck: int) -> None:
    picture, colours = drawn(random.Random(seed))
    image = saved(picture)
    for question in (COUNT, DESCRIBE):
        answer = ask_about([image, question], seed=luck)
        told = ask_about(loss_parts(image, question, answer), JUDGE)
        right = stated(answer) == len(colours)
        if question == DESCRIBE:
            right = right and set(colours) <= set(named(answer))
        assert told.startswith("The answer is right" if right else "The answer is wrong"), answer
        feedback = criticised_about(
            answer, "answer", JUDGE, told, loss_parts(image, question, answer)
        )
        again = rewritten(answer, "answer", [feedback])
        told = ask_about(loss_parts(image, question, again), JUDGE)
        assert told.startswith("The answer is right"), again


def loss_parts(image: Image, question: str, answer: str) -> list[Content]:
    return [
        "Evaluation instruction: Does the answer fit the image?", f"Question: {question}",
        "Image:", image, f"Answer: {answer}",
    ]  # fmt: skip


def test_a_system_prompt_learns_to_count_shapes() -> None:
    rng = random.Random(1)
    pictures = [drawn(rng) for _ in range(40)]
    role = "system prompt to the language model"

    def score(system: str) -> int:
        replies = [ask_about([saved(picture), COUNT], system) for picture, _ in pictures]
        pairs = zip(replies, pictures, strict=True)
        return sum(stated(reply) == len(colours) for reply, (_, colours) in pairs)

    prompt = "You answer questions about pictures."
    before = score(prompt)
    for picture, _ in pictures[:6]:
        image = saved(picture)
        answer = ask_about([image, COUNT], prompt)
        told = ask_about(loss_parts(image, COUNT, answer), JUDGE)
        said = criticised_about(prompt, role, prompt, answer, [image, COUNT], [told])
        prompt = rewritten(prompt, role, [said])
    assert before < 25
    assert score(prompt) == len(pictures)
    assert APART.given(prompt)
    assert SMALL.given(prompt)


def view(*shapes: str) -> View:
    sizes = [(name, 9.0 - at) for at, name in enumerate(shapes)]
    return View(640, 480, "white", tuple(Shape(*one) for one in sizes))


def looking(text: str, *shapes: str) -> Looking:
    task = find_task([f"{view(*shapes).sentence()}\n{text}"])
    assert task is not None
    assert task.domain is PICTURES
    assert isinstance(task.problem, Looking)
    return task.problem


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        (COUNT, ("count",)),
        ("How many different shapes do you see?", ("count",)),
        ("Count the shapes.", ("count",)),
        ("Which colors are used?", ("colours",)),
        ("What colour is the large one?", ("colours",)),
        ("How large is the picture?", ("size",)),
        ("What is the size of this image in pixels?", ("size",)),
        ("How many shapes are there, and what colours are they?", ("count", "colours")),
        (DESCRIBE, ("count", "colours", "size")),
        ("What do you see in this image?", ("count", "colours", "size")),
        ("", ("count", "colours", "size")),
    ],
)
def test_questions(question: str, aspects: tuple[str, ...]) -> None:
    problem = looking(question, "red", "blue")
    assert problem.aspects == aspects
    assert find_task([problem.restated]) is not None
    assert looking(problem.restated.split("]")[1], "red", "blue").aspects == aspects


def test_a_question_about_one_colour() -> None:
    problem = looking("How many red shapes are there?", "red", "blue", "red")
    assert problem.solve().text().endswith("Answer: 2 red shapes")
    assert problem.criticise("There are 3 red shapes.")[0].wrong


@pytest.mark.parametrize(
    ("question", "answer", "part"),
    [
        (COUNT, "There are two shapes.", "takes shapes of one colour"),
        (COUNT, "3", "overlooks the smallest, which is blue"),
        (COUNT, "5 shapes", "no shape of its own"),
        (COUNT, "I cannot say.", "does not say how many"),
        (COUNT, "4", ""),
        (COUNT, "3 red shapes and one blue shape", ""),
        ("What colours do you see?", "Red.", "leaves out blue"),
        ("What colours do you see?", "Red, navy and green on white", "names green"),
        ("What colours do you see?", "Crimson and blue", ""),
        ("How large is it?", "480 x 640", "swaps width and height"),
        ("How large is it?", "quite", "does not say how large"),
        ("How large is it?", "640 by 480 pixels", ""),
        (DESCRIBE, "4 shapes, red and blue.", "does not say how large"),
        (DESCRIBE, "4 shapes, red and blue; 640 × 480 pixels", ""),
    ],
)
def test_answers(question: str, answer: str, part: str) -> None:
    faults = looking(question, "red", "red", "red", "blue").criticise(answer)
    assert bool(faults) is bool(part), faults
    assert part in " ".join(fault.says for fault in faults)


def test_lines_specks_and_outlines() -> None:
    picture = Pillow.new("RGB", (320, 240), "white")
    pencil = ImageDraw.Draw(picture)
    pencil.ellipse((20, 20, 100, 100), fill="red", outline="black", width=2)
    pencil.ellipse((200, 100, 300, 200), outline="blue", width=5)
    pencil.point([(5, 5), (160, 120), (7, 230)], fill="green")
    assert [shape.colour for shape in look(saved(picture)).shapes] == ["red", "blue"]


def test_touching_shapes_of_two_colours_are_two() -> None:
    picture = Pillow.new("RGB", (200, 100), "white")
    pencil = ImageDraw.Draw(picture)
    pencil.rectangle((20, 20, 99, 80), fill="red")
    pencil.rectangle((100, 20, 180, 80), fill="blue")
    assert len(look(saved(picture)).shapes) == 2


def test_a_soft_rim_is_no_shape() -> None:
    large = Pillow.new("RGB", (1600, 1200), "white")
    pencil = ImageDraw.Draw(large)
    pencil.ellipse((200, 200, 700, 700), fill="red")
    pencil.rectangle((900, 300, 1400, 900), fill="orange")
    for size in ((400, 300), (150, 113), (1000, 750)):
        soft = large.resize(size, Pillow.Resampling.BICUBIC)
        assert sorted(one.colour for one in look(saved(soft)).shapes) == ["orange", "red"]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "RGB", "RGBA", "P"])
@pytest.mark.parametrize("size", [(1, 1), (1, 700), (900, 2), (3, 3)])
def test_odd_pictures_are_answered(mode: str, size: tuple[int, int]) -> None:
    image = saved(Pillow.new(mode, size))
    assert f"{size[0]} × {size[1]} pixels" in ask_about([image, DESCRIBE], ALL)


def test_what_a_person_points_out_is_passed_on_with_the_advice_it_asks_for() -> None:
    image = saved(Pillow.new("RGB", (60, 40), "white"))
    marked = Marked((60, 40), Region(5, 5, 9, 9), image)
    remarks = [Remark("the picture", "You overlooked this tiny one.", marked), Remark("it", "Ha")]
    scene = Exchange((("picture", image), ("question", COUNT)), "response", "Answer: 0 shapes")
    told = gradient_prompt("system prompt", "Look.", scene, ["wrong"], remarks=remarks)
    feedback = ask_about(told, SYSTEM)
    assert "A person points out: You overlooked this tiny one." in feedback
    assert SMALL.sentence in feedback
    assert feedback.endswith("A person points out: Ha")
    assert SMALL.sentence in rewritten("Look.", "system prompt", [feedback])


def test_a_picture_that_cannot_be_read_is_answered() -> None:
    broken = Image(b"no picture", "image/png", 4, 3)
    assert "4 × 3 pixels" in ask_about([broken, DESCRIBE], ALL)


@settings(max_examples=20, deadline=None)
@given(Seeds)
def test_noise_is_answered(seed: int) -> None:
    size = (97, 61)
    noise = Pillow.frombytes("RGB", size, random.Random(seed).randbytes(3 * size[0] * size[1]))
    image = saved(noise)
    assert ask_about([image, DESCRIBE]) == ask_about([image, DESCRIBE])
    assert read(look(image).sentence()) == look(image)


def test_a_large_picture_is_unpacked_once() -> None:
    large = Pillow.new("RGB", (5000, 5000), "white")
    ImageDraw.Draw(large).ellipse((1000, 1000, 4000, 4000), fill="red")
    image = saved(large, "JPEG")
    assert len(look(image).shapes) == 1
    assert look(image).shapes is look(image).shapes


def test_without_a_picture_questions_about_one_are_outside_the_domains() -> None:
    assert find_task([COUNT]) is None
    assert "simulated" in ask_about([COUNT])


def test_a_picture_beside_another_question_leaves_that_question() -> None:
    image = saved(Pillow.new("RGB", (9, 9)))
    question = "I have a lamp, two chairs and three ovens, how many objects do I have?"
    assert ask_about([image, question], ALL).endswith("Answer: 6")


def test_the_exchange_of_another_picture_is_not_mistaken() -> None:
    first, second = (saved(Pillow.new("RGB", (40, side), "white")) for side in (30, 20))
    told = criticised("40 × 30 pixels", "answer", JUDGE, "Fine.")
    assert told
    for image, verdict in ((first, "right"), (second, "wrong")):
        parts = loss_parts(image, "How large is it?", "40 × 30 pixels")
        assert ask_about(parts, JUDGE).startswith(f"The answer is {verdict}")
