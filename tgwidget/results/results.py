"""What a run gives of its results."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from tgwidget.events.wire import Logged
from tgwidget.history import Commits, Which

if TYPE_CHECKING:
    import pandas

    from tgwidget.results.best import Best
    from tgwidget.variable import Variable


class Results:
    """Something with a log that has results: a run, or the replay of one."""

    log: list[Logged]

    @property
    def best(self) -> Best:
        """The commit that did best: by a Gate, else by the score told of first.

        Where nothing was measured it is the current one. It says by what it is the best.
        """
        return self.best_by()

    def best_by(self, name: str | None = None) -> Best:
        """The commit that did best by one measure; of those that are as good, the earliest.

        Args:
            name: The score's name, or ``"gate"``; ``None`` for what ``best`` goes by.

        Raises:
            InputError: If nothing was measured by that name.
        """
        from tgwidget.results.best import Told

        return Told(tuple(self.log)).best(name)

    def to_pandas(self) -> pandas.DataFrame:
        """The decisions as a table, a row a step and parameter; see ``tgwidget.results.Row``.

        A proposal that was drawn again has a row of its own.

        Raises:
            MissingPackageError: If pandas is not installed.
        """
        from tgwidget.results.tables import to_pandas

        return to_pandas(tuple(self.log))

    def to_json(self, path: str | os.PathLike[str] | None = None) -> str:
        """The results as one JSON object: parameters, what it took, and the rows.

        Args:
            path: Where to write it, if anywhere.

        Raises:
            WriteError: If it cannot be written there.
        """
        from tgwidget.results.tables import to_json

        return _written(to_json(tuple(self.log)), path)

    def to_csv(self, path: str | os.PathLike[str] | None = None) -> str:
        """The rows of ``to_pandas`` as CSV that a spreadsheet shows and does not run.

        Before a text that it would take for a formula stands an apostrophe;
        ``tgwidget.results.tables.unsafe`` takes it away again.

        Args:
            path: Where to write it, if anywhere.

        Raises:
            WriteError: If it cannot be written there.
        """
        from tgwidget.results.tables import to_csv

        return _written(to_csv(tuple(self.log)), path)

    def save_prompt(
        self,
        path: str | os.PathLike[str],
        variable: Variable | str | None = None,
        at: Which | None = None,
    ) -> Path:
        """Write a parameter's value, word for word, under its origin as front matter.

        The origin is the steps, who decided what, the models, what they cost, whether the words
        are a model's or simulated, and the score; where another commit did better it says so.

        Args:
            path: Where; what is there is replaced at once, or not at all.
            variable: The parameter or its role description; needed where there are several.
            at: The commit, its number or its name, such as ``run.best.commit``; the current one by
                default.

        Returns:
            The file.

        Raises:
            InputError: If there is no such parameter or commit.
            WriteError: If it cannot be written there.
        """
        from tgwidget.report.files import write
        from tgwidget.results.prompt import prompt

        log = tuple(self.log)
        role = variable if isinstance(variable, str) or variable is None else variable.id
        found = None if at is None else Commits.of(log).find(at).number
        return write(path, prompt(log, role, found))


def _written(text: str, path: str | os.PathLike[str] | None) -> str:
    if path is not None:
        from tgwidget.report.files import write

        write(path, text)
    return text
