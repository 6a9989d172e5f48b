"""Other ways to write what the rules would write: for the second draw of a request and later."""

from __future__ import annotations

from tgwidget.engine.simulated.problem import Solution


def of_instruction(old: str, new: str, sample: int) -> str:
    """The advice that an instruction gained, put elsewhere.

    Args:
        old: The instruction before.
        new: The instruction as the first draw has it.
        sample: Which draw: 0 is the first.
    """
    before, after = shared(old, new)
    gained = new[before : len(new) - after].strip()
    kept = old.strip()
    match sample % 4:
        case 1:
            return f"{gained} {kept}".strip()
        case 2:
            points = [one.strip() for one in gained.replace(". ", ".\n").splitlines()]
            return "\n".join([kept, "Mind this:", *(f"- {one}" for one in points if one)])
        case 3:
            return f"{kept}\nThis matters most: {gained}"
        case _:
            return new


def of_answer(new: str, solution: Solution, sample: int) -> str:
    """A corrected answer, in more or in fewer words.

    Args:
        new: The answer as the first draw has it.
        solution: The right solution.
        sample: Which draw: 0 is the first.
    """
    match sample % 4:
        case 1:
            return solution.short()
        case 2:
            return solution.text()
        case 3:
            return f"Answer: {solution.answer}"
        case _:
            return new


def shared(old: str, new: str) -> tuple[int, int]:
    """How many characters two texts share at their beginning, and at their end after that."""
    most = min(len(old), len(new))
    before = next((at for at in range(most) if old[at] != new[at]), most)
    most -= before
    after = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    return before, after
