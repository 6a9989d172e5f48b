"""Lists of things in a sentence, and which things are fruits, animals, instruments."""

from __future__ import annotations

import re

from tgwidget.engine.simulated import numbers


def names(text: str) -> frozenset[str]:
    """The words of a text, as a set."""
    return frozenset(text.split())


CATEGORIES: dict[str, frozenset[str]] = {
    "fruit": names(
        "apple apricot banana blackberry blueberry cherry fig grape grapefruit kiwi lemon lime "
        "mango melon nectarine orange papaya peach pear pineapple plum raspberry strawberry "
        "watermelon"
    ),
    "vegetable": names(
        "asparagus beet broccoli cabbage carrot cauliflower celery corn cucumber eggplant garlic "
        "leek lettuce onion pea potato pumpkin radish spinach turnip yam zucchini pepper"
    ),
    "animal": names(
        "bear bee bird butterfly cat chicken cow crab deer dog donkey duck fish fox frog goat "
        "goose hamster horse lion lizard monkey mouse mule ostrich panda parrot pig pigeon rabbit "
        "rat sheep snail snake spider squirrel tiger turkey turtle wolf"
    ),
    "musical instrument": names(
        "accordion banjo cello clarinet drum flute guitar harp mandolin oboe organ piano saxophone "
        "trombone trumpet tuba violin viola xylophone"
    ),
    "object": names(
        "bed bottle bowl box candle chair couch cup desk door fridge key knife lamp microwave "
        "mirror oven pen pencil plate shelf sofa spoon stove table television toaster vase window"
    ),
    "drink": names("beer cider coffee cola juice lemonade milk soda tea water wine"),
    "garment": names("belt boot cap coat dress glove hat jacket scarf shirt shoe skirt sock"),
    "vehicle": names("bicycle bike boat bus car motorcycle plane scooter ship train truck van"),
}
SYNONYMS = {"instrument": "musical instrument", "veggie": "vegetable", "creature": "animal"}
ANYTHING = names("object thing item")
PARTS = (
    r"(?:heads?|bottles?|cups?|pieces?|stalks?|cloves?|bunch(?:es)?|bags?|box(?:es)?|slices?"
    r"|pairs?|glass(?:es)?|cans?|jars?|loaf|loaves|ears?|sets?|cartons?)"
)
ITEM = re.compile(
    rf"\s*(?P<count>{numbers.NUMBER}|an?(?=\s))\s+(?P<noun>[a-z][a-z' -]{{0,60}})\s*", re.I
)
BARE = re.compile(r"\s*(?:the |some )?(?P<noun>[a-z][a-z'-]{0,30}(?: [a-z'-]{1,30}){0,2})\s*", re.I)


def items_in(listed: str) -> list[tuple[int, str, str]]:
    """The entries of an enumeration, or nothing if it is none.

    Args:
        listed: "a lamp, two chairs and three ovens".

    Returns:
        (count, singular noun, phrase) for each, in order.
    """
    if len(listed) > 1500 or re.search(r"[.!?;:]", listed):
        return []
    flat = re.sub(r"\bhundred and\b", "hundred", " ".join(listed.split()), flags=re.I)
    flat = re.sub(r"\b(?:as well as|along with|plus)\b", "and", flat, flags=re.I)
    pieces = [piece for piece in re.split(r",\s*(?:and\s+)?|\s+and\s+", flat) if piece.strip()]
    entries = [_entry(piece) for piece in pieces]
    return [entry for entry in entries if entry] if all(entries) else []


def _entry(piece: str) -> tuple[int, str, str] | None:
    counted = ITEM.fullmatch(piece)
    bare = None if counted else BARE.fullmatch(piece)
    found = counted or bare
    if found is None or (bare and numbers.find(piece)):
        return None
    words = found["noun"].split()
    if len(words) > 5 or numbers.find(found["noun"]):
        return None
    count = numbers.parse(found["count"]) if counted else numbers.Fraction(1)
    if count.denominator != 1:
        return None
    noun = re.sub(rf"^{PARTS} of ", "", " ".join(words), flags=re.I).lower()
    head = " ".join((*noun.split()[:-1], numbers.singular(noun.split()[-1])))
    return int(count), head, " ".join(piece.split())


def category_of(noun: str, asked: str) -> bool:
    """Whether a thing counts when ``asked`` is asked for.

    What no list knows counts: a question names mostly what it asks for.
    """
    want = " ".join((*asked.split()[:-1], numbers.singular(asked.split()[-1])))
    want = SYNONYMS.get(want, want)
    if want in ANYTHING or noun == want or noun.endswith(" " + want):
        return True
    if want not in CATEGORIES:
        return False
    last = noun.split()[-1]
    if noun in CATEGORIES[want] or last in CATEGORIES[want]:
        return True
    return not any(noun in known or last in known for known in CATEGORIES.values())
