"""What ops ask of what they are given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from tgwidget.content import Image
from tgwidget.errors import InputError, InputTypeError
from tgwidget.variable import Variable

WRAP = 'wrap it: tg.Variable(…, role_description="question to the model")'


def variable(op: str, given: object, name: str = "") -> Variable:
    """The input of an op, which must be a variable.

    Args:
        op: The op's name, for the error.
        given: What was given.
        name: The field it was given for, if it has one.

    Raises:
        InputTypeError: If it is something else.
    """
    if not isinstance(given, Variable):
        place = f" for {name!r}" if name else ""
        raise InputTypeError(f"{op} needs a Variable{place}, not a {type(given).__name__}", WRAP)
    return given


def text(op: str, given: object, name: str = "") -> Variable:
    """The input of an op, which must be a variable that holds a text.

    Args:
        op: The op's name, for the error.
        given: What was given.
        name: The field it was given for, if it has one.

    Raises:
        InputTypeError: If it is something else, an image for instance.
    """
    checked = variable(op, given, name)
    if isinstance(checked.value, Image):
        raise InputTypeError(
            f"{op} needs texts, and {checked.role_description!r} is an image",
            "give images to tg.autograd.MultimodalLLMCall or OrderedFieldsMultimodalLLMCall",
        )
    return checked


def listed(op: str, given: Any) -> list[Variable]:
    """The inputs of an op that takes a list of variables, at least one.

    Args:
        op: The op's name, for the errors.
        given: What was given.

    Raises:
        InputTypeError: If it is not a list, or holds something else than variables.
        InputError: If it is empty.
    """
    if not isinstance(given, list | tuple):
        raise InputTypeError(
            f"{op} needs a list of Variables, not a {type(given).__name__}", "write [variable]"
        )
    found = [variable(op, one) for one in cast("Sequence[object]", given)]
    if not found:
        raise InputError(f"{op} of no variables", "give at least one")
    return found


def named(op: str, given: Mapping[str, Variable], fields: Collection[str]) -> list[Variable]:
    """The inputs of an op that takes them by name, in the order given.

    Args:
        op: The op's name, for the errors.
        given: The variables by the fields they are for.
        fields: The names there must be.

    Raises:
        InputTypeError: If it is not a mapping of names to variables.
        InputError: If a field is missing or unknown.
    """
    # Not everybody runs a type checker.
    if not isinstance(given, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InputTypeError(
            f"{op} needs inputs as a dict, not as a {type(given).__name__}",
            'write inputs={"name": variable}',
        )
    missing = [name for name in fields if name not in given]
    unknown = [name for name in given if name not in fields]
    if missing or unknown:
        wrong = [f"{name!r} is missing" for name in missing]
        wrong += [f"{name!r} is unknown" for name in unknown]
        asked = ", ".join(repr(name) for name in fields)
        raise InputError(f"{op} got other inputs than its fields: {', '.join(wrong)}",
                         f"give exactly {asked}")  # fmt: skip
    return [variable(op, one, name) for name, one in given.items()]
