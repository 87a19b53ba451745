"""Dates and times as people type them."""

from __future__ import annotations

from datetime import datetime

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.ui.run.moments import parse_moment

NOW = datetime(2026, 7, 3, 9, 5).astimezone()


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("2026-11-22 14:05", "2026-11-22T14:05"),
        ("2026-11-22T14:05:09", "2026-11-22T14:05:09"),
        ("22.11.2026 14:05", "2026-11-22T14:05"),
        ("2.1.26, 7.30", "2026-01-02T07:30"),
        ("22.11. 14:05", "2026-11-22T14:05"),
        (" 14:05 ", "2026-07-03T14:05"),
        ("9h05", "2026-07-03T09:05"),
    ],
)
def test_what_people_type_is_understood(typed: str, understood: str) -> None:
    found = datetime.fromisoformat(parse_moment(typed, NOW))
    assert found.tzinfo is not None
    assert found.replace(tzinfo=None) == datetime.fromisoformat(understood)
    assert found.utcoffset() == found.replace(tzinfo=None).astimezone().utcoffset()


def test_an_offset_that_was_typed_stands() -> None:
    assert parse_moment("2026-11-22T14:05+05:30", NOW) == "2026-11-22T14:05+05:30"


@pytest.mark.parametrize(
    "typed", ["", "soon", "03/04/2026 10:00", "31.02.2026 10:00", "25:00", "2026-11-22", "14:05 Uhr", "1405"]
)
def test_what_can_be_read_in_two_ways_or_not_at_all_is_refused(typed: str) -> None:
    with pytest.raises(InputError):
        parse_moment(typed, NOW)
