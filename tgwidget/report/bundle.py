"""The built front end."""

from __future__ import annotations

from pathlib import Path

from tgwidget.errors import TgError

STATIC = Path(__file__).parents[1] / "widget/static"


def bundle(name: str) -> str:
    """A file of the built front end.

    Args:
        name: Which one, such as ``"widget.js"``.

    Raises:
        TgError: If it has not been built.
    """
    try:
        return (STATIC / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise TgError(
            f"the page's part of tgwidget is not built: {name} is missing",
            "run `npm ci && npm run build` in js/, or install a released wheel",
        ) from None
