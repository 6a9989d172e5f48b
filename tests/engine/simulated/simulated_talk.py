"""Talks to the simulated engine with the very prompts that tgwidget sends, and makes questions."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import strategies as st

from tgwidget.content import Content
from tgwidget.engine.base import Message, Request
from tgwidget.engine.simulated import SimulatedEngine
from tgwidget.prompts import gradient, optimizer
from tgwidget.prompts.scene import Exchange

SHIRTS = (
    "If it takes 1 hour to dry 25 shirts under the sun, how long will it take to dry 30 shirts "
    "under the sun? Reason step by step"
)
START = (
    "You will answer a reasoning question. Think step by step. The last line of your response "
    "should be of the following format: 'Answer: $VALUE' where VALUE is a numerical value."
)
SYSTEM_ROLE = "structured system prompt to a language model that specifies its strategies"


def words_of(text: str) -> list[str]:
    return text.split()


THINGS = words_of("lamp chair oven table bed couch cup mirror toaster fridge")
FRUITS = words_of("apple banana peach plum mango orange")
VEGETABLES = words_of("carrot potato onion cabbage")
ANIMALS = words_of("dog cat rabbit snail goat pig")
INSTRUMENTS = words_of("flute drum violin trumpet piano")
CATEGORIES = {
    "objects": THINGS,
    "fruits": FRUITS,
    "vegetables": VEGETABLES,
    "animals": ANIMALS,
    "musical instruments": INSTRUMENTS,
}
WORDS = words_of("one two three four five six seven eight nine")


def ask(
    user: str, system: str = "", *, seed: int = 0, sample: int = 0, more: Sequence[Message] = ()
) -> str:
    """One reply, without waiting."""
    messages = [Message("system", (system,))] if system else []
    messages += [Message("user", (user,)), *more]
    return SimulatedEngine(seed=seed, rate=0).reply(Request(tuple(messages), sample=sample))


def criticised(
    value: str, role: str, system: str, output: str, feedback: Sequence[str] = (), given: str = ""
) -> str:
    """Feedback for one variable of an exchange; ``given`` is the input, else the variable is."""
    exchange = Exchange(((role, given or value),), "response", output, system=system)
    parts = gradient.gradient_prompt(role, value, exchange, feedback)
    return ask(str(parts[0]), gradient.SYSTEM)


def rewritten(
    value: str, role: str, feedback: Sequence[str], constraints: Sequence[str] = ()
) -> str:
    """The improved version of a variable, parsed as tgwidget parses it."""
    prompt = optimizer.rewrite_prompt(
        role, value, [optimizer.Feedback(one) for one in feedback], constraints=constraints
    )
    return prompt.parse(ask(prompt.prompt, optimizer.SYSTEM))


def listed(entries: Sequence[tuple[int, str]]) -> str:
    """ "a lamp, two chairs and three ovens"."""
    said = [
        f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
        if count == 1
        else f"{WORDS[count - 1]} {plural(noun)}"
        for count, noun in entries
    ]
    return f"{', '.join(said[:-1])} and {said[-1]}"


def plural(noun: str) -> str:
    return noun + ("es" if noun.endswith(("h", "o")) else "s")


def counting_question(rng: random.Random) -> tuple[str, int]:
    """A counting question, sometimes with things of another category, and its true answer."""
    asked = rng.choice(sorted(CATEGORIES))
    nouns = rng.sample(CATEGORIES[asked], rng.randint(3, 4))
    entries = [(rng.randint(1, 5), noun) for noun in nouns]
    truth = sum(count for count, _ in entries)
    if asked != "objects" and rng.random() < 0.5:
        entries.append((rng.randint(1, 5), rng.choice(THINGS)))
    rng.shuffle(entries)
    return f"I have {listed(entries)}. How many {asked} do I have?", truth


@st.composite
def counting_questions(draw: st.DrawFn) -> tuple[str, int]:
    return counting_question(random.Random(draw(st.integers(0, 10**9))))


@st.composite
def sorting_questions(draw: st.DrawFn) -> tuple[str, list[str]]:
    words = draw(st.lists(st.from_regex(r"[a-z]{2,9}", fullmatch=True), min_size=2, max_size=12))
    separator = draw(st.sampled_from([" ", ", "]))
    question = f"Sort the following words alphabetically: List: {separator.join(words)}"
    return question, sorted(words)


@st.composite
def rate_questions(draw: st.DrawFn) -> tuple[str, float]:
    known, asked = draw(st.integers(2, 60)), draw(st.integers(2, 60).filter(lambda n: n > 1))
    asked += known == asked
    amount = draw(st.integers(1, 40))
    form, parallel = draw(st.sampled_from(RATE_FORMS))
    truth = amount if parallel else amount * asked / known
    return form.format(known=known, asked=asked, amount=amount), truth


SIDE_BY_SIDE = (
    "If it takes {amount} hours to dry {known} shirts, how long do {asked} shirts take to dry?",
    "{known} pots of water boil in {amount} minutes. How long do {asked} pots of water take?",
    "If {known} musicians play a piece in {amount} minutes, how long do {asked} musicians need?",
    "Baking {known} cakes takes {amount} minutes. How long does it take to bake {asked} cakes?",
    "If it takes {known} machines {amount} minutes to make {known} widgets, how long would it "
    "take {asked} machines to make {asked} widgets?",
)
IN_TURN = (
    "{known} apples cost {amount} dollars, how much do {asked} apples cost?",
    "Anna types {known} pages in {amount} minutes. How long does she need for {asked} pages?",
    "It takes {amount} hours to paint {known} fences; how long for {asked} fences?",
    "One worker needs {amount} hours to type {known} pages. How long for {asked} pages?",
    "If {known} pens cost ${amount}, how much do {asked} pens cost?",
)
RATE_FORMS = (*((form, True) for form in SIDE_BY_SIDE), *((form, False) for form in IN_TURN))


def ask_about(parts: Sequence[Content], system: str = "", *, seed: int = 0) -> str:
    """One reply to a message of texts and pictures, without waiting."""
    messages = [Message("system", (system,))] if system else []
    messages.append(Message("user", tuple(parts)))
    return SimulatedEngine(seed=seed, rate=0).reply(Request(tuple(messages)))


def criticised_about(
    value: str,
    role: str,
    system: str,
    output: str,
    parts: Sequence[Content],
    feedback: Sequence[str] = (),
) -> str:
    """Feedback for one variable of an exchange about a picture."""
    inputs = tuple(("part of the message", part) for part in parts)
    scene = Exchange(inputs, "response", output, system=system, said=tuple(parts))
    return ask_about(gradient.gradient_prompt(role, value, scene, feedback), gradient.SYSTEM)
