"""Turns a criticism of an exchange into feedback for one variable of it."""

from __future__ import annotations

from tgwidget.engine.simulated import general
from tgwidget.engine.simulated.advice import Advice, heard
from tgwidget.engine.simulated.critic import NOTHING
from tgwidget.engine.simulated.domains import Task, find_task, unknown
from tgwidget.engine.simulated.pictures import beside
from tgwidget.engine.simulated.problem import Fault, next_faults
from tgwidget.engine.simulated.reader import Fenced, kind_of

KEEP = "Keep it as it is."


def feedback(prompt: Fenced) -> str:
    """Feedback for the variable that a prompt shows.

    Args:
        prompt: The variable with its role, the exchange it was used in, what was said of the
            exchange's output, or the output as the evaluation itself, and what persons remarked.
    """
    found, remarks = _feedback(prompt), list[str]()
    for said in prompt.each("REMARK"):
        missing = [one for one in heard(said) if not one.given(prompt.one("VARIABLE"))]
        advice = f" That asks for this: {quoted(missing)}" if missing else ""
        remarks.append(f"A person points out: {first_line(said)}{advice}")
        if missing:  # it does not stay as it is, then
            found = found.replace(KEEP, "").strip()
    return "\n".join([found, *remarks])


def _feedback(prompt: Fenced) -> str:
    variable = prompt.one("VARIABLE")
    output = prompt.one("LM_OUTPUT") or prompt.one("FUNCTION_OUTPUT")
    said = [one for one in prompt.each("FEEDBACK") if unknown() not in one]
    inputs = beside(prompt.each("LM_INPUT") + prompt.each("FUNCTION_INPUT"))
    instruction = prompt.one("LM_SYSTEM_PROMPT")
    kind = kind_of(prompt.one("ROLE"))
    criticism = "\n".join(said) if said else output
    if (prompt.each("FEEDBACK") and not said) or unknown() in criticism:
        return f"{general.ABOUT} No criticism came that they understand. {KEEP}"
    task = find_task([instruction, *inputs, variable])
    if kind == "question" and task is not None:
        return (
            "The question is what is asked; little about it can change without asking something "
            f"else. {KEEP} What went wrong belongs to the answer or to the instruction: "
            f"{first_line(criticism)}"
        )
    if task is not None and kind == "answer" and not said:
        return _for_answer(task, variable, criticism)
    if task is not None and kind != "answer" and said:
        faults = next_faults(task.problem.criticise(output))
        return _for_instruction(variable, faults, criticism)
    return _for_any(variable, criticism)


def _for_answer(task: Task, variable: str, criticism: str) -> str:
    faults = next_faults(task.problem.criticise(variable))
    asked = list(dict.fromkeys(fault.advice for fault in faults))
    if not faults:
        asked = [one for one in heard(criticism, task.domain.advice) if not praises(criticism)]
    if not asked:
        return f"The answer is right, and the evaluation has no complaint. {KEEP}"
    problem = f"\nThe problem it has to answer: {task.problem.restated}"
    if not faults:
        return (
            "By my own check the answer is right; the evaluation still misses something: "
            f"{quoted(asked)}{problem}"
        )
    says = "; ".join(fault.says for fault in faults)
    if faults[0].wrong:
        return f"The result must change: {says}. The answer should follow: {quoted(asked)}{problem}"
    return f"Keep the result, it is right. Mend this: {says}. {quoted(asked)}{problem}"


def _for_instruction(variable: str, faults: list[Fault], criticism: str) -> str:
    asked = list(dict.fromkeys(fault.advice for fault in faults))
    if not praises(criticism):
        asked += [one for one in heard(criticism) if one not in asked]
    missing = [one for one in asked if not one.given(variable)]
    says = "; ".join(fault.says for fault in faults)
    if missing:
        because = f"Of the answer it led to: {says}. " if says else ""
        return f"{because}The text lacks advice that prevents this. Add: {quoted(missing)}"
    if asked:
        return (
            f"It gives the right advice already, and the answer did not follow it: {says}. {KEEP}"
        )
    return f"It led to a right answer, well argued. {KEEP}"


def _for_any(variable: str, criticism: str) -> str:
    if praises(criticism):
        return f"The criticism has no complaint. {KEEP}"
    asked = heard(criticism) or tuple(one.advice for one in next_faults(general.faults(variable)))
    missing = [one for one in asked if not one.given(variable)]
    if missing:
        return f"{general.ABOUT} What was said of the output asks for this: {quoted(missing)}"
    return f"{general.ABOUT} What was said of the output: {first_line(criticism)}"


def praises(criticism: str) -> bool:
    """Whether a criticism says that nothing is wrong."""
    lowered = criticism.lower()
    return NOTHING.lower() in lowered or KEEP.lower() in lowered


def quoted(advice: list[Advice]) -> str:
    """Sentences of advice, in quotation marks."""
    return " ".join(f"“{one.sentence}”" for one in advice)


def first_line(text: str) -> str:
    """The first line of a text, at most 200 characters of it."""
    line = next((part.strip() for part in text.splitlines() if part.strip()), "nothing")
    return line if len(line) <= 200 else line[:200].rsplit(" ", 1)[0] + " …"
