"""Where backward passes stop for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tgwidget.errors import InputTypeError
from tgwidget.events import BreakpointSet
from tgwidget.variable.telling import introduce, listening

if TYPE_CHECKING:
    from tgwidget.variable.variable import Variable


def breakpoint(variable: Variable, on: bool = True, *, by: str = "program", who: str = "") -> None:
    """Have backward passes stop at a variable when its criticism has arrived.

    The page of a run then shows the criticism, which may be edited, muted or removed; what is left
    of it goes on upstream. What a later step makes in the variable's place, by the same op from the
    same inputs, has the breakpoint then. Where nobody is asked the pass goes on, and the run's log
    says so; where somebody should be and nobody can, it fails.

    Args:
        variable: Where.
        on: False takes the breakpoint away.
        by: The page that asks, or ``program``.
        who: The person's name.

    Raises:
        InputTypeError: If it is not a Variable.

    Example:
        >>> import tgwidget as tg
        >>> answer = tg.Variable("It takes 1.2 hours.", role_description="answer")
        >>> tg.breakpoint(answer)
        >>> tg.breakpoint(answer, on=False)
    """
    if not hasattr(variable, "breakpoint"):
        raise InputTypeError(
            f"a breakpoint is on a Variable, not on a {type(variable).__name__}",
            "write tg.breakpoint(variable)",
        )
    introduce(variable)
    if variable.breakpoint != on:
        variable.breakpoint = on
        run = listening(variable)
        run.emit(BreakpointSet(variable.id, on, by, who))
        run.mark(variable)
