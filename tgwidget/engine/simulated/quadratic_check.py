"""Goes through a worked solution: which lines are wrong, and which of them is a mistake of its own.

A line that only carries on with what an earlier wrong line gave is wrong, but no new mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tgwidget.engine.simulated.advice import BOTH, SIGNS, VERIFY
from tgwidget.engine.simulated.expressions import Token, value
from tgwidget.engine.simulated.problem import Fault
from tgwidget.engine.simulated.quadratic_lines import Lines, Statement, lines_of
from tgwidget.engine.simulated.quadratic_scale import (
    LETTERS,
    branches,
    declared,
    floats,
    names,
    scaled,
    tolerance,
)
from tgwidget.engine.simulated.quadratic_why import (
    Seen,
    Triple,
    Why,
    roots,
    same,
    within,
    wrong_discriminant,
    wrong_root,
)
from tgwidget.engine.simulated.quadratic_words import Formula, root_of

SAMPLES: tuple[Triple, ...] = ((2.0, 3.0, -4.0), (3.0, -7.0, 1.5), (-1.5, 5.0, 2.0))
NO_ROOTS = re.compile(
    r"\bno (?:real )?(?:roots?|solutions?)\b|\bnot have (?:any )?(?:real )?(?:root|solution)", re.I
)


@dataclass(frozen=True)
class Finding:
    """What was found in a worked solution.

    Args:
        lines: The text in pieces.
        numbers: The equation as the text takes it, perhaps multiplied through.
        faults: Each new mistake, in the order of the lines; then what is missing.
        wrong: The statements that are wrong, carried on or not.
        denied: Pieces that wrongly say there are no roots.
        covered: Whether all roots are given.
        unfinished: Whether rational roots are left unsimplified.
    """

    lines: Lines
    numbers: Formula
    faults: tuple[Fault, ...]
    wrong: tuple[Statement, ...]
    denied: tuple[int, ...]
    covered: bool
    unfinished: bool


def checked(given: Formula, text: str) -> Finding:
    """Every line of a text compared with the equation."""
    return _Check(given, lines_of(text, given.unknown)).finding()


class _Check:
    def __init__(self, given: Formula, lines: Lines) -> None:
        self.lines = lines
        said = declared(lines)
        self.numbers = scaled(given, said)
        self.triple = floats(self.numbers)
        self.d = float(self.numbers.discriminant)
        self.true = roots(self.triple)
        self.exact = 1e-7 * (abs(self.true[0]) + abs(self.true[1]) or 1.0)
        self.carried: list[complex] = []
        self.under: list[complex] = [self.d]
        self.faults: list[Fault] = []
        self.wrong: list[Statement] = []
        self.given: list[tuple[complex, bool, float]] = []
        self.numbered: dict[str, complex] = {}
        self.single = self._lost()
        own = [said.get(letter, true) for letter, true in zip(LETTERS, self.triple, strict=True)]
        self.own: Triple = (own[0], own[1], own[2])

    def finding(self) -> Finding:
        """What all lines together come to."""
        denied: list[int] = []
        refused = False
        for place, piece in enumerate(self.lines.pieces):
            for statement in self.lines.statements:
                if statement.line == place:
                    self._judge(statement)
            if NO_ROOTS.search(piece):
                if self.d < 0:
                    refused = True
                else:
                    denied.append(place)
                    if not any(one.real < 0 for one in self.under):
                        why = Why("says that there are no roots, but there are", VERIFY)
                        self._fault(place, piece.strip(), why)
        both = all(any(abs(v - r) <= n for v, _, n in self.given) for r in self.true)
        simple = [(v, n) for v, plain, n in self.given if plain]
        done = all(any(abs(v - r) <= n for v, n in simple) for r in self.true)
        covered = both or refused
        if not covered and not self.faults:
            some = "only one of the two roots" if self.given else "no roots"
            self.faults.append(Fault(f"it gives {some}", BOTH, wrong=True))
        drawn = root_of(self.numbers.discriminant) is not None
        return Finding(
            self.lines, self.numbers, tuple(self.faults), tuple(self.wrong), tuple(denied),
            covered, drawn and covered and not done,
        )  # fmt: skip

    def _fault(self, place: int, quote: str, why: Why) -> None:
        quote = quote if len(quote) <= 90 else quote[:89].rstrip() + "…"
        says = f"line {self.lines.number(place)} “{quote}” {why.says}"
        self.faults.append(Fault(says, why.advice, wrong=True))

    def _judge(self, statement: Statement) -> None:
        if statement.about in LETTERS:
            whys = self._letter(statement)
        elif statement.about == "D":
            whys = self._discriminant(statement)
        elif statement.root:
            whys = self._roots(statement)
        else:
            whys = self._equation(statement)
        if whys is None:
            return
        self.wrong.append(statement)
        for why in whys[:1]:
            self._fault(statement.line, statement.text, why)

    def _letter(self, statement: Statement) -> list[Why] | None:
        at = LETTERS.index(statement.about)
        values = self._values(statement.sides[-1], 1)
        if not values or abs(values[0] - self.triple[at]) <= tolerance(statement, 1e-9):
            return None
        a, b, c = self.own
        self.under.append(b * b - 4 * a * c)
        self.carried += roots(self.own)
        right = str((self.numbers.a, self.numbers.b, self.numbers.c)[at])
        return [Why(f"is wrong: {statement.about} is {right}", SIGNS)]

    def _discriminant(self, statement: Statement) -> list[Why] | None:
        whys: list[Why] | None = None
        for side in statement.sides:
            near = max(tolerance(statement, 0.0), 1e-9 * (abs(self.d) + 1))
            for found in self._values(side, 1):
                if abs(found - self.d) <= near:
                    continue
                whys = whys or []
                if not within(found, self.under, near):
                    whys.append(wrong_discriminant(self.triple, found, near))
                    self.under.append(found)
                    self.carried += roots(self.triple, found)
        return whys

    def _roots(self, statement: Statement) -> list[Why] | None:
        whys: list[Why] | None = None
        for side in statement.sides:
            if any(token.text in LETTERS for token in side):
                found = self._symbolic(side)
            else:
                found = self._numeric(statement, side)
            if found is not None:
                whys = (whys or []) + found
        if id(statement) in self.single:
            first = self.single[0] == id(statement)
            lost = Why("loses the ± before the root, and with it one of the two roots", BOTH)
            whys = (whys or []) + ([lost] if first else [])
        return whys

    def _symbolic(self, side: tuple[Token, ...]) -> list[Why] | None:
        seen: list[Seen] = []
        right = True
        for sample in SAMPLES:
            values = branches(side, names(sample))
            if not values:
                return None
            true = roots(sample)
            a, b, c = sample
            right = right and (
                same(values, true, 1e-9) if len(values) > 1 else within(values[0], true, 1e-9)
            )
            seen.append(Seen(sample, tuple(values), 1e-9, (b * b - 4 * a * c,)))
        if right:
            return None
        self.carried += branches(side, names(self.triple))
        self.carried += branches(side, names(self.own))
        return [wrong_root(seen)]

    def _numeric(self, statement: Statement, side: tuple[Token, ...]) -> list[Why] | None:
        values = branches(side, names(self.triple))
        if not values:
            return None
        near = max(tolerance(statement, 0.0), self.exact)
        right = (
            same(values, self.true, near) if len(values) > 1 else within(values[0], self.true, near)
        )
        plain = not any(token.text in ("√", "±") for token in side)
        if right and not self._repeats(statement, values, near):
            self.given += [(one, plain, near) for one in values]
            return None
        if right:
            return [Why("repeats the other root", BOTH)]
        known = all(within(one, self.carried, near) for one in values)
        under = list(self.under)
        self.carried += values
        if len(values) == 2:
            a = self.triple[0]
            self.under.append((a * (values[0] - values[1])) ** 2)
            self.carried += roots(self.triple, self.under[-1])
        if known:
            return []
        if plain and len(side) <= 4:
            return [Why("gives a value that does not solve the equation", VERIFY)]
        return [wrong_root([Seen(self.triple, tuple(values), near, tuple(under))])]

    def _repeats(self, statement: Statement, values: list[complex], near: float) -> bool:
        if len(values) > 1 or statement.about not in ("x1", "x2") or abs(self.d) <= 1e-12:
            return False
        other = self.numbered.get("x2" if statement.about == "x1" else "x1")
        self.numbered.setdefault(statement.about, values[0])
        return other is not None and abs(other - values[0]) <= near

    def _equation(self, statement: Statement) -> list[Why] | None:
        unknown = any(t.text in ("x", "x1", "x2") for side in statement.sides for t in side)
        starts = self.true if unknown else (0j,)
        near = max(tolerance(statement, 0.0), 1e-7)
        for start in starts:
            if self._holds(statement, start, near) is False:
                # What earlier mistakes lead to holds in their own numbers.
                if unknown and any(self._holds(statement, x, near) for x in self.carried):
                    return []
                says = "does not hold for the roots" if unknown else "is miscalculated"
                return [Why(says, VERIFY)]
        return None

    def _holds(self, statement: Statement, x: complex, near: float) -> bool | None:
        results: list[bool] = []
        for sign in (1, -1):
            known = names(self.triple) | {"x": x, "x1": self.true[0], "x2": self.true[1]}
            try:
                sides = [value(side, known, sign) for side in statement.sides]
            except ValueError:
                return None
            size = max(1.0, *(abs(one) for one in sides), abs(x) ** 2 * abs(self.triple[0]))
            results.append(all(abs(one - sides[0]) <= near * size for one in sides))
        return any(results)

    def _values(self, side: tuple[Token, ...], sign: int) -> list[complex]:
        try:
            return [value(side, names(self.triple), sign)]
        except ValueError:
            return []

    def _lost(self) -> list[int]:
        """Statements with one branch of the root where no line beside them has the other."""
        lost: list[int] = []
        for symbolic in (True, False):
            known = names(SAMPLES[0] if symbolic else self.triple)
            single: list[tuple[Statement, complex]] = []
            for statement in self.lines.statements:
                words = statement.words()
                letters = any(letter in words for letter in LETTERS)
                if statement.about != "x" or letters is not symbolic:
                    continue
                if "√" not in words or "±" in words:
                    continue
                single += [(statement, one) for one in branches(statement.sides[0], known)]
            for statement, one in single:
                beside = [v for other, v in single if abs(other.line - statement.line) <= 1]
                if all(abs(v - one) < 1e-9 for v in beside):
                    lost.append(id(statement))
        return lost if self.d else []
