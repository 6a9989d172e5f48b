"""Who is spoken to, and what lies between the fences of a prompt.

Read by structure, not by wording: a fenced prompt opens with the role of a variable between tags
of the form ``<ROLE-nonce>``, and no text that it shows can hold the nonce.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tgwidget.engine.base import Request

Speaker = Literal["student", "critic", "gradient", "reducer", "judge", "optimizer"]
Kind = Literal["instruction", "answer", "question", "other"]

OPENING = re.compile(r"\A[^<]{0,300}<ROLE-([0-9a-f]{6})>")
ANY_TAG = re.compile(r"</?[A-Z][A-Z_]*-[0-9a-f]{6}>")
FIELD = re.compile(
    r"\*\*(?P<name>[^\n]{1,200})\*\*:\n<TEXT-(?P<nonce>[0-9a-f]{6})>(?P<text>.*?)</TEXT-(?P=nonce)>",
    re.S,
)
LABEL = re.compile(r"\A(?:answer|response|prediction)[^:\n]{0,40}:\s*", re.I)
TRUTH = re.compile(r"truth|correct|reference|expected|gold", re.I)
JUDGES = re.compile(
    r"(?:^|[.!?:;,]\s+|\bplease\s+|\b(?:you|will|to|must|should|and)\s+)"
    r"(?:carefully\s+)?(?:evaluate|assess|criti(?:que|ci[sz]e)|grade|judge|review|score)\b"
    r"|\bevaluat(?:ion|or)\b|\bcritic\b|very critical|\bfind (?:all |any |the )?(?:errors|mistakes)"
    r"|\b(?:that|who|which) (?:\w+ly )?"
    r"(?:evaluates|assesses|criti(?:ques|ci[sz]es)|grades|judges|reviews|scores)\b"
    r"|\b(?:give|provide|write) (?:\w+ ){0,2}(?:feedback|criticism)",
    re.I,
)
SHOWN: dict[Speaker, tuple[str, ...]] = {
    "gradient": ("LM_OUTPUT", "FUNCTION_OUTPUT"),
    "judge": ("JUDGED",),
    "optimizer": ("VARIABLE",),
}
"""What only a prompt to that speaker shows; feedback alone is for the reducer."""
KINDS: tuple[tuple[Kind, str], ...] = (
    ("instruction", r"prompt|instruction|guideline|\brules?\b|strateg|template"),
    ("answer", r"answer|solution|response|prediction|repl(?:y|ies)|output|result"),
    ("question", r"question|problem|query|input"),
)


@dataclass(frozen=True)
class Fenced:
    """A prompt made of fenced texts."""

    text: str
    nonce: str

    def each(self, name: str) -> list[str]:
        """The texts between all tags of a name, in order."""
        tag = re.escape(f"{name}-{self.nonce}")
        return re.findall(rf"<{tag}>(.*?)</{tag}>", self.text, re.S)

    def one(self, name: str) -> str:
        """The first text between tags of a name, or nothing."""
        return next(iter(self.each(name)), "")

    def reply_tag(self) -> str:
        """The tag to answer in: that of the last closing tag."""
        tags = re.findall(rf"</([^<>/]+-{self.nonce})>", self.text)
        return tags[-1] if tags else f"IMPROVED_VARIABLE-{self.nonce}"


def said(request: Request) -> list[str]:
    """What the user said, a text for each message."""
    return [message.text() for message in request.messages if message.role == "user"]


def fenced(request: Request) -> Fenced | None:
    """The prompt as fenced texts, if it is one."""
    text = "\n\n".join(said(request))
    opening = OPENING.match(text)
    return Fenced(text, opening[1]) if opening else None


def addressed(request: Request) -> Speaker:
    """Whom a request speaks to."""
    prompt = fenced(request)
    if prompt:
        for speaker, tags in SHOWN.items():
            if any(f"<{tag}-{prompt.nonce}>" in prompt.text for tag in tags):
                return speaker
        return "reducer"
    return "critic" if JUDGES.search(request.system()) else "student"


def judged(request: Request) -> tuple[str, list[str]]:
    """What a request to a critic has evaluated, and what is shown beside it.

    Of several named texts it is the one that is called an answer, else the last one.
    """
    message = next((one for one in reversed(request.messages) if one.role == "user"), None)
    parts = [part for part in message.parts if isinstance(part, str)] if message else []
    if not parts:
        return "", []
    if len(parts) > 1:
        return LABEL.sub("", parts[-1]), parts[:-1]
    fields = list(FIELD.finditer(parts[0]))
    if not fields:
        return parts[0], []
    answers = [
        one for one in fields if kind_of(one["name"]) == "answer" and not TRUTH.search(one["name"])
    ]
    chosen = (answers or fields)[-1]
    others = [one["text"] for one in fields if one is not chosen]
    return chosen["text"], [parts[0][: fields[0].start()], *others]


def kind_of(role: str) -> Kind:
    """What sort of text a role describes: its first telling word decides."""
    places: list[tuple[int, Kind]] = []
    for kind, words in KINDS:
        found = re.search(words, role, re.I)
        if found:
            places.append((found.start(), kind))
    return min(places, default=(0, "other"))[1]


def plain(text: str) -> str:
    """A text without the tags of fences."""
    return ANY_TAG.sub("\n", text)
