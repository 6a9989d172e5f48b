"""Runs a textgrad program on tgwidget: the word is replaced, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROGRAMS = {path.stem: path for path in sorted((Path(__file__).parent / "programs").glob("*.py"))}
MODELS = re.compile(r'"gpt-[\w.-]+"')
LITELLM = re.compile(r'LiteLLMEngine\("[^"]+", cache=True\)')

Names = dict[str, Any]
Run = Callable[[str], Names]


def migrated(program: str) -> str:
    """The program's text after the one change that is promised to be enough."""
    text = PROGRAMS[program].read_text().replace("textgrad.engine_experimental.litellm",
                                                 "textgrad.engine")  # fmt: skip
    return text.replace("textgrad", "tgwidget")


def executed(text: str, **given: Any) -> Names:
    """Run a program's text; the names it leaves."""
    names: Names = {"__name__": "program", **given}
    exec(compile(text, "program.py", "exec"), names)
    return names


def with_engine(program: str, engine: type) -> Names:
    """Run a program with objects of a user's class where it names models."""
    text = LITELLM.sub("Mine()", migrated(program)).replace(
        "generate(\n    content=", "generate(\n"
    )
    return executed(MODELS.sub("Mine()", text), Mine=engine)


def with_address(program: str, url: str) -> Names:
    """Run a program with a server's address where it names models."""
    return executed(MODELS.sub(lambda name: f'"{url}#{name[0].strip(chr(34))}"', migrated(program)))
