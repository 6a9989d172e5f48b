"""Rewrites a variable so that it follows its feedback and keeps what was good."""

from __future__ import annotations

from tgwidget.engine.simulated import drafts, general, instruction
from tgwidget.engine.simulated.advice import BRIEF, Advice, heard
from tgwidget.engine.simulated.constraints import Limits
from tgwidget.engine.simulated.domains import Task, find_task
from tgwidget.engine.simulated.gradient import praises
from tgwidget.engine.simulated.problem import Fault
from tgwidget.engine.simulated.reader import Fenced, kind_of, plain


def rewrite(prompt: Fenced, sample: int = 0) -> str:
    """A reply with the improved variable in the tags that the prompt asks for.

    Args:
        prompt: What was asked.
        sample: Which draw: 0 is the first, later ones are written in other ways.
    """
    old = prompt.one("VARIABLE")
    new, because = improved(prompt, old, sample)
    new = Limits.read(prompt.each("CONSTRAINT")).hold(new, old)
    tag = prompt.reply_tag()
    return f"{because}\n<{tag}>{new}</{tag}>"


def improved(prompt: Fenced, old: str, sample: int = 0) -> tuple[str, str]:
    """The new text, and one line that says what was done."""
    kind = kind_of(prompt.one("ROLE"))
    feedback = prompt.each("FEEDBACK")
    complaints = [text for text in feedback if not praises(text)]
    if not complaints:
        return old, "The feedback asks for no change, so I keep the text."
    asked = merged(complaints)
    if kind != "instruction":
        task = find_task([*map(plain, prompt.each("CONTEXT")), *feedback, old])
        if task is not None and kind == "question":
            return old, "The question is what is asked, so I keep it."
        if task is not None:
            return answer(task, old, asked, sample)
        return general.mended(old, asked), "I mend its form, which is all my rules can see here."
    new = instruction.advised(old, asked, complaints)
    if new == old:
        return old, "It holds this advice already, so I keep the text."
    new = drafts.of_instruction(old, new, sample)
    return new, "I add the advice that the feedback names, and keep the rest."


def merged(feedback: list[str]) -> list[Advice]:
    """What several feedbacks ask for, each once, in order."""
    return list(dict.fromkeys(one for text in feedback for one in heard(text)))


def answer(task: Task, old: str, asked: list[Advice], sample: int = 0) -> tuple[str, str]:
    """An answer corrected: wholly where its result is wrong, else by what it lacks."""
    faults = task.problem.criticise(old)
    solution = task.problem.solve()
    if any(fault.wrong for fault in faults):
        new = drafts.of_answer(task.problem.correct(old), solution, sample)
        return new, "The result was wrong, so I correct it."
    heeded = [fault for fault in faults if fault.advice in asked]
    additions = [fault for fault in heeded if fault.add]
    if additions:
        return inserted(old, additions), "The result is right; I add what was missed."
    if BRIEF in asked and len(solution.short().split()) < len(old.split()):
        return solution.short(), "The result is right; I say it in fewer words."
    return old, "I find the answer right as it is, so I keep it."


def inserted(text: str, faults: list[Fault]) -> str:
    """The text with a sentence for each fault, before its final line if it has one."""
    added = "\n".join(fault.add for fault in faults)
    lines = text.rstrip().splitlines()
    if len(lines) > 1 and "answer" in lines[-1].lower():
        return "\n".join((*lines[:-1], added, lines[-1]))
    if lines and "answer:" in lines[-1].lower():
        return f"{added}\n{lines[-1]}"
    return "\n".join((*lines, added))
