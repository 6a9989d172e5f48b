"""What losses are told: an instruction or a system prompt, as plain text or as a variable."""

from __future__ import annotations

from tgwidget.errors import InputTypeError
from tgwidget.variable import Variable


def told(loss: str, name: str, given: Variable | str | None, role: str, default: str) -> Variable:
    """A loss's instruction or system prompt as a variable.

    Args:
        loss: The loss's name, for the error.
        name: The argument's name, for the error.
        given: What the user gave; a variable may want criticism, a text does not.
        role: The role of a text.
        default: The text where nothing was given.

    Raises:
        InputTypeError: If it is neither text nor variable.
    """
    if isinstance(given, Variable):
        return given
    if given is None and default:
        given = default
    if not isinstance(given, str):
        raise InputTypeError(
            f"{loss} needs a text as its {name}, not a {type(given).__name__}",
            "give a text or a Variable",
        )
    return Variable(given, requires_grad=False, role_description=role)
