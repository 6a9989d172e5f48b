"""No budget of one test is another's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import tgwidget as tg


@pytest.fixture(autouse=True)
def nothing_global() -> Iterator[None]:
    yield
    tg.set_budget(None)
