"""What an optimizer is given, checked when it is made."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tgwidget.content import Image
from tgwidget.errors import InputError, InputTypeError
from tgwidget.variable import Variable


def optimizable(parameters: Sequence[Variable]) -> list[Variable]:
    """The parameters, if each is a text that requires a gradient.

    Raises:
        InputTypeError: If it is not a list of variables.
        InputError: If there are none, or one cannot be optimised.
    """
    # Not everybody runs a type checker.
    if isinstance(parameters, Variable | str):
        raise InputTypeError(
            f"an optimizer needs a list of parameters, not one {type(parameters).__name__}",
            "write TGD(parameters=[variable])",
        )
    checked = list(parameters)
    if not checked:
        raise InputError("an optimizer needs parameters", "write TGD(parameters=[variable])")
    for variable in checked:
        if not isinstance(variable, Variable):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise InputTypeError(
                f"a parameter must be a Variable, not a {type(variable).__name__}",
                "write TGD(parameters=[variable])",
            )
        role = variable.role_description
        if not variable.requires_grad:
            raise InputError(
                f"{role!r} does not require a gradient", "make it with requires_grad=True"
            )
        if isinstance(variable.value, Image):
            raise InputError(f"{role!r} is an image", "only texts can be rewritten")
    if len({variable.id for variable in checked}) != len(checked):
        raise InputError("a parameter is listed twice", "list each variable once")
    return checked


def must_have_gradients(variable: Variable) -> None:
    """See that there is something to propose a new value from.

    Raises:
        InputError: If every gradient was muted or removed.
    """
    if not variable.gradients.active:
        raise InputError(
            f"nothing is said of {variable.role_description!r} any more",
            "have a gradient read again, or add one",
        )


def at_least(name: str, value: int, least: int) -> int:
    """The value of a setting, if it is not too small.

    Raises:
        InputError: If it is.
    """
    if value < least:
        raise InputError(f"{name}={value} is too small", f"give {least} or more")
    return value


def tag_name(tags: Sequence[str]) -> str:
    """The name in an opening and a closing tag.

    Raises:
        InputError: If they are not a pair of tags.
    """
    opening = re.fullmatch(r"<([A-Za-z_][\w.-]*)>", tags[0]) if len(tags) == 2 else None
    if opening is None or tags[1] != f"</{opening[1]}>":
        raise InputError(
            f"new_variable_tags={list(tags)!r} is not a pair of tags",
            'write ["<NEW>", "</NEW>"]',
        )
    return opening[1]
