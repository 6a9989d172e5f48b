"""Runs the body of a cell magic as the cell it would have been, errors included."""

from __future__ import annotations

import ast
import inspect
from types import CodeType, TracebackType
from typing import Any, cast

from IPython.core.error import UsageError

from tgwidget.errors import TgError


def execute(shell: Any, source: str) -> None:
    """Run source in the user's namespace; the last expression is displayed.

    Args:
        shell: The IPython shell.
        source: The body of the cell, magics and all.

    Raises:
        UsageError: If the body awaits something; a magic cannot.
        SyntaxError: If the body is not Python.
        BaseException: What the body raises; IPython shows it without our frames.
    """
    plain = shell.transform_cell(source)
    name = shell.compile.cache(plain, shell.execution_count, raw_code=source)
    # Compiled with IPython's flags, so that `from __future__` works as in any cell.
    tree = shell.transform_ast(shell.compile.ast_parse(plain, name))
    shown = [tree.body.pop()] if tree.body and isinstance(tree.body[-1], ast.Expr) else []
    codes = [
        _compiled(shell, ast.Module(tree.body, []), name, "exec"),
        _compiled(shell, ast.Interactive(shown), name, "single"),
    ]
    try:
        for code in codes:
            exec(code, shell.user_ns)  # noqa: S102 - it is the user's own cell
    except TgError:
        raise
    except BaseException as error:
        theirs = _theirs(error.__traceback__, name)
        lines = shell.InteractiveTB.structured_traceback(type(error), error, theirs)
        # What IPython asks an error for, before it looks at the traceback itself.
        error._render_traceback_ = lambda: lines  # pyright: ignore[reportAttributeAccessIssue]
        raise


def _compiled(shell: Any, tree: ast.AST, name: str, mode: str) -> CodeType:
    flags: int = shell.compile.flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    code: CodeType = compile(cast("ast.Module", tree), name, mode, flags=flags, dont_inherit=True)
    if code.co_flags & inspect.CO_COROUTINE:
        raise UsageError('%%tg cannot await. Write the cell as: with tg.Run("name"): … await …')
    return code


def _theirs(traceback: TracebackType | None, name: str) -> TracebackType | None:
    while traceback is not None and traceback.tb_frame.f_code.co_filename != name:
        traceback = traceback.tb_next
    return traceback
