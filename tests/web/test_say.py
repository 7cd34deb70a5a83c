"""Days, counts and lists in words, in three languages; the clock is given."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from waypost.web import say

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        (-1, "tomorrow"),
        (0, "today"),
        (1, "yesterday"),
        (5, "5 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (69, "9 weeks ago"),
        (120, "4 months ago"),
        (365 * 3, "3 years ago"),
    ],
)
def test_how_long_ago(gone: int, said: str) -> None:
    assert say.ago(TODAY - timedelta(days=gone), TODAY) == said


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2026, 11, 18), "since Wednesday"),
        (date(2026, 11, 22), "since yesterday"),
        (date(2026, 11, 16), "since 16 November"),
        (date(2025, 11, 18), "since 18 November 2025"),
    ],
)
def test_since_a_day(day: date, said: str) -> None:
    assert say.since(day, TODAY) == said


def test_days_and_moments() -> None:
    assert say.day(TODAY) == "Monday 23 November"
    assert say.day(date(2025, 1, 5), TODAY) == "Sunday 5 January 2025"
    now = datetime(2026, 11, 23, 8, 4, tzinfo=UTC)
    assert say.moment(datetime(2026, 11, 23, 7, 41, tzinfo=UTC), now) == "today, 07:41"
    assert say.moment(datetime(2026, 11, 19, 16, 10, tzinfo=UTC), now) == "Thursday, 16:10"


def test_days_follow_the_language() -> None:
    with translation.override("es"):
        assert say.day(TODAY) == "lunes 23 de noviembre"
        assert say.since(date(2026, 11, 18), TODAY) == "desde el miércoles"
        assert say.near_day(date(2026, 11, 11), TODAY) == "el 11 de noviembre", (
            "no day is said without its article"
        )
        assert say.since(date(2026, 11, 22), TODAY) == "desde ayer"
        assert say.listed(["Ana", "Leo", "Zoë"]) == "Ana, Leo y Zoë"
    with translation.override("ar"):
        assert say.day(TODAY) == "الاثنين 23 نوفمبر"
        assert say.school_days(2) == "يومان دراسيان"
        assert say.school_days(11) == "11 يومًا دراسيًا"


def test_counts() -> None:
    assert say.school_days(8) == "eight school days"
    assert say.school_days(1) == "one school day"
    assert say.school_days(12) == "12 school days"
    assert say.minutes(12) == "12 minutes"
    assert say.minutes(80) == "1 h 20 min"
    assert say.percent(0.384) == "38 %"
    assert say.number(12345.6, 1) == "12,345.6"
    assert say.number(None) == "–"


def test_a_chance_is_never_certain() -> None:
    assert say.in_hundred(0.31) == "31 in 100"
    assert say.in_hundred(1.0) == "99 in 100"
    assert say.in_hundred(0.0) == "1 in 100"
    assert say.in_hundred(None) == "not enough evidence yet"


def test_lists_read_naturally() -> None:
    assert [say.listed(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_initials() -> None:
    assert [say.initials(n) for n in ("Leo Park", "Zoë de la Cruz", "Mira", "", "(new)")] == [
        "LP",
        "ZC",
        "M",
        "·",
        "·",
    ]


def test_weeks_are_counted_by_mondays() -> None:
    assert say.weeks_between(date(2026, 11, 11), TODAY) == [date(2026, 11, 9), date(2026, 11, 16), TODAY]


@pytest.mark.parametrize(
    ("address", "end"),
    [
        ("https://khan.example/item/divide-fractions%2F17", "divide-fractions/17"),
        ("https://tool.example/items/fractions/3", "fractions/3"),
        ("https://tool.example/3", "3"),
        ("https://moodle.example/mod/quiz/view.php?id=5", "https://moodle.example/mod/quiz/view.php?id=5"),
        ("https://tool.example/", "https://tool.example/"),
        ("urn:uuid:1234", "urn:uuid:1234"),
    ],
)
def test_an_activity_without_a_name_is_called_by_the_end_of_its_address(address: str, end: str) -> None:
    assert say.address_end(address) == end


def test_whole_hours_have_no_minutes() -> None:
    assert [say.minutes(n) for n in (60, 540, 80)] == ["1 hour", "9 hours", "1 h 20 min"]
