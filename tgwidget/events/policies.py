"""Who decides from here on: the policy of a run that goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tgwidget.events.commands import Command
from tgwidget.events.records import Event


@dataclass(frozen=True, slots=True)
class PolicyChanged(Event):
    """Another policy decides from here on, open questions included.

    ``policy`` is its name, ``ask`` where a person is asked again. ``by`` names the page or
    ``program``, ``who`` the person there.
    """

    policy: str
    by: str
    who: str


@dataclass(frozen=True)
class SetPolicy(Command):
    """Let the rest be accepted, open questions included, or be asked again."""

    client: str
    policy: Literal["ask", "accept"]
    who: str = ""
