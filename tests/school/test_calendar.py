"""School days: terms by habit without days off, the same in every process at once."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.village import Village
from waypost.school import calendar, changes
from waypost.school.models import AcademicSession, DayOff, School


def naive_days(first: date, last: date, weekdays: str, off: set[date], extra: set[date]) -> list[int]:
    """The slow, obvious version."""
    days = []
    day = first
    while day <= last:
        if (weekdays[day.weekday()] == "1" and day not in off) or day in extra:
            days.append(day.toordinal())
        day += timedelta(days=1)
    return days


def test_school_days_are_the_terms_weekdays_without_holidays(village: Village) -> None:
    holidays = {date(2026, 10, n) for n in range(19, 24)}
    expected = naive_days(date(2026, 8, 31), date(2026, 12, 18), "1111100", holidays, set())
    days = calendar.school_days()
    assert days.dtype == np.int32
    assert days.tolist() == expected
    assert len(days) == 75


def test_days_between_terms_are_no_school_days_though_the_year_goes_on(village: Village) -> None:
    assert not calendar.is_school_day(date(2027, 1, 11))
    AcademicSession.objects.create(
        sourced_id="t2", title="Spring", kind="term", start=date(2027, 1, 4), end=date(2027, 3, 26)
    )
    assert calendar.is_school_day(date(2027, 1, 11))
    assert not calendar.is_school_day(date(2026, 12, 28))


def test_a_snow_day_is_gone_at_once_and_back_when_it_is_taken_away(village: Village) -> None:
    monday = date(2026, 11, 30)
    assert calendar.is_school_day(monday)
    snow = DayOff.objects.create(day=monday, title="Snow")
    assert not calendar.is_school_day(monday)
    snow.delete()
    assert calendar.is_school_day(monday)


def test_a_saturday_with_school_counts_and_other_saturdays_dont(village: Village) -> None:
    DayOff.objects.create(day=date(2026, 11, 28), title="Open day", school=True)
    assert calendar.is_school_day(date(2026, 11, 28))
    assert not calendar.is_school_day(date(2026, 12, 5))


def test_a_school_that_meets_from_sunday_to_thursday(village: Village) -> None:
    School.objects.get().delete()
    School.objects.create(name="S", weekdays="1111001")
    assert calendar.is_school_day(date(2026, 11, 29))  # a Sunday
    assert not calendar.is_school_day(date(2026, 11, 27))  # a Friday


def test_another_process_s_change_is_seen_without_being_told(village: Village) -> None:
    assert calendar.is_school_day(date(2026, 11, 30))
    DayOff.objects.bulk_create([DayOff(day=date(2026, 11, 30))])  # no signal in this process
    School.objects.update(calendar_version=999)  # as the other process's transaction did
    assert not calendar.is_school_day(date(2026, 11, 30))


def test_days_written_in_bulk_count_once_the_change_is_told(village: Village) -> None:
    assert calendar.is_school_day(date(2026, 11, 30))
    DayOff.objects.bulk_create([DayOff(day=date(2026, 11, 30))])
    changes.calendar_changed.send(sender=DayOff)
    assert not calendar.is_school_day(date(2026, 11, 30))


def test_asking_again_costs_one_small_query(village: Village) -> None:
    calendar.school_days()
    with CaptureQueriesContext(connection) as asked:
        calendar.school_days()
    assert len(asked) == 1


def test_the_next_school_day_jumps_over_weekend_and_holiday(village: Village) -> None:
    assert calendar.next_school_day(date(2026, 10, 16)) == date(2026, 10, 26)
    assert calendar.next_school_day(date(2026, 11, 20)) == date(2026, 11, 23)
    assert calendar.next_school_day(date(2026, 11, 23), 5) == date(2026, 11, 30)
    assert calendar.previous_school_day(date(2026, 10, 26)) == date(2026, 10, 16)
    assert calendar.previous_school_day(date(2020, 1, 1)) is None


def test_past_the_last_term_the_weekly_habit_goes_on(village: Village) -> None:
    assert calendar.next_school_day(date(2026, 12, 18)) == date(2026, 12, 21)
    assert calendar.next_school_day(date(2026, 12, 17), 3) == date(2026, 12, 22)
    with pytest.raises(ValueError, match="1 or more"):
        calendar.next_school_day(date(2026, 12, 17), 0)


def test_half_terms_part_at_the_holiday(village: Village) -> None:
    first, second = calendar.half_terms()
    assert (date.fromordinal(first.first), date.fromordinal(first.last)) == (
        date(2026, 8, 31),
        date(2026, 10, 16),
    )
    assert (date.fromordinal(second.first), date.fromordinal(second.last)) == (
        date(2026, 10, 26),
        date(2026, 12, 18),
    )


def test_grading_periods_of_the_roster_are_the_half_terms(village: Village) -> None:
    AcademicSession.objects.create(
        sourced_id="g1", title="P1", kind="gradingPeriod", start=date(2026, 8, 31), end=date(2026, 10, 2)
    )
    assert [s.title for s in calendar.half_terms()] == ["P1"]


@pytest.mark.django_db
def test_a_school_without_terms_counts_its_weekdays() -> None:
    School.objects.create(name="S")
    assert calendar.is_school_day(date(2009, 3, 4))
    assert not calendar.is_school_day(date(2009, 3, 7))
    assert calendar.half_terms() == ()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    weekdays=st.text("01", min_size=7, max_size=7).filter(lambda w: "1" in w),
    start=st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    length=st.integers(0, 120),
    off=st.sets(st.integers(0, 130), max_size=20),
    extra=st.sets(st.integers(0, 120), max_size=5),
)
@pytest.mark.django_db
def test_any_calendar_equals_the_slow_obvious_one(
    weekdays: str, start: date, length: int, off: set[int], extra: set[int]
) -> None:
    for model in (AcademicSession, DayOff, School):
        model.objects.all().delete()
    School.objects.create(name="S", weekdays=weekdays)
    AcademicSession.objects.create(
        sourced_id="t", title="T", kind="term", start=start, end=start + timedelta(days=length)
    )
    closed = {start + timedelta(days=n) for n in off}
    opened = {start + timedelta(days=n) for n in extra if n <= length} - closed
    DayOff.objects.bulk_create([DayOff(day=d) for d in closed] + [DayOff(day=d, school=True) for d in opened])
    calendar.touch()
    expected = naive_days(start, start + timedelta(days=length), weekdays, closed, opened)
    assert calendar.school_days().tolist() == expected
    assert all(calendar.is_school_day(date.fromordinal(d)) for d in expected)
