"""Reads "it takes 1 hour to dry 25 shirts, how long for 30?" and its many kin."""

from __future__ import annotations

import re
from fractions import Fraction

from tgwidget.engine.simulated import numbers
from tgwidget.engine.simulated.advice import ASSUMPTION, BRIEF, PARALLEL, REASON, UNIT, VERIFY
from tgwidget.engine.simulated.problem import READ_LIMIT, Domain
from tgwidget.engine.simulated.quantities import TIME, Quantity, unit_name
from tgwidget.engine.simulated.quantities import UNIT as UNITS
from tgwidget.engine.simulated.rates import Rate

PARALLEL_VERBS = {
    "dry": r"dr(?:y|ies|ied|ying)",
    "boil": r"boil\w{0,3}",
    "bake": r"bak(?:e|es|ed|ing)",
    "roast": r"roast\w{0,3}",
    "cook": r"cook\w{0,3}",
    "grow": r"gr(?:ow|ew)\w{0,3}",
    "hatch": r"hatch\w{0,3}",
    "ferment": r"ferment\w{0,3}",
    "freeze": r"fr(?:eez|oz)\w{0,3}",
    "melt": r"melt\w{0,3}",
    "chill": r"chill\w{0,3}",
    "cool": r"cool\w{0,3}",
    "charge": r"charg\w{1,3}",
    "soak": r"soak\w{0,3}",
    "ripen": r"ripen\w{0,3}",
    "rise": r"ris(?:e|es|ing)",
    "play": r"(?:play|perform)\w{0,3}",
    "sing": r"s[ia]ng\w{0,3}",
    "walk": r"walk\w{0,3}",
    "arrive": r"arriv\w{1,3}",
}
N = numbers.NUMBER
T = rf"(?P<t>{N}|\ban?(?=\s))\s+(?P<unit>{TIME})\b"
PRICE = rf"(?:[$€£]\s?(?P<coin>{N})|(?P<t>{N}|\ban?(?=\s))\s+(?P<unit>{UNITS})\b)"
NOUN = r"(?P<noun>[a-z][a-z'-]{1,30}(?:\s+[a-z'-]{2,30}){0,2}?)"
OF = r"(?:\s+of\s+[a-z]+)?"
ONE_NOUN = rf"(?P<noun>[a-z][a-z'-]{{1,30}}){OF}"
COUNT = rf"(?P<n>{N}|\b(?:an?|one)(?=\s))"
WORKERS = re.compile(
    rf"(?P<n>{N})\s+{NOUN}\s+(?:takes?\s+|needs?\s+)?{T}\s+to\s+(?:make|build|produce|print|catch|"
    rf"eat|\w+)\s+(?P<p>{N})\s+(?P<made>[a-z]{{2,30}})",
    re.I,
)
KNOWN = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?:takes?|needs?|requires?)\s+(?:\w+\s+)?{T}(?:\s+for\s+\w+)?\s+to\s+(?P<verb>[a-z]+)\s+{COUNT}\s+{ONE_NOUN}",
        rf"\b(?P<verb>[a-z]{{1,30}}ing)\s+{COUNT}\s+{ONE_NOUN}(?:\s+\w+){{0,4}}?\s+(?:takes?|took|needs?)\s+"
        rf"(?:\w+\s+)?{T}",
        rf"{COUNT}\s+{NOUN}{OF}\s+(?P<verb>(?!takes?\b|needs?\b)[a-z]+)\s+(?:[a-z]+\s+){{0,4}}?in\s+"
        rf"{T}",
        rf"{COUNT}\s+{NOUN}{OF}\s+(?:takes?|needs?|requires?)\s+(?:\w+\s+)?{T}"
        rf"(?!\s+to\s+[a-z]+\s+{N}\s)(?:\s+to\s+(?P<verb>[a-z]+))?",
        rf"{COUNT}\s+{NOUN}{OF}\s+(?:costs?|for|sells?\s+for|are\s+worth)\s+{PRICE}",
        rf"(?:\b[a-z]+\s+)?\b(?P<verb>[a-z]+)\s+{COUNT}\s+{ONE_NOUN}\s+in\s+{T}",
    )
)
HOW = re.compile(r"\bhow (?:long|much|many (?:hours|minutes|seconds|days|dollars|cents))\b", re.I)
OPEN = re.compile(r"any number of|names no other number|…|\.\.\.", re.I)


def read(text: str) -> Rate | None:
    """The first such problem in a text, be it a question or an answer to one."""
    text = text[:READ_LIMIT]
    together = _together(text)
    if together:
        return together
    found = [match for pattern in KNOWN for match in [pattern.search(text)] if match]
    for match in sorted(found, key=lambda one: one.start()):
        problem = _rate(match, text)
        if problem:
            return problem
    return None


def _rate(match: re.Match[str], text: str) -> Rate | None:
    groups = match.groupdict()
    number = numbers.parse(match["n"])
    noun = _plural(match["noun"].split()[-1].lower())
    if groups.get("coin"):
        known = Quantity(numbers.parse(match["coin"]), "dollar")
    else:
        known = Quantity(numbers.parse(match["t"]), unit_name(match["unit"]))
    asked = _asked(match, text, numbers.singular(noun), number)
    if number == 0 or known.value == 0 or asked == 0:
        return None
    if asked is None and not (HOW.search(text) or OPEN.search(text)):
        return None
    verb = _parallel(groups.get("verb") or "") if _is_time(known) else None
    return Rate(_sentence(match), number, noun, known, asked, verb is not None, verb or "are done")


def _together(text: str) -> Rate | None:
    """Workers and their products grow by the same factor: they work side by side."""
    first = WORKERS.search(text)
    if not first:
        return None
    noun, made = first["noun"].lower(), first["made"].lower()
    rest = text[first.end() :]
    workers, products = _counts(rest, noun), _counts(rest, made)
    had, did = numbers.parse(first["n"]), numbers.parse(first["p"])
    if not workers or not products or not had or not did or not workers[0]:
        return None
    if workers[0] * did != products[0] * had:
        return None
    known = Quantity(numbers.parse(first["t"]), unit_name(first["unit"]))
    sentence = " ".join(first.group().split())
    if not re.search(r"\b(?:takes?|needs?)\b", sentence, re.I):
        sentence = f"It takes {sentence}"
    sentence += f", and {numbers.say(workers[0])} {noun} make {numbers.say(products[0])} {made}"
    return Rate(sentence, had, noun, known, workers[0], True, "work")


def _counts(text: str, noun: str) -> list[Fraction]:
    found = re.finditer(rf"({N})\s+{re.escape(numbers.singular(noun))}(?:e?s)?\b", text, re.I)
    return [numbers.parse(match[1]) for match in found]


def _asked(match: re.Match[str], text: str, noun: str, number: Fraction) -> Fraction | None:
    """The number of things asked for: after "how …" if it is there, else the last other one.

    ``None`` if no number is there, 0 if the numbers there are of something else.
    """
    before, after = text[: match.start()], text[match.end() :]
    how = HOW.search(after)
    stem = noun[:-1] if noun.endswith("y") else noun
    things = re.compile(
        rf"({N}|\b(?:an?|a single)(?=\s))\s+(?:more\s+|such\s+|of\s+)?(?:[a-z]+\s+){{0,2}}?"
        rf"{re.escape(stem)}(?:y|ies|e?s)?\b",
        re.I,
    )
    if how:
        question = after[how.end() :].split("?")[0]
        found = things.search(question)
        if found:
            return numbers.parse(re.sub(r"a single", "a", found[1], flags=re.I))
        loose = re.search(rf"({N})(?=\s*$|\s+(?:of them|more|such)\b)", question, re.I)
        if loose:
            return numbers.parse(loose[1])
        return Fraction(0) if numbers.find(question) else None
    rest = [
        numbers.parse(one[1])
        for one in things.finditer(f"{before}\n{after}")
        if one[1][0] not in "aA"
    ]
    others = [value for value in rest if value != number]
    return others[-1] if others else (rest[-1] if rest else None)


def _is_time(known: Quantity) -> bool:
    return re.fullmatch(TIME, known.unit) is not None


def _parallel(verb: str) -> str | None:
    fits = (name for name, form in PARALLEL_VERBS.items() if re.fullmatch(form, verb, re.I))
    return next(fits, None)


def _sentence(match: re.Match[str]) -> str:
    words = " ".join(match.group().split())
    if re.match(r"take|need|require", words, re.I):
        return f"It {words[0].lower()}{words[1:]}"
    return words[0].upper() + words[1:]


def _plural(noun: str) -> str:
    if numbers.singular(noun) != noun:
        return noun
    if re.search(r"[^aeiou]y$", noun):
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "z", "ch", "sh")) else "s")


RATES = Domain(
    "times and prices for so many things (“If it takes 1 hour to dry 25 shirts under the sun, how "
    "long will it take to dry 30 shirts?”)",
    (PARALLEL, REASON, UNIT, ASSUMPTION, VERIFY, BRIEF),
    read,
)
