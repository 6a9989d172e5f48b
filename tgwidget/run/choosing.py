"""Which reviewer a run has: named in code, for a notebook or in the environment, or in a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast, get_args

from tgwidget.errors import InputError
from tgwidget.optimizer.proposal import Reviewer
from tgwidget.review import Ask, Gate, Guarded, Policy, guard, named

Choice = str | os.PathLike[str] | Reviewer
"""A policy's name, the path of a file that ``tg.Policy.save`` wrote, or a reviewer."""

SETTING = "TGWIDGET_REVIEW"
NAMES = ", ".join(get_args(Policy))

_default = "ask"


def default_policy() -> str:
    """The policy of a run that names none: its name, or the path of its file."""
    return _default


def set_default_policy(policy: str) -> None:
    """Choose the policy of later runs that name none.

    Args:
        policy: ``ask``, ``accept``, ``reject``, ``fail``, or the path of a policy's file.

    Raises:
        InputError: If there is no such policy.
    """
    global _default
    found = _found(policy, repr(policy))
    _default = found if isinstance(found, str) else str(_path(policy).absolute())


def choose(review: Choice | None) -> tuple[str, Reviewer]:
    """The reviewer a run was asked for, with its name; ``TGWIDGET_REVIEW`` overrides.

    Args:
        review: What the run was given; ``None`` for the default policy.

    Raises:
        InputError: If there is no such policy, or its file holds none.
    """
    return named(settled(_default if review is None else review))


def settled(review: Choice) -> Policy | Reviewer:
    """A policy's name or a reviewer, where there was a path and as the environment wants it.

    The environment says who decides in a person's place. A rule of the program holds all the same:
    what a Gate refuses, or whoever stands in ``Ask(after=…)``, is not accepted.

    Args:
        review: What the code wants. A gate of it measures for the policy that the environment
            names.

    Raises:
        InputError: If there is no such policy, or its file holds none.
    """
    wanted = os.environ.get(SETTING, "").strip()
    if wanted:
        return _held(_rule(review), _found(wanted, f"{SETTING}={wanted!r}", _gate(review)))
    return _found(review, f"review={str(review)!r}")


def _found(wanted: Choice, said: str, gate: Gate | None = None) -> Policy | Reviewer:
    if not isinstance(wanted, str | os.PathLike):
        return wanted
    if wanted in get_args(Policy):
        return cast("Policy", wanted)
    path = _path(wanted)
    if isinstance(wanted, str) and path.suffix != ".toml" and not os.path.isfile(path):
        raise InputError(
            f"{said} is neither a policy nor a file",
            f"use {NAMES}, a Reviewer, or the path of a file that tg.Policy.save wrote",
        )
    from tgwidget.policy import MinGain
    from tgwidget.policy import Policy as Rules

    try:
        policy = Rules.load(path, gate)
    except InputError as error:
        raise InputError(f"{said}: {error.message}", error.hint) from None
    if gate is None and any(isinstance(rule, MinGain) for rule in policy.rules):
        raise InputError(
            f"{said}: a rule of it is about scores, and nobody measures them",
            "give the run a gate that does: "
            "review=tg.Policy.load(path, gate=tg.Gate(score_fn, data))",
        )
    return policy


def _rule(review: Choice) -> Reviewer | None:
    """What holds of what the code wants, whoever decides."""
    if isinstance(review, Ask):
        return review.after
    return review if isinstance(review, Gate) else None


def _held(rule: Reviewer | None, found: Policy | Reviewer) -> Policy | Reviewer:
    """Who decides, after the rule."""
    if rule is None or found in ("reject", "fail"):
        return found
    if found == "ask":
        return Ask(after=rule)
    name, then = named(found)
    return Guarded(name, rule, then)


def _path(wanted: str | os.PathLike[str]) -> Path:
    return Path(os.path.expanduser(wanted))


def _gate(review: Choice) -> Gate | None:
    """Who measures, in what the code wants."""
    if isinstance(review, str | os.PathLike):
        return None
    found = guard(review)
    found = getattr(found, "gate", found)
    return found if isinstance(found, Gate) else None
