"""What a provider asks us to wait, whatever the clocks say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tgwidget.engine.failures import retry_after

THEN = datetime(2031, 3, 1, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7.0), ("1.5", 1.5), ("-3", 0.0), ("nan", 0.0), ("", None), ("soon", None),
        ("Sat, 99 Mar 2031 10:00:07 GMT", None),
        (format_datetime(THEN + timedelta(seconds=7), usegmt=True), 7.0),
        (format_datetime(THEN - timedelta(seconds=7), usegmt=True), 0.0),
        ("Sat, 01 Mar 2031 10:00:07 -0000", 7.0),
    ],
)  # fmt: skip
def test_a_wait_is_in_seconds_or_until_a_date_of_the_servers_own_clock(
    told: str, seconds: float | None
) -> None:
    headers = {"retry-after": told, "date": format_datetime(THEN, usegmt=True)}
    assert retry_after(headers) == seconds


@pytest.mark.parametrize("date", ["", "today"])
def test_without_the_servers_clock_it_is_ours(date: str) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    assert 30 < (retry_after({"retry-after": until, "date": date}) or 0.0) <= 60
