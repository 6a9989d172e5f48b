"""Writes the wrong lines of a worked solution right, in the form they had."""

from __future__ import annotations

from tgwidget.engine.simulated.quadratic_check import Finding, checked
from tgwidget.engine.simulated.quadratic_lines import Statement
from tgwidget.engine.simulated.quadratic_words import Formula, root_of


def mended(given: Formula, text: str) -> str:
    """The text with its wrong statements replaced, and missing roots added."""
    finding = checked(given, text)
    pieces = list(finding.lines.pieces)
    branch = _branches(finding)
    for statement in reversed(finding.wrong):
        new = _right(finding.numbers, statement, branch.get(id(statement), 1))
        piece = pieces[statement.line]
        pieces[statement.line] = piece[: statement.start] + new + piece[statement.end :]
    for place in finding.denied:
        pieces[place] = f"There are real roots: {finding.numbers.answer()}"
    new = finding.lines.joined(pieces)
    if not checked(given, new).covered:
        new = _with_roots(new, finding.numbers)
    return _as_before(new, text)


def _branches(finding: Finding) -> dict[int, int]:
    """Which of the two roots each single statement is about: x1 the one with the plus."""
    chosen: dict[int, int] = {}
    for statement in finding.lines.statements:
        if not statement.root:
            continue
        alike = [
            one
            for one in finding.lines.statements
            if one.line == statement.line and one.about == "x" and "±" not in one.words()
        ]
        second = statement.about == "x2" or (statement in alike[1:] and statement.about == "x")
        minus = statement.about == "x" and _says_minus(statement)
        chosen[id(statement)] = -1 if second or minus else 1
    return chosen


def _says_minus(statement: Statement) -> bool:
    words = statement.words()
    return "-√" in words and "+√" not in words


def _right(formula: Formula, statement: Statement, branch: int) -> str:
    words = statement.words()
    left = statement.text.partition("=")[0].partition("≈")[0].strip()
    if statement.about in ("a", "b", "c"):
        amount = {"a": formula.a, "b": formula.b, "c": formula.c}[statement.about]
        return f"{statement.about} = {amount}"
    if statement.about == "D":
        return f"D = {formula.numbers()} = {formula.discriminant}"
    if not statement.root:
        return formula.equation() if "x" in words else _equal(formula, statement)
    left = f"{left} = " if left and left[0] == formula.unknown else ""
    if any(letter in words for letter in ("a", "b", "c")):
        return formula.symbols() if statement.about == "x" else f"{left}{formula.chain(branch)}"
    both = "±" in words or (statement.about == "x" and "√" in words and not _says_minus(statement))
    if both:
        put_in = "√(" in words and any(
            sign in words.partition("√(")[2] for sign in ("^", "*", ")(")
        )
        exact = root_of(formula.discriminant)
        drawn = formula.drawn()
        if "√" not in words and exact is not None:
            drawn = f"({-formula.b} ± {exact}) / {2 * formula.a}"
        return f"{left}{formula.put_in() if put_in else drawn}"
    way = "√" in words or ("/" in words and "(" in words)
    return f"{left}{formula.chain(branch) if way else formula.root(branch)}"


def _equal(formula: Formula, statement: Statement) -> str:
    return f"b^2 - 4ac = {formula.numbers()} = {formula.discriminant}"


def _with_roots(text: str, formula: Formula) -> str:
    line = "There are no real roots." if formula.discriminant < 0 else formula.roots_line()
    if formula.discriminant == 0:
        line = formula.answer()
    lines = text.rstrip().splitlines()
    if len(lines) > 1 and lines[-1].lower().startswith("answer"):
        return "\n".join((*lines[:-1], line, lines[-1]))
    return "\n".join((*lines, line))


def _as_before(new: str, old: str) -> str:
    """The notation of the old text, where it held to one."""
    for usual, others in (("√", ("√", "sqrt", "\\sqrt")), ("^2", ("^2", "²")), ("±", ("±", "+-"))):
        own = [one for one in others if one in old]
        if own and usual not in own and own[0] in ("sqrt", "²", "+-"):
            new = new.replace(usual, own[0])
    if "−" in old and " - " not in old:
        new = new.replace(" - ", " − ").replace("(-", "(−")
    return new
