"""Pieces of advice that the rules know, as they say them and as anybody else may say them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

NEGATED = re.compile(
    r"(?:\bnot|n't|\bnever|\bwithout|\bno need to|\bavoid|\bstop)\b[^.;:,\n]*$", re.I
)


@dataclass(frozen=True)
class Advice:
    """One thing that a model can be told to do.

    Args:
        sentence: How the optimizer writes it into an instruction.
        pattern: A regular expression that finds it in anybody's words.
    """

    sentence: str
    pattern: str

    def mentioned(self, text: str) -> bool:
        """Whether the text speaks of it at all, for or against."""
        return re.search(self.pattern, text, re.I) is not None

    def given(self, text: str) -> bool:
        """Whether the text tells to do it; "do not list each item" does not."""
        found = re.finditer(self.pattern, text, re.I)
        return any(not NEGATED.search(text[max(0, m.start() - 80) : m.start()]) for m in found)


LIST = Advice(
    "List each item with its number, one by one, before you add.",
    r"\blist (?:each|every|all|the items|them|out)|\blisting|enumerat|one[- ]by[- ]one|itemi[sz]e"
    r"|write (?:down|out) (?:each|every|all)|each item (?:with|on)|every (?:single )?item\b",
)
ONLY = Advice(
    "Count only what belongs to the category that is asked for, and ignore everything else.",
    r"count only|only count|\bignor|disregard|\bbelong|\bcategor|irrelevant|distract|exclud",
)
VERIFY = Advice(
    "Verify the total or the calculation a second time before you answer.",
    r"\bverif|double[- ]?check|\bre-?check|\bre-?count|\bre-?calculat|second time"
    r"|check (?:your|the|its) (?:total|result|answer|calculation|sum|work|arithmetic|addition)",
)
LETTERS = Advice(
    "Compare words that begin alike letter by letter.",
    r"letter[- ]by[- ]letter|(?:second|next|following|later|each|subsequent) letters?\b"
    r"|character[- ]by[- ]character",
)
COMPLETE = Advice(
    "Check that every word of the list appears exactly once.",
    r"(?:every|each|all)(?: of)?(?: the)? (?:given )?words?\b|no word|count the words"
    r"|number of words (?:is|match|stay)|exactly once",
)
PARALLEL = Advice(
    "Before you scale a time, ask whether the tasks run in parallel: then their number does not "
    "change it.",
    r"parallel|at the same time|simultaneous|\ball at once|\bat once|concurrent"
    r"|one after (?:the other|another)|independent of (?:the|their) number",
)
UNIT = Advice("Give the unit with the result.", r"\bunits?\b")
REASON = Advice(
    "Say why the method fits the question.",
    r"\bsay why|\bexplain why|\b(?:give|state|name) the reason|justif|\breason why|gives no reason",
)
ASSUMPTION = Advice("State the assumption that the answer rests on.", r"\bassum")
EVENTS = Advice(
    "Go through the changes in order and apply every one of them.",
    r"changes? in order|every (?:change|step|event|one of them)|each (?:change|step|event)"
    r"|one[- ]by[- ]one|step at a time",
)
BRIEF = Advice(
    "Be brief.",
    r"\bbrief|concis|\bshort(?:er|en)?\b|succinct|too long|wordy|verbose|fewer words",
)
FINAL = Advice(
    "End with one line of the form 'Answer: VALUE'.",
    r"answer: ?(?:\$?value|\.\.\.|…|<)|(?:last|final) line",
)
STEPS = Advice("Think step by step.", r"step[- ]by[- ]step")
EXAMPLE = Advice("Give one concrete example.", r"\bexamples?\b|for instance")
SPECIFIC = Advice(
    "Be specific: name things and numbers instead of using vague words.",
    r"\bspecific|\bvague|\bprecise\b|concrete",
)
SIGNS = Advice(
    "Write down a, b and c with their signs, and watch the minus of -4ac under the root.",
    r"\bsigns?\b|minus of|discriminant (?:is|=) b",
)
DIVISOR = Advice(
    "Divide the whole numerator by 2a.",
    r"\b(?:divide|division|divisor|denominator)\b|\b2a\b|over 2 ?a",
)
BOTH = Advice(
    "Keep the ± and give both roots.",
    r"±|plus[- ](?:or[- ])?minus|\bboth (?:roots|solutions|values|signs)|two (?:roots|solutions)",
)
APART = Advice(
    "Count each shape on its own, also shapes of the same colour.",
    r"(?:each|every) (?:single )?shape|on its own|separately|same colou?r|individual(?:ly)?"
    r"|one[- ]by[- ]one",
)
SMALL = Advice(
    "Look for small shapes, too.",
    r"\b(?:small|tiny|little)\b|overlook",
)
COLOURS = Advice(
    "Name every colour that you see.",
    r"(?:every|each|all)(?: the| of the)? colou?rs?|name the colou?rs?",
)
SIZE = Advice(
    "Say how many pixels wide and high the picture is.",
    r"\bpixels?\b|width and (?:the )?height|how wide|dimensions?\b|\bresolution",
)

EVERY = (
    LIST, ONLY, VERIFY, LETTERS, COMPLETE, PARALLEL, UNIT, REASON, ASSUMPTION, EVENTS, BRIEF, FINAL,
    STEPS, EXAMPLE, SPECIFIC, SIGNS, DIVISOR, BOTH, APART, SMALL, COLOURS, SIZE,
)  # fmt: skip


def heard(text: str, among: Iterable[Advice] = EVERY) -> tuple[Advice, ...]:
    """The pieces of advice that a feedback speaks of.

    Where it quotes sentences of ours, these alone count; otherwise anybody's words do.
    """
    among = tuple(among)
    quoted = tuple(one for one in among if one.sentence in text)
    return quoted or tuple(one for one in among if one.mentioned(text))
